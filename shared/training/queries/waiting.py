"""What exams wait for at several sites: outcomes that nobody has noted, blocks that nobody has planned again."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import func, select

from shared.db import session
from shared.kernel import clock
from shared.people.models import Contract, Person
from shared.training.models import ExamCandidate, ExamSession, Title
from shared.training.queries.standings import read_standings
from shared.training.standing import AWAITED


@dataclass(frozen=True)
class WaitingExam:
    """An exam that is over, and how many candidates have no result yet."""

    site_id: int
    exam: UUID
    title: str
    last_day: date
    waiting: int


@dataclass(frozen=True)
class WaitingResit:
    """Somebody of a site with missing blocks of a title that no session is planned for."""

    site_id: int
    name: str
    title_id: int
    missing: tuple[str, ...]


def list_waiting_exams(sites: Collection[int]) -> list[WaitingExam]:
    """Returns the exams of `sites` that are over and have candidates without a result, the oldest first.

    One statement.
    """
    rows = session.execute(
        select(ExamSession.site_id, ExamSession.public_id, Title.label, ExamSession.last_day, func.count())
        .join(Title, Title.id == ExamSession.title_id)
        .join(ExamCandidate, ExamCandidate.exam_id == ExamSession.id)
        .where(ExamSession.site_id.in_(sites), ExamSession.last_day < clock.today())
        .where(ExamCandidate.outcome.in_(AWAITED))
        .group_by(ExamSession.id, Title.id)
        .order_by(ExamSession.last_day, ExamSession.id)
    )
    return [WaitingExam(*row) for row in rows]


def list_waiting_resits(sites: Collection[int]) -> list[WaitingResit]:
    """Returns who of `sites` has blocks to sit again, by site and name. Three statements at most.

    Of a site is who was a candidate there, or is on contract there today.
    """
    today = clock.today()
    candidates = select(ExamSession.site_id, ExamCandidate.person_id).join(
        ExamSession, ExamSession.id == ExamCandidate.exam_id
    )
    on_contract = select(Contract.site_id, Contract.person_id).where(
        Contract.starts_on <= today, Contract.ends_on >= today
    )
    of_here = candidates.where(ExamSession.site_id.in_(sites)).union(on_contract.where(Contract.site_id.in_(sites)))
    rows = of_here.subquery()
    standings = read_standings(select(rows.c.person_id))
    left = {key: standing.to_resit for key, standing in standings.items() if standing.to_resit}
    if not left:
        return []
    sites_of = session.execute(
        select(rows.c.site_id, Person)
        .join(Person, Person.id == rows.c.person_id)
        .where(rows.c.person_id.in_({person_id for person_id, _ in left}))
        .order_by(rows.c.site_id, Person.sort_name, Person.id)
    )
    return [
        WaitingResit(site_id, person.full_name, title_id, left[person.id, title_id])
        for site_id, person in sites_of
        for title_id in sorted(title for person_id, title in left if person_id == person.id)
    ]
