"""Two taps: a person, then what happened."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from shared.db import atomic, session
from shared.kernel.errors import Conflict, InvalidInput, NotFound, Refused
from shared.payroll.models import COMMENT_LENGTH, DayLine, DaySheet, DayStatus
from shared.payroll.reasons import Span
from shared.people.models import Half
from tests.support.sheets import ALIX, fill, line, sheet, tap, validate, words, write
from tests.support.team import MONDAY, hire_team

pytestmark = pytest.mark.usefixtures("team")

AM, PM = Half.MORNING, Half.AFTERNOON


def test_lateness_becomes_two_entries_in_the_morning(team: list[UUID]) -> None:
    fill()

    tap(team[0], "RET", 30)

    assert line(team[0]).entries == {AM: {"RET": 30, "TRAV": 180}, PM: {"TRAV": 210}}
    assert words()["Ada B."] == "Retard 30\u00a0min"


def test_half_a_day_sick_and_45_minutes_late_in_the_other(team: list[UUID]) -> None:
    tap(team[0], "MAL", span=Span.MORNING)
    tap(team[0], "RET", 45, span=Span.AFTERNOON)

    assert line(team[0]).entries == {AM: {"MAL": 210}, PM: {"RET": 45, "TRAV": 165}}


def test_a_correction_keeps_what_stood_there_before(team: list[UUID]) -> None:
    fill()
    first = line(team[0])

    tap(team[0], "MAL")

    kept = session.scalars(select(DayLine).where(DayLine.contract_id == first.contract_id).order_by(DayLine.version))
    assert [each.version for each in kept] == [1, 2]
    assert line(team[0]).version == 2


def test_the_line_says_who_recorded_it(team: list[UUID]) -> None:
    tap(team[0], "MAL")

    assert line(team[0]).recorded_by == ALIX


def test_a_comment_stays_until_somebody_writes_another(team: list[UUID]) -> None:
    tap(team[0], "MAL", comment="  prévenu  à 7 h ")
    tap(team[0], "AI")
    assert line(team[0]).comment == "prévenu à 7 h"

    tap(team[0], "AI", comment="")
    assert line(team[0]).comment == ""


def test_what_another_tablet_wrote_in_between_is_never_overwritten(team: list[UUID]) -> None:
    fill()
    seen = sheet().version
    tap(team[0], "MAL")

    with pytest.raises(Conflict, match="autre écran"):
        tap(team[0], "RET", 30, seen_version=seen)

    assert words()["Ada B."] == "Malade"


def test_two_tablets_that_touch_different_people_do_not_disturb_each_other(team: list[UUID]) -> None:
    fill()
    seen = sheet().version
    tap(team[0], "MAL", seen_version=seen)

    tap(team[1], "RET", 30, seen_version=seen)

    assert (words()["Ada B."], words()["Bruno M."]) == ("Malade", "Retard 30\u00a0min")


def test_a_second_tap_on_the_same_button_changes_nothing_and_keeps_the_first_undoable(team: list[UUID]) -> None:
    fill()
    seen = sheet().version
    tap(team[0], "RET", 30, seen_version=seen)
    after = sheet()

    with pytest.raises(Refused, match="déjà saisi ainsi"):
        tap(team[0], "RET", 30, seen_version=seen)

    assert sheet() == after


@pytest.mark.parametrize(
    ("wish", "field"),
    [
        ({"category": "XYZ"}, "reason"),
        ({"category": "RET", "minutes": 0}, "minutes"),
        ({"category": "RET", "minutes": 210}, "minutes"),
        ({"category": "MAL", "comment": "x" * (COMMENT_LENGTH + 1)}, "comment"),
    ],
)
def test_a_wish_that_makes_no_sense_is_refused_beside_its_field(
    team: list[UUID], wish: dict[str, Any], field: str
) -> None:
    fill()
    before = sheet()

    with pytest.raises(InvalidInput) as refusal:
        tap(team[0], **wish)

    assert refusal.value.field == field
    assert sheet() == before


def test_a_day_on_which_the_timetable_expects_nobody_takes_no_exception(team: list[UUID]) -> None:
    with pytest.raises(InvalidInput, match="Rien n’est prévu") as refusal:
        tap(team[0], "MAL", day=date(2026, 11, 15))

    assert refusal.value.field == "span"


def test_a_day_to_come_is_refused(team: list[UUID]) -> None:
    with pytest.raises(Refused, match="pas encore arrivé"):
        tap(team[0], "CP", day=MONDAY + timedelta(days=1))


def test_a_validated_day_is_refused_until_reopened(team: list[UUID]) -> None:
    fill()
    validate()

    with pytest.raises(Refused, match="Rouvrez-la"):
        tap(team[0], "MAL")


def test_a_locked_day_is_refused(team: list[UUID]) -> None:
    fill()
    with atomic():
        session.scalars(select(DaySheet)).one().status = DayStatus.LOCKED

    with pytest.raises(Refused):
        tap(team[0], "MAL")


def test_somebody_of_another_site_is_not_found() -> None:
    (stranger,) = hire_team(1, "gourmand")

    with pytest.raises(NotFound):
        tap(stranger, "MAL")
    with pytest.raises(NotFound):
        tap(uuid4(), "MAL")


def test_a_day_outside_the_contract_is_not_found(team: list[UUID]) -> None:
    with pytest.raises(NotFound):
        tap(team[0], "MAL", day=date(2026, 8, 31))


def test_more_than_48_hours_in_a_week_are_refused(team: list[UUID]) -> None:
    for offset in range(-7, -3):
        write(team[0], {AM: {"TRAV": 300}, PM: {"TRAV": 300}}, day=MONDAY + timedelta(days=offset))
    friday = MONDAY - timedelta(days=3)
    write(team[0], {AM: {"TRAV": 300}, PM: {"TRAV": 180}}, day=friday)

    with pytest.raises(InvalidInput, match="48"):
        write(team[0], {AM: {"TRAV": 300}, PM: {"TRAV": 181}}, day=friday)
    with pytest.raises(InvalidInput, match="Ada aurait 55"):
        write(team[0], {AM: {"TRAV": 420}}, day=MONDAY - timedelta(days=2))
