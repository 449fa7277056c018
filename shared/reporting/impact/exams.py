"""The groups of the AQI that began in a year, and what came of their exam.

A group is what leads to one exam: no table names it. Whoever came to the site since the exam before, and whoever is
registered, belongs to it, those who left on the way among them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from sqlalchemy import select

from shared.db import session
from shared.followup.models import Exit, ExitReason
from shared.followup.reference import TO_TRAINING
from shared.kernel import clock
from shared.kernel.weeks import Month
from shared.people.models import Contract
from shared.reporting.impact.crowd import Span, follow
from shared.training.models import ExamCandidate, ExamKind, ExamOutcome, ExamSession
from shared.workshop import Site, SiteKind

LONGEST_WAY = 24
"""Months: whoever came longer ago belongs to no exam, the longest that a contract lasts (C. trav. L. 5132-15-1)."""

AWAITED = frozenset({ExamOutcome.REGISTERED, ExamOutcome.PENDING})


class Session(NamedTuple):
    """An exam at a site, with the names that a page may show."""

    id: int
    site_id: int
    slug: str
    label: str
    first_day: date

    @property
    def since(self) -> date:
        """The first day on which somebody may have come who belongs to it."""
        return Month.of(self.first_day).shifted(-LONGEST_WAY).first


@dataclass(frozen=True, kw_only=True)
class Trainee:
    """Somebody of a group; `outcome` is None for who is no candidate, `hired` who left for a job before the exam."""

    person_id: int
    begins: date
    outcome: ExamOutcome | None
    congratulated: bool
    hired: bool

    @property
    def sat(self) -> bool:
        """Whether the exam was sat, with whichever result, a partial one or one that nobody knows yet among them."""
        return self.outcome is not None and self.outcome.presented

    @property
    def passed(self) -> bool:
        """Whether the exam was passed."""
        return self.outcome is ExamOutcome.PASSED


@dataclass(frozen=True)
class Cohort:
    """A group and its exam; `number` counts, from 1, those of the site that began in the same year."""

    exam: Session
    trainees: Sequence[Trainee]
    number: int = 1

    @property
    def begins(self) -> date:
        """When the first of the group came."""
        return min(each.begins for each in self.trainees)

    @property
    def is_over(self) -> bool:
        """Whether the exam has begun."""
        return self.exam.first_day <= clock.today()

    @property
    def awaited(self) -> int:
        """How many candidates have no result."""
        return sum(each.outcome in AWAITED for each in self.trainees) if self.is_over else 0


def list_cohorts(year: int) -> list[Cohort]:
    """Returns the groups that began in a year, by site and exam. Four statements."""
    sessions = _list_sessions()
    candidates = _read_candidates()
    hired = _read_hired()
    members = defaultdict[int, list[Trainee]](list)
    for (site_id, person_id), stays in _read_stays().items():
        for stay in stays:
            begins = stay[0].starts_on
            exam = _exam_of(begins, person_id, [each for each in sessions if each.site_id == site_id], candidates)
            if exam is None:
                continue
            outcome, congratulated = candidates.get((exam.id, person_id), (None, False))
            left = [day for day in hired.get(person_id, ()) if begins <= day < exam.first_day]
            trainee = Trainee(
                person_id=person_id, begins=begins, outcome=outcome, congratulated=congratulated, hired=bool(left)
            )
            members[exam.id].append(trainee)
    return _numbered([Cohort(each, members[each.id]) for each in sessions if members[each.id]], year)


def _exam_of(
    begins: date, person_id: int, sessions: Sequence[Session], candidates: Mapping[tuple[int, int], object]
) -> Session | None:
    """Returns the exam that a stay leads to: the first that the person is registered for, else the first that comes."""
    ahead = [each for each in sessions if each.since <= begins <= each.first_day]
    own = [each for each in ahead if (each.id, person_id) in candidates]
    return next(iter(own or ahead), None)


def _numbered(cohorts: Sequence[Cohort], year: int) -> list[Cohort]:
    found: list[Cohort] = []
    numbers = defaultdict[int, int](int)
    for cohort in sorted(cohorts, key=lambda each: (each.exam.label, each.begins, each.exam.first_day)):
        if cohort.begins.year == year:
            numbers[cohort.exam.site_id] += 1
            found.append(Cohort(cohort.exam, cohort.trainees, numbers[cohort.exam.site_id]))
    return found


def _list_sessions() -> list[Session]:
    """Returns the whole sessions of the AQI, the earliest first; of a sensitive site none: a line would name people."""
    rows = session.execute(
        select(ExamSession.id, ExamSession.site_id, Site.slug, Site.label, ExamSession.first_day)
        .join(Site, Site.id == ExamSession.site_id)
        .where(Site.kind == SiteKind.AQI, ~Site.sensitive, ExamSession.kind == ExamKind.WHOLE)
        .order_by(ExamSession.first_day, ExamSession.id)
    )
    return [Session(*row) for row in rows]


def _read_candidates() -> dict[tuple[int, int], tuple[ExamOutcome, bool]]:
    rows = session.execute(
        select(ExamCandidate.exam_id, ExamCandidate.person_id, ExamCandidate.outcome, ExamCandidate.congratulated)
    )
    return {(exam_id, person_id): (outcome, congratulated) for exam_id, person_id, outcome, congratulated in rows}


def _read_stays() -> dict[tuple[int, int], list[list[Span]]]:
    rows = session.execute(
        select(*(Contract.person_id, Contract.id, Contract.site_id, Site.kind, Contract.starts_on, Contract.ends_on))
        .join(Site, Site.id == Contract.site_id)
        .where(Site.kind == SiteKind.AQI, ~Site.sensitive)
        .order_by(Contract.person_id, Contract.starts_on, Contract.id)
    )
    spans = defaultdict[tuple[int, int], list[Span]](list)
    for row in rows:
        spans[row.site_id, row.person_id].append(Span._make(row[1:]))
    return {whose: follow(each) for whose, each in spans.items()}


def _read_hired() -> dict[int, list[date]]:
    """Returns the days on which people left for a job, by person."""
    rows = session.execute(
        select(Exit.person_id, Exit.left_on)
        .join(ExitReason, ExitReason.id == Exit.reason_id)
        .join(Site, Site.id == Exit.site_id)
        .where(Site.kind == SiteKind.AQI, ExitReason.job_or_training, ExitReason.code != TO_TRAINING)
    )
    days = defaultdict[int, list[date]](list)
    for person_id, left_on in rows:
        days[person_id].append(left_on)
    return days
