"""The hours of several sites at once: who was away without a word, and what a month adds up to."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from shared.db import session
from shared.kernel.weeks import Month
from shared.payroll.categories import read_categories
from shared.payroll.models import DayEntry, DayLine, DaySheet
from shared.payroll.reasons import ABSENT_WITHOUT_WORD, DAYS_OFF, ILL, PRESENCE
from shared.payroll.store import in_force
from shared.people.models import Contract, ContractKind, Person
from shared.people.overview import Sites, at_sites
from shared.workshop import Site


@dataclass(frozen=True)
class Absence:
    """On how many days somebody was away for one reason, half-days counted as days."""

    site_id: int
    full_name: str
    category: str
    days: int


def list_absences(sites: Sites, first: date, last: date) -> list[Absence]:
    """Returns who was ill or away without a word from `first` to `last`, the longest first. One statement."""
    days = func.count(DaySheet.day.distinct())
    rows = session.execute(
        select(DaySheet.site_id, Person, DayEntry.category, days)
        .select_from(DayEntry)
        .join(DayLine, DayLine.id == DayEntry.day_line_id)
        .join(DaySheet, DaySheet.id == DayLine.day_sheet_id)
        .join(Contract, Contract.id == DayLine.contract_id)
        .join(Person, Person.id == Contract.person_id)
        .where(at_sites(DaySheet.site_id, sites), DaySheet.day.between(first, last), in_force())
        .where(DayEntry.category.in_((ABSENT_WITHOUT_WORD, ILL)))
        .group_by(DaySheet.site_id, Person.id, DayEntry.category)
        .order_by(days.desc(), Person.sort_name)
    )
    return [Absence(site_id, person.full_name, category, count) for site_id, person, category, count in rows]


@dataclass(frozen=True)
class SiteHours:
    """Minutes of presence, of which in training, of absence without leave and public holidays, and of aided time.

    `asp` is what the State's aid is counted on; what nobody has confirmed either way is not in it.
    """

    presence: int = 0
    training: int = 0
    absence: int = 0
    asp: int = 0

    def __add__(self, other: SiteHours) -> SiteHours:
        return SiteHours(
            self.presence + other.presence,
            self.training + other.training,
            self.absence + other.absence,
            self.asp + other.asp,
        )


def total_by_site(sites: Sites, month: Month) -> dict[int, SiteHours]:
    """Returns the minutes of a month by site, of those sites where something was recorded. Two statements."""
    return {site_id: hours for (site_id, _), hours in total_by_month(sites, month, month).items()}


def total_by_month(sites: Sites, first: Month, last: Month) -> dict[tuple[int, Month], SiteHours]:
    """Returns the minutes by site and month, of those in which something was recorded. Two statements."""
    categories = read_categories()
    rows = session.execute(
        select(DaySheet.site_id, Site.sensitive, DaySheet.day, DayEntry.category, func.sum(DayEntry.minutes))
        .select_from(DayEntry)
        .join(DayLine, DayLine.id == DayEntry.day_line_id)
        .join(DaySheet, DaySheet.id == DayLine.day_sheet_id)
        .join(Site, Site.id == DaySheet.site_id)
        .where(at_sites(DaySheet.site_id, sites), DaySheet.day.between(first.first, last.last), in_force())
        .group_by(DaySheet.site_id, Site.sensitive, DaySheet.day, DayEntry.category)
    )
    totals = defaultdict[tuple[int, Month], SiteHours](SiteHours)
    for site_id, sensitive, day, code, minutes in rows:
        category = categories.at(code, day, ContractKind.signed_where(sensitive=sensitive))
        totals[site_id, Month.of(day)] += SiteHours(
            presence=minutes if code in PRESENCE else 0,
            training=minutes if category.training else 0,
            absence=0 if code in PRESENCE | DAYS_OFF else minutes,
            asp=minutes if category.asp else 0,
        )
    return dict(totals)
