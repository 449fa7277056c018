"""« Comme la dernière fois »: each half-day as it was mostly spent on the last recorded day."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest

from shared.db import atomic
from shared.kernel.errors import Refused
from shared.payroll import services
from shared.payroll.reasons import Span
from tests.support.sheets import ALIX, fill, tap, words
from tests.support.team import MONDAY, site_id

pytestmark = pytest.mark.usefixtures("team")

THURSDAY = date(2026, 11, 12)


def like_before() -> int:
    with atomic():
        return services.fill_like_before(site_id=site_id(), day=MONDAY, actor=ALIX)


def test_training_and_illness_go_on_and_lateness_does_not(team: list[UUID]) -> None:
    tap(team[0], "MAL", day=THURSDAY)
    tap(team[1], "FOR_EXT", day=THURSDAY, span=Span.MORNING)
    fill(THURSDAY)
    tap(team[2], "RET", 45, day=THURSDAY)

    assert like_before() == 12

    said = words()
    assert said["Ada B."] == "Malade"
    assert said["Bruno M."] == "Formation externe le matin"
    assert said["Chloé T."] == "Présent 7\u00a0h"


def test_what_is_recorded_today_stays_and_who_was_not_there_is_left_open(team: list[UUID]) -> None:
    for contract in team[:2]:
        tap(contract, "MAL", day=THURSDAY)
    tap(team[0], "AI")

    assert like_before() == 1

    said = words()
    assert (said["Ada B."], said["Bruno M."], said["Chloé T."]) == ("Absence injustifiée", "Malade", "À saisir")


def test_the_day_after_a_holiday_is_an_ordinary_one() -> None:
    fill(THURSDAY, "JF")

    like_before()

    assert set(words().values()) == {"Présent 7\u00a0h"}


def test_without_an_earlier_day_there_is_nothing_to_copy() -> None:
    with pytest.raises(Refused, match="Aucun jour"):
        like_before()
