"""What is told of missing hours: to the supervisors in the evening, two working days later to those above them.

A mail counts people and names none; a site bears its neutral label. Source: ET-02.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from shared.accounts.permissions import Role
from shared.accounts.queries import list_holders
from shared.db import atomic
from shared.jobs.daily import daily
from shared.kernel.weeks import days_between
from shared.notifications.services import write_mail
from shared.payroll.holidays import is_working_day, shift_working_days
from shared.payroll.queries.holes import Hole, list_holes
from shared.web.links import absolute_url
from shared.workshop import Place, places_by_site

MORNING = 8
TELL_AFTER_WORKING_DAYS = 2
LONGEST_PAUSE = timedelta(days=10)
"""Two working days never lie further apart, Christmas included."""


@dataclass(frozen=True)
class MissingDay:
    """One line of a reminder: the site's neutral label, the day, how many people, and where to mend it."""

    site: str
    day: date
    people: int
    url: str


@daily("payroll.remind", "Rappeler les saisies du jour", hour=lambda settings: settings.holes_overdue_hour)
def remind_supervisors(*, day: str) -> None:
    """Writes to the supervisors of each site where somebody's day is not recorded; leaves public holidays in peace."""
    today = date.fromisoformat(day)
    if is_working_day(today):
        with atomic():
            _write(list_holes(None, today, today), {Role.SUPERVISOR}, "holes_today", today)


@daily("payroll.escalate", "Signaler les saisies anciennes", hour=MORNING)
def tell_old_holes(*, day: str) -> None:
    """Writes to advisers and direction about the days that are two working days old today and still have holes."""
    today = date.fromisoformat(day)
    past = days_between(today - LONGEST_PAUSE, today - timedelta(days=1))
    days = {each for each in past if shift_working_days(each, TELL_AFTER_WORKING_DAYS) == today}
    if days:
        with atomic():
            holes = [hole for hole in list_holes(None, min(days), max(days)) if hole.day in days]
            _write(holes, {Role.CIP, Role.DIRECTION}, "holes_old", today)


def _write(holes: Iterable[Hole], roles: Collection[Role], template: str, today: date) -> None:
    """Writes one mail to each holder of `roles` who has a site with holes, once a day whatever happens."""
    places = places_by_site()
    told = [(hole, places[hole.site_id]) for hole in holes if hole.site_id in places]
    for user in list_holders(roles) if told else ():
        own = [_line(hole, place) for hole, place in told if user.holds_at(roles, hole.site_id)]
        if own:
            write_mail(
                recipient=user.email,
                subject=f"{_counted(own)} à la feuille du jour",
                template=template,
                kind=template,
                unique_key=f"{template}:{today}:{user.public_id}",
                missing=own,
            )


def _line(hole: Hole, place: Place) -> MissingDay:
    url = absolute_url(f"{place.staff_name}.payroll.day_sheet", day=hole.day)
    return MissingDay(place.site.staff_label, hole.day, hole.people, url)


def _counted(lines: Sequence[MissingDay]) -> str:
    """Returns how many entries are missing in all: over several days the same person may miss twice."""
    total = sum(line.people for line in lines)
    return f"{total} {'saisie manque' if total == 1 else 'saisies manquent'}"
