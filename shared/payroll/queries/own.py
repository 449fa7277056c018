"""Somebody's own hours, as the account that is tied to them reads them: one person's days and nothing beside them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from sqlalchemy import select

from shared.db import session
from shared.kernel import clock
from shared.kernel.minutes import show_minutes
from shared.kernel.weeks import Month, Week, days_between
from shared.payroll.categories import Categories, Totals, read_categories
from shared.payroll.holidays import public_holiday
from shared.payroll.ledger import NOTHING, Entries
from shared.payroll.models import DayEntry, DayLine, DaySheet
from shared.payroll.reasons import PRESENT
from shared.payroll.store import in_force
from shared.payroll.wording import Words, hours_text, marks_of, spoken_hours, start_of_day
from shared.people.models import NO_TERM, ContractKind, Half
from shared.people.queries import TeamMember, list_own_contracts
from shared.people.timetable import SATURDAY, Slot

LOOK_AHEAD = timedelta(days=60)
"""How far the next day of work is looked for."""

NOT_YET = Words("Pas encore noté", "clock", "neutral")
NO_WORK = Words("Pas de travail prévu", "sun", "neutral")


@dataclass(frozen=True)
class OwnDay:
    """One day: what was noted in words, or what is planned; `totals` are those of what was noted."""

    day: date
    words: Sequence[Words]
    comment: str
    totals: Totals

    @property
    def is_today(self) -> bool:
        """Whether it is the day at hand."""
        return self.day == clock.today()


@dataclass(frozen=True)
class OwnWeek:
    """The days of a week that belong to a contract; of a month, those that lie in it."""

    week: Week
    days: Sequence[OwnDay]

    @property
    def totals(self) -> Totals:
        """The sums of its days."""
        return _sum(self.days)


@dataclass(frozen=True)
class OwnContract:
    """From when until when somebody is employed, renewals that follow each other taken together."""

    starts_on: date
    ends_on: date

    @property
    def has_term(self) -> bool:
        """Whether it has a last day; a CDI inclusion has none."""
        return self.ends_on < NO_TERM

    @property
    def is_over(self) -> bool:
        """Whether its last day has passed."""
        return self.ends_on < clock.today()

    @property
    def is_to_come(self) -> bool:
        """Whether its first day has not come yet."""
        return self.starts_on > clock.today()


@dataclass(frozen=True)
class NextDay:
    """The next day on which the timetable expects somebody, and when it begins: `8:00`."""

    day: date
    time: str


@dataclass(frozen=True, kw_only=True)
class OwnHome:
    """What somebody wants to know in the morning; `times` are empty on a day off."""

    name: str
    times: str
    holiday: str | None
    today: OwnDay
    next_day: NextDay | None
    weeks: Sequence[OwnWeek]
    month: Totals
    contract: OwnContract


@dataclass(frozen=True, kw_only=True)
class OwnMonth:
    """One month of somebody's hours, by weeks; `begins` is the month of the first contract."""

    name: str
    month: Month
    begins: Month
    weeks: Sequence[OwnWeek]
    totals: Totals


@dataclass(frozen=True)
class _Noted:
    """What is in force for one day."""

    comment: str
    entries: dict[Half, dict[str, int]] = field(default_factory=dict)


@dataclass(frozen=True)
class _Path:
    """The contracts of one person, the oldest first, with what was noted in some period."""

    contracts: Sequence[TeamMember]
    noted: Mapping[date, _Noted]
    categories: Categories

    @property
    def name(self) -> str:
        """First name and last name."""
        return self.contracts[0].full_name

    def slots_of(self, day: date) -> tuple[Slot, ...]:
        """Returns what the contract of a day plans for it."""
        return next((slots for contract in self.contracts if (slots := contract.slots_of(day))), ())

    def is_employed_on(self, day: date) -> bool:
        """Tells whether some contract runs on a day."""
        return any(contract.starts_on <= day <= contract.ends_on for contract in self.contracts)

    def weeks(self, days: Iterable[date]) -> list[OwnWeek]:
        """Returns the days that say something, by weeks; empty weeks are left out."""
        by_week: dict[Week, list[OwnDay]] = {}
        for day in days:
            usual = day.weekday() < SATURDAY and self.is_employed_on(day)
            if usual or self.slots_of(day) or day in self.noted:
                by_week.setdefault(Week.of(day), []).append(self.day(day))
        return [OwnWeek(week, days) for week, days in by_week.items()]

    def day(self, day: date) -> OwnDay:
        """Returns one day in words."""
        noted = self.noted.get(day)
        entries: Entries = noted.entries if noted else NOTHING
        totals = self.categories.totals(entries, day, self._kind_on(day))
        return OwnDay(day, self._words(day, entries), noted.comment if noted else "", totals)

    def _kind_on(self, day: date) -> ContractKind:
        kinds = (each.kind for each in self.contracts if each.starts_on <= day <= each.ends_on)
        return next(kinds, self.contracts[-1].kind)

    def _words(self, day: date, entries: Entries) -> list[Words]:
        slots = self.slots_of(day)
        work = sum(content.get(PRESENT, 0) for content in entries.values())
        words = [Words(f"Travail {show_minutes(work)}", "check", "success")] if work else []
        words += marks_of(entries)
        if any(not entries.get(slot.half) for slot in slots):
            times = Words(f"Prévu {hours_text(slots)}", "calendar", "neutral")
            words.append(NOT_YET if day <= clock.today() else times)
        return words or [NO_WORK]


