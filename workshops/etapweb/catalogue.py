"""What the agency offers from its first day: prices to begin with, each project has its own quote."""

from __future__ import annotations

from shared.orders.catalogue.offers import Offer, seed_offers
from shared.orders.reference import STANDARD

SITE = "etapweb"

MILESTONES = ("Maquette", "Intégration", "Essais avec vous", "Mise en ligne")
"""The parts of every project."""

DEPOSIT_BP = 3000

OFFERS = (
    Offer(
        code="site-vitrine",
        family="Création",
        label="Site vitrine, cinq pages",
        description="Il vous présente, se lit bien sur un téléphone, et vous pouvez le modifier vous-même.",
        price_cents=180_000,
        vat_code=STANDARD,
        standard_minutes=0,
    ),
    Offer(
        code="site-marchand",
        family="Création",
        label="Site marchand",
        description="Un catalogue, un panier, un paiement sécurisé, et une formation pour s’en servir.",
        price_cents=420_000,
        vat_code=STANDARD,
        standard_minutes=0,
    ),
    Offer(
        code="refonte",
        family="Création",
        label="Refonte d’un site",
        description="Nous gardons ce qui sert encore, et nous refaisons le reste.",
        price_cents=150_000,
        vat_code=STANDARD,
        standard_minutes=0,
    ),
    Offer(
        code="page",
        family="Création",
        label="Page en plus",
        description="Une page de texte et d’images, mise à vos couleurs.",
        price_cents=18_000,
        vat_code=STANDARD,
        standard_minutes=0,
    ),
    Offer(
        code="entretien",
        family="Entretien",
        label="Entretien, un an",
        description="Mises à jour, sauvegardes et petites corrections pendant douze mois.",
        price_cents=57_600,
        vat_code=STANDARD,
        standard_minutes=0,
    ),
)


def seed() -> None:
    """Inserts the offers that the catalogue lacks."""
    seed_offers(SITE, OFFERS)
