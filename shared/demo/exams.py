"""Invented exams: planned, with a jury, sat by the people of a site, the minutes a week later."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from shared.db import session
from shared.demo.agenda import Agenda
from shared.kernel import clock
from shared.training.models import ExamKind, ExamOutcome, Title
from shared.training.outcomes import Verdict, record_outcome
from shared.training.services import ExamPlan, add_juror, plan_exam, register_candidates
from shared.workshop import Site

PLANNED_BEFORE, REGISTERED_BEFORE = timedelta(days=90), timedelta(days=30)
MINUTES_AFTER = timedelta(days=8)


@dataclass(frozen=True, kw_only=True)
class InventedExam:
    """An exam for the title with this code; of single `blocks` where some are named. All pass what they sit.

    The first `congratulated` do so with a word of the jury.
    """

    rncp: str
    first_day: date
    last_day: date
    blocks: Sequence[str] = ()
    congratulated: int = 0
    place: str = ""
    centre: str = ""
    jury: Sequence[tuple[str, str]] = ()


def note_exam(*, agenda: Agenda, site: Site, exam: InventedExam, sitting: Sequence[UUID], actor: str) -> None:
    """Notes in the agenda that an exam is planned, and all that follows for those who sit it."""
    plan = partial(_plan_and_sit, agenda, site, exam, sitting, actor)
    agenda.note(clock.at_paris(exam.first_day - PLANNED_BEFORE, 10), plan)


def plan_invented_exam(*, site: Site, exam: InventedExam, actor: str) -> UUID:
    """Plans an exam with its jury, and nobody registered yet; returns its public id."""
    wanted = select(Title).where(Title.rncp == exam.rncp).options(selectinload(Title.blocks))
    title = session.scalars(wanted).one()
    planned = plan_exam(
        site_id=site.id,
        plan=ExamPlan(
            title=title.public_id,
            first_day=exam.first_day,
            last_day=exam.last_day,
            kind=ExamKind.BLOCKS if exam.blocks else ExamKind.WHOLE,
            blocks=[block.public_id for block in title.blocks if block.code in exam.blocks],
            place=exam.place,
            centre=exam.centre,
        ),
        actor=actor,
    )
    for name, capacity in exam.jury:
        add_juror(site_id=site.id, exam=planned, name=name, capacity=capacity, actor=actor)
    return planned


def _plan_and_sit(agenda: Agenda, site: Site, exam: InventedExam, sitting: Sequence[UUID], actor: str) -> None:
    planned = plan_invented_exam(site=site, exam=exam, actor=actor)
    register = partial(register_candidates, site_id=site.id, exam=planned, people=sitting, actor=actor)
    agenda.note(clock.at_paris(exam.first_day - REGISTERED_BEFORE, 10), register)
    note = partial(record_outcome, site_id=site.id, exam=planned, actor=actor)
    for place, person in enumerate(sitting):
        sat = Verdict(outcome=ExamOutcome.PENDING)
        passed = Verdict(outcome=ExamOutcome.PASSED, congratulated=place < exam.congratulated)
        for day, verdict in ((exam.last_day, sat), (exam.last_day + MINUTES_AFTER, passed)):
            agenda.note(clock.at_paris(day, 15), partial(note, person=person, verdict=verdict))
