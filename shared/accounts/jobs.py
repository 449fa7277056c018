"""What the accounts do every night: forget what no longer counts."""

from __future__ import annotations

from shared.accounts.customers import forget_old_links
from shared.accounts.throttles import forget_old_tries
from shared.db import atomic
from shared.jobs.daily import daily

NIGHT = 3


@daily("accounts.forget", "Effacer les liens et les compteurs périmés", hour=NIGHT)
def forget(*, day: str) -> None:  # noqa: ARG001 - every daily task is told its day
    """Deletes the links that were used or are too old, and the counters of tries whose window is over."""
    with atomic():
        forget_old_links()
        forget_old_tries()
