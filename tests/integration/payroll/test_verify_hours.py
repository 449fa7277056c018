"""`ateliers verify` recomputes the hours from their entries."""

from __future__ import annotations

from uuid import UUID

import pytest

from shared.payroll.verification import list_wrong_hours
from tests.support.damage import damage
from tests.support.sheets import fill, reopen, tap, undo, validate


@pytest.fixture(autouse=True)
def a_day_with_a_history(team: list[UUID]) -> None:
    """A validated day that was filled, corrected, undone and reopened before."""
    fill()
    tap(team[0], "MAL")
    tap(team[1], "RET", 30)
    undo()
    validate()
    reopen()
    tap(team[2], "FOR_INT")
    validate()


def test_an_honest_history_adds_up() -> None:
    assert list(list_wrong_hours()) == []


@pytest.mark.parametrize(
    ("statement", "says"),
    [
        (
            "UPDATE day_entries SET minutes = 209 WHERE category = 'TRAV' AND half = 'am'",
            "3\u00a0h\u00a029 sur",
        ),
        ("UPDATE day_entries SET minutes = 240 WHERE category = 'MAL'", "absence"),
        ("UPDATE day_entries SET category = 'RTT' WHERE category = 'FOR_INT'", "catégorie inconnue RTT"),
        ("DELETE FROM day_entries WHERE category = 'MAL' AND half = 'pm'", "demi-journée n’est pas saisie"),
        ("UPDATE day_sheets SET version = 1", "plus récente que sa feuille"),
        ("UPDATE day_sheets SET status = 'draft'", "son état ne suit pas"),
        ("UPDATE day_sheets SET status = 'locked'", "son état ne suit pas"),
        ("UPDATE contracts SET starts_on = '2026-11-17'", "des heures hors du contrat"),
        ("UPDATE contracts SET ends_on = '2026-11-15'", "des heures hors du contrat"),
    ],
)
def test_damage_is_found_and_placed(statement: str, says: str) -> None:
    damage(statement)

    problems = list(list_wrong_hours())

    assert problems
    assert all("16/11/2026, Auto Bleue" in problem for problem in problems)
    assert any(says in problem for problem in problems)
