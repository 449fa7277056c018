"""A person's own page: the day written out in durations."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest

from shared.kernel.errors import Conflict, InvalidInput
from shared.people.models import Half
from tests.support.sheets import fill, line, sheet, tap, words, write

AM, PM = Half.MORNING, Half.AFTERNOON
SUNDAY = date(2026, 11, 15)


def test_a_half_day_is_split_over_several_categories(team: list[UUID]) -> None:
    write(team[0], {AM: {"ASP_INT": 60, "TRAV": 150}, PM: {"TRAV": 210}}, comment="chez la conseillère")

    assert line(team[0]).entries[AM] == {"ASP_INT": 60, "TRAV": 150}
    assert line(team[0]).comment == "chez la conseillère"


def test_hours_beyond_the_timetable_are_recorded_on_a_day_off(team: list[UUID]) -> None:
    write(team[0], {AM: {"TRAV": 180}}, day=SUNDAY)

    assert words(SUNDAY) == {"Ada B.": "Présent 3\u00a0h"}


def test_an_emptied_line_is_open_again(team: list[UUID]) -> None:
    fill()

    write(team[0], {AM: {}, PM: {}})

    assert words()["Ada B."] == "À saisir"


@pytest.mark.parametrize(
    ("entries", "field"),
    [
        ({AM: {"TRAV": 100}, PM: {"TRAV": 210}}, "am"),
        ({AM: {"TRAV": 210}, PM: {"TRAV": 100}}, "pm"),
        ({AM: {"TRAV": 25 * 60}}, "pm"),
        ({AM: {"WORK": 210}}, "reason"),
    ],
    ids=["short morning", "short afternoon", "25 hours", "unknown category"],
)
def test_a_day_that_does_not_add_up_is_refused_and_nothing_is_written(
    team: list[UUID], entries: dict[Half, dict[str, int]], field: str
) -> None:
    with pytest.raises(InvalidInput) as refusal:
        write(team[0], entries)

    assert refusal.value.field == field
    assert sheet().version == 0


def test_what_another_tablet_wrote_in_between_is_never_overwritten(team: list[UUID]) -> None:
    seen = sheet().version
    tap(team[0], "MAL")

    with pytest.raises(Conflict):
        write(team[0], {AM: {"TRAV": 210}}, seen=seen)

    assert words()["Ada B."] == "Malade"
