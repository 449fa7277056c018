"""The groups of a site: how far each has come, and each of its people on one line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import selectinload

from shared.db import session
from shared.kernel import clock
from shared.kernel.errors import NotFound
from shared.kernel.minutes import show_minutes
from shared.kernel.money import divide_half_up
from shared.kernel.text import folded
from shared.payroll.categories import read_categories
from shared.payroll.models import DayEntry, DayLine, DaySheet
from shared.payroll.store import in_force
from shared.people.models import Contract, ContractKind, Person
from shared.people.queries import TeamMember, list_team
from shared.training.attendance.planning import list_unplanned
from shared.training.attendance.queries import SessionRow, count_attended, list_sessions
from shared.training.cohorts.rhythm import WeekOf
from shared.training.models import (
    Cohort,
    CohortMember,
    CohortRhythm,
    ExamCandidate,
    ExamKind,
    ExamOutcome,
    ExamSession,
    Placement,
    Title,
)
from shared.training.queries.standings import read_standings
from shared.training.standing import Standing

COMING_SHOWN, OVER_SHOWN = 6, 6


@dataclass(frozen=True)
class Progress:
    """Minutes of training that somebody has had, of those that the training body owes."""

    done: int
    owed: int

    @property
    def words(self) -> str:
        """As people say it: « 247 h sur 300 h »."""
        return f"{show_minutes(self.done)} sur {show_minutes(self.owed)}"

    @property
    def percent(self) -> int:
        """The share that is done, in whole percents, 100 at most."""
        return min(100, divide_half_up(self.done * 100, self.owed))


@dataclass(frozen=True, kw_only=True)
class CohortRow:
    """A group in the list; `mean` is the mean counter of those who are still in it."""

    cohort: UUID
    label: str
    title: str
    first_day: date
    last_day: date
    exam_day: date | None
    people: int
    here: int
    mean: Progress

    @property
    def is_over(self) -> bool:
        """Whether its last day is past."""
        return self.last_day < clock.today()


@dataclass(frozen=True, kw_only=True)
class MemberRow:
    """Somebody of a group: the counter, the sheets, the blocks, the exam of the group, the immersions."""

    person: UUID
    name: str
    left_on: date | None
    counter: Progress
    sheets: int
    came: int
    standing: Standing
    outcome: ExamOutcome | None
    placements: int

    @property
    def has_left(self) -> bool:
        """Whether the last day in the group is past."""
        return self.left_on is not None and self.left_on < clock.today()


@dataclass(frozen=True)
class CohortPage:
    """A group whole: its people by first name, its weeks, the sheets around today, and what is not planned yet."""

    cohort: Cohort
    members: Sequence[MemberRow]
    rhythms: Sequence[tuple[UUID, WeekOf]]
    sessions: Sequence[SessionRow]
    unplanned: int
    exams: Sequence[ExamSession] = ()
    newcomers: Sequence[TeamMember] = field(default_factory=list)

    @property
    def shown(self) -> Sequence[SessionRow]:
        """The sheets that wait, then those that come next, then the latest of those that are over."""
        to_sign = [each for each in self.sessions if each.to_sign]
        coming = [each for each in self.sessions if each.day > clock.today()][:COMING_SHOWN]
        over = [each for each in self.sessions if each not in to_sign and each.day <= clock.today()]
        return [*to_sign, *coming, *over[: -OVER_SHOWN - 1 : -1]]


def list_cohorts(site_id: int) -> list[CohortRow]:
    """Returns the groups of a site, the latest first. Four statements."""
    cohorts = session.execute(
        select(Cohort, Title.label, ExamSession.first_day)
        .join(Title, Title.id == Cohort.title_id)
        .outerjoin(ExamSession, ExamSession.id == Cohort.exam_id)
        .where(Cohort.site_id == site_id)
        .order_by(Cohort.first_day.desc(), Cohort.id.desc())
    ).all()
    members = session.scalars(
        select(CohortMember).where(CohortMember.cohort_id.in_([cohort.id for cohort, _, _ in cohorts]))
    ).all()
    minutes = read_training({cohort.id: cohort for cohort, _, _ in cohorts}) if cohorts else {}
    today = clock.today()
    found = []
    for cohort, title, exam_day in cohorts:
        own = [each for each in members if each.cohort_id == cohort.id]
        here = [each for each in own if each.left_on is None or each.left_on >= today]
        done = sum(minutes.get((cohort.id, each.person_id), 0) for each in here)
        found.append(
            CohortRow(
                cohort=cohort.public_id,
                label=cohort.label,
                title=title,
                first_day=cohort.first_day,
                last_day=cohort.last_day,
                exam_day=exam_day,
                people=len(own),
                here=len(here),
                mean=Progress(divide_half_up(done, len(here)) if here else 0, cohort.training_minutes),
            )
        )
    return found


def find_cohort(site_id: int, cohort: UUID) -> Cohort:
    """Returns a group of a site with its title and exam; raises NotFound. Four statements at most."""
    found = session.scalar(
        select(Cohort)
        .where(Cohort.site_id == site_id, Cohort.public_id == cohort)
        .options(selectinload(Cohort.title).selectinload(Title.blocks), selectinload(Cohort.exam))
    )
    if found is None:
        raise NotFound("Ce groupe n’existe pas ici.")
    return found


def find_board(site_id: int, cohort: UUID, *, full_names: bool) -> CohortPage:
    """Returns a group whole, in a number of statements that does not depend on its people; raises NotFound."""
    found = find_cohort(site_id, cohort)
    rhythms = session.scalars(
        select(CohortRhythm)
        .where(CohortRhythm.cohort_id == found.id)
        .options(selectinload(CohortRhythm.halves))
        .order_by(CohortRhythm.first_day)
    ).all()
    today = clock.today()
    day = min(max(today, found.first_day), found.last_day)
    members = _members(found, full_names=full_names)
    known = {each.person for each in members}
    return CohortPage(
        found,
        members,
        [(each.public_id, WeekOf.of(each)) for each in rhythms],
        list_sessions([site_id], found.first_day, found.last_day, cohort_id=found.id),
        len(list_unplanned(found, max(today, found.first_day), found.last_day)),
        session.scalars(
            select(ExamSession)
            .where(ExamSession.site_id == site_id, ExamSession.title_id == found.title_id)
            .where(ExamSession.kind == ExamKind.WHOLE, ExamSession.last_day >= found.first_day)
            .order_by(ExamSession.first_day)
        ).all(),
        [each for each in list_team(site_id, day) if each.person not in known],
    )


def read_training(cohorts: Mapping[int, Cohort]) -> dict[tuple[int, int], int]:
    """Returns by group and person the minutes of training on the day sheets within the group's days. Two statements.

    What counts as training is said by the categories of hours, on each day and for each kind of contract.
    """
    categories = read_categories()
    joined = func.coalesce(CohortMember.left_on, Cohort.last_day)
    rows = session.execute(
        select(
            Cohort.id,
            CohortMember.person_id,
            DaySheet.day,
            DayEntry.category,
            Contract.kind,
            func.sum(DayEntry.minutes),
        )
        .select_from(CohortMember)
        .join(Cohort, Cohort.id == CohortMember.cohort_id)
        .join(Contract, (Contract.person_id == CohortMember.person_id) & (Contract.site_id == Cohort.site_id))
        .join(DayLine, DayLine.contract_id == Contract.id)
        .join(DaySheet, DaySheet.id == DayLine.day_sheet_id)
        .join(DayEntry, DayEntry.day_line_id == DayLine.id)
        .where(Cohort.id.in_(list(cohorts)), in_force())
        .where(DayEntry.category.in_(categories.training_codes))
        .where(DaySheet.day >= CohortMember.joined_on, DaySheet.day <= joined, DaySheet.day <= clock.today())
        .group_by(Cohort.id, CohortMember.person_id, DaySheet.day, DayEntry.category, Contract.kind)
    )
    minutes = Counter[tuple[int, int]]()
    for cohort_id, person_id, day, category, kind, spent in rows:
        if categories.at(category, day, kind or ContractKind.CEP).training:
            minutes[cohort_id, person_id] += spent
    return dict(minutes)


def _members(cohort: Cohort, *, full_names: bool) -> list[MemberRow]:
    """Returns the people of a group, by first name. Eight statements at most."""
    rows = session.scalars(
        select(CohortMember).where(CohortMember.cohort_id == cohort.id).options(selectinload(CohortMember.person))
    ).all()
    people = [each.person_id for each in rows]
    minutes = read_training({cohort.id: cohort})
    standings = read_standings(people, cohort.title_id)
    outcomes = _outcomes(cohort.exam_id)
    attended = count_attended(people, cohort.id)
    placements = _count_placements(people, cohort)
    found = [
        MemberRow(
            person=each.person.public_id,
            name=each.person.full_name if full_names else f"{each.person.first_name} {each.person.last_name[:1]}.",
            left_on=each.left_on,
            counter=Progress(minutes.get((cohort.id, each.person_id), 0), cohort.training_minutes),
            sheets=attended.get(each.person_id, (0, 0))[0],
            came=attended.get(each.person_id, (0, 0))[1],
            standing=standings.get((each.person_id, cohort.title_id), Standing()),
            outcome=outcomes.get(each.person_id),
            placements=placements.get(each.person_id, 0),
        )
        for each in rows
    ]
    return sorted(found, key=lambda each: (each.has_left, folded(each.name)))


def _outcomes(exam_id: int | None) -> dict[int, ExamOutcome]:
    if exam_id is None:
        return {}
    rows = session.execute(
        select(ExamCandidate.person_id, ExamCandidate.outcome).where(ExamCandidate.exam_id == exam_id)
    )
    return dict(rows.all())


def _count_placements(people: Collection[int], cohort: Cohort) -> dict[int, int]:
    rows = session.execute(
        select(Placement.person_id, func.count())
        .where(Placement.person_id.in_(people), Placement.called_off.is_(None))
        .where(Placement.first_day <= cohort.last_day, Placement.last_day >= cohort.first_day)
        .group_by(Placement.person_id)
    )
    return dict(rows.all())


@dataclass(frozen=True)
class OwnCounter:
    """What somebody's page says of a group: its name, its page, the counter, the exam, and who came how often."""

    label: str
    cohort: UUID
    counter: Progress
    exam_day: date | None
    sheets: int
    came: int


def list_counters(whose: ColumnElement[bool]) -> list[OwnCounter]:
    """Returns the groups that somebody was in, the latest first. One statement for none, three and one a group else."""
    rows = session.execute(
        select(Cohort, CohortMember.person_id, ExamSession.first_day)
        .join(CohortMember, CohortMember.cohort_id == Cohort.id)
        .join(Person, Person.id == CohortMember.person_id)
        .outerjoin(ExamSession, ExamSession.id == Cohort.exam_id)
        .where(whose)
        .order_by(Cohort.first_day.desc())
    ).all()
    if not rows:
        return []
    minutes = read_training({cohort.id: cohort for cohort, _, _ in rows})
    found = []
    for cohort, person_id, exam_day in rows:
        sheets, came = count_attended([person_id], cohort.id).get(person_id, (0, 0))
        counter = Progress(minutes.get((cohort.id, person_id), 0), cohort.training_minutes)
        found.append(OwnCounter(cohort.label, cohort.public_id, counter, exam_day, sheets, came))
    return found
