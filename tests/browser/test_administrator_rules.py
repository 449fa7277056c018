"""The administrator makes sick leave paid from a date on; the supervisor's sheet stays as it was."""

from __future__ import annotations

from datetime import date, timedelta
from time import monotonic
from uuid import UUID

import pytest
from flask import Flask
from playwright.sync_api import expect

from shared.kernel import clock
from shared.payroll.categories import read_categories
from shared.people.models import ContractKind
from tests.support.browser import on_every_screen, on_every_screen_without_javascript
from tests.support.person import Person
from tests.support.personas import ADMINISTRATOR, SUPERVISOR, move_in
from tests.support.sheets import fill, tap, words
from tests.support.team import AT_WORK, hire_team


@pytest.fixture(autouse=True)
def monday_morning(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is Monday, half past eight, for the server's threads too; the seconds pass as usual."""
    began = monotonic()
    monkeypatch.setattr(clock, "now", lambda: AT_WORK + timedelta(seconds=monotonic() - began))


@pytest.fixture(autouse=True)
def ada_is_ill(app: Flask) -> list[UUID]:
    """Both accounts, and a team whose first member is ill today."""
    move_in(app, ADMINISTRATOR)
    move_in(app, SUPERVISOR)
    with app.app_context():
        contracts = hire_team(3)
        fill()
        tap(contracts[0], "MAL")
        return contracts


def changes_sickness(person: Person) -> None:
    """From the door to the page that says so, with a wrong date on the way."""
    person.signs_in(ADMINISTRATOR.email, ADMINISTRATOR.password)
    person.taps("Règles des heures")
    person.sees("Ce que permet la loi")
    person.taps("Changer\u00a0: Maladie")
    person.sees("Changer à partir d’une date")
    person.taps("Payé par l’employeur", role="checkbox")
    person.taps("Ces minutes comptent", role="radio")
    person.types("À partir du", "2020-01-01")
    person.types("D’où vient la règle", "Accord du 20 novembre 2026")
    person.taps("J’ai lu ce texte", role="checkbox")
    person.taps("Changer la règle", role="button")
    person.sees("Cette règle change déjà le 01/01/2020")
    expect(person.page.get_by_label("D’où vient la règle")).to_have_value("Accord du 20 novembre 2026")
    person.types("À partir du", "2026-12-01")
    person.taps("Changer la règle", role="button")
    person.sees("La règle compte à partir du 01/12/2026.")
    row = person.page.locator("tbody tr", has_text="Maladie")
    expect(row).to_contain_text("À partir du 01/12/2026\u00a0: payé, compte pour l’aide au poste")


@on_every_screen
def test_sick_leave_is_paid_from_december_on_and_the_supervisor_notices_nothing(app: Flask, person: Person) -> None:
    with app.app_context():
        before = words()

    changes_sickness(person)

    with app.app_context():
        book, kind = read_categories(), ContractKind.CDDI
        assert not book.at("MAL", date(2026, 11, 30), kind).paid
        assert book.at("MAL", date(2026, 12, 1), kind).paid
        assert words() == before
    person.gives_the_screen_to(SUPERVISOR.email, SUPERVISOR.password)
    person.taps("Ouvrir la feuille du jour")
    expect(person.page.locator(".tile", has_text="Ada B.")).to_contain_text("Malade")
    expect(person.page.get_by_role("link", name="Règles des heures")).to_have_count(0)


@on_every_screen_without_javascript
def test_without_javascript_it_is_the_same(app: Flask, person: Person) -> None:
    changes_sickness(person)

    with app.app_context():
        assert read_categories().at("MAL", date(2026, 12, 1), ContractKind.CDDI).paid
