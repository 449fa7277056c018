"""What is done about orders every night."""

from __future__ import annotations

from shared.db import atomic
from shared.jobs.daily import daily
from shared.orders.baskets import forget_old_baskets


@daily("orders.forget_baskets", "Oublier les vieux paniers", hour=4)
def forget_baskets(*, day: str) -> None:  # noqa: ARG001 - every daily task is told its day
    """Deletes the baskets that nobody has touched for a week."""
    with atomic():
        forget_old_baskets()
