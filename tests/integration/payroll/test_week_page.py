"""The week at a glance: hours, exceptions, and the holes by how long they have been open."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from lxml import html

from shared.kernel import clock
from shared.kernel.weeks import Week
from shared.payroll.categories import Totals
from shared.payroll.queries import find_week
from shared.payroll.queries.period import Progress
from shared.people.models import Half
from tests.support.client import Visitor
from tests.support.queries import statements
from tests.support.sheets import fill, tap, validate, write
from tests.support.team import MONDAY, hire_team, site_id

WEEK = "/auto-bleue/atelier/heures/semaine/2026-W47"

Inside = Callable[..., Any]


def at_hour(hour: int, minute: int = 0) -> datetime:
    """Thursday of the same week, Paris time."""
    return clock.at_paris(MONDAY + timedelta(days=3), hour, minute)


@pytest.mark.usefixtures("team")
@pytest.mark.parametrize(
    ("moment", "today"),
    [
        (at_hour(0), Progress.OPEN),
        (at_hour(9, 59), Progress.OPEN),
        (at_hour(10), Progress.LATE),
        (at_hour(17, 59), Progress.LATE),
        (at_hour(18), Progress.OVERDUE),
        (at_hour(23, 59), Progress.OVERDUE),
    ],
)
def test_a_hole_of_today_presses_by_the_hour_and_one_of_before_is_overdue(moment: datetime, today: Progress) -> None:
    with clock.at(moment):
        fill(MONDAY)
        validate(MONDAY)
        fill(MONDAY + timedelta(days=1))

        page = find_week(site_id(), Week.of(MONDAY))

    assert [day.progress for day in page.days] == [
        Progress.DONE, Progress.DRAFT, Progress.OVERDUE, today, Progress.OFF,
    ]  # fmt: skip
    assert page.holes == 24


@pytest.mark.usefixtures("team")
def test_the_hours_are_those_of_paris_in_summer_too() -> None:
    monday = date(2026, 9, 7)
    with clock.at(datetime(2026, 9, 7, 7, 59, tzinfo=UTC)):
        assert find_week(site_id(), Week.of(monday)).days[0].progress is Progress.OPEN
    with clock.at(datetime(2026, 9, 7, 8, 0, tzinfo=UTC)):
        assert find_week(site_id(), Week.of(monday)).days[0].progress is Progress.LATE


@pytest.mark.usefixtures("team")
def test_on_monday_a_hole_of_friday_is_overdue() -> None:
    with clock.at(at_hour(8) + timedelta(days=4)):
        page = find_week(site_id(), Week.of(MONDAY))

    assert [day.progress for day in page.days] == [Progress.OVERDUE] * 4 + [Progress.OFF]


def test_training_counts_in_both_ledgers_and_absence_in_neither(team: list[UUID]) -> None:
    fill()
    tap(team[0], "FOR_INT")
    tap(team[1], "MAL")
    tap(team[2], "RET", 30)

    rows = find_week(site_id(), Week.of(MONDAY)).rows

    assert [row.totals for row in rows[:4]] == [
        Totals(presence=420, training=420, paid=420, effective=420, asp=420),
        Totals(absence=420, asp_unsure=420),
        Totals(presence=390, absence=30, paid=390, effective=390, asp=390),
        Totals(presence=420, paid=420, effective=420, asp=420),
    ]


def test_a_forgotten_line_touches_its_own_day_only(team: list[UUID]) -> None:
    week = Week.of(MONDAY).shifted(-1)
    for day in week.days[:4]:
        fill(day)
    whole = find_week(site_id(), week)

    write(team[0], {}, day=week.days[1])

    page = find_week(site_id(), week)
    changed = [
        (row.name, cell.day)
        for row, before in zip(page.rows, whole.rows, strict=True)
        for cell, was in zip(row.cells, before.cells, strict=True)
        if cell != was
    ]
    assert changed == [("Ada B.", week.days[1])]
    assert page.rows[0].cells[1].progress is Progress.OVERDUE
    assert page.totals.presence == whole.totals.presence - 420


def test_totals_by_person_and_by_day_are_the_same_sum(team: list[UUID]) -> None:
    for offset in (-7, -6, -5, -4):
        fill(MONDAY + timedelta(days=offset))
    tap(team[0], "DEP", 45, day=MONDAY - timedelta(days=7))
    saturday = MONDAY - timedelta(days=2)
    write(team[1], {Half.MORNING: {"TRAV": 120}}, day=saturday)

    page = find_week(site_id(), Week.of(saturday))

    assert [day.day for day in page.days][-1] == saturday
    assert page.totals.presence == 4 * 12 * 420 - 45 + 120
    assert sum((row.totals for row in page.rows), Totals()) == sum((day.totals for day in page.days), Totals())


def test_one_tap_leads_to_the_day_and_the_sign_says_what_happened(
    supervisor: Visitor, crew: list[UUID], inside: Inside
) -> None:
    inside(fill)
    inside(tap, crew[0], "RET", 30)

    page = html.fromstring(supervisor.get(WEEK).text)

    monday = page.xpath("//thead//a")[0]
    assert monday.get("href") == "/auto-bleue/atelier/heures/jour/2026-11-16"
    assert "Retard 30\u00a0min" in page.xpath("//tbody/tr[1]")[0].text_content()


def test_the_short_address_opens_this_week(supervisor: Visitor) -> None:
    assert supervisor.get("/auto-bleue/atelier/heures/semaine").location == WEEK


def test_a_holiday_is_named_in_its_column(supervisor: Visitor, crew: list[UUID]) -> None:
    assert "Armistice" in supervisor.get("/auto-bleue/atelier/heures/semaine/2026-W46").text


def test_a_week_before_any_contract_is_kindly_empty(supervisor: Visitor, crew: list[UUID]) -> None:
    assert "Pas d’équipe cette semaine-là" in supervisor.get("/auto-bleue/atelier/heures/semaine/2026-W10").text


@pytest.mark.parametrize("week", ["2026-W54", "2026-W00", "2026-47", "2026-w47"])
def test_a_week_that_does_not_exist_is_not_found(supervisor: Visitor, week: str) -> None:
    assert supervisor.get(f"/auto-bleue/atelier/heures/semaine/{week}").status_code == 404


@pytest.mark.parametrize("size", [5, 24])
def test_the_page_asks_the_database_as_often_for_24_people_as_for_5(
    app: Flask, supervisor: Visitor, inside: Inside, size: int
) -> None:
    inside(hire_team, size)
    for offset in (-7, -6, -5):
        inside(fill, date(2026, 11, 16) + timedelta(days=offset))

    with statements(app) as sent:
        supervisor.get("/auto-bleue/atelier/heures/semaine/2026-W46")

    # Who it is, the site, the team, the sheets, the categories; twelve weeks of presence and contracts, the limits.
    assert len(sent) == 8, "\n".join(sent)
