"""The half-days of training of a site: those to sign, one sheet, and what they mean for a team's day."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import case, func, select
from sqlalchemy.orm import selectinload

from shared.db import session
from shared.kernel import clock
from shared.kernel.errors import NotFound
from shared.kernel.text import folded
from shared.people.models import Half
from shared.people.queries import list_team, tile_names
from shared.training.attendance.services import digest_of, read_places
from shared.training.models import (
    Attendance,
    AttendanceMark,
    Cohort,
    TrainingAction,
    TrainingKind,
    TrainingSession,
    TrainingStatus,
    TrainingStep,
)

AHEAD = timedelta(days=21)
BEHIND = timedelta(days=60)


@dataclass(frozen=True, kw_only=True)
class SessionRow:
    """A session in a list: how many are expected on its sheet, how many came."""

    site_id: int
    training: UUID
    cohort: str | None
    subject: str
    kind: TrainingKind
    day: date
    half: Half
    status: TrainingStatus
    expected: int
    came: int

    @property
    def to_sign(self) -> bool:
        """Whether its sheet waits for hands today, or has been waiting since an earlier day."""
        return self.status is TrainingStatus.PLANNED and self.day <= clock.today()

    @property
    def label(self) -> str:
        """The group, or what is taught."""
        return self.cohort or self.subject


@dataclass(frozen=True)
class Place:
    """Somebody on the sheet; `name` has as few letters of the last name as tell two people apart, or all of them."""

    person: UUID
    name: str
    mark: AttendanceMark
    late_minutes: int
    marked_at: datetime | None
    drawing: Sequence[Sequence[Sequence[int]]] | None


@dataclass(frozen=True)
class Step:
    """What was done to a session, and why."""

    action: TrainingAction
    actor: str
    happened_at: datetime
    reason: str | None
    sha256: str | None


@dataclass(frozen=True)
class SheetPage:
    """A session with everybody on its sheet, by name, and what was done to it, the latest first."""

    training: TrainingSession
    places: Sequence[Place]
    steps: Sequence[Step]
    digest: str

    @property
    def to_sign(self) -> Sequence[Place]:
        """Those who have not said that they are there."""
        return [place for place in self.places if place.mark is AttendanceMark.EXPECTED]

    @property
    def came(self) -> Sequence[Place]:
        """Those who were there."""
        return [place for place in self.places if place.mark.came]

    @property
    def absent(self) -> Sequence[Place]:
        """Those who were not, once the session is closed."""
        return [place for place in self.places if place.mark is AttendanceMark.ABSENT]

    @property
    def is_open(self) -> bool:
        """Whether it may be signed: it is not closed, and its day has come."""
        return self.training.status is TrainingStatus.PLANNED and self.training.day <= clock.today()

    @property
    def is_intact(self) -> bool:
        """Whether a closed sheet still says what it said when it was closed."""
        closed = next((step.sha256 for step in self.steps if step.action is TrainingAction.CLOSE), None)
        return self.training.status is not TrainingStatus.CLOSED or closed == self.digest


def list_sessions(
    sites: Collection[int], first_day: date, last_day: date, *, cohort_id: int | None = None
) -> list[SessionRow]:
    """Returns the sessions of these sites, or of one group, between two days, both included. One statement."""
    came = func.sum(case((Attendance.mark.in_([mark for mark in AttendanceMark if mark.came]), 1), else_=0))
    wanted = (
        select(TrainingSession, Cohort.label, func.count(Attendance.person_id), came)
        .outerjoin(Cohort, Cohort.id == TrainingSession.cohort_id)
        .outerjoin(Attendance, Attendance.session_id == TrainingSession.id)
        .where(TrainingSession.site_id.in_(sites), TrainingSession.day.between(first_day, last_day))
        .group_by(TrainingSession.id, Cohort.label)
        .order_by(TrainingSession.day, TrainingSession.half, TrainingSession.id)
    )
    if cohort_id is not None:
        wanted = wanted.where(TrainingSession.cohort_id == cohort_id)
    return [
        SessionRow(
            site_id=row.site_id,
            training=row.public_id,
            cohort=label,
            subject=row.subject,
            kind=row.kind,
            day=row.day,
            half=row.half,
            status=row.status,
            expected=expected,
            came=here or 0,
        )
        for row, label, expected, here in session.execute(wanted)
    ]


def list_to_sign(sites: Collection[int]) -> list[SessionRow]:
    """Returns the sessions of these sites whose sheets wait, today's and the older ones. One statement."""
    today = clock.today()
    return [each for each in list_sessions(sites, today - BEHIND, today) if each.to_sign]


def find_sheet(site_id: int, training: UUID, *, full_names: bool) -> SheetPage:
    """Returns the sheet of a session; raises NotFound. Six statements at most."""
    found = session.scalar(
        select(TrainingSession)
        .where(TrainingSession.site_id == site_id, TrainingSession.public_id == training)
        .options(selectinload(TrainingSession.cohort))
    )
    if found is None:
        raise NotFound("Cette séance n’existe pas ici.")
    places = read_places(found.id)
    team = list_team(site_id, found.day)
    short = tile_names(team)
    names = {each.person_id: short[each.contract_id] for each in team}
    shown = [
        Place(
            place.person.public_id,
            names.get(place.person_id, place.person.full_name) if not full_names else place.person.full_name,
            place.mark,
            place.late_minutes,
            place.marked_at,
            place.drawing,
        )
        for place in places
    ]
    steps = session.scalars(
        select(TrainingStep).where(TrainingStep.session_id == found.id).order_by(TrainingStep.id.desc())
    )
    return SheetPage(
        found,
        sorted(shown, key=lambda place: folded(place.name)),
        [Step(each.action, each.actor, each.happened_at, each.reason, each.sha256) for each in steps],
        digest_of(found, places),
    )


def halves_to_sign(site_id: int, day: date) -> Mapping[tuple[int, Half], str | None]:
    """Returns by person and half-day what is signed for on a sheet that is still open. One statement."""
    rows = session.execute(
        select(Attendance.person_id, TrainingSession.half)
        .join(TrainingSession, TrainingSession.id == Attendance.session_id)
        .where(
            TrainingSession.site_id == site_id,
            TrainingSession.day == day,
            TrainingSession.status == TrainingStatus.PLANNED,
        )
    )
    return dict.fromkeys(rows)


def count_attended(people: Collection[int], cohort_id: int) -> dict[int, tuple[int, int]]:
    """Returns by person on how many closed sheets of a group they stand, and on how many as present. One statement."""
    came = func.sum(case((Attendance.mark.in_([mark for mark in AttendanceMark if mark.came]), 1), else_=0))
    rows = session.execute(
        select(Attendance.person_id, func.count(), came)
        .join(TrainingSession, TrainingSession.id == Attendance.session_id)
        .where(TrainingSession.cohort_id == cohort_id, TrainingSession.status == TrainingStatus.CLOSED)
        .where(Attendance.person_id.in_(people))
        .group_by(Attendance.person_id)
    )
    return {person_id: (sheets, here) for person_id, sheets, here in rows}
