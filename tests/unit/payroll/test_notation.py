"""What is typed into a cell of the week, and what a cell shows, say the same day."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.kernel.errors import InvalidInput
from shared.payroll.ledger import Entries, check_day
from shared.payroll.notation import read_cell, show_cell
from shared.payroll.reasons import REASONS, SHORTFALLS
from shared.people.limits import Limit
from shared.people.models import Half
from shared.people.timetable import Planned

AM, PM = Half.MORNING, Half.AFTERNOON
DAY = Planned(210, 210)
MORNING_ONLY = Planned(240, 0)
NOTHING = Planned()
NO_LIMIT = Limit(24 * 60, "")


@pytest.mark.parametrize(
    ("typed", "entries"),
    [
        ("P", {AM: {"TRAV": 210}, PM: {"TRAV": 210}}),
        ("p", {AM: {"TRAV": 210}, PM: {"TRAV": 210}}),
        ("7h", {AM: {"TRAV": 210}, PM: {"TRAV": 210}}),
        ("7", {AM: {"TRAV": 210}, PM: {"TRAV": 210}}),
        ("7:00", {AM: {"TRAV": 210}, PM: {"TRAV": 210}}),
        ("7h30", {AM: {"TRAV": 210}, PM: {"TRAV": 240}}),
        ("7,5", {AM: {"TRAV": 210}, PM: {"TRAV": 240}}),
        ("M", {AM: {"MAL": 210}, PM: {"MAL": 210}}),
        ("R30", {AM: {"RET": 30, "TRAV": 180}, PM: {"TRAV": 210}}),
        ("P R30", {AM: {"RET": 30, "TRAV": 180}, PM: {"TRAV": 210}}),
        ("R0h30", {AM: {"RET": 30, "TRAV": 180}, PM: {"TRAV": 210}}),
        ("6h30 R30", {AM: {"RET": 30, "TRAV": 180}, PM: {"TRAV": 210}}),
        ("D45", {AM: {"TRAV": 210}, PM: {"TRAV": 165, "DEP": 45}}),
        ("M/R45", {AM: {"MAL": 210}, PM: {"RET": 45, "TRAV": 165}}),
        ("M / P", {AM: {"MAL": 210}, PM: {"TRAV": 210}}),
        ("M/", {AM: {"MAL": 210}}),
        ("/F", {PM: {"FOR_INT": 210}}),
        ("5h M", {AM: {"TRAV": 210}, PM: {"TRAV": 90, "MAL": 120}}),
        ("5h+M", {AM: {"TRAV": 210}, PM: {"TRAV": 90, "MAL": 120}}),
        ("F2h P", {AM: {"FOR_INT": 120, "TRAV": 90}, PM: {"TRAV": 210}}),
        ("F 2h P", {AM: {"FOR_INT": 120, "TRAV": 90}, PM: {"TRAV": 210}}),
        ("AT", {AM: {"AT": 210}, PM: {"AT": 210}}),
        ("jf", {AM: {"JF": 210}, PM: {"JF": 210}}),
        ("REU1h30 P", {AM: {"REU": 90, "TRAV": 120}, PM: {"TRAV": 210}}),
        ("", {}),
        ("  ", {}),
    ],
)
def test_a_cell_is_read(typed: str, entries: Entries) -> None:
    assert read_cell(typed, DAY) == entries


def test_a_day_of_one_half_has_one_half() -> None:
    assert read_cell("P", MORNING_ONLY) == {AM: {"TRAV": 240}}
    assert read_cell("5h", MORNING_ONLY) == {AM: {"TRAV": 300}}


def test_hours_that_nobody_planned_begin_in_the_morning() -> None:
    assert read_cell("7h", NOTHING) == {AM: {"TRAV": 240}, PM: {"TRAV": 180}}
    assert read_cell("3h30", NOTHING) == {AM: {"TRAV": 210}}


@pytest.mark.parametrize(
    ("typed", "planned", "says"),
    [
        ("sept heures", DAY, "« sept heures » ne se lit pas"),
        ("Z", DAY, "ne se lit pas"),
        ("7h75", DAY, "ne se lit pas"),
        ("7,333", DAY, "ne se lit pas"),
        ("-3h", DAY, "ne se lit pas"),
        ("=1+1", DAY, "ne se lit pas"),
        ("6h", DAY, "6\u00a0h sur 7\u00a0h prévues"),
        ("M F", DAY, "Écrivez une durée après M ou F"),
        ("R", DAY, "par exemple R30"),
        ("R0", DAY, "plus grande que zéro"),
        ("7h M", DAY, "Il ne reste rien"),
        ("P", NOTHING, "Rien n’est prévu ce jour-là"),
        ("/P", MORNING_ONLY, "Rien n’est prévu l’après-midi"),
        ("M/M/M", DAY, "Une seule barre"),
        ("P" * 61, DAY, "60 caractères"),
    ],
)
def test_what_cannot_be_read_says_why(typed: str, planned: Planned, says: str) -> None:
    with pytest.raises(InvalidInput, match=says) as refusal:
        read_cell(typed, planned)
    assert refusal.value.field == "cell"


categories = st.sampled_from([reason.category for reason in REASONS])
halves = st.dictionaries(categories, st.integers(1, 300), max_size=3)
planned_days = st.builds(Planned, st.integers(0, 300), st.integers(0, 300))


@given(planned_days, halves, halves)
def test_what_a_cell_shows_is_read_back_as_the_same_day(
    planned: Planned, morning: dict[str, int], afternoon: dict[str, int]
) -> None:
    entries = {half: content for half, content in ((AM, morning), (PM, afternoon)) if content}
    try:
        check_day(planned, entries, NO_LIMIT)
    except InvalidInput:
        return

    assert read_cell(show_cell(entries, planned), planned) == entries


@given(planned_days, st.sampled_from(sorted({reason.category for reason in REASONS} - SHORTFALLS)))
def test_a_whole_day_of_one_thing_is_one_sign(planned: Planned, category: str) -> None:
    entries = {half: {category: planned[half]} for half in planned.halves}

    text = show_cell(entries, planned)

    assert text == next((r.key or r.category for r in REASONS if r.category == category), "") if entries else not text


@given(st.text(max_size=30), planned_days)
def test_any_text_is_read_or_refused_and_what_is_read_fills_what_was_planned(text: str, planned: Planned) -> None:
    try:
        entries = read_cell(text, planned)
    except InvalidInput:
        return

    for half, content in entries.items():
        assert all(minutes > 0 for minutes in content.values())
        if "/" in text:
            assert sum(content.values()) >= planned[half]
    if entries and "/" not in text:
        assert sum(sum(content.values()) for content in entries.values()) >= planned.total
