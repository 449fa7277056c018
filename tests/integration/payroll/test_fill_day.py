"""« Tous présents »: everybody not yet recorded gets the planned timetable."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest
from flask import Flask

from shared.kernel.errors import InvalidInput, Refused
from shared.payroll.reasons import Span
from shared.people.models import Half
from tests.support.queries import statements
from tests.support.sheets import fill, line, sheet, tap, validate, words
from tests.support.team import MONDAY

pytestmark = pytest.mark.usefixtures("team")

TUESDAY = date(2026, 11, 17)
SUNDAY = date(2026, 11, 15)


def test_everybody_gets_the_planned_timetable(team: list[UUID]) -> None:
    assert fill() == 12

    assert set(words().values()) == {"Présent 7\u00a0h"}
    assert line(team[0]).entries == {Half.MORNING: {"TRAV": 210}, Half.AFTERNOON: {"TRAV": 210}}


def test_who_is_recorded_already_stays_as_recorded(team: list[UUID]) -> None:
    tap(team[2], "MAL")
    tap(team[3], "FOR_INT", span=Span.MORNING)

    assert fill() == 11
    assert words()["Chloé T."] == "Malade"
    assert words()["Driss P."] == "Formation interne le matin"


def test_filling_twice_finds_nothing_left_and_changes_nothing() -> None:
    fill()
    before = sheet()

    with pytest.raises(Refused, match="plus rien à remplir"):
        fill()

    assert sheet() == before


def test_a_public_holiday_is_filled_as_one() -> None:
    armistice = date(2026, 11, 11)

    fill(armistice, "JF")

    assert set(words(armistice).values()) == {"Férié"}


@pytest.mark.parametrize("category", ["RET", "DEP", "XYZ", ""])
def test_a_team_is_never_late_by_one_tap_nor_in_a_category_that_nobody_knows(category: str) -> None:
    with pytest.raises(InvalidInput):
        fill(MONDAY, category)

    assert sheet().version == 0


def test_tomorrow_has_not_come() -> None:
    with pytest.raises(Refused, match="pas encore arrivé"):
        fill(TUESDAY)


def test_nobody_is_expected_on_sunday() -> None:
    with pytest.raises(Refused):
        fill(SUNDAY)


def test_a_validated_day_is_not_filled() -> None:
    fill()
    validate()

    with pytest.raises(Refused, match="Rouvrez-la"):
        fill()


def test_a_whole_team_is_saved_in_few_statements(app: Flask) -> None:
    with statements(app) as sent:
        fill()

    # The site, the sheet claimed and read with its week, the team, who is elsewhere, the lines, the entries.
    assert len(sent) == 8, "\n".join(sent)
