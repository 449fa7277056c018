"""What the garage knows of its orders, and the days on which it takes vehicles in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from functools import cache
from itertools import count, islice

from sqlalchemy import select

from shared.db import session
from shared.orders.trade import Fact
from shared.web.filters import capital, date_fr
from workshops.auto_bleue.models import Appointment

DAYS_OFFERED = 10
_SATURDAY = 5


class Garage:
    """The garage's side of `shared.orders.trade.Trade`."""

    def list_facts(self, order_ids: Sequence[int]) -> dict[int, tuple[Fact, ...]]:
        """Returns plate, vehicle and day of each order asked for, in one statement."""
        facts: dict[int, tuple[Fact, ...]] = dict.fromkeys(order_ids, ())
        wanted = select(Appointment.order_id, Appointment.plate, Appointment.vehicle, Appointment.day)
        for row in session.execute(wanted.where(Appointment.order_id.in_(order_ids))):
            facts[row.order_id] = (
                Fact("Immatriculation", row.plate),
                Fact("Véhicule", row.vehicle),
                Fact("Rendez-vous", capital(date_fr(row.day))),
            )
        return facts

    def list_days(self, order_ids: Sequence[int]) -> dict[int, date]:
        """Returns the day on which each vehicle is expected, in one statement."""
        days = select(Appointment.order_id, Appointment.day).where(Appointment.order_id.in_(order_ids))
        return {row.order_id: row.day for row in session.execute(days)}


def list_open_days(today: date) -> tuple[date, ...]:
    """Returns the next days on which a vehicle can be brought in, the first one tomorrow at the earliest."""
    return tuple(islice(_open_days_after(today), DAYS_OFFERED))


def _open_days_after(today: date) -> Iterator[date]:
    """Yields Mondays to Fridays that are no public holidays."""
    for offset in count(1):
        day = today + timedelta(days=offset)
        if day.weekday() < _SATURDAY and day not in _public_holidays(day.year):
            yield day


@cache
def _public_holidays(year: int) -> frozenset[date]:
    # Loaded on first use: the calendars of the whole world take a moment.
    from holidays import country_holidays

    return frozenset(country_holidays("FR", years=year))
