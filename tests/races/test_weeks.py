"""Several screens save the same new week at the same moment, each with its own people: no line is lost."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest
from flask import Flask

from shared.config import Settings
from shared.db import atomic
from shared.kernel.weeks import Week
from shared.payroll.store import read_sheets
from shared.payroll.week_entry import Fault, WeekFaults, WeekWish, record_week
from tests.support.races import race
from tests.support.team import hire_team, site_id, terms

SCREENS = 4
WEEK = Week(2026, 40)
WORKED = WEEK.days[:4]

Cells = dict[tuple[UUID, date], str]


def save(cells: Cells) -> int:
    """Saves cells of a week that was empty when it was shown."""
    with atomic():
        wish = WeekWish(was={}, now=cells, seen={})
        return record_week(site_id=site_id(), week=WEEK, wish=wish, actor="test")


@pytest.fixture
def team(app: Flask) -> list[UUID]:
    """Eight people, two for each screen."""
    with app.app_context():
        return hire_team(2 * SCREENS, contract=terms(WEEK.first))


def test_screens_with_different_people_are_all_kept(app: Flask, settings: Settings, team: list[UUID]) -> None:
    # Each names the days in another order: who waits for whom must not depend on it.
    turned = [WORKED[turn:] + WORKED[:turn] for turn in range(SCREENS)]
    weeks = [
        {(contract, day): "P" for day in days for contract in team[2 * screen : 2 * screen + 2]}
        for screen, days in enumerate(turned)
    ]

    results = race(save, weeks, settings)

    with app.app_context():
        sheets = read_sheets(site_id(), WEEK.first, WEEK.last)
    assert results == [8] * SCREENS
    assert [len(sheets[day].lines) for day in WORKED] == [2 * SCREENS] * 4
    assert {sheet.version for sheet in sheets.values()} == {SCREENS}


def test_of_screens_that_type_the_same_cells_one_wins_and_the_others_see_what_it_wrote(
    app: Flask, settings: Settings, team: list[UUID]
) -> None:
    place = (team[0], WORKED[0])
    letters = ["M", "C", "F", "X"]

    results = race(save, [{place: letter} for letter in letters], settings)

    (winner,) = [letter for letter, result in zip(letters, results, strict=True) if result == 1]
    refused = [result for result in results if isinstance(result, WeekFaults)]
    assert len(refused) == SCREENS - 1
    assert all(
        each.faults == {place: Fault(sentence=f"Changé sur un autre écran\u00a0: {winner}.", stored=winner)}
        for each in refused
    )
