"""A year of the house, month by month and site by site: revenue, hours, full-time posts, people, exits."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func, select

from shared.db import session
from shared.followup.queries import ExitCount, count_exits
from shared.invoicing.models import Invoice
from shared.invoicing.revenue import RevenueQuestion, add_revenue_up
from shared.kernel import clock
from shared.kernel.money import divide_half_up
from shared.kernel.weeks import MONTHS, Month
from shared.payroll.full_time import full_time_minutes, full_time_posts
from shared.payroll.models import DaySheet
from shared.payroll.queries.overview import SiteHours, total_by_month
from shared.people.overview import Stay, list_stays
from shared.workshop import Place

Frame = tuple[date, date, int | None]
"""First and last day that count, and the minutes of a full-time post."""


@dataclass(frozen=True)
class MonthRow:
    """One month: net cents, minutes, full-time posts in hundredths (None without a base), people.

    `people` are on contract on its last day, today at the latest; None for a month that has not begun. Whoever has
    `come` had no contract at the site before, whoever has `left` has none there after.
    """

    month: Month
    net_cents: int
    hours: SiteHours
    posts: int | None
    people: int | None
    come: int
    left: int


@dataclass(frozen=True)
class SiteRow:
    """One site's year; `people` had a contract in it, `on_last_day` on its last day, today at the latest."""

    label: str
    hours: SiteHours
    posts: int | None
    people: int
    on_last_day: int
    left: int
    exits: ExitCount


@dataclass(frozen=True)
class Year:
    """A year, its months and its sites; `total` is that of the sites, `first_year` the first with anything to show."""

    year: int
    last_day: date
    first_year: int
    net_cents: int
    full_time: int | None
    months: Sequence[MonthRow]
    sites: Sequence[SiteRow]
    total: SiteRow


def find_year(year: int, places: Mapping[int, Place], selling: frozenset[int] | None) -> Year:
    """Returns a year of the sites in `places`, and of the revenue of those in `selling` (None for all). 8 statements.

    Revenue stands by month alone: beside the neutral name of a site, its amount would say which one it is.
    """
    first, last = Month(year, 1), Month(year, MONTHS)
    last_day = min(last.last, clock.today())
    hours = total_by_month(places, first, last)
    stays = list_stays(places, first.first, last.last)
    exits = count_exits(places, first.first, last_day)
    full_time = full_time_minutes(last)
    sold = dict.fromkeys(_months(year), 0)
    for line in add_revenue_up(RevenueQuestion(first=first.first, last=last.last, site_ids=selling)):
        sold[Month.of(line.date)] += line.net_cents
    of_month, of_site = defaultdict[Month, SiteHours](SiteHours), defaultdict[int, SiteHours](SiteHours)
    for (site_id, month), each in hours.items():
        of_month[month] += each
        of_site[site_id] += each
    frame = (first.first, last_day, full_time)
    months = [_month_row(month, sold[month], of_month[month], stays, full_time) for month in _months(year)]
    sites = [
        _site_row(
            place.site.staff_label,
            of_site[site_id],
            [stay for stay in stays if stay.site_id == site_id],
            exits.get(site_id, ExitCount()),
            frame,
        )
        for site_id, place in places.items()
    ]
    return Year(
        year=year,
        last_day=last_day,
        first_year=_first_year(year),
        net_cents=sum(sold.values()),
        full_time=full_time,
        months=months,
        sites=sites,
        total=_total(sites, stays, frame),
    )


def _months(year: int) -> Iterator[Month]:
    return (Month(year, number) for number in range(1, MONTHS + 1))


def _month_row(
    month: Month, net_cents: int, hours: SiteHours, stays: Sequence[Stay], full_time: int | None
) -> MonthRow:
    today = clock.today()
    last_day = min(month.last, today)
    return MonthRow(
        month=month,
        net_cents=net_cents,
        hours=hours,
        posts=full_time_posts(hours.asp, full_time) if full_time else None,
        people=sum(stay.runs(last_day, last_day) for stay in stays) if month.first <= today else None,
        come=sum(month.first <= stay.begins <= last_day for stay in stays),
        left=sum(month.first <= stay.ends <= last_day for stay in stays),
    )


def _site_row(label: str, hours: SiteHours, stays: Sequence[Stay], exits: ExitCount, frame: Frame) -> SiteRow:
    first_day, last_day, full_time = frame
    return SiteRow(
        label=label,
        hours=hours,
        posts=_posts_of_a_year(hours, full_time),
        people=sum(stay.runs(first_day, last_day) for stay in stays),
        on_last_day=sum(stay.runs(last_day, last_day) for stay in stays),
        left=sum(first_day <= stay.ends <= last_day for stay in stays),
        exits=exits,
    )


def _total(sites: Sequence[SiteRow], stays: Sequence[Stay], frame: Frame) -> SiteRow:
    """Adds the sites up; whoever worked at two of them in the year is one person."""
    first_day, last_day, full_time = frame
    hours = sum((site.hours for site in sites), SiteHours())
    return SiteRow(
        label="Ensemble",
        hours=hours,
        posts=_posts_of_a_year(hours, full_time),
        people=len({stay.person_id for stay in stays if stay.runs(first_day, last_day)}),
        on_last_day=len({stay.person_id for stay in stays if stay.runs(last_day, last_day)}),
        left=sum(site.left for site in sites),
        exits=ExitCount(sum(site.exits.noted for site in sites), sum(site.exits.placed for site in sites)),
    )


def _posts_of_a_year(hours: SiteHours, full_time: int | None) -> int | None:
    """Returns the full-time posts that a year's aided hours make, in hundredths. Source: hours / 1 820 (ASP)."""
    return divide_half_up(hours.asp * 100, full_time) if full_time else None


def _first_year(year: int) -> int:
    sold, worked = session.scalar(select(func.min(Invoice.issued_on))), session.scalar(select(func.min(DaySheet.day)))
    # A week that begins in December belongs to the year in which it ends.
    years = [sold.year if sold else year, (worked + timedelta(days=6)).year if worked else year]
    return min(year, *years)
