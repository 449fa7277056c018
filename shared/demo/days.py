"""Invented days for the demonstration, recorded through the same services as the screens, always the same ones."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from io import BytesIO
from uuid import UUID

from shared.kernel import clock
from shared.kernel.weeks import Month, Week, days_between
from shared.payroll import services
from shared.payroll.export import Profile, export_payroll
from shared.payroll.holidays import public_holiday
from shared.payroll.ledger import Entries, filled, with_category, with_shortfall
from shared.payroll.months import approve_month, check_month, close_month
from shared.payroll.notation import show_cell
from shared.payroll.reasons import HOLIDAY, PRESENT, SHORTFALLS, Span
from shared.payroll.store import read_sheets
from shared.payroll.validation import close_week, validate_day
from shared.payroll.week_entry import WeekWish, record_week
from shared.people.queries import TeamMember, list_contracts
from shared.people.timetable import Planned
from shared.workshop import DemoSpan, Site, SiteKind

EVENING = 16, 45
"""When the invented supervisor records a day, Paris time."""


@dataclass(frozen=True)
class _Event:
    """Something that happens to somebody: how often in a thousand days, and for how many working days at most."""

    per_thousand: int
    category: str
    span: Span = Span.DAY
    minutes: int = 0
    days: int = 1
    comment: str | None = None

    def applied_to(self, entries: Entries, planned: Planned) -> Entries:
        """Returns the day with this in it."""
        if self.category in SHORTFALLS:
            return with_shortfall(planned, entries, self.category, self.minutes, self.span)
        return with_category(planned, entries, self.category, self.span)


_EVENTS = (
    _Event(34, "RET", minutes=15, comment="Bus en retard"),
    _Event(22, "RET", minutes=30),
    _Event(6, "RET", minutes=45, comment="Panne de réveil"),
    _Event(10, "DEP", minutes=30, comment="Rendez-vous à la banque"),
    _Event(12, "MAL", days=4, comment="Arrêt reçu"),
    _Event(6, "MAL", span=Span.MORNING),
    _Event(12, "FOR_INT", days=2, comment="Gestes et postures"),
    _Event(6, "FOR_EXT", days=3),
    _Event(26, "ASP_INT", span=Span.AFTERNOON),
    _Event(5, "PMSMP", days=5, comment="Entreprise partenaire"),
    _Event(8, "CP", days=3),
    _Event(5, "AA_NP", comment="Garde d’enfant"),
    _Event(4, "AI", days=3),
    _Event(5, "OBL", span=Span.MORNING),
)
_WEIGHTS = (1000 - sum(event.per_thousand for event in _EVENTS), *(event.per_thousand for event in _EVENTS))


Usual = Callable[[date], str | None]
"""Returns the category of a team's day, None for work."""


def _at_work(_day: date) -> None:
    """Every day is spent at work."""


def live_on(*, site: Site, span: DemoSpan, actor: str, usual: Usual = _at_work) -> None:
    """Records a site's days up to yesterday and, on the first load, brings its months to payroll; inside a unit.

    What lies before last month is recorded and closed week by week, what is recent day by day, as supervisors do.
    `usual` says what the team does on a day when it isn't at work. Today is left to the visitor, and
    so was the last day that was loaded before.
    """
    first = Week.of(span.first).first if span.begins else span.first - timedelta(days=1)
    recent = max(first, Week.of(Month.of(span.today).shifted(-1).first).first)
    happens = _Happenings(site, usual)
    team, begun = list_contracts(site.id, first, span.today), read_sheets(site.id, first, span.today)
    for monday in (day for day in days_between(first, recent - timedelta(days=1)) if day.weekday() == 0):
        _record_week(site, Week.of(monday), team, happens, actor)
    for day in days_between(recent, span.today - timedelta(days=1)):
        expected = [member for member in team if member.planned(day).total]
        if expected and day not in begun:
            with clock.at(clock.at_paris(day, *EVENING)):
                _record_day(site, day, happens.usual(day), happens.on(day, expected), actor)
    if span.begins:
        # Later the months belong to the visitor, and so do their holes.
        _bring_to_payroll(site, span, actor)


