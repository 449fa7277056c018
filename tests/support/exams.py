"""Exams of the tests: a group on contract, an exam for one of the titles, and what came of it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from shared.db import atomic, session
from shared.people.contracts.services import Terms
from shared.people.models import Person
from shared.training.models import ExamCandidate, ExamKind, ExamOutcome, Title
from shared.training.outcomes import Verdict, record_outcome
from shared.training.queries.standings import read_standings
from shared.training.services import ExamPlan, plan_exam, plan_resit, register_candidates
from shared.training.standing import Standing
from tests.support.office import hire
from tests.support.team import NAMES, site_id

SITE = "aqi-paris"
CATERING, WEB, MECHANIC = "RNCP38663", "RNCP37674", "RNCP38101"
FIRST_DAY, LAST_DAY = date(2026, 12, 9), date(2026, 12, 10)
ACTOR = "user:adviser"


def group(count: int, slug: str = SITE, contract: Terms | None = None) -> list[UUID]:
    """Hires so many people whom nobody has hired yet, and returns them in the order of their names."""
    known = len(session.scalars(select(Person.id)).all())
    for name in NAMES[known : known + count]:
        first, last = name.split()
        hire(first, last, contract, slug)
    return list(session.scalars(select(Person.public_id).order_by(Person.id)))[known:]


def title(rncp: str = CATERING) -> Title:
    """Returns a title with its blocks."""
    return session.scalars(select(Title).where(Title.rncp == rncp).options(selectinload(Title.blocks))).one()


def blocks(*codes: str, rncp: str = CATERING) -> list[UUID]:
    """Returns the public ids of blocks."""
    return [block.public_id for block in title(rncp).blocks if block.code in codes]


def plan_of(
    first_day: date = FIRST_DAY, last_day: date | None = None, *, codes: Sequence[str] = (), **more: Any
) -> ExamPlan:
    """Returns the plan of a whole session, or of single blocks where codes are named."""
    rncp = more.pop("rncp", CATERING)
    return ExamPlan(
        title=title(rncp).public_id,
        first_day=first_day,
        last_day=last_day or max(first_day, LAST_DAY if first_day == FIRST_DAY else first_day),
        kind=ExamKind.BLOCKS if codes else ExamKind.WHOLE,
        blocks=blocks(*codes, rncp=rncp),
        **more,
    )


def plan(first_day: date = FIRST_DAY, last_day: date | None = None, *, slug: str = SITE, **more: Any) -> UUID:
    """Plans an exam in a unit of its own."""
    with atomic():
        return plan_exam(site_id=site_id(slug), plan=plan_of(first_day, last_day, **more), actor=ACTOR)


def register(exam: UUID, *people: UUID, slug: str = SITE) -> None:
    """Registers people in a unit of its own."""
    with atomic():
        register_candidates(site_id=site_id(slug), exam=exam, people=people, actor=ACTOR)


def resit(people: Collection[UUID], first_day: date, slug: str = SITE) -> UUID:
    """Plans the session of those who lack blocks, in a unit of its own."""
    with atomic():
        return plan_resit(site_id=site_id(slug), plan=plan_of(first_day), people=people, actor=ACTOR)


def note(exam: UUID, person: UUID, outcome: ExamOutcome, *codes: str, slug: str = SITE, **more: Any) -> None:
    """Notes an outcome in a unit of its own; the codes are the blocks of a partial success."""
    with atomic():
        verdict = Verdict(outcome=outcome, blocks=blocks(*codes), **more)
        record_outcome(site_id=site_id(slug), exam=exam, person=person, verdict=verdict, actor=ACTOR)


def standing(person: UUID, rncp: str = CATERING) -> Standing:
    """Returns where somebody stands with a title."""
    person_id = session.scalars(select(Person.id).where(Person.public_id == person)).one()
    found = title(rncp)
    return read_standings([person_id], found.id).get((person_id, found.id), Standing())


def outcomes() -> list[tuple[ExamOutcome, bool]]:
    """Returns every candidate's outcome and whether it was congratulated."""
    rows = session.execute(select(ExamCandidate.outcome, ExamCandidate.congratulated).order_by(ExamCandidate.id))
    return [(row.outcome, row.congratulated) for row in rows]
