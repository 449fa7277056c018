"""What is going to happen, in the order of time: invoices get their numbers in the order of their days."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from heapq import heappop, heappush
from itertools import count

from shared.kernel import clock


class Agenda:
    """Calls that wait for their moment; one that is made may note others for later."""

    def __init__(self) -> None:
        self._waiting: list[tuple[datetime, int, Callable[[], object]]] = []
        self._order = count()

    def note(self, moment: datetime, call: Callable[[], object]) -> None:
        """Has `call` made at `moment` (aware); at the same moment, first noted is first made."""
        heappush(self._waiting, (moment, next(self._order), call))

    def live(self, until: datetime) -> None:
        """Makes every call whose moment has come by `until`, the clock standing at that moment; others are dropped."""
        while self._waiting and self._waiting[0][0] <= until:
            moment, _, call = heappop(self._waiting)
            with clock.at(moment):
                call()
