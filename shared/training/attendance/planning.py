"""The sheets of a group: a half-day of training for each that its rhythm spends at the training centre."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from shared.audit.services import record_event
from shared.db import session
from shared.kernel.errors import InvalidInput
from shared.people.queries import list_contracts
from shared.training.attendance.services import expect
from shared.training.cohorts.rhythm import HalfDayOf, WeekOf, half_days_at
from shared.training.cohorts.services import lock_cohort
from shared.training.models import (
    Cohort,
    CohortMember,
    CohortRhythm,
    Title,
    TrainingKind,
    TrainingSession,
    TrainingStatus,
    Whereabouts,
)


def prepare_sheets(*, site_id: int, cohort: UUID, first_day: date, last_day: date, actor: str) -> int:
    """Plans the sessions that a group's rhythm asks for between two days, both included, and that nobody planned yet.

    Returns how many. Raises NotFound, InvalidInput (field `last_day`) when there is nothing to plan.
    """
    found = lock_cohort(site_id, cohort)
    missing = list_unplanned(found, max(first_day, found.first_day), min(last_day, found.last_day))
    if not missing:
        raise InvalidInput("last_day", "Toutes les demi-journées au centre ont déjà leur feuille entre ces jours.")
    subject = session.get_one(Title, found.title_id).label
    members = session.scalars(select(CohortMember).where(CohortMember.cohort_id == found.id)).all()
    contracts = list_contracts(site_id, missing[0][0], missing[-1][0])
    for day, half in missing:
        employed = {each.person_id for each in contracts if each.starts_on <= day <= each.ends_on}
        planned = TrainingSession(
            site_id=site_id,
            cohort_id=found.id,
            subject=subject,
            kind=TrainingKind.EXTERNAL,
            provider=found.provider,
            day=day,
            half=half,
            status=TrainingStatus.PLANNED,
        )
        session.add(planned)
        session.flush()
        expect(planned.id, [each.person_id for each in members if _belongs(each, day) and each.person_id in employed])
    record_event(actor=actor, action="training.planned", subject=f"cohort:{cohort}", detail={"sessions": len(missing)})
    return len(missing)


def list_unplanned(cohort: Cohort, first_day: date, last_day: date) -> Sequence[HalfDayOf]:
    """Returns the half-days at the centre between two days, both included, that have no session. Three statements."""
    rhythms = session.scalars(
        select(CohortRhythm).where(CohortRhythm.cohort_id == cohort.id).options(selectinload(CohortRhythm.halves))
    ).all()
    planned = {
        (day, half)
        for day, half in session.execute(
            select(TrainingSession.day, TrainingSession.half).where(TrainingSession.cohort_id == cohort.id)
        )
    }
    weeks = [WeekOf.of(each) for each in rhythms]
    wanted = half_days_at(weeks, Whereabouts.CENTRE, first_day, last_day)
    return [each for each in wanted if each not in planned]


def _belongs(member: CohortMember, day: date) -> bool:
    return member.joined_on <= day and (member.left_on is None or day <= member.left_on)
