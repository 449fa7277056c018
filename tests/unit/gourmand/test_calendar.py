"""When the kitchen can serve so many: never inside the lead time, never above its room, whatever is asked."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from shared.kernel import clock
from workshops.gourmand.calendar import Band, Capacity, Load, free_slots, has_room, lead_hours, starts_at

NOW = clock.at_paris(date(2026, 11, 30), 10)
BANDS = (Band(20, 48), Band(50, 72), Band(200, 240))
CAPACITY = Capacity(
    weekdays=frozenset(range(5)),
    slots=(9 * 60, 12 * 60, 18 * 60 + 30),
    covers_per_slot=120,
    covers_per_day=250,
    days_offered=30,
)
days = st.dates(date(2026, 11, 30), date(2026, 12, 31))
loads = st.dictionaries(
    days, st.builds(Load, by_slot=st.dictionaries(st.sampled_from(CAPACITY.slots), st.integers(0, 260))), max_size=10
)


def free(heads: int, *, now: datetime = NOW, closed: frozenset[date] = frozenset()) -> dict[date, tuple[int, ...]]:
    return dict(free_slots(CAPACITY, BANDS, heads=heads, now=now, closed=closed, loads={}))


def test_the_more_eat_the_earlier_the_kitchen_must_know() -> None:
    assert [lead_hours(BANDS, heads) for heads in (1, 20, 21, 50, 51, 200, 201)] == [48, 48, 72, 72, 240, 240, None]


def test_the_first_slot_is_the_first_one_after_the_lead_time() -> None:
    assert next(iter(free(20).items())) == (date(2026, 12, 2), (12 * 60, 18 * 60 + 30))
    assert next(iter(free(21).items())) == (date(2026, 12, 3), (12 * 60, 18 * 60 + 30))
    assert min(free(51)) == date(2026, 12, 10)
    assert free(201) == free(0) == {}


def test_a_closed_day_is_not_offered() -> None:
    assert date(2026, 12, 3) not in free(10, closed=frozenset({date(2026, 12, 3)}))
    assert all(day.weekday() < 5 for day in free(10))


@given(heads=st.integers(-5, 300), loads=loads, closed=st.frozensets(days, max_size=5), minutes=st.integers(0, 20_000))
def test_whatever_is_offered_is_possible_and_nothing_possible_is_left_out(
    heads: int, loads: dict[date, Load], closed: frozenset[date], minutes: int
) -> None:
    now = NOW + timedelta(minutes=minutes)
    offered = dict(free_slots(CAPACITY, BANDS, heads=heads, now=now, closed=closed, loads=loads))
    hours = lead_hours(BANDS, heads)
    today = clock.local(now).date()
    for ahead in range(CAPACITY.days_offered + 3):
        day = today + timedelta(days=ahead)
        for slot in CAPACITY.slots:
            possible = (
                heads > 0
                and hours is not None
                and ahead <= CAPACITY.days_offered
                and day not in closed
                and day.weekday() in CAPACITY.weekdays
                and starts_at(day, slot) - now >= timedelta(hours=hours)
                and has_room(CAPACITY, loads.get(day, Load(by_slot={})), slot, heads)
            )
            assert possible is (slot in offered.get(day, ()))
