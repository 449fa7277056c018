"""What the garage sells online from its first day; afterwards the catalogue lives in the database."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from shared.db import session
from shared.orders.catalogue import Offer, seed_offers
from shared.orders.reference import STANDARD
from workshops.auto_bleue.models import Planning
from workshops.auto_bleue.slots import Bay

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


_BAYS = {"nettoyage": Bay.CLEANING}
"""Services that need something else than a mechanic's bay."""


def bay_of(code: str) -> Bay:
    """Returns the kind of bay that a service needs."""
    return _BAYS.get(code, Bay.MECHANICS)


def seed() -> None:
    """Inserts the services that the catalogue lacks, and a first planning: everybody changes it on its page."""
    seed_offers(SITE, SERVICES)
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
