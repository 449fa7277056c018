"""What an adviser looks at site by site: who is away, what nobody has noted. What is due stands above, in `due`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from flask import url_for

from shared.accounts.access import may
from shared.accounts.models import User
from shared.accounts.permissions import Permission
from shared.desk.home.card import counted
from shared.followup.queries import Departure, list_unnoted
from shared.kernel import clock
from shared.kernel.weeks import Month
from shared.payroll.holidays import shift_working_days
from shared.payroll.queries.holes import Hole, list_holes
from shared.payroll.queries.overview import Absence, list_absences
from shared.payroll.reasons import ABSENT_WITHOUT_WORD
from shared.people.overview import list_unnumbered
from shared.web.filters import day_fr
from shared.workshop import Place

WATCHED_WORKING_DAYS = 10
SIGNAL_DAYS = 3
"""From how many unjustified absences in the watched days on somebody should be called. Source: CI-16."""
OLD_WORKING_DAYS = 2


@dataclass(frozen=True)
class Note:
    """One kind of thing to look at: a line a person, or a line for the site."""

    title: str
    icon: str
    tone: str
    lines: Sequence[str]


@dataclass(frozen=True)
class Watch:
    """One site as its adviser sees it, and the one thing to do next."""

    label: str
    notes: Sequence[Note]
    url: str
    action: str


def list_watches(user: User, places: Mapping[int, Place]) -> list[Watch]:
    """Returns what is due at each site that `user` follows, the most pressing first. Five statements in all."""
    own = {site_id: place for site_id, place in places.items() if may(user, Permission.FOLLOW_PEOPLE, place.slug)}
    if not own:
        return []
    today = clock.today()
    absences = list_absences(own, shift_working_days(today, -WATCHED_WORKING_DAYS), today)
    past = list_holes(own, Month.of(today).shifted(-1).first, today - timedelta(days=1))
    holes = [hole for hole in past if shift_working_days(hole.day, OLD_WORKING_DAYS) <= today]
    unnumbered, departures = list_unnumbered(own), list_unnoted(own)
    watches = [
        _watch(
            place,
            _Findings(
                absences=[each for each in absences if each.site_id == site_id],
                holes=[each for each in holes if each.site_id == site_id],
                unnumbered=[name for where, name in unnumbered if where == site_id],
                departures=[each for each in departures if each.site_id == site_id],
            ),
        )
        for site_id, place in own.items()
    ]
    return sorted(watches, key=lambda watch: (-_pressing(watch), -len(watch.notes)))


def _pressing(watch: Watch) -> int:
    return sum(note.tone == "danger" for note in watch.notes)


@dataclass(frozen=True, kw_only=True)
class _Findings:
    """What was found at one site."""

    absences: Sequence[Absence]
    holes: Sequence[Hole]
    unnumbered: Sequence[str]
    departures: Sequence[Departure]


def _watch(place: Place, found: _Findings) -> Watch:
    notes = [
        *_absence_notes(found.absences),
        *_hole_notes(found.holes),
        *_departure_notes(found.departures),
    ]
    if found.unnumbered:
        notes.append(Note("Sans matricule de paie", "tag", "neutral", found.unnumbered))
    url, action = _next_step(place, found)
    return Watch(place.site.staff_label, notes, url, action)


def _next_step(place: Place, found: _Findings) -> tuple[str, str]:
    """Returns the page to open first, and what its link says."""
    pages = place.staff_name
    if found.holes:
        return url_for(f"{pages}.payroll.day_sheet", day=found.holes[0].day), "Voir la journée incomplète"
    if found.departures:
        return url_for(f"{pages}.followup.exits"), "Noter les sorties"
    if found.unnumbered:
        return url_for(f"{pages}.people.team", tri="end"), "Voir l’équipe"
    return url_for(f"{pages}.payroll.week_now"), "Voir la semaine"


def _absence_notes(absences: Sequence[Absence]) -> Iterator[Note]:
    away = [each for each in absences if each.category == ABSENT_WITHOUT_WORD]
    signals = [each for each in away if each.days >= SIGNAL_DAYS]
    if signals:
        lines = [
            f"{each.full_name}\u00a0: {each.days} absences injustifiées en {WATCHED_WORKING_DAYS} jours ouvrés"
            for each in signals
        ]
        yield Note("À appeler", "phone", "danger", lines)
    if others := [each for each in away if each.days < SIGNAL_DAYS]:
        yield Note("Absences injustifiées", "x", "warning", [_days(each) for each in others])
    if ill := [each for each in absences if each.category != ABSENT_WITHOUT_WORD]:
        yield Note("Malades", "bed", "warning", [_days(each) for each in ill])


def _days(absence: Absence) -> str:
    return f"{absence.full_name}\u00a0: {counted(absence.days, 'jour')}"


def _hole_notes(holes: Sequence[Hole]) -> Iterator[Note]:
    if holes:
        line = f"{counted(len(holes), 'journée incomplète', 'journées incomplètes')}, depuis {day_fr(holes[0].day)}"
        yield Note("Saisies qui manquent", "alert", "danger", [line])


def _departure_notes(departures: Sequence[Departure]) -> Iterator[Note]:
    if departures:
        lines = [f"{each.name}, le {each.left_on:%d/%m/%Y}" for each in departures]
        yield Note("Sorties à noter", "logout", "info", lines)
