"""Recomputing the hours: every recorded half-day adds up, and every sheet stands where its log says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import func, select

from shared.db import session
from shared.kernel.errors import InvalidInput
from shared.kernel.weeks import Month
from shared.payroll.ledger import check_day, missing_halves
from shared.payroll.models import DaySheetStep, DayStatus, HourCategory, MonthStatus, PayrollExport, PayrollMonth
from shared.payroll.queries.period import minutes_by_category
from shared.payroll.store import Sheet, StoredLine, read_sheets
from shared.people.limits import Limit, read_limits
from shared.people.models import Contract, ContractKind, LimitCode
from shared.workshop import Site


class _Dates(NamedTuple):
    public_id: UUID
    starts_on: date
    ends_on: date


def list_wrong_hours() -> Iterator[str]:
    """Yields one sentence for each line that does not add up and each sheet whose status its log does not explain."""
    known = set(session.scalars(select(HourCategory.code)))
    columns = (Contract.id, Contract.public_id, Contract.starts_on, Contract.ends_on)
    contracts = {row.id: _Dates(*row[1:]) for row in session.execute(select(*columns))}
    reached = _reached_states()
    limits = cache(read_limits)
    for site in session.scalars(select(Site).order_by(Site.id)):
        for sheet in read_sheets(site.id, date.min, date.max).values():
            where = f"feuille du {sheet.day:%d/%m/%Y}, {site.neutral_label}"
            if sheet.status is not reached.get(sheet.id, DayStatus.DRAFT):
                yield f"{where}\u00a0: son état ne suit pas de son historique"
            longest = limits(sheet.day)[ContractKind.at(site)][LimitCode.LONGEST_DAY]
            yield from (f"{where}, {fault}" for fault in _faults_of(sheet, contracts, known, longest))


def list_wrong_months() -> Iterator[str]:
    """Yields one sentence for each month whose hours are no longer those of the last file that payroll took."""
    last = select(func.max(PayrollExport.id)).group_by(PayrollExport.payroll_month_id)
    exported = session.execute(
        select(PayrollMonth.first, PayrollMonth.status, PayrollExport.minutes, Site)
        .join(PayrollExport, PayrollExport.payroll_month_id == PayrollMonth.id)
        .join(Site, Site.id == PayrollMonth.site_id)
        .where(PayrollExport.id.in_(last), PayrollMonth.status.in_([MonthStatus.EXPORTED, MonthStatus.LOCKED]))
        .order_by(PayrollMonth.first, Site.id)
    ).all()
    for row in exported:
        month = Month.of(row.first)
        minutes = Counter[str]()
        for sheet in read_sheets(row.Site.id, month.first, month.last).values():
            for line in sheet.lines.values():
                minutes += minutes_by_category(line.entries)
        if minutes != row.minutes:
            where = f"mois {month}, {row.Site.neutral_label}"
            yield f"{where}\u00a0: les heures ne sont plus celles du dernier fichier de paie"


def _reached_states() -> Mapping[int, DayStatus]:
    last = select(func.max(DaySheetStep.id)).group_by(DaySheetStep.day_sheet_id)
    steps = session.execute(select(DaySheetStep.day_sheet_id, DaySheetStep.to_status).where(DaySheetStep.id.in_(last)))
    return {row.day_sheet_id: row.to_status for row in steps}


def _faults_of(sheet: Sheet, contracts: Mapping[int, _Dates], known: set[str], longest: Limit) -> Iterator[str]:
    for line in sheet.latest.values():
        contract = contracts[line.contract_id]
        if line.entries and not contract.starts_on <= sheet.day <= contract.ends_on:
            yield f"contrat {contract.public_id}\u00a0: des heures hors du contrat"
        for fault in _faults_of_line(sheet, line, known, longest):
            yield f"contrat {contract.public_id}\u00a0: {fault}"


def _faults_of_line(sheet: Sheet, line: StoredLine, known: set[str], longest: Limit) -> Iterator[str]:
    try:
        check_day(line.planned, line.entries, longest)
    except InvalidInput as fault:
        yield fault.sentence
    if sheet.status is not DayStatus.DRAFT and missing_halves(line.planned, line.entries):
        yield "la journée est validée et une demi-journée n’est pas saisie"
    if line.version > sheet.version:
        yield "la ligne est plus récente que sa feuille"
    if strangers := {category for content in line.entries.values() for category in content} - known:
        yield f"catégorie inconnue {', '.join(sorted(strangers))}"
