"""An adviser plans an exam, notes what came of it, and the missing block is sat again until the title is there."""

from __future__ import annotations

from datetime import timedelta
from time import monotonic

import pytest
from flask import Flask
from playwright.sync_api import Locator

from shared.accounts.permissions import Role
from shared.kernel import clock
from tests.support import exams
from tests.support.browser import on_every_screen
from tests.support.exams import LAST_DAY, SITE
from tests.support.person import Person
from tests.support.personas import Persona, move_in

ADVISER = Persona("adviser", Role.CIP, SITE)
EVENING = clock.at_paris(LAST_DAY, 16)


@pytest.fixture(autouse=True)
def evening_of_the_exam(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is the evening of the exam, for the server's threads too; the seconds pass as usual."""
    began = monotonic()
    monkeypatch.setattr(clock, "now", lambda: EVENING + timedelta(seconds=monotonic() - began))


def card(person: Person, name: str) -> Locator:
    return person.page.locator(".candidate", has_text=name)


def ticks(person: Person, *names: str) -> None:
    for name in names:
        person.taps(person.page.locator("label.choice", has_text=name))


@on_every_screen
def test_a_missing_block_is_sat_again_until_the_title_is_there(app: Flask, person: Person) -> None:
    move_in(app, ADVISER)
    with app.app_context():
        ada, bruno, _ = exams.group(3)
    person.signs_in(ADVISER.email, ADVISER.password)
    person.goes_to("Examens")
    person.sees("Aucun examen")

    person.taps("Prévoir un examen", role="link")
    person.sees("Intitulés des blocs à confirmer")
    person.types("Premier jour", "2026-12-09")
    person.taps("Prévoir l’examen", role="button")
    person.sees("Choisissez le dernier jour.")
    person.types("Dernier jour", "2026-12-10")
    person.types("Lieu", "Cuisine d’application")
    person.taps("Prévoir l’examen", role="button")
    person.sees("L’examen est prévu.")

    person.taps("Inscrire", role="link")
    ticks(person, "Ada Bouleau", "Bruno Mésange")
    person.sees("Chloé Tilleul")
    person.taps("Inscrire", role="button")
    person.sees("2 personnes sont inscrites.")

    person.taps(card(person, "Ada Bouleau").get_by_role("button", name="Reçu", exact=True))
    person.sees("C’est noté\u00a0: reçu.")
    person.taps(card(person, "Ada Bouleau").get_by_role("button", name="Noter les félicitations"))
    person.taps(card(person, "Bruno Mésange").locator("summary", has_text="Réussite partielle"))
    for block in ("BC01", "BC02", "BC03"):
        person.taps(card(person, "Bruno Mésange").locator("label.choice", has_text=block))
    person.taps(card(person, "Bruno Mésange").get_by_role("button", name="Noter ces blocs"))
    person.sees("Il manque pour le titre\u00a0: BC04.")

    person.taps("Prévoir un rattrapage", role="link")
    person.sees("il manque BC04")
    assert person.page.locator("label.choice").all_inner_texts() == ["Bruno Mésange\nil manque BC04"]
    person.types("Premier jour", "2026-12-10")
    person.types("Dernier jour", "2026-12-10")
    person.taps("Prévoir le rattrapage", role="button")
    person.sees("Le rattrapage est prévu, et les candidats sont inscrits.")
    person.taps(card(person, "Bruno Mésange").get_by_role("button", name="Reçu", exact=True))
    person.sees("Titre obtenu le 10/12/2026")

    with app.app_context():
        whole, capitalised = exams.standing(ada), exams.standing(bruno)
    assert (whole.obtained_on, whole.capitalised) == (LAST_DAY, False)
    assert (capitalised.obtained_on, capitalised.capitalised) == (LAST_DAY, True)
