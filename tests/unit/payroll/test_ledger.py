"""Every minute of a half-day is accounted for, whatever is said of it and in whatever order."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.kernel.errors import InvalidInput
from shared.payroll.ledger import (
    Entries,
    check_day,
    filled,
    main_category,
    missing_halves,
    presence,
    with_category,
    with_shortfall,
)
from shared.payroll.reasons import PRESENCE, REASONS, SHORTFALLS, Span
from shared.people.limits import Limit
from shared.people.models import Half
from shared.people.timetable import Planned

AM, PM = Half.MORNING, Half.AFTERNOON
DAY = Planned(210, 210)
LONGEST_DAY = Limit(600, "C. trav. L. 3121-18")

WHOLE = sorted(reason.category for reason in REASONS if reason.category not in SHORTFALLS)
planned_days = st.builds(Planned, st.integers(0, 300), st.integers(0, 300))
spans = st.sampled_from(list(Span))
whole_acts = st.tuples(st.just("whole"), st.sampled_from(WHOLE), st.just(0), spans)
short_acts = st.tuples(st.just("short"), st.sampled_from(sorted(SHORTFALLS)), st.integers(-10, 320), spans)
fill_acts = st.tuples(st.just("fill"), st.sampled_from(WHOLE), st.just(0), st.just(Span.DAY))


def act(planned: Planned, day: Entries, wish: tuple[str, str, int, Span]) -> Entries:
    kind, category, minutes, span = wish
    if kind == "fill":
        return filled(planned, day, category)
    if kind == "whole":
        return with_category(planned, day, category, span)
    return with_shortfall(planned, day, category, minutes, span)


@given(planned_days, st.lists(st.one_of(whole_acts, short_acts, fill_acts), max_size=8))
def test_whatever_is_said_in_whatever_order_each_recorded_half_adds_up_to_what_was_planned(
    planned: Planned, wishes: list[tuple[str, str, int, Span]]
) -> None:
    day: Entries = {}
    for wish in wishes:
        before = day
        try:
            day = act(planned, day, wish)
        except InvalidInput:
            day = before
        for half, content in day.items():
            assert sum(content.values()) == planned[half]
            assert all(minutes > 0 for minutes in content.values())
            assert SHORTFALLS.isdisjoint(content) or not PRESENCE.isdisjoint(content)
        check_day(planned, day, LONGEST_DAY)


@given(planned_days, st.sampled_from(sorted(SHORTFALLS)), st.integers(1, 300), st.integers(1, 300))
def test_lateness_said_again_replaces_what_was_said_before(
    planned: Planned, category: str, first: int, second: int
) -> None:
    try:
        directly = with_shortfall(planned, {}, category, second, Span.DAY)
        corrected = with_shortfall(
            planned, with_shortfall(planned, {}, category, first, Span.DAY), category, second, Span.DAY
        )
    except InvalidInput:
        return
    assert corrected == directly


def test_filling_touches_no_half_that_is_recorded() -> None:
    sick_morning = with_category(DAY, {}, "MAL", Span.MORNING)

    assert filled(DAY, sick_morning, "TRAV") == {AM: {"MAL": 210}, PM: {"TRAV": 210}}
    assert missing_halves(DAY, sick_morning) == (PM,)


def test_filling_leaves_out_the_half_for_which_nothing_is_planned() -> None:
    assert filled(Planned(240, 0), {}, "TRAV") == {AM: {"TRAV": 240}}


def test_half_a_day_sick_and_45_minutes_late_in_the_other_half() -> None:
    day = with_category(DAY, {}, "MAL", Span.MORNING)
    day = with_shortfall(DAY, day, "RET", 45, Span.DAY)

    assert day == {AM: {"MAL": 210}, PM: {"RET": 45, "TRAV": 165}}
    assert presence(day) == 165


def test_lateness_falls_on_the_first_half_and_early_leave_on_the_last() -> None:
    day = with_shortfall(DAY, {}, "RET", 30, Span.DAY)
    day = with_shortfall(DAY, day, "DEP", 15, Span.DAY)

    assert day == {AM: {"RET": 30, "TRAV": 180}, PM: {"DEP": 15, "TRAV": 195}}


def test_who_was_said_sick_and_then_late_was_there() -> None:
    sick = with_category(DAY, {}, "MAL", Span.DAY)

    assert with_shortfall(DAY, sick, "RET", 30, Span.DAY) == {AM: {"RET": 30, "TRAV": 180}, PM: {"TRAV": 210}}


def test_lateness_in_a_training_morning_is_taken_from_the_training() -> None:
    training = with_category(DAY, {}, "FOR_EXT", Span.DAY)

    day = with_shortfall(DAY, training, "RET", 30, Span.DAY)

    assert day == {AM: {"RET": 30, "FOR_EXT": 180}, PM: {"FOR_EXT": 210}}


def test_lateness_longer_than_the_largest_part_is_taken_from_the_next_one_too() -> None:
    morning = {AM: {"TRAV": 100, "ASP_INT": 80, "AA_NP": 30}}

    day = with_shortfall(Planned(210, 0), morning, "RET", 150, Span.DAY)

    assert day == {AM: {"ASP_INT": 30, "AA_NP": 30, "RET": 150}}


@pytest.mark.parametrize("minutes", [-5, 0, 210, 1000])
def test_lateness_of_nothing_or_of_a_whole_half_is_refused(minutes: int) -> None:
    with pytest.raises(InvalidInput) as refusal:
        with_shortfall(DAY, {}, "RET", minutes, Span.DAY)

    assert refusal.value.field == "minutes"


@pytest.mark.parametrize(("planned", "span"), [(Planned(), Span.DAY), (Planned(240, 0), Span.AFTERNOON)])
def test_an_exception_where_nothing_is_planned_is_refused(planned: Planned, span: Span) -> None:
    for wish in (("whole", "MAL", 0, span), ("short", "RET", 15, span)):
        with pytest.raises(InvalidInput) as refusal:
            act(planned, {}, wish)
        assert refusal.value.field == "span"


@pytest.mark.parametrize(
    ("entries", "field", "says"),
    [
        ({AM: {"TRAV": 180}}, "am", "30\u00a0min qui manquent"),
        ({PM: {"MAL": 240}}, "pm", "absence"),
        ({AM: {"TRAV": 220, "MAL": -10}}, "am", "plus grande que zéro"),
        ({AM: {"RET": 210}}, "am", "présence"),
        ({AM: {"TRAV": 300}, PM: {"TRAV": 301}}, "pm", "L. 3121-18"),
    ],
)
def test_a_day_that_does_not_add_up_is_refused_at_its_half(entries: Entries, field: str, says: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        check_day(DAY, entries, LONGEST_DAY)

    assert refusal.value.field == field
    assert says in refusal.value.sentence


@pytest.mark.parametrize(
    "entries",
    [
        {AM: {"TRAV": 300}, PM: {"TRAV": 300}},
        {AM: {"RET": 30, "TRAV": 200}},
        {AM: {}, PM: {}},
        {},
    ],
    ids=["ten hours", "late, then longer", "emptied", "nothing yet"],
)
def test_working_longer_or_recording_later_is_allowed(entries: Entries) -> None:
    check_day(DAY, entries, LONGEST_DAY)


def test_what_a_half_was_mostly_spent_in_leaves_lateness_aside() -> None:
    assert main_category({"RET": 200, "FOR_INT": 10}) == "FOR_INT"
    assert main_category({"TRAV": 60, "ASP_INT": 150}) == "ASP_INT"
