"""What the shop sells besides its single pieces, and its terms."""

from __future__ import annotations

from shared.kernel.codes import Nature, Unit
from shared.orders.catalogue.offers import Offer, seed_offers
from shared.orders.reference import STANDARD
from shared.orders.terms.texts import seed_terms

SITE = "valorilot"
SHIPPING = "envoi"
FAMILY = "Seconde main"

OFFERS = (
    Offer(
        code=SHIPPING,
        family="Envoi",
        label="Envoi à domicile",
        description="Un colis suivi, remis en boîte aux lettres ou au voisin de votre choix.",
        price_cents=590,
        vat_code=STANDARD,
        standard_minutes=0,
    ),
    Offer(
        code="lot-chiffons",
        family="Lots au kilo",
        label="Chiffons d’essuyage, coton",
        description="Coton trié et coupé, en sacs de dix kilos.",
        price_cents=144,
        vat_code=STANDARD,
        standard_minutes=0,
        nature=Nature.GOODS,
        unit=Unit.KILOGRAM,
    ),
    Offer(
        code="lot-creme",
        family="Lots au kilo",
        label="Vêtements triés, premier choix",
        description="Par lots de vingt kilos, triés par saison.",
        price_cents=480,
        vat_code=STANDARD,
        standard_minutes=0,
        nature=Nature.GOODS,
        unit=Unit.KILOGRAM,
    ),
    Offer(
        code="tri",
        family="Tri pour d’autres",
        label="Tri de vos textiles, au kilo",
        description="Vos textiles restent à vous\u00a0: nous les trions et vous les rendons par catégorie.",
        price_cents=60,
        vat_code=STANDARD,
        standard_minutes=0,
        unit=Unit.KILOGRAM,
    ),
)


TERMS = (
    "Chaque pièce est unique et d’occasion\u00a0: sa taille, son état et ses défauts sont dits avant l’achat. "
    "Une pièce mise au panier est gardée quinze minutes. Elle se retire au point de retrait, dont l’adresse est "
    "dans le courriel qui dit qu’elle est prête, ou s’envoie à votre adresse."
)


def seed() -> None:
    """Inserts the offers and the terms that are missing."""
    seed_offers(SITE, OFFERS)
    seed_terms(SITE, "Des pièces de seconde main", TERMS, "C. conso. art. L111-1")
