"""Invented groups: their weeks, their immersions, and sheets that were signed in the last days."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from uuid import UUID

from sqlalchemy import select

from shared.db import session
from shared.demo.agenda import Agenda
from shared.demo.team import Colleague
from shared.kernel import clock
from shared.kernel.minutes import HOUR
from shared.payroll.holidays import is_working_day
from shared.payroll.reasons import EXTERNAL_TRAINING, LATE
from shared.payroll.store import read_sheet
from shared.people.models import Contract, Half
from shared.people.queries import list_team
from shared.training.attendance.planning import prepare_sheets
from shared.training.attendance.queries import list_sessions
from shared.training.attendance.services import (
    HEIGHT,
    WIDTH,
    SessionPlan,
    close_session,
    note_lateness,
    plan_session,
    read_places,
    sign,
)
from shared.training.cohorts.services import (
    CohortPlan,
    Rhythm,
    leave_cohort,
    open_cohort,
    prepare_exam,
    set_rhythm,
)
from shared.training.models import (
    Cohort,
    ExamSession,
    PlacementAim,
    Title,
    TrainingSession,
    TrainingStatus,
    Whereabouts,
)
from shared.training.placements.queries import IMMERSION
from shared.training.placements.services import PlacementWish, agree_placement
from shared.workshop import DemoSpan, Place, Site, Workshop, find_site

TUESDAY, THURSDAY = 1, 3
FORTNIGHT = timedelta(days=12)
"""From a Monday to the Friday of the week after."""

SIGNED_SINCE = timedelta(days=14)
"""Older sheets were signed on the paper of the training body, and typed into the day sheets."""

HOSTS = (
    ("Restaurant Exemple", "12345678200010", "Amiens"),
    ("Cantine Modèle", "12345678200028", "Saint-Denis"),
    ("Hôtel des Essais", "12345678200036", "Paris"),
    ("Traiteur Échantillon", "12345678200044", "Aubervilliers"),
)
"""Valid keys, and nobody's numbers."""


@dataclass(frozen=True, kw_only=True)
class Stage:
    """Some weeks of a group, both days included, and where they are spent."""

    first_day: date
    last_day: date
    rhythm: Rhythm

    @property
    def in_company(self) -> bool:
        """Whether the group is with hosts."""
        return Whereabouts.COMPANY in self.rhythm.values()

    def category_on(self, day: date) -> str | None:
        """Returns what the hours of a day count as, None for work."""
        place = self.rhythm.get((day.weekday(), Half.MORNING))
        return {Whereabouts.CENTRE: EXTERNAL_TRAINING, Whereabouts.COMPANY: IMMERSION}[place] if place else None


@dataclass(frozen=True, kw_only=True)
class InventedCohort:
    """A group that prepares the title with this code; days included, `exam_day` the first of its exam."""

    label: str
    rncp: str
    first_day: date
    last_day: date
    provider: str
    exam_day: date | None = None

    @property
    def stages(self) -> Sequence[Stage]:
        """Two days a week at the centre until the first fortnight with a host, then one; another fortnight later."""
        third = (self.last_day - self.first_day) // 3
        starts = [_monday(self.first_day + third), _monday(self.first_day + 2 * third)]
        two = _at_the_centre(TUESDAY, THURSDAY)
        away: Rhythm = {(day, half): Whereabouts.COMPANY for day in range(5) for half in Half}
        found, since, rhythm = [], self.first_day, two
        for start in starts:
            found.append(Stage(first_day=since, last_day=start - timedelta(days=1), rhythm=rhythm))
            found.append(Stage(first_day=start, last_day=start + FORTNIGHT - timedelta(days=1), rhythm=away))
            since, rhythm = start + FORTNIGHT, _at_the_centre(TUESDAY)
        return [*found, Stage(first_day=since, last_day=self.last_day, rhythm=rhythm)]


def usual_of(cohorts: Sequence[InventedCohort]) -> Callable[[date], str | None]:
    """Returns what the hours of a day count as for whoever is in these groups, one after the other."""
    stages = [stage for cohort in cohorts for stage in cohort.stages]

    def usual(day: date) -> str | None:
        return next((each.category_on(day) for each in stages if each.first_day <= day <= each.last_day), None)

    return usual


def note_cohort(*, agenda: Agenda, site: Site, cohort: InventedCohort, team: Sequence[Colleague], actor: str) -> None:
    """Notes in the agenda that a group opens with these people, and all that follows: hosts, departures, the exam."""
    agenda.note(clock.at_paris(cohort.first_day, 9), partial(_open, agenda, site, cohort, team, actor))


def sign_lately(*, site: Site, span: DemoSpan, actor: str) -> None:
    """Has the sheets of the last days signed by whom the day sheets say was there; inside a unit.

    Today's are left to the visitor, and so are those of the days since the demonstration was last loaded.
    """
    if not span.begins:
        return
    first = span.today - SIGNED_SINCE
    for row in list_sessions([site.id], first, span.today - timedelta(days=1)):
        if row.status is TrainingStatus.PLANNED:
            with clock.at(clock.at_paris(row.day, 9 if row.half is Half.MORNING else 14)):
                _sign(site, row.training, actor)


