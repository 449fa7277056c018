"""What the garden does every day: invoice the baskets of the month that is over."""

from __future__ import annotations

from datetime import date

from shared.db import atomic, stop_reading
from shared.jobs.daily import daily
from shared.kernel.weeks import Month
from workshops.agrilot.services import bill_month, list_to_bill

ACTOR = "facturation mensuelle"


@daily("agrilot.bill_month", "Facturer les paniers du mois", hour=6)
def bill(*, day: str) -> None:
    """Invoices last month's baskets, subscription by subscription; those that have their invoice are left alone."""
    month = Month.of(date.fromisoformat(day)).shifted(-1)
    waiting = list_to_bill(month)
    stop_reading()
    for subscription_id in waiting:
        with atomic():
            bill_month(subscription_id=subscription_id, month=month, actor=ACTOR)
