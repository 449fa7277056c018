"""The telephone rings in the garage: the caller is found by plate, booked, and moved, without writing what is known."""

from __future__ import annotations

import re
from io import BytesIO

import pytest
from flask import Flask
from PIL import Image
from playwright.sync_api import Locator, expect

from shared.db import atomic
from shared.kernel import clock
from tests.support import sales
from tests.support.browser import DESKTOP, PHONE, TABLET, axe
from tests.support.garage import open_wide
from tests.support.person import Person
from tests.support.personas import FINANCE, SUPERVISOR, move_in


@pytest.fixture(autouse=True)
def garage(app: Flask) -> None:
    """There is room, somebody has been here before, and the people of the story have accounts."""
    with app.app_context(), atomic():
        open_wide()
        sales.sell(clock.today())
    for persona in (SUPERVISOR, FINANCE):
        move_in(app, persona)


def takes_a_slot(person: Person, day: int) -> None:
    """Opens a day and takes its first hour."""
    days = person.page.locator("details.slots")
    if day:
        person.taps(days.nth(day).locator("summary"))
    person.taps(days.nth(day).locator("label").first)


@pytest.mark.parametrize("page", [PHONE, TABLET, DESKTOP], indirect=True, ids=str)
def test_a_known_caller_is_booked_and_moved(person: Person) -> None:
    person.signs_in(SUPERVISOR.email, SUPERVISOR.password)
    person.goes_to("Nouveau rendez-vous")
    person.sees("Qui appelle")
    person.types("Chercher", "ab123")
    person.taps("Chercher", role="button")
    person.sees("Déjà venus")
    before = person.taps_made
    person.taps(person.page.get_by_role("link", name=re.compile("Camille Saule.*AB-123-CD")))
    person.sees("Pour Camille Saule")
    person.taps(person.page.get_by_role("link", name=re.compile("Vidange et filtre")))
    person.sees("Le véhicule")
    takes_a_slot(person, 0)
    person.taps("Prendre le rendez-vous")
    person.sees("le rendez-vous est pris.")
    # The car, the service, the hour, the button: nothing is written.
    assert person.taps_made - before == 4

    person.taps("Déplacer le rendez-vous")
    person.sees("attendu le")
    takes_a_slot(person, 2)
    person.taps("Déplacer")
    person.sees("Le rendez-vous est déplacé.")
    assert axe(person.page) == []


@pytest.mark.parametrize("page", [PHONE, DESKTOP], indirect=True, ids=str)
def test_the_supervisor_keeps_the_catalogue(person: Person) -> None:
    photo = BytesIO()
    Image.new("RGB", (1200, 800), "steelblue").save(photo, "JPEG")
    person.signs_in(SUPERVISOR.email, SUPERVISOR.password)
    person.goes_to("Catalogue")
    person.sees("Ce que les clients voient, dans cet ordre.")
    person.taps("Nettoyage complet")
    person.sees("Ce que les clients lisent")
    person.taps(person.page.locator("summary", has_text="Changer le prix"))
    person.types("Prix, TVA comprise", "gratuit")
    person.taps("Fixer ce prix")
    person.sees("Ce montant ne se lit pas.")
    person.types("Prix, TVA comprise", "75")
    person.taps("Fixer ce prix")
    person.sees("Le nouveau prix compte à partir du")
    person.taps(person.page.locator("summary", has_text="Ajouter une photo"))
    person.page.get_by_label("Photo", exact=True).set_input_files(
        {"name": "pont.jpg", "mimeType": "image/jpeg", "buffer": photo.getvalue()}
    )
    person.types("Ce que l’on voit", "Une voiture bleue sur le pont")
    person.taps("Montrer cette photo")
    person.sees("La photo est en ligne.")
    expect(person.page.get_by_alt_text("Une voiture bleue sur le pont")).to_be_visible()


@pytest.mark.parametrize("page", [PHONE, DESKTOP], indirect=True, ids=str)
def test_finance_puts_a_customer_right_and_reads_an_invoice(person: Person) -> None:
    person.signs_in(FINANCE.email, FINANCE.password)
    person.goes_to("Factures")
    person.sees("Factures et avoirs")
    person.taps(re_link(person, r"^AB-\d{4}-000001$"))
    person.sees("Paiement et facture")
    person.taps(re_link(person, r"^AB-\d{4}-000001$"))
    person.sees("Payée par carte")
    person.sees("Nature de l’opération")
    person.taps("La commande")
    person.taps("Camille Saule")
    person.sees("France métropolitaine")
    person.taps("Modifier")
    person.types("Code postal", "8")
    person.taps("Enregistrer")
    person.sees("Un code postal a cinq chiffres")
    person.types("Code postal", "80090")
    person.taps("Enregistrer")
    person.sees("Les factures déjà émises ne changent pas.")


def re_link(person: Person, pattern: str) -> Locator:
    """Returns the link whose name fits a pattern."""
    return person.page.get_by_role("link", name=re.compile(pattern)).filter(visible=True).first


@pytest.mark.parametrize("page", [PHONE, DESKTOP], indirect=True, ids=str)
def test_finance_changes_a_rule_of_billing(person: Person) -> None:
    person.signs_in(FINANCE.email, FINANCE.password)
    person.goes_to("Règles des factures")
    person.sees("Le vendeur")
    person.taps("Changer\u00a0: Escompte")
    person.sees("Changer à partir d’une date")
    person.types("Texte de la mention", "Escompte de 1 % pour un paiement sous huit jours.")
    person.types("D’où vient la règle", "Décision du bureau")
    person.taps("Changer la règle")
    person.sees("C’est noté")
    person.sees("Escompte de 1 %")
