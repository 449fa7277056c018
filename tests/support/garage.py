"""A garage that has room: opened wide, for the stories that are about something else."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import select

from shared.db import session
from shared.kernel import clock
from shared.orders.models import CatalogueItem
from shared.web.filters import capital, date_fr
from workshops.auto_bleue.forms import slot_name
from workshops.auto_bleue.openings import list_free_slots
from workshops.auto_bleue.planning import change_planning
from workshops.auto_bleue.queries import clock_words

WIDE: dict[str, Any] = {
    "weekdays": "01234",
    "opens_at": 8 * 60,
    "closes_at": 18 * 60,
    "break_from": 12 * 60,
    "break_to": 13 * 60,
    "mechanics_bays": 3,
    "body_bays": 1,
    "cleaning_bays": 2,
    "learner_percent": 100,
    "days_offered": 10,
    "counts_people": False,
}


def open_wide(**changed: Any) -> None:
    """Has room for whoever comes, people or not, from 2021 on; belongs inside a unit."""
    change_planning(valid_from=date(2021, 1, 1), actor="test", **(WIDE | changed))


def item(code: str = "vidange") -> CatalogueItem:
    """Returns a service of the catalogue."""
    return session.scalars(select(CatalogueItem).where(CatalogueItem.code == code)).one()


def free(code: str = "vidange") -> list[tuple[date, int]]:
    """Returns the free slots of a service, the next first."""
    slots = list_free_slots(item(code), clock.today())
    return [(day, start) for day, starts in slots.items() for start in starts]


def named(slot: tuple[date, int]) -> str:
    """Returns what a form calls a slot."""
    return slot_name(*slot)


def words(slot: tuple[date, int]) -> tuple[str, str]:
    """Returns how the page says the day and the hour of a slot."""
    return capital(date_fr(slot[0])), clock_words(slot[1])
