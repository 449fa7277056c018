"""A supervisor's day on the tablet: scenario S of twelve people in eight taps, then the week.

Nine are present, one is 30 minutes late, one is ill, one is in training.
"""

from __future__ import annotations

from datetime import timedelta
from time import monotonic
from uuid import UUID

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from shared.kernel import clock
from tests.support.browser import TABLET, axe, on_every_screen, on_every_screen_without_javascript
from tests.support.person import Person
from tests.support.personas import SUPERVISOR, move_in
from tests.support.sheets import sheet, tap, words
from tests.support.team import AT_WORK, hire_team

MOST_TAPS = 8


@pytest.fixture(autouse=True)
def monday_morning(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is Monday, half past eight, for the server's threads too; the seconds pass as usual."""
    began = monotonic()
    monkeypatch.setattr(clock, "now", lambda: AT_WORK + timedelta(seconds=monotonic() - began))


@pytest.fixture
def twelve(app: Flask) -> list[UUID]:
    """The supervisor's account and a team of twelve."""
    move_in(app, SUPERVISOR)
    with app.app_context():
        return hire_team(12)


@pytest.fixture
def twenty_four(app: Flask) -> None:
    """The supervisor's account and the largest team that there is."""
    move_in(app, SUPERVISOR)
    with app.app_context():
        hire_team(24)


def opens_the_sheet(person: Person) -> None:
    person.arrives("/")
    person.unfolds("Menu")
    person.taps("Espace pro")
    person.types("Adresse de courriel", SUPERVISOR.email)
    person.types("Mot de passe", SUPERVISOR.password)
    person.taps("Se connecter", role="button")
    person.taps("Ouvrir la feuille du jour")
    person.sees("Lundi 16 novembre")


def marks_scenario_s(person: Person) -> int:
    """Returns the taps that it took once the sheet was open."""
    before = person.taps_made
    person.taps("Tous présents")
    for name, reason in (("Driss P.", "Retard 30\u00a0min"), ("Farid G.", "Malade"), ("Inès F.", "Formation interne")):
        person.taps(name, role="radio")
        person.taps(reason, role="button")
        expect(person.page.locator(".sheet-news")).to_contain_text(name)
    person.taps("Valider la journée")
    person.sees("Validée")
    return person.taps_made - before


@on_every_screen
@pytest.mark.usefixtures("twelve")
def test_scenario_s_takes_eight_taps_and_the_week_shows_it(app: Flask, person: Person) -> None:
    opens_the_sheet(person)

    assert marks_scenario_s(person) <= MOST_TAPS

    with app.app_context():
        said = words()
        assert sheet().status == "validated"
    assert (said["Driss P."], said["Farid G."], said["Inès F."]) == (
        "Retard 30\u00a0min",
        "Malade",
        "Formation interne",
    )
    assert list(said.values()).count("Présent 7\u00a0h") == 9
    person.taps("Voir la semaine")
    person.sees("Semaine 47")
    expect(person.page.locator("tbody tr", has_text="Driss P.")).to_contain_text("6\u00a0h\u00a030")
    expect(person.page.locator("tbody tr", has_text="Farid G.")).to_contain_text("Malade")


@on_every_screen_without_javascript
@pytest.mark.usefixtures("twelve")
def test_without_javascript_it_takes_the_same_eight_taps(app: Flask, person: Person) -> None:
    opens_the_sheet(person)

    assert marks_scenario_s(person) <= MOST_TAPS

    with app.app_context():
        assert sheet().status == "validated"


@on_every_screen
@pytest.mark.usefixtures("twelve")
def test_a_wrong_tap_is_undone_and_a_day_written_out(app: Flask, person: Person) -> None:
    opens_the_sheet(person)
    person.taps("Tous présents")
    person.taps("Ada B.", role="radio")
    person.taps("Matin", role="radio")
    assert axe(person.page) == []
    person.taps("Absence injustifiée", role="button")
    expect(person.page.locator(".sheet-news")).to_contain_text("absence injustifiée le matin")
    person.taps("Annuler")
    expect(person.page.locator(".tile", has_text="Ada B.")).to_contain_text("Présent 7\u00a0h")
    person.taps("Ada B.", role="radio")
    person.taps("Autre, durées")
    person.sees("Écrivez une durée")
    person.chooses("Matin, premier motif", "Rendez-vous de suivi")
    person.types("Matin, durée du premier motif", "sept heures")
    person.taps("Enregistrer")
    person.sees("Cette durée ne se lit pas.")
    person.types("Matin, durée du premier motif", "3,5")
    person.taps("Enregistrer")
    person.sees("C’est noté pour Ada B.")
    with app.app_context():
        assert words()["Ada B."] == "Rendez-vous de suivi le matin"


@on_every_screen
def test_a_line_that_changed_on_another_tablet_shows_both(app: Flask, person: Person, twelve: list[UUID]) -> None:
    opens_the_sheet(person)
    person.taps("Tous présents")
    expect(person.page.get_by_role("button", name="Valider la journée")).to_be_visible()
    with app.app_context():
        tap(twelve[0], "MAL")

    person.taps("Ada B.", role="radio")
    person.taps("Retard 15\u00a0min", role="button")

    person.sees("deux saisies différentes")
    expect(person.page.locator(".clash")).to_contain_text("Malade")
    expect(person.page.locator(".clash")).to_contain_text("Retard de 15\u00a0min")
    assert axe(person.page) == []
    person.taps("Mettre ma saisie")
    expect(person.page.locator(".tile", has_text="Ada B.")).to_contain_text("Retard 15\u00a0min")


@pytest.mark.parametrize("page", [TABLET], indirect=True, ids=str)
@pytest.mark.usefixtures("twenty_four")
def test_24_people_fit_on_a_tablet_without_scrolling_and_none_hides_behind_the_reasons(person: Person) -> None:
    opens_the_sheet(person)

    lowest = person.page.locator(".tile").last.bounding_box()
    tabs = person.page.locator(".tabs").bounding_box()
    assert lowest
    assert tabs
    assert lowest["y"] + lowest["height"] <= tabs["y"]
    assert person.page.evaluate("() => scrollY") == 0
    person.taps("Zoé A.", role="radio")
    chosen, reasons = (person.page.locator(place).bounding_box() for place in (".tile:has(:checked)", ".reasons"))
    assert chosen
    assert reasons
    assert chosen["y"] + chosen["height"] <= reasons["y"]


@pytest.mark.usefixtures("twelve")
def test_the_keyboard_alone_does_the_whole_day(app: Flask, page: Page, person: Person) -> None:
    opens_the_sheet(person)
    page.get_by_role("button", name="Tous présents").press("Enter")
    first = page.get_by_role("radio", name="Ada B.", exact=True)
    expect(page.locator(".tile", has_text="Ada B.")).to_contain_text("Présent")
    first.focus()
    page.keyboard.press("m")
    expect(page.locator(".tile", has_text="Ada B.")).to_contain_text("Malade")
    expect(first).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("f")
    expect(page.locator(".tile", has_text="Bruno M.")).to_contain_text("Formation interne")
    page.get_by_role("button", name="Valider la journée").press("Enter")
    expect(page.locator(".sheet-bar")).to_contain_text("Validée")

    with app.app_context():
        assert (words()["Ada B."], words()["Bruno M."]) == ("Malade", "Formation interne")
