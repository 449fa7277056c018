"""The month as payroll takes it: one neutral long table, the same for every software.

Presence, lateness and early leave are one row a month; every other absence is one row for each run of days on which
the person was expected. Refused as long as a day is open: a partial file is worse than none.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from io import BytesIO
from typing import IO, NamedTuple

from shared.db import session
from shared.files.csv_file import write_csv
from shared.files.tables import Column, Kind, Table
from shared.files.xlsx_file import write_xlsx
from shared.kernel import clock
from shared.kernel.minutes import HOUR
from shared.kernel.money import divide_half_up
from shared.kernel.weeks import Month
from shared.payroll.categories import Categories, Category, read_categories
from shared.payroll.models import MonthAction, MonthStatus, PayrollExport, PayrollMonth
from shared.payroll.months import MonthOpen, claim_month, list_problems, move_month
from shared.payroll.queries.period import (
    Period,
    find_period,
    minutes_by_category,
)
from shared.payroll.reasons import PRESENCE, SHORTFALLS
from shared.people.queries import TeamMember
from shared.workshop import Site

MONTHLY = PRESENCE | SHORTFALLS
"""The categories that payroll wants as a total of the month; the others are absences with their dates."""

COLUMNS = (
    Column("matricule", "Matricule"),
    Column("category", "Code"),
    Column("label", "Libellé"),
    Column("minutes", "Minutes", Kind.MINUTES, total=True),
    Column("hours_e2", "Heures", Kind.HUNDREDTHS),
    Column("first", "Date début", Kind.DATE),
    Column("last", "Date fin", Kind.DATE),
    Column("site", "Site"),
)


CONTROL_COLUMNS = (
    Column("category", "Code"),
    Column("label", "Libellé"),
    Column("minutes", "Minutes", Kind.MINUTES, total=True),
    Column("hours_e2", "Heures", Kind.HUNDREDTHS),
)


class Profile(StrEnum):
    """A form that the file can take."""

    CSV = "csv"
    XLSX = "xlsx"

    @property
    def label(self) -> str:
        """What the button says."""
        return {"csv": "CSV", "xlsx": "Classeur Excel"}[self.value]

    @property
    def media_type(self) -> str:
        """The Content-Type of such a file."""
        return {
            "csv": "text/csv; charset=utf-8",
            "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        }[self.value]


class PayrollRow(NamedTuple):
    """One row: `minutes` of one category, from `first` to `last` included; hours in hundredths, rounded half-up."""

    matricule: str
    category: str
    label: str
    minutes: int
    hours_e2: int
    first: date
    last: date
    site: str


class ControlRow(NamedTuple):
    """The total of one category; hours in hundredths, rounded half-up once."""

    category: str
    label: str
    minutes: int
    hours_e2: int


@dataclass(frozen=True)
class Control:
    """What to compare the file with: people, rows, minutes in all and by category, and the SHA-256 of its rows."""

    people: int
    rows: int
    minutes: int
    by_category: dict[str, int]
    sha256: str


def export_payroll(sites: Sequence[Site], month: Month, profile: Profile, file: IO[bytes], *, actor: str) -> Control:
    """Writes the checked month of these sites into `file`, records who took it, and returns its control totals.

    A site without a team that month has no part in it. Raises MonthOpen, before a byte is written, as long as something
    is missing or a site's month has not been checked. A sensitive site bears its neutral label.
    """
    periods = _periods(sites, month)
    months = [(site, claim_month(site, month)) for site, _ in periods]
    problems = [*_problems(month, periods), *_unchecked(month, months)]
    if problems:
        raise MonthOpen(problems)
    rows = _list_rows(periods)
    _write(rows, month, profile, file)
    for site, payroll_month in months:
        mine = [row for row in rows if row.site == site.neutral_label]
        _record_export(site, payroll_month, profile, control_of(mine), actor)
    return control_of(rows)


def list_payroll(sites: Sequence[Site], month: Month) -> list[PayrollRow]:
    """Returns the rows of these sites by matricule, category and date; raises MonthOpen while a day or a number misses.

    Two statements a site and one for the categories.
    """
    periods = _periods(sites, month)
    if problems := list(_problems(month, periods)):
        raise MonthOpen(problems)
    return _list_rows(periods)


def control_of(rows: Sequence[PayrollRow]) -> Control:
    """Returns the control totals of the rows."""
    by_category = Counter[str]()
    for row in rows:
        by_category[row.category] += row.minutes
    text = "\n".join(f"{row.matricule};{row.category};{row.minutes};{row.first};{row.last}" for row in rows)
    return Control(
        people=len({row.matricule for row in rows}),
        rows=len(rows),
        minutes=by_category.total(),
        by_category=dict(sorted(by_category.items())),
        sha256=hashlib.sha256(text.encode()).hexdigest(),
    )


def _periods(sites: Sequence[Site], month: Month) -> list[tuple[Site, Period]]:
    periods = [(site, find_period(site.id, month.first, month.last)) for site in sites]
    return [(site, period) for site, period in periods if period.team]


def _list_rows(periods: Sequence[tuple[Site, Period]]) -> list[PayrollRow]:
    categories = read_categories()
    rows = [
        row for site, period in periods for member in period.team for row in _rows(site, period, member, categories)
    ]
    return sorted(rows, key=lambda row: (row.matricule, row.category, row.first, row.site))


def _write(rows: Sequence[PayrollRow], month: Month, profile: Profile, file: IO[bytes]) -> None:
    content = BytesIO()
    table = Table(f"Paie {month}", COLUMNS, rows)
    if profile is Profile.CSV:
        write_csv(table, content)
    else:
        write_xlsx([table, _control_sheet(rows)], content)
    file.write(content.getvalue())


def _control_sheet(rows: Sequence[PayrollRow]) -> Table:
    """The totals by category on a sheet of their own: what whoever keys the file in compares with."""
    control = control_of(rows)
    labels = {row.category: row.label for row in rows}
    totals = [
        ControlRow(category, labels[category], minutes, divide_half_up(minutes * 100, HOUR))
        for category, minutes in control.by_category.items()
    ]
    return Table("Contrôle", CONTROL_COLUMNS, totals)


def _record_export(site: Site, payroll_month: PayrollMonth, profile: Profile, control: Control, actor: str) -> None:
    detail = {
        "profile": profile.value,
        "rows": control.rows,
        "minutes": control.minutes,
        "sha256": control.sha256,
    }
    move_month(payroll_month, site, MonthAction.EXPORT, actor, detail=detail)
    session.add(
        PayrollExport(
            payroll_month_id=payroll_month.id,
            version=payroll_month.version,
            profile=profile.value,
            people=control.people,
            rows=control.rows,
            minutes=control.by_category,
            sha256=control.sha256,
            actor=actor,
            happened_at=clock.now(),
        )
    )


def _unchecked(month: Month, months: Sequence[tuple[Site, PayrollMonth]]) -> Iterator[str]:
    for site, payroll_month in months:
        if payroll_month.status in {MonthStatus.OPEN, MonthStatus.APPROVED}:
            yield f"{month}, {site.neutral_label}\u00a0: le mois n’est pas encore vérifié."
        elif payroll_month.status is MonthStatus.LOCKED:
            yield f"{month}, {site.neutral_label}\u00a0: le mois est clos, son fichier a déjà été pris."


def _problems(month: Month, periods: Sequence[tuple[Site, Period]]) -> Iterator[str]:
    # The month's own problem is the same at every site: said once.
    yield from dict.fromkeys(problem for site, period in periods for problem in list_problems(site, month, period))
    for site, period in periods:
        for member in period.team:
            if not member.matricule:
                yield f"{member.full_name}, {site.neutral_label}\u00a0: il manque le matricule."


def _rows(site: Site, period: Period, member: TeamMember, categories: Categories) -> Iterator[PayrollRow]:
    first, last = max(period.first, member.starts_on), min(period.last, member.ends_on)
    whole = Counter[str]()
    for category, minutes, start, end in _spells(period, member):
        if category in MONTHLY:
            whole[category] += minutes
        else:
            yield _row(site, member, categories.at(category, end, member.kind), minutes, (start, end))
    for category, minutes in whole.items():
        yield _row(site, member, categories.at(category, last, member.kind), minutes, (first, last))


def _spells(period: Period, member: TeamMember) -> Iterator[tuple[str, int, date, date]]:
    """Yields (category, minutes, first, last) for each run of days; a day on which nobody was expected breaks none."""
    running: dict[str, tuple[int, date, date]] = {}
    for day in period.days:
        minutes = minutes_by_category(period.sheet(day).entries_of(member.contract_id))
        if not minutes and not member.planned(day).total:
            continue
        for category in running.keys() - minutes.keys():
            yield category, *running.pop(category)
        for category, spent in minutes.items():
            before, first, _ = running.get(category, (0, day, day))
            running[category] = before + spent, first, day
    for category, run in running.items():
        yield category, *run


def _row(site: Site, member: TeamMember, category: Category, minutes: int, dates: tuple[date, date]) -> PayrollRow:
    return PayrollRow(
        matricule=member.matricule or "",
        category=category.code,
        label=category.label,
        minutes=minutes,
        hours_e2=divide_half_up(minutes * 100, HOUR),
        first=dates[0],
        last=dates[1],
        site=site.neutral_label,
    )
