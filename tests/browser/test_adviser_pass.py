"""An adviser notes a PASS IAE, suspends it, wonders about another suspension, and asks for a prolongation."""

from __future__ import annotations

from datetime import date, timedelta
from time import monotonic

import pytest
from flask import Flask
from playwright.sync_api import FilePayload

from shared.kernel import clock
from shared.people.queries import list_team
from tests.support.browser import on_every_screen
from tests.support.passes import card_of
from tests.support.person import Person
from tests.support.personas import CIP, move_in
from tests.support.team import AT_WORK, MONDAY, hire_team, site_id
from tests.support.workbooks import workbook


@pytest.fixture(autouse=True)
def monday_morning(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is Monday, half past eight, for the server's threads too; the seconds pass as usual."""
    began = monotonic()
    monkeypatch.setattr(clock, "now", lambda: AT_WORK + timedelta(seconds=monotonic() - began))


def opens_the_passes(person: Person) -> None:
    person.signs_in(CIP.email, CIP.password)
    person.goes_to("PASS IAE")


@on_every_screen
def test_a_pass_from_its_number_to_its_prolongation(app: Flask, person: Person) -> None:
    move_in(app, CIP)
    with app.app_context():
        hire_team(3)
    opens_the_passes(person)
    person.sees("PASS IAE de l’équipe")
    person.taps("Ada Bouleau")
    person.sees("Notez le numéro et le premier jour du PASS.")

    person.types("Numéro du PASS IAE", "99999 00 00001")
    person.types("Premier jour", "2025-03-03")
    person.taps("Noter le PASS", role="button")
    person.sees("Le PASS est noté.")
    person.sees("107\u00a0jours (environ 4\u00a0mois)")
    # The contract lasts until the end of April.
    person.sees("le contrat court jusqu’au 30/04/2027, 59 jours après la fin du PASS.")

    person.types("Simuler du", "2026-11-16")
    person.types("Simuler au", "2026-12-15")
    person.taps("Calculer")
    person.sees("le PASS finirait le")

    person.taps(person.page.locator("summary", has_text="Suspendre le PASS"))
    person.types("Suspendu à partir du", "2026-10-01")
    person.types("Jusqu’au", "2026-10-31")
    person.chooses("Motif de la suspension", "Contrat suspendu plus de 15 jours")
    person.taps("Suspendre", role="button")
    person.sees("La suspension est notée.")

    person.taps(person.page.locator("summary", has_text="Demander une prolongation"))
    person.types("Nouveau dernier jour du PASS", "2027-12-31")
    person.chooses("Motif de la prolongation", "Fin d’une formation")
    person.taps("Noter la demande", role="button")
    person.sees("La demande est notée.")
    person.taps("Accordée", role="button")
    person.sees("La prolongation est accordée")

    person.taps("Contrats")
    person.sees("Prolongé")
    with app.app_context():
        card = card_of(list_team(site_id(), MONDAY)[0].person)
    assert card.dates.ends_on == date(2027, 12, 31)


@on_every_screen
def test_a_workbook_is_looked_at_then_taken_over(app: Flask, person: Person) -> None:
    move_in(app, CIP)
    with app.app_context():
        hire_team(3)
    header = ["Matricule", "Prénom", "Nom", "Numéro de PASS IAE", "Premier jour"]
    rows: list[list[object]] = [
        ["AU0001", "", "", "999990000001", date(2026, 3, 2)],
        ["AU0002", "", "", "99999", date(2026, 3, 2)],
    ]
    opens_the_passes(person)
    person.taps("Importer un fichier Excel")
    person.sees("Télécharger le modèle")

    def sends() -> None:
        content = workbook({"PASS IAE": [header, *rows]}).getvalue()
        file = FilePayload(name="pass.xlsx", mimeType="application/octet-stream", buffer=content)
        person.page.get_by_label("Fichier Excel (.xlsx)").set_input_files(file)
        person.taps("Voir l’aperçu", role="button")

    sends()
    person.sees("1 chose à corriger dans le fichier")
    rows[1][3] = "999990000002"
    sends()
    person.sees("2 PASS, rien n’est encore écrit")
    person.taps("Noter 2 PASS", role="button")
    person.sees("2 PASS sont notés.")
