"""The direction's home: people, hours, absence and waiting days of each site, and where to begin."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from lxml import html

from shared.payroll.reasons import Span
from tests.support.damage import damage
from tests.support.personas import CIP, DIRECTION, FINANCE, SUPERVISOR, Persona, client_of
from tests.support.queries import statements
from tests.support.sheets import fill, tap, validate
from tests.support.team import MONDAY, hire_team, terms

Inside = Callable[..., Any]
Read = Callable[..., str]

OCTOBER_MONDAY = date(2026, 10, 26)
LAST_MONDAY = MONDAY - timedelta(days=7)
TABLE = "Les équipes en novembre 2026"


def rows(app: Flask, persona: Persona = DIRECTION) -> dict[str, list[str]]:
    """Returns the cells of the table by the label of the site, spaces made plain."""
    page = html.fromstring(client_of(app, persona).get("/bureau").text)
    return {
        "".join(row.xpath("./th")[0].text_content().split("\n")).strip(): [
            " ".join(cell.text_content().split()) for cell in row.xpath("./td")
        ]
        for row in page.xpath("//div[contains(@class, 'figures')]//tr[td]")
    }


def test_each_site_has_its_line_and_all_together_one(app: Flask, inside: Inside) -> None:
    first = inside(hire_team, 4, contract=terms(first=LAST_MONDAY, last=date(2027, 5, 1)))
    inside(hire_team, 2, "gourmand", terms(first=MONDAY, last=date(2027, 5, 1)))
    for day in (LAST_MONDAY, LAST_MONDAY + timedelta(days=1)):
        inside(fill, day)
        inside(tap, first[0], "FOR_INT", day=day)
        inside(tap, first[1], "MAL", day=day, span=Span.MORNING)
    inside(tap, first[2], "CP", day=LAST_MONDAY)
    inside(validate, LAST_MONDAY)

    found = rows(app)

    # Eight days of 7 h: two in training, two half-days ill, one on leave, which is no absence.
    assert found["Auto Bleue"] == ["4", "28 h", "14 h", "0,00", "14 %", "3"]
    assert found["L’Îlot Gourmand"] == ["2", "0 h", "0 h", "0,00", "–", "0"]
    assert found["Site V"] == ["0", "0 h", "0 h", "0,00", "–", "0"]
    assert found["Ensemble"] == ["6", "28 h", "14 h", "0,00", "14 %", "3"]
    assert len(found) == 9


def test_the_aided_hours_of_last_month_are_full_time_posts(app: Flask, inside: Inside) -> None:
    """Four people, one Monday of 7 h: whether the State pays for an illness is not confirmed, so 21 h of 151 h 40."""
    first = inside(hire_team, 4, contract=terms(first=OCTOBER_MONDAY, last=date(2027, 5, 1)))
    inside(fill, OCTOBER_MONDAY)
    inside(tap, first[0], "MAL", day=OCTOBER_MONDAY)
    inside(fill, LAST_MONDAY)

    found = rows(app)

    assert found["Auto Bleue"][3] == found["Ensemble"][3] == "0,14"
    assert found["L’Îlot Gourmand"][3] == "0,00"


def test_without_a_legal_week_there_are_no_posts(app: Flask, read: Read) -> None:
    with app.app_context():
        damage("DELETE FROM labour_limits WHERE code = 'legal_week'")

    assert rows(app)["Ensemble"][3] == "–"
    assert "temps plein" not in read(DIRECTION)


def test_days_that_wait_lead_to_the_site_that_has_most(app: Flask, inside: Inside, read: Read) -> None:
    inside(hire_team, 1, contract=terms(first=LAST_MONDAY, last=date(2027, 5, 1)))
    inside(hire_team, 1, "gourmand", terms(first=date(2026, 11, 2), last=date(2027, 5, 1)))

    page = read(DIRECTION)

    assert "12 jours Des journées attendent" in page
    assert "Le plus : L’Îlot Gourmand, 8 jours." in page
    assert "Voir le mois, L’Îlot Gourmand" in page


def test_today_is_not_waited_for(inside: Inside, read: Read) -> None:
    inside(hire_team, 1, contract=terms(first=MONDAY, last=date(2027, 5, 1)))

    assert "Des journées attendent" not in read(DIRECTION)


@pytest.mark.parametrize("persona", [SUPERVISOR, CIP, FINANCE], ids=str)
def test_the_other_roles_do_not_see_it(read: Read, persona: Persona) -> None:
    assert TABLE not in read(persona)


@pytest.mark.parametrize("size", [1, 24])
def test_the_page_asks_as_often_whatever_the_size_of_the_teams(app: Flask, inside: Inside, size: int) -> None:
    client = client_of(app, DIRECTION)
    for slug in ("auto-bleue", "gourmand", "valorilot"):
        inside(hire_team, size, slug)
    inside(fill, LAST_MONDAY)

    with statements(app) as sent:
        client.get("/bureau")

    # Who it is, the sites, people, categories and hours of two months, a legal week, three of the waiting days,
    # ten of deadlines without anybody, revenue of the month and the year, what is owed, payments to look at, two of
    # exams that wait.
    assert len(sent) == 27, "\n".join(sent)
