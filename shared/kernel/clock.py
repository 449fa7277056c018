"""The one source of time: instants are aware UTC, days are those of Paris.

Tests and the demonstration place themselves on another day with `at`; nothing else calls `datetime.now`.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

PARIS = ZoneInfo("Europe/Paris")

_pretended: ContextVar[datetime | None] = ContextVar("pretended_now", default=None)


def now() -> datetime:
    """Returns the present instant, aware, in UTC."""
    return _pretended.get() or datetime.now(UTC)


def today() -> date:
    """Returns today's date in Paris."""
    return local(now()).date()


def local(instant: datetime) -> datetime:
    """Returns `instant` as the clock on a wall in Paris shows it."""
    return instant.astimezone(PARIS)


def at_paris(day: date, hour: int, minute: int = 0) -> datetime:
    """Returns the UTC instant at which the clock in Paris shows `hour`:`minute` on `day`."""
    return datetime.combine(day, time(hour, minute), PARIS).astimezone(UTC)


@contextmanager
def at(instant: datetime) -> Iterator[None]:
    """Pretends, inside the block and this thread of execution only, that the time is `instant` (aware)."""
    token = _pretended.set(instant.astimezone(UTC))
    try:
        yield
    finally:
        _pretended.reset(token)
