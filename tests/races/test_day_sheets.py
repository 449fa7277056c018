"""Several tablets write on the same new sheet at the same moment: every person's line is kept, none is overwritten."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest
from flask import Flask

from shared.config import Settings
from shared.db import atomic
from shared.kernel import clock
from shared.kernel.errors import Conflict
from shared.payroll import services
from shared.payroll.reasons import Span
from shared.payroll.store import read_sheet
from shared.people.timetable import regular_week
from tests.support.races import race
from tests.support.team import hire_team, site_id, terms

TABLETS = 4
EVERY_DAY = regular_week(range(7), (8 * 60, 10 * 60), (10 * 60, 12 * 60))

Wish = tuple[UUID, str]


def tap(wish: Wish) -> str:
    """Records one exception, having seen an empty sheet."""
    contract, category = wish
    with atomic():
        services.record_exception(
            site_id=site_id(),
            day=clock.today(),
            contract=contract,
            category=category,
            span=Span.DAY,
            seen_version=0,
            actor="test",
        )
    return category


@pytest.fixture
def team(app: Flask) -> list[UUID]:
    """As many people as tablets, expected today whatever day it is."""
    always = replace(terms(date(2020, 1, 1), date(2099, 12, 31)), timetable=EVERY_DAY)
    with app.app_context():
        return hire_team(TABLETS, contract=always)


def test_taps_on_different_people_are_all_kept(app: Flask, settings: Settings, team: list[UUID]) -> None:
    results = race(tap, [(contract, "MAL") for contract in team], settings)

    with app.app_context():
        sheet = read_sheet(site_id(), clock.today())
    assert results == ["MAL"] * TABLETS
    assert sheet.version == TABLETS
    assert len(sheet.lines) == TABLETS


def test_of_taps_on_the_same_person_one_wins_and_the_others_are_told(
    app: Flask, settings: Settings, team: list[UUID]
) -> None:
    categories = ["MAL", "CP", "AI", "FOR_INT"]

    results = race(tap, [(team[0], category) for category in categories], settings)

    with app.app_context():
        (line,) = read_sheet(site_id(), clock.today()).lines.values()
    (winner,) = [result for result in results if isinstance(result, str)]
    assert sum(isinstance(result, Conflict) for result in results) == TABLETS - 1
    assert {category for content in line.entries.values() for category in content} == {winner}