def _bring_to_payroll(site: Site, span: DemoSpan, actor: str) -> None:
    """Closes the months before last month; that one waits for payroll, at a qualification workshop to be checked."""
    month, last = Month.of(span.first), Month.of(span.today).shifted(-1)
    while month <= last:
        if list_contracts(site.id, month.first, month.last):
            _close(site, month, actor, to_the_end=month < last)
        month = month.shifted(1)


def _close(site: Site, month: Month, actor: str, *, to_the_end: bool) -> None:
    following = month.shifted(1).first
    with clock.at(clock.at_paris(following + timedelta(days=3), 9)):
        approve_month(site=site, month=month, actor=actor)
        if to_the_end or site.kind is SiteKind.ACI:
            check_month(site=site, month=month, actor=actor)
    if to_the_end:
        with clock.at(clock.at_paris(following + timedelta(days=6), 10)):
            export_payroll([site], month, Profile.CSV, BytesIO(), actor=actor)
            close_month(site=site, month=month, actor=actor)


class _Happenings:
    """What happens to whom on which day: the same for a site and a day, whoever asks."""

    def __init__(self, site: Site, usual: Usual) -> None:
        self._site = site
        self._usual = usual
        self._away: dict[UUID, tuple[_Event, int]] = {}

    def usual(self, day: date) -> str:
        """Returns what everybody does on a day to whom nothing happens."""
        if public_holiday(day):
            return HOLIDAY
        return self._usual(day) or PRESENT

    def on(self, day: date, expected: Iterable[TeamMember]) -> list[tuple[TeamMember, _Event]]:
        """Returns to whom of those expected something else happens; asked once a day, in the order of the days."""
        if public_holiday(day):
            return []
        chance = random.Random(f"{self._site.slug} {day}")
        drawn = [(member, self._draw(member, chance)) for member in expected]
        return [
            (member, event)
            for member, event in drawn
            if event
            and event.category != self.usual(day)
            and all(member.planned(day)[half] for half in event.span.halves)
        ]

    def _draw(self, member: TeamMember, chance: random.Random) -> _Event | None:
        event, left = self._away.get(member.contract, (None, 0))
        if event is None or left == 0:
            event = chance.choices([None, *_EVENTS], _WEIGHTS)[0]
            left = chance.randint(1, event.days) if event else 0
        if event:
            self._away[member.contract] = (event, left - 1)
        return event


def _record_week(site: Site, week: Week, team: Iterable[TeamMember], happens: _Happenings, actor: str) -> None:
    """Types a week into the grid and closes it, on the Monday after."""
    cells: dict[tuple[UUID, date], str] = {}
    for day in week.days:
        expected = [member for member in team if member.planned(day).total]
        events = {member.contract_id: event for member, event in happens.on(day, expected)}
        for member in expected:
            planned = member.planned(day)
            entries = filled(planned, {}, happens.usual(day))
            if event := events.get(member.contract_id):
                entries = event.applied_to(entries, planned)
            cells[member.contract, day] = show_cell(entries, planned)
    if cells:
        with clock.at(clock.at_paris(week.last + timedelta(days=1), 9)):
            record_week(site_id=site.id, week=week, wish=WeekWish(was={}, now=cells, seen={}), actor=actor)
            close_week(site=site, week=week, actor=actor)


def _record_day(site: Site, day: date, usual: str, events: Iterable[tuple[TeamMember, _Event]], actor: str) -> None:
    services.fill_day(site_id=site.id, day=day, category=usual, actor=actor)
    version = 1
    for member, event in events:
        services.record_exception(
            site_id=site.id,
            day=day,
            contract=member.contract,
            category=event.category,
            minutes=event.minutes,
            span=event.span,
            # A word too much tells where somebody comes from.
            comment=None if site.sensitive else event.comment,
            seen_version=version,
            actor=actor,
        )
        version += 1
    validate_day(site_id=site.id, day=day, seen_version=version, actor=actor)
