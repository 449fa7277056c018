"""A year on one page: what was sold and worked, who came and left, month by month and site by site."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from lxml import html
from openpyxl import load_workbook
from sqlalchemy import select

from shared.audit.models import AuditEvent
from shared.db import atomic, session
from shared.followup.services import record_exit
from shared.people.contracts.services import sign_contract
from shared.people.models import Contract, Person
from shared.reporting.year import find_year
from shared.workshop import places_by_site
from tests.support import sales
from tests.support.client import Visitor
from tests.support.monday import at_work, inside
from tests.support.personas import CIP, DIRECTION, FINANCE, SUPERVISOR, Persona
from tests.support.queries import statements
from tests.support.sheets import fill
from tests.support.team import MONDAY, hire_team, site_id, terms

__all__ = ["at_work", "inside"]

Inside = Callable[..., Any]
SignIn = Callable[[Persona], Visitor]
PAGE = "/gestion/annee/2026"
HIRED, JOBLESS = 3, 7


@pytest.fixture(autouse=True)
def year(app: Flask, inside: Inside) -> None:
    """Two sales; three mechanics, of whom one left for a job and one goes on; a day at work; two people at site V."""
    inside(_live)


def _live() -> None:
    with atomic():
        sales.sell(date(2026, 2, 3))
        sales.sell(date(2026, 11, 3), code="nettoyage")
    hire_team(3, contract=terms(date(2026, 3, 2), date(2026, 10, 31)))
    people = session.scalars(select(Person.public_id).order_by(Person.id)).all()
    site = site_id()
    with atomic():
        sign_contract(person=people[1], site_id=site, terms=terms(date(2026, 11, 1), date(2027, 2, 28)), actor="test")
        record_exit(site_id=site, person=people[0], reason=HIRED, actor="test")
        record_exit(site_id=site, person=people[2], reason=JOBLESS, actor="test")
    hire_team(2, "valorilot", terms(date(2025, 11, 3), date(2026, 12, 1)))
    fill(MONDAY - timedelta(days=7))


def table(page: str, label: str) -> dict[str, list[str]]:
    """Returns the cells of a table by the first of each row."""
    rows = html.fromstring(page).xpath(f"//div[@aria-label='{label}']//tr[td]")
    words = [[" ".join(cell.text_content().split()) for cell in row.xpath("./th|./td")] for row in rows]
    return {first: cells for first, *cells in words}


def test_each_month_has_its_line(sign_in: SignIn) -> None:
    months = table(sign_in(FINANCE).get(PAGE).text, "Mois par mois")

    assert next(iter(months)) == "Janvier 2026"
    assert len(months) == 12
    assert months["Février 2026"] == ["74,17 €", "0 h", "0 h", "0,00", "2", "0", "0"]
    assert months["Mars 2026"] == ["0,00 €", "0 h", "0 h", "0,00", "5", "3", "0"]
    # One mechanic works 7 h; those whose last contract has ended in October have left, who was renewed has not.
    assert months["Octobre 2026"][4:] == ["5", "0", "2"]
    assert months["Novembre 2026"][1:] == ["7 h", "0 h", "0,05", "3", "0", "0"]
    assert months["Décembre 2026"][1:] == ["–"] * 6


def test_each_site_has_its_line_under_its_neutral_name(sign_in: SignIn) -> None:
    page = sign_in(DIRECTION).get(PAGE).text
    sites = table(page, "Site par site")

    assert sites["Auto Bleue"] == ["7 h", "0 h", "0,00", "3", "1", "2", "1 sur 2"]
    assert sites["Site V"] == ["0 h", "0 h", "0,00", "2", "2", "0", "–"]
    assert sites["Ensemble"] == ["7 h", "0 h", "0,00", "5", "3", "2", "1 sur 2"]
    assert "Valor" not in page


def test_somebody_who_worked_at_two_sites_is_one_person(app: Flask, inside: Inside, sign_in: SignIn) -> None:
    def move() -> None:
        person = session.scalars(select(Person.public_id).order_by(Person.id.desc()).limit(1)).one()
        with atomic():
            contract = terms(date(2026, 12, 2), date(2027, 4, 30))
            sign_contract(person=person, site_id=site_id("gourmand"), terms=contract, actor="test")

    inside(move)
    sites = table(sign_in(FINANCE).get(PAGE).text, "Site par site")

    assert (sites["L’Îlot Gourmand"][3], sites["Ensemble"][3]) == ("0", "5")


def test_an_amount_opens_what_it_is_made_of(sign_in: SignIn) -> None:
    client = sign_in(FINANCE)
    (link,) = html.fromstring(client.get(PAGE).text).xpath("//tr[contains(., 'Février 2026')]//a/@href")

    opened = client.get(link)

    assert opened.status_code == 200
    asked = html.fromstring(opened.text)
    assert asked.xpath("//input[@type='date']/@value") == ["2026-02-01", "2026-02-28"]
    assert "74,17" in opened.text


def test_years_are_beside_each_other(sign_in: SignIn) -> None:
    client = sign_in(FINANCE)

    assert "/gestion/annee/2025" not in client.get("/gestion/annee").text
    assert "/gestion/annee/2026" in client.get("/gestion/annee/2025").text
    for absurd in (1, 1999, 2200, 99999):
        assert client.get(f"/gestion/annee/{absurd}").status_code == 404


def test_the_months_go_home_as_a_file_and_the_audit_says_so(app: Flask, sign_in: SignIn) -> None:
    client = sign_in(FINANCE)
    answer = client.submit(PAGE, action=f"{PAGE}/fichier", button="format=xlsx")

    rows = [row for row in load_workbook(BytesIO(answer.data)).active.iter_rows(values_only=True) if row]  # type: ignore[union-attr]
    assert [row[1] for row in rows if str(row[0]).startswith("2026-02")] == [74.17]
    with app.app_context():
        assert session.scalars(select(AuditEvent.subject).where(AuditEvent.action == "year.exported")).all() == [
            "year:2026"
        ]


def test_only_finance_and_the_direction_see_it(sign_in: SignIn) -> None:
    for persona in (SUPERVISOR, CIP):
        assert sign_in(persona).get(PAGE).status_code == 403


def test_a_year_takes_as_many_statements_for_a_hundred_people(app: Flask, inside: Inside) -> None:
    def count() -> int:
        places = places_by_site()
        with statements(app) as sent:
            find_year(2026, places, None)
        return len(sent)

    before = inside(count)
    inside(hire_team, 24, "gourmand", terms(date(2026, 5, 4), date(2026, 12, 31)))
    assert inside(count) == before <= 8
    with app.app_context():
        assert len(session.scalars(select(Contract.id)).all()) > 24
