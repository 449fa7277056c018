"""An adviser notes for what somebody has left, with what proves it, and three months later what has become of them."""

from __future__ import annotations

from datetime import date, timedelta
from time import monotonic

import pytest
from flask import Flask
from playwright.sync_api import FilePayload
from sqlalchemy import select

from shared.db import session
from shared.followup.models import ExitContact, ExitProof, Situation
from shared.kernel import clock
from tests.support.browser import on_every_screen
from tests.support.documents import a_pdf
from tests.support.office import hire
from tests.support.person import Person
from tests.support.personas import CIP, DIRECTION, move_in
from tests.support.team import AT_WORK, terms

LEFT_ON = date(2026, 8, 20)


@pytest.fixture(autouse=True)
def monday_morning(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is Monday, half past eight, for the server's threads too; the seconds pass as usual."""
    began = monotonic()
    monkeypatch.setattr(clock, "now", lambda: AT_WORK + timedelta(seconds=monotonic() - began))


@on_every_screen
def test_an_exit_with_its_proof_and_the_call_at_three_months(app: Flask, person: Person) -> None:
    move_in(app, CIP)
    with app.app_context():
        hire("Ada", "Bouleau", terms(date(2025, 12, 1), LEFT_ON))
    person.signs_in(CIP.email, CIP.password)
    person.goes_to("Sorties")
    person.sees("Ada Bouleau")

    person.taps("Noter la sortie\u00a0: Ada Bouleau")
    person.sees("Si c’est un emploi")
    person.chooses("Motif de la sortie", "CDD ou intérim de 6 mois ou plus")
    person.chooses("Sorte d’employeur", "Entreprise")
    person.types("Nom de l’employeur", "Garage du Pont")
    person.types("Durée prévue, en mois", "4")
    person.page.get_by_label("Preuve (PDF, JPEG ou PNG)").set_input_files(
        FilePayload(name="contrat.pdf", mimeType="application/pdf", buffer=a_pdf())
    )
    person.taps("Noter la sortie", role="button")
    person.sees("D’après la durée du contrat, elle compte comme «\u00a0CDD ou intérim de moins de 6 mois\u00a0»")
    person.sees("Preuve\u00a0: une")

    person.goes_to("Échéances")
    person.sees("Contact après la sortie")
    person.taps("Ada Bouleau")
    person.taps("Oui", role="radio")
    person.chooses("Où en est-elle", "En emploi")
    person.taps("Noter le contact", role="button")
    person.sees("Le contact est noté.")
    person.taps("Ada Bouleau")
    person.sees("À 3 mois")
    person.sees("noté pour le 16/11/2026 par Cip")

    with app.app_context():
        assert session.scalars(select(ExitContact.situation)).all() == [Situation.JOB]
        assert len(session.scalars(select(ExitProof)).all()) == 1


@on_every_screen
def test_the_direction_changes_what_a_reason_counts_as(app: Flask, person: Person) -> None:
    move_in(app, DIRECTION)
    person.signs_in(DIRECTION.email, DIRECTION.password)
    person.goes_to("Règles des sorties")
    person.sees("Ce que compte un motif")
    person.taps("Changer\u00a0: Retraite")
    person.types("À partir du", "2027-01-01")
    person.taps("Retrait des sorties constatées", role="radio")
    person.types("D’où vient la règle", "Réponse de l’ASP du 12 novembre")
    person.taps("Changer la règle", role="button")
    person.sees("Un retrait n’est jamais dans le dénominateur")
    person.taps("Compte dans le dénominateur", role="checkbox")
    person.taps("Changer la règle", role="button")
    person.sees("La règle compte à partir du 01/01/2027.")