def find_own_home(user_id: int) -> OwnHome | None:
    """Returns today, this week and the last of the person tied to an account, None for nobody's. Three statements."""
    today, week = clock.today(), Week.of(clock.today())
    last_week, month = week.shifted(-1), Month.of(today)
    path = _find_path(user_id, min(last_week.first, month.first), week.last)
    if path is None:
        return None
    slots = path.slots_of(today)
    return OwnHome(
        name=path.name,
        times=spoken_hours(slots),
        holiday=public_holiday(today),
        today=path.day(today),
        next_day=_next_day(path, today),
        weeks=[*path.weeks(week.days), *path.weeks(last_week.days)],
        month=_sum(path.day(day) for day in month.days),
        contract=_contract_of(path.contracts, today),
    )


def find_own_month(user_id: int, month: Month) -> OwnMonth | None:
    """Returns a month of the person tied to an account, None for nobody's. Three statements."""
    path = _find_path(user_id, month.first, month.last)
    if path is None:
        return None
    weeks = path.weeks(month.days)
    return OwnMonth(
        name=path.name,
        month=month,
        begins=Month.of(path.contracts[0].starts_on),
        weeks=weeks,
        totals=_sum(day for week in weeks for day in week.days),
    )


def _find_path(user_id: int, first: date, last: date) -> _Path | None:
    contracts = list_own_contracts(user_id)
    if not contracts:
        return None
    noted = _read_noted([contract.contract_id for contract in contracts], first, last)
    return _Path(contracts, noted, read_categories())


def _read_noted(contract_ids: Sequence[int], first: date, last: date) -> dict[date, _Noted]:
    rows = session.execute(
        select(DaySheet.day, DayLine.comment, DayEntry.half, DayEntry.category, DayEntry.minutes)
        .select_from(DayLine)
        .join(DaySheet, DaySheet.id == DayLine.day_sheet_id)
        .outerjoin(DayEntry, DayEntry.day_line_id == DayLine.id)
        .where(DayLine.contract_id.in_(contract_ids), DaySheet.day.between(first, last), in_force())
        .order_by(DaySheet.day, DayEntry.id)
    )
    noted: dict[date, _Noted] = {}
    for row in rows:
        line = noted.setdefault(row.day, _Noted(row.comment or ""))
        if row.half is not None:
            line.entries.setdefault(row.half, {})[row.category] = row.minutes
    return {day: line for day, line in noted.items() if line.entries or line.comment}


def _next_day(path: _Path, today: date) -> NextDay | None:
    for day in days_between(today + timedelta(days=1), today + LOOK_AHEAD):
        if (slots := path.slots_of(day)) and public_holiday(day) is None:
            return NextDay(day, start_of_day(slots))
    return None


def _contract_of(contracts: Sequence[TeamMember], today: date) -> OwnContract:
    """Joins contracts without a gap between them; returns the one that runs, else the next, else the last."""
    joined: list[OwnContract] = []
    for contract in contracts:
        if joined and contract.starts_on == joined[-1].ends_on + timedelta(days=1):
            joined[-1] = OwnContract(joined[-1].starts_on, contract.ends_on)
        else:
            joined.append(OwnContract(contract.starts_on, contract.ends_on))
    return next((each for each in joined if each.ends_on >= today), joined[-1])


def _sum(days: Iterable[OwnDay]) -> Totals:
    return sum((day.totals for day in days), Totals())
