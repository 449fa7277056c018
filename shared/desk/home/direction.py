"""The direction's glance at the teams: people, hours of the month, absence, days that wait to be validated."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from flask import url_for

from shared.accounts.access import may
from shared.accounts.models import User
from shared.accounts.permissions import Permission
from shared.desk.home.card import Card, counted
from shared.kernel import clock
from shared.kernel.weeks import Month
from shared.payroll.full_time import full_time_minutes, full_time_posts
from shared.payroll.queries.holes import count_unready_days
from shared.payroll.queries.overview import SiteHours, total_by_site
from shared.people.overview import count_people
from shared.workshop import Place


@dataclass(frozen=True)
class SiteFigures:
    """One site's month so far; minutes, and `unready` days since the first of last month.

    `posts` are the full-time posts (ETP) that the aided hours of last month make, in hundredths; None without a base.
    """

    label: str
    url: str
    people: int
    hours: SiteHours
    posts: int | None
    unready: int

    @property
    def production(self) -> int:
        """Minutes of presence that are no training."""
        return self.hours.presence - self.hours.training

    @property
    def absence_bp(self) -> int | None:
        """The share of absence in what was worked or missed, to the whole percent, half up; None when nothing was."""
        recorded = self.hours.presence + self.hours.absence
        return (200 * self.hours.absence + recorded) // (2 * recorded) * 100 if recorded else None


@dataclass(frozen=True)
class Figures:
    """The month of the sites, and of all of them together; `posts` are of the month `before`.

    `full_time` are the minutes of a full-time post in a year.
    """

    month: date
    before: date
    full_time: int | None
    rows: Sequence[SiteFigures]
    total: SiteFigures


def find_figures(user: User, places: Mapping[int, Place]) -> Figures | None:
    """Returns the figures of the sites that `user` directs, None for nobody's. Nine statements, however many sites."""
    own = {site_id: place for site_id, place in places.items() if may(user, Permission.VIEW_TEAM_FIGURES, place.slug)}
    if not own:
        return None
    today = clock.today()
    month = Month.of(today)
    before = month.shifted(-1)
    people, hours, hours_before = count_people(own), total_by_site(own, month), total_by_site(own, before)
    unready = count_unready_days(own, before.first, today - timedelta(days=1))
    full_time = full_time_minutes(before)

    def posts(aided: SiteHours) -> int | None:
        return full_time_posts(aided.asp, full_time) if full_time else None

    rows = [
        SiteFigures(
            label=place.site.staff_label,
            url=url_for(f"{place.staff_name}.payroll.month_now"),
            people=people[site_id],
            hours=hours.get(site_id, SiteHours()),
            posts=posts(hours_before.get(site_id, SiteHours())),
            unready=unready[site_id],
        )
        for site_id, place in own.items()
    ]
    total = SiteFigures(
        label="Ensemble",
        url="",
        people=sum(row.people for row in rows),
        hours=sum((row.hours for row in rows), SiteHours()),
        posts=posts(sum(hours_before.values(), SiteHours())),
        unready=sum(row.unready for row in rows),
    )
    return Figures(month.first, before.first, full_time, rows, total)


def list_figure_cards(figures: Figures | None) -> Iterator[Card]:
    """Yields the card of the days that nobody has validated yet, where there are some; no statement."""
    if figures and figures.total.unready:
        most = max(figures.rows, key=lambda row: row.unready)
        yield Card(
            title="Des journées attendent",
            text=f"Incomplètes ou pas encore validées. Le plus\u00a0: {most.label}, {counted(most.unready, 'jour')}.",
            url=most.url,
            action=f"Voir le mois, {most.label}",
            icon="calendar",
            tone="warning",
            figure=counted(figures.total.unready, "jour"),
        )
