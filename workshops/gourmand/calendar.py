"""When the kitchen can serve whom: lead times by size, covers by slot and by day. No database in here.

Heads are people served, slots minutes after midnight, lead times hours before the slot.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from shared.kernel import clock


@dataclass(frozen=True, order=True)
class Band:
    """Up to so many heads (included), the kitchen must know so many hours before."""

    up_to_heads: int
    hours: int


@dataclass(frozen=True, kw_only=True)
class Capacity:
    """What the kitchen can do: on these weekdays (0 is Monday), at these slots, so many covers a slot and a day."""

    weekdays: frozenset[int]
    slots: tuple[int, ...]
    covers_per_slot: int
    covers_per_day: int
    days_offered: int


@dataclass(frozen=True, kw_only=True)
class Load:
    """What is cooked already on a day: heads by slot."""

    by_slot: Mapping[int, int]

    @property
    def heads(self) -> int:
        """All of the day."""
        return sum(self.by_slot.values())


NOTHING = Load(by_slot={})


def lead_hours(bands: Sequence[Band], heads: int) -> int | None:
    """Returns how many hours before the kitchen must know of so many heads, None when that is too many."""
    return next((band.hours for band in sorted(bands) if heads <= band.up_to_heads), None)


def has_room(capacity: Capacity, load: Load, slot: int, heads: int) -> bool:
    """Tells whether so many more heads can be served at a slot of a day."""
    fits_slot = load.by_slot.get(slot, 0) + heads <= capacity.covers_per_slot
    return fits_slot and load.heads + heads <= capacity.covers_per_day


def starts_at(day: date, slot: int) -> datetime:
    """Returns the instant of a slot."""
    return clock.at_paris(day, slot // 60, slot % 60)


def free_slots(
    capacity: Capacity,
    bands: Sequence[Band],
    *,
    heads: int,
    now: datetime,
    closed: Collection[date],
    loads: Mapping[date, Load],
) -> Iterator[tuple[date, tuple[int, ...]]]:
    """Yields each day on which so many heads can be served, with its slots: those that lead time and room allow."""
    hours = lead_hours(bands, heads)
    if hours is None or heads <= 0:
        return
    earliest = now + timedelta(hours=hours)
    today = clock.local(now).date()
    for day in (today + timedelta(days=ahead) for ahead in range(capacity.days_offered + 1)):
        if day.weekday() not in capacity.weekdays or day in closed:
            continue
        load = loads.get(day, NOTHING)
        slots = tuple(
            slot
            for slot in capacity.slots
            if starts_at(day, slot) >= earliest and has_room(capacity, load, slot, heads)
        )
        if slots:
            yield day, slots
