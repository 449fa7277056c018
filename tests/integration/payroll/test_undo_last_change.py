"""The last change is taken back, whole."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest

from shared.kernel.errors import Conflict, Refused
from shared.payroll.verification import list_wrong_hours
from shared.people.models import Half
from tests.support.office import end
from tests.support.sheets import fill, reopen, sheet, tap, undo, validate, words, write
from tests.support.team import MONDAY

pytestmark = pytest.mark.usefixtures("team")


def test_a_wrong_tap_is_taken_back(team: list[UUID]) -> None:
    fill()
    tap(team[0], "MAL", comment="fièvre")

    undo()

    assert words()["Ada B."] == "Présent 7\u00a0h"


def test_filling_the_team_is_taken_back_and_what_was_recorded_before_stays(team: list[UUID]) -> None:
    tap(team[0], "MAL")
    fill()

    undo()

    assert words()["Ada B."] == "Malade"
    assert list(words().values()).count("À saisir") == 11


def test_undoing_twice_does_it_again() -> None:
    fill()
    done = words()

    undo()
    undo()

    assert words() == done


def test_nothing_is_undone_that_was_not_seen(team: list[UUID]) -> None:
    fill()
    seen = sheet().version
    tap(team[0], "MAL")

    with pytest.raises(Conflict):
        undo(seen=seen)

    assert words()["Ada B."] == "Malade"


def test_an_untouched_sheet_has_nothing_to_undo() -> None:
    with pytest.raises(Refused, match="rien à annuler"):
        undo()


def test_reopening_is_not_undone() -> None:
    fill()
    validate()
    reopen()

    with pytest.raises(Refused, match="rien à annuler"):
        undo()


def test_a_validated_day_is_not_undone() -> None:
    fill()
    validate()

    with pytest.raises(Refused, match="Rouvrez-la"):
        undo()


def test_hours_that_were_taken_back_do_not_return_after_the_contract_has_ended(team: list[UUID]) -> None:
    write(team[0], {Half.MORNING: {"TRAV": 210}, Half.AFTERNOON: {"TRAV": 210}})
    write(team[0], {})
    end(team[0], MONDAY - timedelta(days=1))

    with pytest.raises(Refused, match="Un contrat a pris fin"):
        undo()

    assert list(list_wrong_hours()) == []
