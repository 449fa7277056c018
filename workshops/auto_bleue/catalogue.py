"""What the garage sells online from its first day; afterwards the catalogue lives in the database."""

from __future__ import annotations

from shared.orders.catalogue import Offer, seed_offers
from shared.orders.reference import STANDARD

SITE = "auto-bleue"

SERVICES = (
    Offer(
        code="vidange",
        label="Vidange et filtre à huile",
        description="Huile neuve adaptée à votre moteur, filtre remplacé, niveaux et pression des pneus vérifiés.",
        price_cents=8900,
        vat_code=STANDARD,
        standard_minutes=60,
    ),
    Offer(
        code="freins-avant",
        label="Plaquettes de frein avant",
        description="Deux roues avant, pièces comprises. Les disques sont mesurés et vous recevez notre avis.",
        price_cents=14900,
        vat_code=STANDARD,
        standard_minutes=90,
    ),
    Offer(
        code="nettoyage",
        label="Nettoyage complet",
        description="Intérieur aspiré et lavé, vitres, plastiques, carrosserie à la main. Sans produit agressif.",
        price_cents=6900,
        vat_code=STANDARD,
        standard_minutes=120,
    ),
)


def seed() -> None:
    """Inserts the services that the catalogue lacks."""
    seed_offers(SITE, SERVICES)
