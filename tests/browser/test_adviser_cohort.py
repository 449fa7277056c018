"""An adviser opens a group, says its weeks, prepares its sheets, and takes the certificate of what was followed."""

from __future__ import annotations

from datetime import timedelta
from time import monotonic

import pytest
from flask import Flask

from shared.db import atomic
from shared.kernel import clock
from tests.support import sales
from tests.support.browser import on_every_screen
from tests.support.person import Person
from tests.support.personas import CIP, move_in
from tests.support.team import AT_WORK, hire_team


@pytest.fixture(autouse=True)
def monday_morning(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is Monday, half past eight, for the server's threads too; the seconds pass as usual."""
    began = monotonic()
    monkeypatch.setattr(clock, "now", lambda: AT_WORK + timedelta(seconds=monotonic() - began))


@on_every_screen
def test_a_group_from_its_first_day_to_a_certificate(app: Flask, person: Person) -> None:
    move_in(app, CIP)
    with app.app_context(), atomic():
        sales.name_the_seller()
    with app.app_context():
        hire_team(3)
    page = person.page
    person.signs_in(CIP.email, CIP.password)
    person.goes_to("Formation")
    person.taps("Ouvrir un groupe")
    person.types("Nom du groupe", "Hiver 2026")
    person.chooses("Titre préparé", "RNCP38663 Employé polyvalent en restauration")
    page.get_by_label("Dernier jour").fill("2026-11-01")
    for name in ("Ada Bouleau", "Bruno Mésange"):
        person.taps(page.locator("label.choice", has_text=name))
    person.taps("Ouvrir le groupe", role="button")
    person.sees("La fin est avant le début.")
    page.get_by_label("Dernier jour").fill("2026-12-11")
    person.taps("Ouvrir le groupe", role="button")
    person.sees("Le groupe est ouvert. Dites où il passe ses semaines.")

    person.taps("Enregistrer ces semaines", role="button")
    person.sees("Dites au moins une demi-journée au centre ou en entreprise.")
    for half in ("matin", "après-midi"):
        person.chooses(f"Mardi {half}", "Centre de formation")
    person.chooses("Vendredi matin", "Entreprise")
    person.taps("Enregistrer ces semaines", role="button")
    # Four Tuesdays from 17 November to 11 December, morning and afternoon.
    person.sees("8 demi-journées au centre sans feuille")
    person.taps("Préparer les feuilles", role="button")
    person.sees("Les feuilles sont prêtes\u00a0: chacune se signe le jour même.")
    person.sees("0 h sur 300 h")

    person.taps(page.locator("summary", has_text="Quelqu’un quitte le groupe"))
    person.chooses("Qui\u202f?", "Bruno Mésange")
    person.taps("Noter ce départ", role="button")
    person.sees("jusqu’au 16/11/2026")

    with page.expect_download() as download:
        person.taps(page.get_by_role("button", name="Certificat de réalisation de Ada Bouleau"))
    assert download.value.suggested_filename == "certificat-de-realisation-2026-11-16.pdf"
    person.taps("Ada Bouleau", role="link")
    person.sees("Noter une immersion")
