"""A supervisor notes a skill in three taps from the day sheet, with or without scripts; the matrix is one tap."""

from __future__ import annotations

import re
from datetime import timedelta
from time import monotonic

import pytest
from flask import Flask
from playwright.sync_api import Locator, expect

from shared.db import atomic
from shared.kernel import clock
from tests.support import sales
from tests.support.browser import PHONE, TABLET, on_every_screen
from tests.support.person import Person
from tests.support.personas import SUPERVISOR, move_in
from tests.support.skills import OIL, orders_of, see, stored, team
from tests.support.team import AT_WORK, MONDAY

MOST_TAPS = 3


@pytest.fixture(autouse=True)
def monday_morning(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is Monday, half past eight, for the server's threads too; the seconds pass as usual."""
    began = monotonic()
    monkeypatch.setattr(clock, "now", lambda: AT_WORK + timedelta(seconds=monotonic() - began))


@pytest.fixture(autouse=True)
def twelve(app: Flask) -> None:
    """The supervisor's account, a team of twelve, and what was seen of the second last week."""
    move_in(app, SUPERVISOR)
    with app.app_context():
        people = team(12)
        see(people[1], OIL, 1, MONDAY - timedelta(days=7))


def cell(person: Person, name: str, skill: str) -> Locator:
    row = person.page.get_by_role("row").filter(has_text=name)
    return row.get_by_role("link").filter(has_text=skill)


@pytest.mark.parametrize("page", [TABLET, TABLET.plain()], indirect=True, ids=str)
def test_an_observation_takes_three_taps_from_the_day_sheet(app: Flask, person: Person) -> None:
    person.signs_in(SUPERVISOR.email, SUPERVISOR.password)
    person.taps("Feuille du jour", role="link")
    person.sees("Noter une compétence")
    before = person.taps_made

    person.taps(person.page.get_by_role("link").filter(has_text="Bruno M."))
    person.sees("Avec aide, le 09/11/2026")
    person.taps(person.page.get_by_role("link").filter(has_text="Faire une vidange"))
    person.sees("Ce que vous avez vu")
    person.taps(person.page.get_by_role("button", name="Seul", exact=False).filter(has_text="contrôle").first)
    person.sees("C’est noté\u00a0: Faire une vidange et changer les filtres, seul, avec contrôle.")

    assert person.taps_made - before == MOST_TAPS
    expect(person.page.get_by_role("heading", level=1)).to_have_text("Bruno M.")
    with app.app_context():
        assert stored()[-1] == (OIL, 2, MONDAY, False)


@pytest.mark.parametrize("page", [TABLET, TABLET.plain(), PHONE], indirect=True, ids=str)
def test_an_observation_takes_three_taps_from_the_page_of_an_order(app: Flask, person: Person) -> None:
    with app.app_context(), atomic():
        order = sales.order(MONDAY)
        reference, label = order.reference, order.lines[0].label
    person.signs_in(SUPERVISOR.email, SUPERVISOR.password)
    person.goes_to("Commandes")
    person.taps(label, role="link")
    person.sees("Noter une compétence")
    before = person.taps_made

    person.taps(person.page.get_by_role("link").filter(has_text="Bruno M."))
    person.sees(re.compile(f"sur la commande {reference}"))
    person.taps(person.page.get_by_role("link").filter(has_text="Faire une vidange"))
    person.sees("Ce que vous avez vu")
    person.taps(person.page.get_by_role("button", name="Transmet").first)
    person.sees("C’est noté\u00a0: Faire une vidange et changer les filtres, transmet.")

    assert person.taps_made - before == MOST_TAPS
    with app.app_context():
        assert stored()[-1] == (OIL, 4, MONDAY, False)
        assert orders_of()[-1] == reference
    person.taps(reference, role="link")
    person.sees("Le travail")


@pytest.mark.parametrize("page", [TABLET, TABLET.plain()], indirect=True, ids=str)
def test_the_matrix_is_one_tap_and_a_cell_notes_in_two_more(app: Flask, person: Person) -> None:
    person.signs_in(SUPERVISOR.email, SUPERVISOR.password)
    before = person.taps_made
    person.taps("Compétences", role="link")
    person.sees("Touchez une case pour noter")
    assert person.taps_made - before == 1
    expect(cell(person, "Bruno M.", "Vidange")).to_contain_text("Avec aide")

    person.taps(cell(person, "Ada B.", "Vidange"))
    person.taps(person.page.get_by_role("button", name="Transmet").first)
    person.sees("C’est noté")
    assert person.taps_made - before == MOST_TAPS


@on_every_screen
def test_the_history_of_somebody_is_read_on_every_screen(person: Person) -> None:
    person.signs_in(SUPERVISOR.email, SUPERVISOR.password)
    person.taps("Compétences", role="link")
    person.sees("Touchez une case pour noter")
    person.taps(person.page.get_by_role("link", name="Bruno M.", exact=True))
    person.sees("09/11/2026")
    person.taps("Noter une compétence", role="link")
    person.sees("Quelle compétence avez-vous vue aujourd’hui")
    person.taps(person.page.get_by_role("link").filter(has_text="Faire une vidange"))
    person.sees("Ce que la personne dit d’elle-même")
