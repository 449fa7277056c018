"""When the garden delivers: the days of a point, the baskets of a subscription, without the days that are closed."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date, datetime, timedelta

from shared.kernel import clock
from shared.orders.closures.queries import list_closed_days
from shared.web.filters import date_fr
from workshops.agrilot.catalogue import SITE
from workshops.agrilot.models import PickupPoint, Subscription
from workshops.agrilot.rounds import A_WEEK, Pause, next_round, rounds


def cutoff(point: PickupPoint, day: date) -> datetime:
    """Returns the instant until which a delivery can be changed."""
    opening = clock.at_paris(day, point.opens_at // 60, point.opens_at % 60)
    return opening - timedelta(hours=point.cutoff_hours)


def open_rounds(point: PickupPoint, closed: Collection[date], *, since: date | None = None) -> Iterator[date]:
    """Yields, without end, the deliveries at a point that can still be changed: open, their cut-off ahead."""
    day = next_round(max(since or clock.today(), clock.today()), point.weekday)
    while True:
        if day not in closed and clock.now() < cutoff(point, day):
            yield day
        day += A_WEEK


def first_round(point: PickupPoint, *, since: date | None = None) -> date:
    """Returns the next delivery at a point that can still be changed, today or from a day on. One statement."""
    return next(open_rounds(point, list_closed_days(SITE, clock.today()), since=since))


def why_not(point: PickupPoint, day: date) -> str | None:
    """Returns why nothing can be wanted at a point on a day, with the next one that is possible; None if it can."""
    possible = first_round(point, since=day)
    return (
        None if day == possible else f"Ce jour n’est pas possible. Le prochain retrait ici est le {date_fr(possible)}."
    )


def deliveries(found: Subscription, first: date, last: date, closed: Collection[date] | None = None) -> list[date]:
    """Returns the baskets of a subscription from `first` to `last`, both included.

    `closed` spares the statement to whoever knows the closed days of that time.
    """
    return list(
        rounds(
            found.point.weekday,
            first,
            last,
            starts_on=found.starts_on,
            stops_on=found.stops_on,
            pauses=[Pause(each.first, each.last) for each in found.pauses],
            closed=list_closed_days(SITE, first, last) if closed is None else closed,
        )
    )
