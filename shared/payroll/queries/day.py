"""The day sheet as its page shows it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select

from shared.accounts.models import User
from shared.db import session
from shared.kernel import clock
from shared.kernel.errors import NotFound
from shared.kernel.weeks import Week
from shared.payroll.holidays import public_holiday
from shared.payroll.ledger import Entries, missing_halves
from shared.payroll.models import DayAction, DaySheetStep, DayStatus
from shared.payroll.reasons import HOLIDAY, PRESENT
from shared.payroll.store import Sheet, StoredLine, read_sheet
from shared.payroll.wording import Words, hours_text, words_of
from shared.people.models import Half
from shared.people.queries import TeamMember, list_team, tile_names
from shared.people.timetable import SATURDAY, Planned


@dataclass(frozen=True, kw_only=True)
class Tile:
    """One person on the day sheet: first name and initial, what is planned, what is recorded."""

    person: UUID
    contract: UUID
    name: str
    times: str
    words: Words
    comment: str
    done: bool
    untouched: bool


@dataclass(frozen=True, kw_only=True)
class LastChange:
    """What the sheet's last version wrote, so that it can be undone."""

    text: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class LastStep:
    """Who validated or reopened a sheet, when and why."""

    text: str
    at: datetime
    reason: str


@dataclass(frozen=True, kw_only=True)
class DayPage:
    """A day sheet as the page shows it; `idle` are those with a contract whom the timetable does not expect."""

    site_id: int
    day: date
    sheet: Sheet
    tiles: Sequence[Tile]
    idle: Sequence[Tile]
    holiday: str | None
    last_change: LastChange | None
    last_step: LastStep | None

    @property
    def status(self) -> DayStatus:
        """How far the sheet has come."""
        return self.sheet.status

    @property
    def version(self) -> int:
        """The version that a form on this page has seen."""
        return self.sheet.version

    @property
    def week(self) -> Week:
        """The week of the day."""
        return Week.of(self.day)

    @property
    def left(self) -> int:
        """How many people are still to be recorded."""
        return sum(not tile.done for tile in self.tiles)

    @property
    def usual_category(self) -> str:
        """What the team spends the day in unless somebody says otherwise."""
        return HOLIDAY if self.holiday else PRESENT

    @property
    def is_future(self) -> bool:
        """Whether the day has not come yet."""
        return self.day > clock.today()

    @property
    def is_weekend(self) -> bool:
        """Whether the day is a Saturday or a Sunday."""
        return self.day.weekday() >= SATURDAY


@dataclass(frozen=True, kw_only=True)
class PersonDay:
    """One person's day as it can be written out in durations."""

    day: date
    tile: Tile
    slots: Sequence[tuple[Half, str, int]]
    planned: Planned
    entries: Entries
    version: int


def find_person_day(site_id: int, day: date, contract: UUID) -> PersonDay:
    """Returns one person's day; raises NotFound for somebody without a contract here on that day. Two statements."""
    sheet, team = read_sheet(site_id, day), list_team(site_id, day)
    names = tile_names(team)
    for member in team:
        if member.contract == contract:
            times = {slot.half: hours_text([slot]) for slot in member.slots_of(day)}
            planned = member.planned(day)
            return PersonDay(
                day=day,
                tile=_tile(member, names[member.contract_id], sheet),
                slots=[(half, times.get(half, ""), planned[half]) for half in Half],
                planned=planned,
                entries=sheet.entries_of(member.contract_id),
                version=sheet.version,
            )
    raise NotFound("Cette personne n’a pas de contrat ici ce jour-là.")


def find_day(site_id: int, day: date) -> DayPage:
    """Returns the day sheet of a site. Two statements, three once the sheet has been validated or reopened."""
    sheet, team = read_sheet(site_id, day), list_team(site_id, day)
    names = tile_names(team)
    tiles = [_tile(member, names[member.contract_id], sheet) for member in team]
    expected = [member.planned(day).total > 0 or member.contract_id in sheet.lines for member in team]
    return DayPage(
        site_id=site_id,
        day=day,
        sheet=sheet,
        tiles=[tile for tile, here in zip(tiles, expected, strict=True) if here],
        idle=[tile for tile, here in zip(tiles, expected, strict=True) if not here],
        holiday=public_holiday(day),
        last_change=_last_change(sheet, names),
        last_step=_last_step(sheet),
    )


def holes_of(sheet: Sheet, team: Iterable[TeamMember]) -> list[str]:
    """Returns the names of those with a planned half-day that nobody has recorded, and the half if only one is open."""
    team = list(team)
    missing = {
        member: halves
        for member in team
        if (halves := missing_halves(member.planned(sheet.day), sheet.entries_of(member.contract_id)))
    }
    # Most days have none, and names take longer than everything else here.
    names = tile_names(team) if missing else {}
    return [
        names[member.contract_id]
        + (f" ({halves[0].label})" if len(halves) < len(member.planned(sheet.day).halves) else "")
        for member, halves in missing.items()
    ]


def names_of(actors: Iterable[str]) -> dict[str, str]:
    """Returns the names of the users who acted, by actor; a program has none. One statement."""
    users = {UUID(actor.removeprefix("user:")): actor for actor in actors if actor.startswith("user:")}
    names = session.execute(select(User.public_id, User.display_name).where(User.public_id.in_(users)))
    return {users[row.public_id]: row.display_name for row in names}


def _tile(member: TeamMember, name: str, sheet: Sheet) -> Tile:
    line = sheet.lines.get(member.contract_id)
    planned, entries = member.planned(sheet.day), sheet.entries_of(member.contract_id)
    return Tile(
        person=member.person,
        contract=member.contract,
        name=name,
        times=hours_text(member.slots_of(sheet.day)),
        words=words_of(planned, entries),
        comment=line.comment if line else "",
        done=not missing_halves(planned, entries),
        untouched=not any(entries.values()),
    )


def _last_change(sheet: Sheet, names: Mapping[int, str]) -> LastChange | None:
    changed = [line for line in sheet.lines.values() if line.version == sheet.version]
    if not changed or sheet.status is not DayStatus.DRAFT:
        return None
    return LastChange(text=_change_text(changed, names), at=changed[0].recorded_at)


def _change_text(changed: Sequence[StoredLine], names: Mapping[int, str]) -> str:
    if len(changed) > 1:
        return f"{len(changed)} personnes saisies"
    (line,) = changed
    words = words_of(line.planned, line.entries)
    return f"{names.get(line.contract_id, 'Une personne')}\u00a0: {words.text[:1].lower()}{words.text[1:]}"


def _last_step(sheet: Sheet) -> LastStep | None:
    if not sheet.id:
        return None
    step = session.execute(
        select(DaySheetStep.action, DaySheetStep.actor, DaySheetStep.happened_at, DaySheetStep.reason)
        .where(DaySheetStep.day_sheet_id == sheet.id)
        .order_by(DaySheetStep.id.desc())
        .limit(1)
    ).first()
    if step is None:
        return None
    verb = {DayAction.VALIDATE: "Validée", DayAction.REOPEN: "Rouverte", DayAction.LOCK: "Verrouillée"}[step.action]
    who = names_of([step.actor]).get(step.actor, "")
    return LastStep(text=f"{verb} par {who}" if who else verb, at=step.happened_at, reason=step.reason or "")
