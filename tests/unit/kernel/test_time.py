"""Durations as people type them, weeks, months, and the clock in Paris."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.kernel import clock
from shared.kernel.errors import InvalidInput
from shared.kernel.identifiers import fingerprint, new_public_id, new_secret
from shared.kernel.minutes import clock_text, parse_minutes, show_minutes
from shared.kernel.weeks import Month, Week

DAYS = st.dates(date(2000, 1, 3), date(2100, 12, 26))


@pytest.mark.parametrize(
    ("typed", "minutes"),
    [
        ("7h30", 450),
        ("7:30", 450),
        ("7,5", 450),
        ("7.25", 435),
        ("7 h 30 min", 450),
        ("45 min", 45),
        ("0", 0),
        ("8h", 480),
    ],
)
def test_a_duration_is_read_as_it_is_typed(typed: str, minutes: int) -> None:
    """Hours and minutes, decimals with comma or point, bare minutes."""
    assert parse_minutes(typed) == minutes


@pytest.mark.parametrize("typed", ["", "sept", "7h75", "7,33", "-2", "7h30m12", "1e2"])
def test_a_duration_that_cannot_be_read_is_refused(typed: str) -> None:
    """Nothing is guessed: 7,33 is no whole number of minutes."""
    with pytest.raises(InvalidInput, match="7h30"):
        parse_minutes(typed)


@given(st.integers(0, 3000))
def test_a_shown_duration_reads_back(minutes: int) -> None:
    """Both ways of writing it."""
    assert parse_minutes(show_minutes(minutes)) == minutes
    assert parse_minutes(clock_text(minutes)) == minutes


@given(DAYS)
def test_a_day_lies_in_its_week_and_in_its_month(day: date) -> None:
    """And the texts in addresses read back."""
    week, month = Week.of(day), Month.of(day)
    assert week.first <= day <= week.last
    assert len(week.days) == 7
    assert Week.parse(str(week)) == week
    assert month.first <= day <= month.last
    assert Month.parse(str(month)) == month


@given(DAYS, st.integers(-600, 600))
def test_shifting_there_and_back_changes_nothing(day: date, distance: int) -> None:
    """For weeks and for months, across years."""
    assert Week.of(day).shifted(distance).shifted(-distance) == Week.of(day)
    assert Month.of(day).shifted(distance).shifted(-distance) == Month.of(day)
    assert Month.of(day).shifted(1).first == Month.of(day).last + timedelta(days=1)


@pytest.mark.parametrize("text", ["2026-W54", "2025-W53", "2026-47", "W47", "2026-W00"])
def test_a_week_that_does_not_exist_is_refused(text: str) -> None:
    """2025 has 52 weeks."""
    with pytest.raises(InvalidInput):
        Week.parse(text)


@pytest.mark.parametrize("text", ["2026-13", "2026-00", "2026-1", "0000-01", "novembre"])
def test_a_month_that_does_not_exist_is_refused(text: str) -> None:
    """Months have two digits and there are twelve."""
    with pytest.raises(InvalidInput):
        Month.parse(text)


def test_today_is_the_day_in_paris() -> None:
    """Half past eleven at night in winter in UTC is already tomorrow in Paris."""
    with clock.at(datetime(2026, 11, 22, 23, 30, tzinfo=UTC)):
        assert clock.today() == date(2026, 11, 23)
    assert clock.at_paris(date(2026, 7, 1), 8) == datetime(2026, 7, 1, 6, tzinfo=UTC)


def test_public_ids_sort_by_the_time_of_their_making() -> None:
    """Version 7, variant of RFC 9562, never twice the same."""
    made = [new_public_id() for _ in range(50)]
    assert all(each.version == 7 for each in made)
    assert {each.variant for each in made} == {"specified in RFC 4122"}
    assert len(set(made)) == 50
    assert [each.int >> 80 for each in made] == sorted(each.int >> 80 for each in made)


def test_a_secret_has_128_bits_and_only_its_fingerprint_needs_keeping() -> None:
    """22 letters of base 64; the fingerprint is the same each time."""
    secret = new_secret()
    assert len(secret) == 22
    assert fingerprint(secret) == fingerprint(secret) != fingerprint(new_secret())
