"""A supervisor’s week at the desk: fifteen people typed by keyboard alone, then closed; the same on other screens."""

from __future__ import annotations

from datetime import date, timedelta
from time import monotonic
from uuid import UUID

import pytest
from flask import Flask
from playwright.sync_api import expect

from shared.db import atomic
from shared.kernel import clock
from shared.kernel.weeks import Week
from shared.payroll.store import read_sheets
from shared.payroll.week_entry import WeekWish, record_week
from shared.people.queries import list_contracts
from tests.support.browser import on_every_screen, on_every_screen_without_javascript
from tests.support.person import Person
from tests.support.personas import SUPERVISOR, move_in
from tests.support.team import AT_WORK, hire_team, site_id

LAST_WEEK = Week(2026, 46)
MONDAY, TUESDAY, WEDNESDAY, THURSDAY = LAST_WEEK.days[:4]
TEAM = 15
DAYS = 4
MOST_KEYS = 60
"""For sixty people's days with six exceptions; each cell by itself would take a key and a step: 120."""


@pytest.fixture(autouse=True)
def monday_morning(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is Monday, half past eight, for the server's threads too; the seconds pass as usual."""
    began = monotonic()
    monkeypatch.setattr(clock, "now", lambda: AT_WORK + timedelta(seconds=monotonic() - began))


@pytest.fixture
def fifteen(app: Flask) -> list[UUID]:
    """The supervisor's account and a team of fifteen."""
    move_in(app, SUPERVISOR)
    with app.app_context():
        return hire_team(TEAM)


def categories(app: Flask, contract: UUID, day: date) -> dict[str, int]:
    """Returns the minutes by category of one person's day."""
    with app.app_context():
        members = {member.contract: member for member in list_contracts(site_id(), day, day)}
        entries = read_sheets(site_id(), day, day)[day].entries_of(members[contract].contract_id)
    return {category: minutes for half in entries.values() for category, minutes in half.items()}


def enters_the_grid(person: Person) -> None:
    """From the home page to the grid of the week that ended."""
    person.signs_in(SUPERVISOR.email, SUPERVISOR.password)
    person.taps("Semaine")
    person.taps("Sem. 46")
    person.taps("Saisir la semaine au clavier")
    person.sees("Saisir la semaine 46")


def test_a_week_of_fifteen_by_keyboard_alone(app: Flask, person: Person, fifteen: list[UUID]) -> None:
    def press(name: str) -> None:
        person.reaches(name)
        with person.page.expect_navigation():
            person.presses("Enter")

    person.arrives("/connexion")
    person.reaches("Adresse de courriel")
    person.writes(SUPERVISOR.email)
    person.reaches("Mot de passe")
    person.writes(SUPERVISOR.password)
    person.presses("Enter")
    person.sees("Bonjour")
    for name in ("Semaine", "Sem. 46", "Saisir la semaine au clavier"):
        press(name)
    person.sees("Saisir la semaine 46")

    before = person.keys_pressed
    # The first empty cell has the focus: Ada on Monday, then down the column and over the days.
    person.writes("M")
    person.presses("Enter")
    person.writes("R30")
    person.presses("ArrowRight")
    person.writes("M/R45")
    person.presses("Enter", "Enter")
    person.writes("F")
    person.presses("ArrowRight", "ArrowRight")
    person.writes("7h30")
    person.presses("ArrowDown")
    person.writes("D15")
    person.presses("Escape", "Enter")
    person.sees("60 cases enregistrées.")
    typed = person.keys_pressed - before

    assert typed <= MOST_KEYS
    assert categories(app, fifteen[0], MONDAY) == {"MAL": 210}
    assert categories(app, fifteen[1], MONDAY) == {"RET": 30, "TRAV": 210}
    assert categories(app, fifteen[1], TUESDAY) == {"MAL": 210, "RET": 45, "TRAV": 165}
    assert categories(app, fifteen[14], THURSDAY) == {"TRAV": 210}
    assert categories(app, fifteen[14], WEDNESDAY) == {"JF": 210}
    press("Voir la semaine")
    person.sees("Tout est saisi")
    press("Clore la semaine")
    person.sees("Cette semaine est close")
    assert person.taps_made == 0


@on_every_screen
def test_a_wrong_cell_says_why_and_the_rest_is_kept(app: Flask, person: Person, fifteen: list[UUID]) -> None:
    enters_the_grid(person)
    person.types("Ada B., lun. 9", "sept heures")
    person.types("Bruno M., lun. 9", "25h")
    person.types("Chloé T., mar. 10", "C")
    person.taps("Enregistrer")

    person.sees("Rien n’est enregistré")
    expect(person.page.locator(".in-error")).to_have_count(2)
    expect(person.page.get_by_label("Chloé T., mar. 10")).to_have_value("C")
    person.types("Ada B., lun. 9", "7h")
    person.types("Bruno M., lun. 9", "M")
    person.taps("Enregistrer")
    person.sees("3 cases enregistrées.")

    assert categories(app, fifteen[2], TUESDAY) == {"CP": 210}


@on_every_screen
def test_a_cell_that_another_screen_wrote_shows_both(app: Flask, person: Person, fifteen: list[UUID]) -> None:
    enters_the_grid(person)
    with app.app_context(), atomic():
        wish = WeekWish(was={}, now={(fifteen[0], MONDAY): "M", (fifteen[1], MONDAY): "C"}, seen={})
        record_week(site_id=site_id(), week=LAST_WEEK, wish=wish, actor="test")

    person.types("Ada B., lun. 9", "R15")
    person.taps("Enregistrer")

    person.sees("Changé sur un autre écran\u00a0: M.")
    expect(person.page.get_by_label("Ada B., lun. 9")).to_have_value("R15")
    expect(person.page.get_by_label("Bruno M., lun. 9")).to_have_value("C")
    person.taps("Enregistrer")
    person.sees("1 case enregistrée.")
    assert categories(app, fifteen[0], MONDAY) == {"RET": 15, "TRAV": 210}
    assert categories(app, fifteen[1], MONDAY) == {"CP": 210}


@on_every_screen_without_javascript
@pytest.mark.usefixtures("fifteen")
def test_without_javascript_the_week_is_filled_closed_and_opened_again(person: Person) -> None:
    enters_the_grid(person)
    person.types("Ada B., lun. 9", "M")
    person.taps("Tous les autres présents")
    person.sees("60 cases enregistrées.")
    person.taps("Voir la semaine")
    person.taps("Clore la semaine")
    person.sees("Cette semaine est close")
    person.taps(person.page.locator("summary", has_text="Rouvrir cette semaine"))
    person.types("Pourquoi rouvrir", "Arrêt reçu")
    person.taps("Rouvrir la semaine")
    person.sees("4 journées restent à valider")
