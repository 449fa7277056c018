"""Invented days for the demonstration, recorded through the same services as the screens, always the same ones."""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from shared.kernel import clock
from shared.kernel.weeks import days_between
from shared.payroll import services
from shared.payroll.holidays import public_holiday
from shared.payroll.reasons import EXTERNAL_TRAINING, HOLIDAY, PRESENT, Span
from shared.payroll.store import read_sheets
from shared.payroll.validation import validate_day
from shared.people.demo import Post, hire_team
from shared.people.queries import TeamMember, list_contracts
from shared.workshop import Site

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


def live_on(
    *,
    site: Site,
    posts: Iterable[Post],
    first: date,
    last: date,
    actor: str,
    training_days: frozenset[int] = frozenset(),
) -> list[UUID]:
    """Hires a site's team, once, and records its days up to the one before `last`; returns the people just hired.

    On the weekdays of `training_days` (0 is Monday) the team is with a training body. Belongs inside a unit.
    """
    hired = [] if list_contracts(site.id, date.min, date.max) else hire_team(site=site, posts=posts, actor=actor)
    # Today is left to the visitor, and so was the last day that was loaded before.
    record_days(
        site=site,
        first=first - timedelta(days=1),
        last=last - timedelta(days=1),
        actor=actor,
        training_days=training_days,
    )
    return hired


def record_days(
    *, site: Site, first: date, last: date, actor: str, training_days: frozenset[int] = frozenset()
) -> None:
    """Records and validates each day from `first` to `last`, both included, on which the timetable expects somebody.

    A day that somebody has begun stays as it is. Deterministic for a site and a day. Belongs inside a unit.
    """
    team, begun = list_contracts(site.id, first, last), read_sheets(site.id, first, last)
    away: dict[UUID, tuple[_Event, int]] = {}
    for day in days_between(first, last):
        expected = [member for member in team if member.planned(day).total]
        if expected and day not in begun:
            usual = EXTERNAL_TRAINING if day.weekday() in training_days else PRESENT
            chance = random.Random(f"{site.slug} {day}")
            events = [(member, _event_of(member, away, chance)) for member in expected if not public_holiday(day)]
            with clock.at(clock.at_paris(day, *EVENING)):
                _record_day(site, day, HOLIDAY if public_holiday(day) else usual, events, actor)


def _record_day(
    site: Site, day: date, usual: str, events: Iterable[tuple[TeamMember, _Event | None]], actor: str
) -> None:
    services.fill_day(site_id=site.id, day=day, category=usual, actor=actor)
    version = 1
    for member, event in events:
        if event and event.category != usual and all(member.planned(day)[half] for half in event.span.halves):
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


def _event_of(member: TeamMember, away: dict[UUID, tuple[_Event, int]], chance: random.Random) -> _Event | None:
    event, left = away.get(member.contract, (None, 0))
    if event is None or left == 0:
        weights = [each.per_thousand for each in _EVENTS]
        event = chance.choices([None, *_EVENTS], [1000 - sum(weights), *weights])[0]
        left = chance.randint(1, event.days) if event else 0
    if event:
        away[member.contract] = (event, left - 1)
    return event
