"""An adviser signs somebody on, changes the hours, and the supervisor's sheet follows."""

from __future__ import annotations

from datetime import timedelta
from time import monotonic

import pytest
from flask import Flask

from shared.kernel import clock
from shared.people.queries import list_contracts
from tests.support.browser import on_every_screen
from tests.support.person import Person
from tests.support.personas import CIP, SUPERVISOR, move_in
from tests.support.team import AT_WORK, MONDAY, hire_team, site_id


@pytest.fixture(autouse=True)
def monday_morning(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is Monday, half past eight, for the server's threads too; the seconds pass as usual."""
    began = monotonic()
    monkeypatch.setattr(clock, "now", lambda: AT_WORK + timedelta(seconds=monotonic() - began))


def opens_the_team(person: Person) -> None:
    person.signs_in(CIP.email, CIP.password)
    person.goes_to("Équipe")


@on_every_screen
def test_somebody_is_hired_and_gets_other_hours(app: Flask, person: Person) -> None:
    move_in(app, CIP)
    with app.app_context():
        hire_team(3)
    opens_the_team(person)
    person.sees("3 personnes en contrat aujourd’hui")

    person.taps("Embaucher", role="link")
    person.sees("Embaucher quelqu’un")
    person.types("Prénom", "Nour")
    person.page.get_by_label("Nom", exact=True).fill("Alisier")
    person.types("Poste", "Mécanicienne")
    person.types("Heures par semaine", "24h")
    person.taps("Embaucher", role="button")
    person.sees("L’emploi du temps fait 28\u00a0h par semaine et le contrat 24\u00a0h.")
    person.types("Heures par semaine", "28h")
    person.taps("Embaucher", role="button")
    person.sees("Nour est dans l’équipe.")

    person.taps("Changer les horaires")
    person.types("Heures par semaine", "21h")
    person.types("Jeudi matin", "")
    person.types("Jeudi après-midi", "")
    person.taps("Changer les horaires", role="button")
    person.sees("Les nouveaux horaires comptent à partir du")

    with app.app_context():
        before, after = [
            each for each in list_contracts(site_id(), MONDAY, MONDAY + timedelta(days=7)) if each.first_name == "Nour"
        ]
    assert sorted((before.weekly_minutes, after.weekly_minutes)) == [21 * 60, 28 * 60]


@on_every_screen
def test_who_is_hired_today_stands_on_the_supervisor_s_sheet(app: Flask, person: Person) -> None:
    move_in(app, CIP)
    move_in(app, SUPERVISOR)
    with app.app_context():
        hire_team(3)
    opens_the_team(person)
    person.taps("Embaucher", role="link")
    person.types("Prénom", "Nour")
    person.page.get_by_label("Nom", exact=True).fill("Alisier")
    person.taps("Embaucher", role="button")
    person.sees("Nour est dans l’équipe.")

    person.gives_the_screen_to(SUPERVISOR.email, SUPERVISOR.password)
    person.taps("Ouvrir la feuille du jour")
    person.sees("Nour A.")
