"""Changing how the garage works: hours and bays from a day on, and days on which it is closed."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import select

from shared.audit.services import record_event
from shared.db import session
from shared.kernel.errors import InvalidInput, NotFound
from shared.orders.models import CatalogueItem
from shared.workshop import Site
from workshops.auto_bleue.catalogue import SITE
from workshops.auto_bleue.models import Planning, ServiceNeed
from workshops.auto_bleue.openings import hold_slots
from workshops.auto_bleue.slots import STEP, Bay

MOST_BAYS = 50
MOST_DAYS = 60


def change_planning(
    *,
    valid_from: date,
    weekdays: str,
    opens_at: int,
    closes_at: int,
    break_from: int,
    break_to: int,
    mechanics_bays: int,
    body_bays: int,
    cleaning_bays: int,
    learner_percent: int,
    days_offered: int,
    counts_people: bool,
    actor: str,
) -> None:
    """Writes how the garage works from a day on; what is booked already stays. Times are minutes after midnight.

    Raises InvalidInput naming the field that is wrong.
    """
    if session.scalar(select(Planning.id).where(Planning.valid_from == valid_from)):
        raise InvalidInput("valid_from", "Le planning change déjà ce jour-là\u00a0: choisissez un autre jour.")
    if not weekdays:
        raise InvalidInput("weekdays", "Choisissez au moins un jour d’ouverture.")
    if not opens_at < closes_at:
        raise InvalidInput("closes_at", "Le garage ferme avant d’ouvrir.")
    if not opens_at <= break_from <= break_to <= closes_at:
        raise InvalidInput("break_to", "La pause sort des heures d’ouverture.")
    for field, minutes in (("opens_at", opens_at), ("break_from", break_from), ("break_to", break_to)):
        if minutes % STEP:
            raise InvalidInput(field, "Écrivez une heure ou une demi-heure, comme 8h ou 8h30.")
    planning = Planning(
        valid_from=valid_from,
        weekdays=weekdays,
        opens_at=opens_at,
        closes_at=closes_at,
        break_from=break_from,
        break_to=break_to,
        mechanics_bays=mechanics_bays,
        body_bays=body_bays,
        cleaning_bays=cleaning_bays,
        learner_percent=learner_percent,
        days_offered=days_offered,
        counts_people=counts_people,
        noted_by=actor,
    )
    session.add(planning)
    session.flush()
    record_event(actor=actor, action="garage.planning_changed", subject=f"planning:{valid_from}")


def say_need(*, item: UUID, bay: Bay, fits_parts: bool, actor: str) -> None:
    """Says which bay a service needs, for appointments to come, and whether used parts may be fitted by it.

    Raises NotFound for what is no service of the garage.
    """
    mine = select(CatalogueItem.id).join(Site).where(Site.slug == SITE, CatalogueItem.public_id == item)
    item_id = session.scalar(mine.where(CatalogueItem.option_of_id.is_(None)))
    if item_id is None:
        raise NotFound("Ce service n’est pas du garage.")
    # Of two who say it at once, the second waits here.
    hold_slots()
    need = session.get(ServiceNeed, item_id)
    if need is None:
        session.add(ServiceNeed(item_id=item_id, bay=bay, fits_parts=fits_parts))
    else:
        need.bay, need.fits_parts = bay, fits_parts
    session.flush()
    detail: dict[str, object] = {"bay": bay.value, "used_parts": fits_parts}
    record_event(actor=actor, action="garage.need_said", subject=f"item:{item}", detail=detail)
