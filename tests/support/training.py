"""Groups and half-days of training of the tests: a team of the garage, a Monday, a sheet to sign."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select

from shared.db import atomic, session
from shared.kernel.minutes import HOUR
from shared.people.models import Half, Person
from shared.training.attendance import services
from shared.training.attendance.planning import prepare_sheets
from shared.training.attendance.queries import SheetPage, find_sheet
from shared.training.attendance.services import SessionPlan, plan_session
from shared.training.cohorts.services import CohortPlan, Rhythm, open_cohort, set_rhythm
from shared.training.models import Title, TrainingKind, Whereabouts
from tests.support.team import MONDAY, site_id

GARAGE = "auto-bleue"
ACTOR = "user:019ab000-0000-7000-8000-000000000001"
TUESDAY_AND_THURSDAY: Rhythm = {(day, half): Whereabouts.CENTRE for day in (1, 3) for half in Half}
FIRST_DAY, LAST_DAY = date(2026, 11, 2), date(2027, 6, 30)
STROKES = [[[40, 120], [90, 40], [140, 150]], [[200, 90], [320, 100]]]


def everybody() -> list[UUID]:
    """Returns the people in the order in which they were hired."""
    return list(session.scalars(select(Person.public_id).order_by(Person.id)))


def training(
    people: Sequence[UUID], day: date = MONDAY, half: Half = Half.MORNING, *, slug: str = GARAGE, **more: Any
) -> UUID:
    """Plans a half-day of training, at the garage if nothing else is said."""
    wish: dict[str, Any] = {"subject": "Gestes et postures", "kind": TrainingKind.INTERNAL}
    with atomic():
        return plan_session(
            site_id=site_id(slug), plan=SessionPlan(day=day, half=half, people=people, **(wish | more)), actor=ACTOR
        )


def signed(session_of: UUID, person: UUID, drawing: Any = STROKES, *, slug: str = GARAGE) -> bool:
    """Signs for one person."""
    with atomic():
        return services.sign(site_id=site_id(slug), training=session_of, person=person, drawing=drawing, actor=ACTOR)


def closed(session_of: UUID, slug: str = GARAGE) -> int:
    """Closes a sheet."""
    with atomic():
        return services.close_session(site_id=site_id(slug), training=session_of, actor=ACTOR)


def sheet_of(session_of: UUID) -> SheetPage:
    """Returns a sheet as it stands."""
    return find_sheet(site_id(), session_of, full_names=True)


def cohort(people: Sequence[UUID], slug: str = GARAGE, **more: Any) -> UUID:
    """Opens a group that prepares the catering title from November to June, with 300 hours."""
    title = session.scalars(select(Title).where(Title.rncp == "RNCP38663")).one()
    wish: dict[str, Any] = {
        "label": "Hiver 2026",
        "title": title.public_id,
        "first_day": FIRST_DAY,
        "last_day": LAST_DAY,
        "training_minutes": 300 * HOUR,
        "provider": "Centre Exemple",
    }
    with atomic():
        return open_cohort(site_id=site_id(slug), plan=CohortPlan(**(wish | more)), people=people, actor=ACTOR)


def alternates(group: UUID, rhythm: Rhythm = TUESDAY_AND_THURSDAY, slug: str = GARAGE) -> int:
    """Says the weeks of a group and prepares its sheets; returns how many."""
    with atomic():
        set_rhythm(
            site_id=site_id(slug), cohort=group, first_day=FIRST_DAY, last_day=LAST_DAY, rhythm=rhythm, actor=ACTOR
        )
        return prepare_sheets(site_id=site_id(slug), cohort=group, first_day=FIRST_DAY, last_day=LAST_DAY, actor=ACTOR)
