"""What the garden sells from its first day, where it is fetched, and the terms; then the database has the word."""

from __future__ import annotations

from sqlalchemy import select

from shared.db import session
from shared.kernel.codes import Nature, Unit
from shared.orders.catalogue.offers import Offer, seed_offers
from shared.orders.reference import REDUCED, STANDARD
from shared.orders.terms.texts import seed_terms
from workshops.agrilot.models import PickupPoint

SITE = "agrilot"
BASKETS = "Paniers"
VEGETABLES = "Légumes"
TASKS = "Travaux"


def _basket(code: str, label: str, description: str, cents: int) -> Offer:
    return Offer(
        code=code,
        family=BASKETS,
        label=label,
        description=description,
        price_cents=cents,
        vat_code=REDUCED,
        standard_minutes=0,
        nature=Nature.GOODS,
        unit=Unit.PIECE,
    )


def _vegetable(code: str, label: str, description: str, cents: int, unit: Unit = Unit.PIECE) -> Offer:
    return _basket(code, label, description, cents)._replace(family=VEGETABLES, unit=unit)


OFFERS = (
    _basket("panier-petit", "Petit panier", "Pour une ou deux personnes, cinq légumes de saison.", 1000),
    _basket("panier-moyen", "Panier moyen", "Pour trois personnes, six ou sept légumes de saison.", 1500),
    _basket("panier-grand", "Grand panier", "Pour une famille, huit légumes de saison.", 2200),
    _vegetable("endives", "Endives, le kilo", "Récoltées de la semaine.", 350, Unit.KILOGRAM),
    _vegetable("carottes", "Carottes, la botte", "Avec leurs fanes.", 240),
    _vegetable("poireaux", "Poireaux, le kilo", "Des jardins de la Somme.", 280, Unit.KILOGRAM),
    _vegetable("courge", "Courge, la pièce", "Potimarron ou butternut, un kilo environ.", 320),
    _vegetable("pommes-de-terre", "Pommes de terre, cinq kilos", "À chair ferme.", 650),
    Offer(
        code="arrachage",
        family=TASKS,
        label="Arrachage, les cent mètres de rang",
        description="Une tâche faite, par une équipe et son encadrant.",
        price_cents=9600,
        vat_code=STANDARD,
        standard_minutes=0,
        unit=Unit.FLAT_RATE,
    ),
)

_POINTS = (
    ("Ferme de l’atelier", "1 chemin des Exemples", "80800", "Corbie", 3, 16 * 60, 19 * 60, 48, 80),
    ("Maison de quartier", "12 place des Exemples", "80000", "Amiens", 3, 17 * 60, 19 * 60 + 30, 48, 60),
    ("Gare routière, local vélo", "3 rue des Exemples", "80300", "Albert", 4, 17 * 60, 19 * 60, 48, 40),
)
"""Name, address, weekday, opening, closing, cut-off in hours, baskets a week: invented, to be replaced."""

TERMS = (
    "Les légumes dépendent de la saison\u00a0: le contenu d’un panier change chaque semaine. Un abonnement est livré "
    "une fois par semaine à votre point de retrait. Vous pouvez sauter une semaine, faire une pause ou arrêter sur "
    "votre page, jusqu’à l’heure limite du point de retrait. Une facture vient chaque mois, pour les paniers livrés."
)


def seed() -> None:
    """Inserts what is missing; everybody changes it on its page."""
    seed_offers(SITE, OFFERS)
    seed_terms(SITE, "Des légumes et des paniers", TERMS, "C. conso. art. L111-1 et L215-1-1")
    known = set(session.scalars(select(PickupPoint.name)))
    columns = ("name", "street", "postcode", "city", "weekday", "opens_at", "closes_at", "cutoff_hours", "capacity")
    for point in _POINTS:
        if point[0] not in known:
            session.add(PickupPoint(**dict(zip(columns, point, strict=True))))
    session.flush()
