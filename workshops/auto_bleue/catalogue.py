"""What the garage sells online from its first day; afterwards the catalogue lives in the database."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from shared.db import session
from shared.orders.catalogue.offers import Offer, seed_offers
from shared.orders.models import CatalogueItem
from shared.orders.reference import STANDARD
from shared.workshop import Site
from workshops.auto_bleue.models import Planning, ServiceNeed
from workshops.auto_bleue.slots import Bay

SITE = "auto-bleue"

SERVICES = (
    Offer(
        code="vidange",
        family="Mécanique",
        label="Vidange et filtre à huile",
        description="Huile neuve adaptée à votre moteur, filtre remplacé, niveaux et pression des pneus vérifiés.",
        price_cents=8900,
        vat_code=STANDARD,
        standard_minutes=60,
        options=(
            Offer(
                code="filtre-habitacle",
                family="Mécanique",
                label="Filtre d’habitacle neuf",
                description="Contre le pollen et les odeurs.",
                price_cents=2500,
                vat_code=STANDARD,
                standard_minutes=15,
            ),
            Offer(
                code="filtre-air",
                family="Mécanique",
                label="Filtre à air neuf",
                description="Le moteur respire mieux.",
                price_cents=2200,
                vat_code=STANDARD,
                standard_minutes=15,
            ),
        ),
    ),
    Offer(
        code="freins-avant",
        family="Mécanique",
        label="Plaquettes de frein avant",
        description="Deux roues avant, pièces comprises. Les disques sont mesurés et vous recevez notre avis.",
        price_cents=14900,
        vat_code=STANDARD,
        standard_minutes=90,
    ),
    Offer(
        code="nettoyage",
        family="Nettoyage",
        label="Nettoyage complet",
        description="Intérieur aspiré et lavé, vitres, plastiques, carrosserie à la main. Sans produit agressif.",
        price_cents=6900,
        vat_code=STANDARD,
        standard_minutes=120,
        options=(
            Offer(
                code="sieges",
                family="Nettoyage",
                label="Sièges lavés en profondeur",
                description="Shampooing des tissus, séchage.",
                price_cents=3900,
                vat_code=STANDARD,
                standard_minutes=60,
            ),
        ),
    ),
    Offer(
        code="retroviseur",
        family="Carrosserie",
        label="Rétroviseur extérieur",
        description="Remplacé à votre couleur, réglé et vérifié. Pièce neuve ou de réemploi, comme vous voulez.",
        price_cents=12900,
        vat_code=STANDARD,
        standard_minutes=60,
    ),
)


_NEEDS = {"nettoyage": (Bay.CLEANING, False), "retroviseur": (Bay.BODY, True)}
"""Services that need something else than a mechanic's bay, and whether used parts may be fitted by them.

Parts of brakes, steering and wheels are never offered used. Source: C. conso. art. R. 224-22.
"""


def seed() -> None:
    """Inserts the services that the catalogue lacks, and a first planning: everybody changes it on its page."""
    seed_offers(SITE, SERVICES)
    _seed_needs()
    if session.scalar(select(Planning.id).limit(1)) is None:
        session.add(
            Planning(
                valid_from=date(2020, 1, 1),
                weekdays="01234",
                opens_at=8 * 60,
                closes_at=16 * 60 + 30,
                break_from=12 * 60,
                break_to=13 * 60,
                mechanics_bays=3,
                body_bays=1,
                cleaning_bays=2,
                learner_percent=150,
                days_offered=10,
                counts_people=True,
                noted_by="seed",
            )
        )


def _seed_needs() -> None:
    """Says once what the first services need."""
    codes = select(CatalogueItem.id, CatalogueItem.code).join(Site).where(Site.slug == SITE)
    known = set(session.scalars(select(ServiceNeed.item_id)))
    for item_id, code in session.execute(codes.where(CatalogueItem.code.in_(_NEEDS))):
        if item_id not in known:
            bay, fits_parts = _NEEDS[code]
            session.add(ServiceNeed(item_id=item_id, bay=bay, fits_parts=fits_parts))
    session.flush()