def plan_the_next_training(place: Place, span: DemoSpan, actor: str) -> None:
    """Plans a half-day of training for some of a workshop's team a few days from now, on the first load."""
    if not span.begins or not isinstance(place, Workshop):
        return
    site = find_site(place.slug)
    day = span.today + timedelta(days=2)
    while not is_working_day(day) or day.weekday() >= THURSDAY + 1:
        day += timedelta(days=1)
    people = [member.person for member in list_team(site.id, day) if member.planned(day).morning][:6]
    if people:
        plan = SessionPlan(
            subject="Gestes et postures",
            day=day,
            half=Half.MORNING,
            people=people,
            trainer="" if site.sensitive else "Camille Héron",
        )
        plan_session(site_id=site.id, plan=plan, actor=actor)


def _open(agenda: Agenda, site: Site, cohort: InventedCohort, team: Sequence[Colleague], actor: str) -> None:
    title = session.scalars(select(Title).where(Title.rncp == cohort.rncp)).one()
    opened = open_cohort(
        site_id=site.id,
        plan=CohortPlan(
            label=cohort.label,
            title=title.public_id,
            first_day=cohort.first_day,
            last_day=cohort.last_day,
            training_minutes=300 * HOUR,
            provider=cohort.provider,
        ),
        people=[each.person for each in team],
        actor=actor,
    )
    for stage in cohort.stages:
        set_rhythm(
            site_id=site.id,
            cohort=opened,
            first_day=stage.first_day,
            last_day=stage.last_day,
            rhythm=stage.rhythm,
            actor=actor,
        )
    _note_hosts(agenda, site, cohort, team, actor)
    for each in team:
        if each.stay.ends < cohort.last_day:
            leave = partial(leave_cohort, site_id=site.id, cohort=opened, person=each.person, actor=actor)
            agenda.note(clock.at_paris(each.stay.ends, 17), partial(leave, left_on=each.stay.ends))
    if cohort.exam_day:
        name = partial(_name_exam, site, opened, cohort.exam_day, actor)
        # One that is planned by now is known from the first day on.
        if not name():
            agenda.note(clock.at_paris(cohort.exam_day - timedelta(days=60), 10), name)


def _note_hosts(agenda: Agenda, site: Site, cohort: InventedCohort, team: Sequence[Colleague], actor: str) -> None:
    stages = [stage for stage in cohort.stages if stage.in_company]
    for number, (stage, aim) in enumerate(zip(stages, (PlacementAim.DISCOVER, PlacementAim.CONFIRM), strict=True)):
        for place, each in enumerate(team):
            if each.stay.ends < stage.last_day:
                continue
            host, siret, town = HOSTS[(place + number) % len(HOSTS)]
            wish = PlacementWish(
                host=host, siret=siret, town=town, aim=aim, first_day=stage.first_day, last_day=stage.last_day
            )
            agree = partial(agree_placement, site_id=site.id, person=each.person, wish=wish, actor=actor)
            agenda.note(clock.at_paris(stage.first_day - timedelta(days=10), 11), agree)


def _name_exam(site: Site, cohort: UUID, exam_day: date, actor: str) -> bool:
    """Says which exam a group prepares; returns whether it is planned by now."""
    exam = session.scalar(
        select(ExamSession.public_id).where(ExamSession.site_id == site.id, ExamSession.first_day == exam_day)
    )
    if exam:
        prepare_exam(site_id=site.id, cohort=cohort, exam=exam, actor=actor)
    return exam is not None


def prepare_present_sheets(*, site: Site, cohort: InventedCohort, today: date, actor: str) -> None:
    """Plans the sheets of the group of today, from the days on which they are signed here; belongs inside a unit."""
    found = session.scalars(
        select(Cohort.public_id).where(Cohort.site_id == site.id, Cohort.label == cohort.label)
    ).one()
    first_day = max(cohort.first_day, today - SIGNED_SINCE)
    prepare_sheets(site_id=site.id, cohort=found, first_day=first_day, last_day=cohort.last_day, actor=actor)


def _sign(site: Site, training: UUID, actor: str) -> None:
    """Signs for whoever the day sheet says was there, as late as it says, and closes the sheet where anybody was."""
    found = session.scalars(select(TrainingSession).where(TrainingSession.public_id == training)).one()
    recorded = _recorded(site.id, found.day)
    came = 0
    for place in read_places(found.id):
        half = recorded.get(place.person_id, {}).get(found.half, {})
        if EXTERNAL_TRAINING not in half:
            continue
        person = place.person.public_id
        came += sign(
            site_id=site.id, training=training, person=person, drawing=list(scribble(str(person))), actor=actor
        )
        if late := half.get(LATE, 0):
            note_lateness(site_id=site.id, training=training, person=person, minutes=late, actor=actor)
    if came:
        close_session(site_id=site.id, training=training, actor=actor)


def _recorded(site_id: int, day: date) -> dict[int, dict[Half, dict[str, int]]]:
    sheet = read_sheet(site_id, day)
    people = dict(session.execute(select(Contract.id, Contract.person_id).where(Contract.id.in_(sheet.lines))).all())
    return {
        people[number]: {half: dict(content) for half, content in line.entries.items()}
        for number, line in sheet.lines.items()
    }


def scribble(whose: str) -> Iterator[list[list[int]]]:
    """Yields the strokes of a signature, the same for the same person."""
    hand = random.Random(whose)
    column = hand.randint(40, 120)
    for _ in range(hand.randint(2, 3)):
        stroke = []
        for _ in range(hand.randint(6, 10)):
            stroke.append([column, hand.randint(HEIGHT // 4, HEIGHT * 3 // 4)])
            column = min(WIDTH - 20, column + hand.randint(8, 24))
        yield stroke


def _at_the_centre(*days: int) -> Rhythm:
    return {(day, half): Whereabouts.CENTRE for day in days for half in Half}


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
