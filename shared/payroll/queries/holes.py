"""What nobody has recorded, at several sites at once: one count for each site and day, never a name."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Result, Row, select

from shared.db import session
from shared.kernel.weeks import days_between
from shared.payroll.models import DayEntry, DayLine, DaySheet, DayStatus
from shared.payroll.store import in_force
from shared.people.models import Contract, Half, TimetableSlot
from shared.people.overview import Sites, at_sites


@dataclass(frozen=True, order=True)
class Hole:
    """How many people of a site have a planned half-day on `day` that nobody has recorded."""

    day: date
    site_id: int
    people: int


def list_holes(sites: Sites, first: date, last: date) -> list[Hole]:
    """Returns the holes from `first` to `last`, both included, oldest first. Two statements."""
    recorded = _recorded_halves(sites, first, last)
    missing: dict[tuple[date, int], set[int]] = defaultdict(set)
    slots = defaultdict[int, list[Row[Any]]](list)
    for slot in _planned_halves(sites, first, last):
        slots[slot.weekday].append(slot)
    for day in days_between(first, last):
        for slot in slots[day.weekday()]:
            here = slot.starts_on <= day <= slot.ends_on
            if here and (day, slot.contract_id, slot.half) not in recorded:
                missing[day, slot.site_id].add(slot.contract_id)
    return sorted(Hole(day, site_id, len(contracts)) for (day, site_id), contracts in missing.items())


def count_unready_days(sites: Sites, first: date, last: date) -> Counter[int]:
    """Returns by site how many days from `first` to `last` have a hole or are not validated. Three statements."""
    drafts = session.execute(
        select(DaySheet.day, DaySheet.site_id)
        .where(at_sites(DaySheet.site_id, sites), DaySheet.day.between(first, last), DaySheet.status == DayStatus.DRAFT)
        .where(DaySheet.id.in_(select(DayLine.day_sheet_id).join(DayEntry).where(in_force())))
    )
    unready = {(row.day, row.site_id) for row in drafts}
    unready |= {(hole.day, hole.site_id) for hole in list_holes(sites, first, last)}
    return Counter(site_id for _, site_id in unready)


def _planned_halves(sites: Sites, first: date, last: date) -> Result[Any]:
    return session.execute(
        select(
            TimetableSlot.contract_id,
            TimetableSlot.weekday,
            TimetableSlot.half,
            Contract.site_id,
            Contract.starts_on,
            Contract.ends_on,
        )
        .join(Contract, Contract.id == TimetableSlot.contract_id)
        .where(at_sites(Contract.site_id, sites), Contract.starts_on <= last, Contract.ends_on >= first)
    )


def _recorded_halves(sites: Sites, first: date, last: date) -> set[tuple[date, int, Half]]:
    rows = session.execute(
        select(DaySheet.day, DayLine.contract_id, DayEntry.half)
        .join(DayLine, DayLine.day_sheet_id == DaySheet.id)
        .join(DayEntry, DayEntry.day_line_id == DayLine.id)
        .where(at_sites(DaySheet.site_id, sites), DaySheet.day.between(first, last), in_force())
    )
    return {(row.day, row.contract_id, row.half) for row in rows}
