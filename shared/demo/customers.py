"""Invented customers: households, companies, an association, a town; the same ones for the same number."""

from __future__ import annotations

from random import Random

from shared.demo.team import invented_name
from shared.kernel.text import folded
from shared.orders.models import CustomerKind
from shared.orders.services import CustomerDetails

_CITIES = (
    ("Amiens", "80000"), ("Amiens", "80080"), ("Amiens", "80090"), ("Longueau", "80330"), ("Rivery", "80136"),
    ("Salouël", "80480"), ("Camon", "80450"), ("Boves", "80440"), ("Dury", "80480"), ("Pont-de-Metz", "80480"),
)  # fmt: skip
_STREETS = ("rue", "allée", "impasse", "place", "chemin", "avenue")
_FIRST_HOUSEHOLD = 137
"""Customers bear other pairs of names than most of the people who work here."""

MOST_HOUSEHOLDS = 9_900
"""As many telephone numbers are left in the range that the authority keeps for fiction: 06 39 98, four digits."""

OF_THE_ACCOUNT = CustomerDetails(
    name="Morgan Client",
    email="client@example.org",
    phone="06 39 98 00 06",
    street="11 rue des Exemples",
    postcode="80000",
    city="Amiens",
)
"""The customer whose account everybody may try."""

# Valid keys, and nobody's numbers.
TOWN = CustomerDetails(
    kind=CustomerKind.PUBLIC,
    name="Commune d’Exemple",
    contact="Service des achats",
    email="mairie@example.org",
    phone="03 53 01 00 01",
    street="1 place de la Mairie",
    postcode="80000",
    city="Amiens",
    siret="98765432400001",
    service_code="GARAGE",
)
COMPANIES = (
    CustomerDetails(
        kind=CustomerKind.COMPANY,
        name="Exemple Livraison",
        contact="Parc automobile",
        email="parc@livraison.example.org",
        phone="03 53 01 00 02",
        street="4 zone des Exemples",
        postcode="80000",
        city="Amiens",
        siret="98765430800004",
    ),
    CustomerDetails(
        kind=CustomerKind.COMPANY,
        name="Couverture Exemple",
        contact="Bureau",
        email="bureau@couverture.example.org",
        phone="03 53 01 00 03",
        street="12 zone des Exemples",
        postcode="80440",
        city="Boves",
        siret="98765431600007",
    ),
)
ASSOCIATION = CustomerDetails(
    kind=CustomerKind.ASSOCIATION,
    name="Les Amis d’Exemple",
    contact="Trésorerie",
    email="tresorerie@amis.example.org",
    phone="03 53 01 00 04",
    street="6 rue des Exemples",
    postcode="80136",
    city="Rivery",
    siret="98765434000007",
)
PROFESSIONALS = (TOWN, *COMPANIES, ASSOCIATION)


def household(number: int) -> CustomerDetails:
    """Returns an invented household, from 0 to `MOST_HOUSEHOLDS`; number 0 is the one whose account may be tried."""
    if number == 0:
        return OF_THE_ACCOUNT
    first, last = invented_name(_FIRST_HOUSEHOLD + 5 * number)
    chance = Random(f"household {number}")
    city, postcode = chance.choice(_CITIES)
    phone = f"{100 + number:04d}"
    return CustomerDetails(
        name=f"{first} {last}",
        email=f"{folded(first)}.{folded(last)}.{number}@example.org".replace(" ", "-"),
        phone=f"06 39 98 {phone[:2]} {phone[2:]}",
        street=f"{chance.randrange(1, 90)} {chance.choice(_STREETS)} des Exemples",
        postcode=postcode,
        city=city,
    )
