"""Who of a group reached the exam that it prepares: whoever sat it, or was hired before. The one place that says so."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, select

from shared.db import session
from shared.followup.models import Exit, ExitReason
from shared.followup.reference import TO_TRAINING
from shared.kernel import clock
from shared.training.models import Cohort, CohortMember, ExamCandidate, ExamOutcome, ExamSession, Title
from shared.workshop import Site

AWAITED = frozenset({ExamOutcome.REGISTERED, ExamOutcome.PENDING})


@dataclass(frozen=True, kw_only=True)
class Trainee:
    """Somebody of a group; `outcome` is None for who is no candidate, `hired` who left for a job before the exam."""

    person_id: int
    outcome: ExamOutcome | None
    congratulated: bool
    hired: bool

    @property
    def sat(self) -> bool:
        """Whether the exam was sat, with whichever result, a partial one or one that nobody knows yet among them."""
        return self.outcome is not None and self.outcome.presented

    @property
    def reached(self) -> bool:
        """Whether the exam was sat, or somebody was hired before it."""
        return self.sat or self.hired

    @property
    def passed(self) -> bool:
        """Whether the exam was passed."""
        return self.outcome is ExamOutcome.PASSED


@dataclass(frozen=True, kw_only=True)
class ExamGroup:
    """A group whose exam is known: what it is called, where it is, when it began, when the exam begins."""

    label: str
    title: str
    site_id: int
    slug: str
    site_label: str
    first_day: date
    exam_day: date
    trainees: Sequence[Trainee]

    @property
    def is_over(self) -> bool:
        """Whether the exam has begun."""
        return self.exam_day <= clock.today()

    @property
    def awaited(self) -> int:
        """How many candidates have no result."""
        return sum(each.outcome in AWAITED for each in self.trainees) if self.is_over else 0

    @property
    def sat(self) -> int:
        """How many sat the exam."""
        return sum(each.sat for each in self.trainees)

    @property
    def reached(self) -> int:
        """How many sat the exam or were hired before it."""
        return sum(each.reached for each in self.trainees)


def list_exam_groups(where: ColumnElement[bool]) -> list[ExamGroup]:
    """Returns the groups of the sites that `where` means whose exam is known, by site and first day. Three statements.

    A group without anybody is left out.
    """
    groups = session.execute(
        select(Cohort, Title.label, Site.slug, Site.label, ExamSession.first_day)
        .join(Title, Title.id == Cohort.title_id)
        .join(Site, Site.id == Cohort.site_id)
        .join(ExamSession, ExamSession.id == Cohort.exam_id)
        .where(where)
        .order_by(Site.label, Cohort.first_day, Cohort.id)
    ).all()
    trainees = _read_trainees([cohort.id for cohort, *_ in groups]) if groups else {}
    return [
        ExamGroup(
            label=cohort.label,
            title=title,
            site_id=cohort.site_id,
            slug=slug,
            site_label=site_label,
            first_day=cohort.first_day,
            exam_day=exam_day,
            trainees=trainees[cohort.id],
        )
        for cohort, title, slug, site_label, exam_day in groups
        if cohort.id in trainees
    ]


def _read_trainees(cohorts: Sequence[int]) -> dict[int, list[Trainee]]:
    hired = _read_hired()
    found: dict[int, list[Trainee]] = defaultdict(list)
    rows = session.execute(
        select(
            CohortMember.cohort_id,
            CohortMember.person_id,
            CohortMember.joined_on,
            Cohort.site_id,
            ExamSession.first_day,
            ExamCandidate.outcome,
            ExamCandidate.congratulated,
        )
        .join(Cohort, Cohort.id == CohortMember.cohort_id)
        .join(ExamSession, ExamSession.id == Cohort.exam_id)
        .outerjoin(
            ExamCandidate,
            (ExamCandidate.exam_id == Cohort.exam_id) & (ExamCandidate.person_id == CohortMember.person_id),
        )
        .where(CohortMember.cohort_id.in_(cohorts))
        .order_by(CohortMember.id)
    )
    for cohort_id, person_id, joined_on, site_id, exam_day, outcome, congratulated in rows:
        left = any(joined_on <= day < exam_day for day in hired.get((site_id, person_id), ()))
        found[cohort_id].append(
            Trainee(person_id=person_id, outcome=outcome, congratulated=bool(congratulated), hired=left)
        )
    return dict(found)


def _read_hired() -> dict[tuple[int, int], list[date]]:
    """Returns by site and person the days on which somebody left for a job; a training is none.

    An exit whose reason nobody may read is not counted.
    """
    rows = session.execute(
        select(Exit.site_id, Exit.person_id, Exit.left_on)
        .join(ExitReason, ExitReason.id == Exit.reason_id)
        .where(ExitReason.job_or_training, ExitReason.code != TO_TRAINING)
    )
    days: dict[tuple[int, int], list[date]] = defaultdict(list)
    for site_id, person_id, left_on in rows:
        days[site_id, person_id].append(left_on)
    return days
