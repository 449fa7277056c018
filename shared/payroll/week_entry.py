"""Writing a team's week in one act: what is typed into the cells, all of it or nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from shared.kernel import clock
from shared.kernel.errors import InvalidInput, Refused, TradeError
from shared.kernel.weeks import Week
from shared.payroll.holidays import public_holiday
from shared.payroll.ledger import check_day
from shared.payroll.models import DayStatus
from shared.payroll.notation import read_cell, show_cell
from shared.payroll.reasons import HOLIDAY, PRESENT
from shared.payroll.services import list_overlong_weeks
from shared.payroll.store import Claim, Line, Sheet, claim_sheets, write_lines
from shared.people.limits import read_limits_of
from shared.people.queries import TeamMember, lock_contracts

Place = tuple[UUID, date]
"""A cell of the week: whose contract, which day."""

Written = tuple[TeamMember, Sheet, Line]
"""What a cell becomes: who is meant, under the limits of that day, the day's sheet, the line."""


@dataclass(frozen=True, kw_only=True)
class WeekWish:
    """A week as it came from a screen: what each cell said when it was shown, what it says now.

    `seen` is the version of each day's sheet that the screen showed. With `fill`, cells that say nothing and for which
    something is planned get the day's usual category.
    """

    was: Mapping[Place, str]
    now: Mapping[Place, str]
    seen: Mapping[date, int]
    fill: bool = False

    @property
    def changed(self) -> list[Place]:
        """The cells that somebody has typed into, in the order of the screen."""
        return [place for place, text in self.now.items() if text.strip() != self.was.get(place, "")]

    @property
    def empty(self) -> list[Place]:
        """The cells that neither said nor say anything."""
        return [place for place, text in self.now.items() if not text.strip() and not self.was.get(place, "")]


@dataclass(frozen=True, kw_only=True)
class Fault:
    """What is wrong with one cell; `stored` is what another screen wrote there meanwhile, None when nobody did."""

    sentence: str
    stored: str | None = None


class WeekFaults(TradeError):
    """The week can't be written as it is: `faults` by cell. Nothing has been."""

    def __init__(self, faults: Mapping[Place, Fault]) -> None:
        super().__init__("Rien n’est enregistré\u00a0: corrigez d’abord les cases signalées.")
        self.faults = faults

    @property
    def is_conflict(self) -> bool:
        """Whether every fault is another screen's word against this one's."""
        return all(fault.stored is not None for fault in self.faults.values())


def record_week(*, site_id: int, week: Week, wish: WeekWish, actor: str) -> int:
    """Records the cells that changed and, with `fill`, those left empty; returns how many days of people that makes.

    Takes four statements whatever the team, five in a week in which a limit changes. Raises WeekFaults with a sentence
    at each cell that is wrong, Refused when nothing changes.
    """
    team = _list_members(site_id, week)
    gaps = {place for place in wish.empty if wish.fill and _is_expected(place, team)}
    days = {day for _, day in (*wish.changed, *gaps) if day <= clock.today()}
    claim = claim_sheets(site_id, days) if days else Claim(sheets={}, presence={})
    faults: dict[Place, Fault] = {}
    lines: dict[Place, Written] = {}
    for place in (*wish.changed, *(place for place in wish.now if place in gaps)):
        try:
            line = _filling(place, team, claim) if place in gaps else _line(place, wish, team, claim)
        except InvalidInput as refusal:
            faults[place] = Fault(sentence=refusal.sentence)
        except _Overtaken as other:
            faults[place] = Fault(sentence=other.sentence, stored=other.stored)
        else:
            lines |= {place: line} if line else {}
    faults |= _overlong(claim, lines)
    if faults:
        raise WeekFaults(faults)
    if not lines:
        raise Refused("Rien n’a changé\u00a0: il n’y a rien à enregistrer.")
    write_lines([(sheet, line) for _, sheet, line in lines.values()], actor)
    return len(lines)


def _list_members(site_id: int, week: Week) -> dict[Place, TeamMember]:
    """Returns the team by contract and day, under the limits of that day."""
    team = lock_contracts(site_id, week.first, week.last)
    if not any(member.limits_move for member in team):
        return {(member.contract, day): member for member in team for day in week.days}
    limits = read_limits_of(week.days)
    return {(member.contract, day): member.bounded_by(limits[day][member.kind]) for member in team for day in week.days}


class _Overtaken(TradeError):
    """Another screen has written the line since this one was shown."""

    def __init__(self, stored: str) -> None:
        super().__init__(f"Changé sur un autre écran\u00a0: {stored or 'effacé'}.")
        self.stored = stored


def _line(place: Place, wish: WeekWish, team: Mapping[Place, TeamMember], claim: Claim) -> Written | None:
    """Returns the line that a cell says, None when it stands there already."""
    _, day = place
    member = team.get(place)
    if member is None:
        raise InvalidInput("cell", "Cette personne n’a pas de contrat ici cette semaine.")
    if not member.starts_on <= day <= member.ends_on:
        raise InvalidInput("cell", f"Le contrat va du {member.starts_on:%d/%m/%Y} au {member.ends_on:%d/%m/%Y}.")
    sheet = claim.sheets.get(day)
    if sheet is None:
        raise InvalidInput("cell", "Ce jour n’est pas encore arrivé.")
    planned, stored = member.planned(day), sheet.latest.get(member.contract_id)
    if sheet.status is not DayStatus.DRAFT:
        raise InvalidInput(
            "cell", f"Cette journée est {sheet.status.label.lower()}\u00a0: rouvrez-la pour la corriger."
        )
    entries = read_cell(wish.now[place], planned)
    if entries == sheet.entries_of(member.contract_id):
        return None
    if stored and stored.version > wish.seen.get(day, 0):
        raise _Overtaken(show_cell(stored.entries, planned))
    check_day(planned, entries, member.longest_day)
    comment = stored.comment if stored else ""
    return member, sheet, Line(contract_id=member.contract_id, planned=planned, entries=entries, comment=comment)


def _is_expected(place: Place, team: Mapping[Place, TeamMember]) -> bool:
    return place in team and team[place].planned(place[1]).total > 0


def _filling(place: Place, team: Mapping[Place, TeamMember], claim: Claim) -> Written | None:
    """Returns a cell left empty as the timetable plans it, None where the day is not open or somebody has spoken."""
    member, sheet = team[place], claim.sheets.get(place[1])
    if sheet is None or sheet.status is not DayStatus.DRAFT or any(sheet.entries_of(member.contract_id).values()):
        return None
    planned = member.planned(sheet.day)
    usual = HOLIDAY if public_holiday(sheet.day) else PRESENT
    entries = {half: {usual: planned[half]} for half in planned.halves}
    check_day(planned, entries, member.longest_day)
    stored = sheet.latest.get(member.contract_id)
    comment = stored.comment if stored else ""
    return member, sheet, Line(contract_id=member.contract_id, planned=planned, entries=entries, comment=comment)


def _overlong(claim: Claim, lines: Mapping[Place, Written]) -> dict[Place, Fault]:
    """Returns the fault of each person whose week gets too long, at the last of the days that were typed."""
    last = {member.person_id: place for place, (member, _, _) in lines.items()}
    return {
        last[member.person_id]: Fault(sentence=sentence)
        for member, sentence in list_overlong_weeks(claim, lines.values())
    }
