"""What a month's minutes count as: both ledgers, pay, working time, and the whole hours that the ASP takes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from lxml import html

from shared.db import atomic, session
from shared.kernel.weeks import Month
from shared.payroll.models import HourCategory
from shared.payroll.queries import find_month
from shared.payroll.services import fill_day
from shared.people.models import Half
from tests.support.client import Visitor
from tests.support.sheets import fill, tap, write
from tests.support.team import MONDAY, hire_team, site_id

AM, PM = Half.MORNING, Half.AFTERNOON
NOVEMBER = Month(2026, 11)
PAGE = "/auto-bleue/atelier/heures/mois/2026-11"
EARLIER = MONDAY - timedelta(days=7)


def sickness_is_paid_from(day: date) -> None:
    """A row as an administrator adds it."""
    with atomic():
        session.add(
            HourCategory(
                code="MAL",
                label="Maladie",
                paid=True,
                effective=False,
                training=False,
                asp=True,
                valid_from=day,
                source="Accord",
                confirmed=True,
            )
        )


def test_a_minute_counts_by_the_flags_of_its_own_day(team: list[UUID]) -> None:
    for day in (EARLIER, MONDAY):
        fill(day)
        tap(team[0], "MAL", day=day)
    sickness_is_paid_from(MONDAY)

    ada = find_month(site_id(), NOVEMBER).rows[0].totals

    assert (ada.absence, ada.paid, ada.asp, ada.asp_unsure) == (840, 420, 420, 420)


def test_production_and_training_are_two_ledgers_of_one_presence(team: list[UUID]) -> None:
    write(team[0], {AM: {"TRAV": 120, "FOR_EXT": 90}, PM: {"RET": 45, "TRAV": 165}})

    ada = find_month(site_id(), NOVEMBER).rows[0].totals

    assert (ada.presence, ada.production, ada.training, ada.absence) == (375, 285, 90, 45)
    assert (ada.paid, ada.effective) == (375, 375)


def test_an_immersion_is_paid_and_no_working_time(team: list[UUID]) -> None:
    fill()
    tap(team[0], "PMSMP")

    ada = find_month(site_id(), NOVEMBER).rows[0].totals

    assert (ada.presence, ada.paid, ada.effective, ada.asp) == (420, 420, 0, 420)


def test_the_team_s_hours_for_the_asp_are_the_sum_of_what_it_takes_for_each(team: list[UUID]) -> None:
    for contract in team[:3]:
        write(contract, {AM: {"TRAV": 210}, PM: {"TRAV": 180, "RET": 30}})

    page = find_month(site_id(), NOVEMBER)

    assert [row.totals.asp_hours for row in page.rows[:3]] == [7, 7, 7]
    assert (page.totals.asp, page.totals.asp_hours, page.asp_hours) == (1170, 20, 21)


@pytest.mark.usefixtures("context")
def test_a_public_holiday_is_not_paid_at_a_sensitive_site() -> None:
    hire_team(1)
    hire_team(1, "valorilot")
    armistice = date(2026, 11, 11)
    for slug in ("auto-bleue", "valorilot"):
        with atomic():
            fill_day(site_id=site_id(slug), day=armistice, category="JF", actor="test")

    paid = [find_month(site_id(slug), NOVEMBER).totals.paid for slug in ("auto-bleue", "valorilot")]

    assert paid == [420, 0]


def test_the_page_shows_both_values_and_says_what_nobody_has_confirmed(
    supervisor: Visitor, crew: list[UUID], inside: Callable[..., Any]
) -> None:
    inside(fill)
    inside(tap, crew[0], "MAL")
    inside(tap, crew[1], "RET", 30)

    page = html.fromstring(supervisor.get(PAGE).text)

    table = page.xpath("//table[caption='Heures par personne']")[0]
    headers = [header.text_content() for header in table.xpath("./thead//th")]
    rows = {row[0].text_content(): [cell.text_content().strip() for cell in row] for row in table.xpath(".//tr")}
    ada, bruno, team = (dict(zip(headers, rows[name], strict=True)) for name in ("Ada B.", "Bruno M.", "Équipe"))
    assert (ada["Présence"], ada["Absences"], ada["ASP à confirmer"]) == ("0\u00a0h", "7\u00a0h", "7\u00a0h")
    assert (bruno["Compté pour l’ASP"], bruno["Heures ASP"]) == ("6\u00a0h\u00a030", "7\u00a0h")
    assert (team["Compté pour l’ASP"], team["Heures ASP"]) == ("76\u00a0h\u00a030", "77\u00a0h")
    assert "personne n’a encore dit si ces minutes comptent" in page.text_content()
