"""What the garage knows of its orders, for the pages that all workshops share."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select

from shared.db import session
from shared.orders.trade import Fact
from shared.web.filters import capital, date_fr
from workshops.auto_bleue.models import Appointment


class Garage:
    """The garage's side of `shared.orders.trade.Trade`."""

    def list_facts(self, order_ids: Sequence[int]) -> dict[int, tuple[Fact, ...]]:
        """Returns plate, vehicle and appointment of each order asked for, in one statement."""
        facts: dict[int, tuple[Fact, ...]] = dict.fromkeys(order_ids, ())
        columns = (Appointment.plate, Appointment.vehicle, Appointment.day, Appointment.starts_at)
        wanted = select(Appointment.order_id, *columns).where(Appointment.order_id.in_(order_ids))
        for row in session.execute(wanted):
            facts[row.order_id] = (
                Fact("Immatriculation", row.plate),
                Fact("Véhicule", row.vehicle),
                Fact("Rendez-vous", f"{capital(date_fr(row.day))} à {clock_words(row.starts_at)}"),
            )
        return facts

    def list_days(self, order_ids: Sequence[int]) -> dict[int, date]:
        """Returns the day on which each vehicle is expected, in one statement."""
        days = select(Appointment.order_id, Appointment.day).where(Appointment.order_id.in_(order_ids))
        return {row.order_id: row.day for row in session.execute(days)}


def clock_words(minutes: int) -> str:
    """Returns a time of the day as people say it: `8 h`, `8 h 30`."""
    hours, rest = divmod(minutes, 60)
    return f"{hours}\u00a0h\u00a0{rest:02d}" if rest else f"{hours}\u00a0h"
