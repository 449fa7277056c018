"""A customer books a service at the garage, pays, and has the invoice: from the home page, by clicks alone."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from shared.db import atomic
from tests.support.browser import PHONE, axe, on_every_screen, on_every_screen_without_javascript
from tests.support.garage import open_wide
from tests.support.person import Person
from tests.support.stories import make_the_files
from tests.support.till import Till

TYPED = {
    "Immatriculation": "ab123cd",
    "Marque et modèle": "Peugeot 208",
    "Nom et prénom": "Camille Saule",
    "Adresse de courriel": "camille.saule@example.org",
    "Téléphone": "0612345678",
    "Numéro et rue": "3 rue des Exemples",
    "Code postal": "80000",
    "Ville": "Amiens",
}
PAID = "C’est payé, merci"
INVOICE = re.compile(r"Facture AB-\d{4}-000001")


@pytest.fixture(autouse=True)
def wide_garage(app: Flask) -> None:
    """There is room, whoever is there."""
    with app.app_context(), atomic():
        open_wide()


def takes_the_second_slot(person: Person) -> None:
    """Opens the second day and takes its first hour."""
    days = person.page.locator("details.slots")
    person.taps(days.nth(1).locator("summary"))
    person.taps(days.nth(1).locator("label").first)


def book(person: Person) -> None:
    """Goes from the home page to the payment page."""
    person.arrives()
    person.taps("Découvrir Auto Bleue")
    person.sees("Le prix affiché est le prix payé")
    person.taps("Réserver\u00a0: Vidange et filtre à huile")
    person.sees("Prendre rendez-vous")
    takes_the_second_slot(person)
    for label, text in TYPED.items():
        person.types(label, text)
    person.taps("Continuer")
    person.sees("Tout est juste")
    person.sees("AB-123-CD")
    person.taps("Commander avec obligation de paiement")
    person.sees("Payer votre commande")


@on_every_screen
def test_customer_books_pays_by_card_and_has_the_invoice(app: Flask, live_till: Till, person: Person) -> None:
    book(person)
    person.taps("Payer par carte")
    # The page asks again by itself until Stripe's word and the invoice have come.
    person.sees(PAID)
    make_the_files(app)
    person.sees(INVOICE)
    assert axe(person.page) == []
    person.taps(person.page.get_by_role("link", name=INVOICE))
    person.sees("Payée par carte le")
    with person.page.expect_download() as download:
        person.taps("PDF")
    assert download.value.suggested_filename.endswith(".pdf")
    assert download.value.path().read_bytes().startswith(b"%PDF-")
    # What is chosen, not typed: the garage, the service, the day, the hour, three buttons, the invoice, its file.
    assert person.taps_made - len(TYPED) == 9
    assert live_till.controls.wait_until_idle()


@on_every_screen_without_javascript
def test_customer_without_javascript_books_and_pays(live_till: Till, person: Person) -> None:
    book(person)
    person.taps("Payer par carte")
    # Whoever comes back too early is asked to look again.
    person.sees(re.compile("^Commande CMD-"))
    assert live_till.controls.wait_until_idle()
    if person.page.get_by_text("Nous attendons la confirmation").is_visible():
        person.taps("Actualiser")
    person.sees(PAID)


@pytest.mark.parametrize("page", [PHONE], indirect=True, ids=str)
def test_customer_forgets_something_and_turns_back_at_the_till(live_till: Till, person: Person, page: Page) -> None:
    person.arrives()
    person.taps("Découvrir Auto Bleue")
    person.taps("Prendre rendez-vous")
    person.taps(page.get_by_role("link", name="Vidange et filtre à huile"))
    person.types("Immatriculation", "AB-12")
    person.types("Nom et prénom", TYPED["Nom et prénom"])
    person.taps("Continuer")
    person.sees("Il reste quelque chose à corriger")
    person.sees("Cette plaque ne se lit pas.")
    expect(page.get_by_label("Nom et prénom")).to_have_value(TYPED["Nom et prénom"])

    takes_the_second_slot(person)
    for label, text in TYPED.items():
        person.types(label, text)
    person.taps("Continuer")
    person.taps("Commander avec obligation de paiement")
    person.taps("Annuler et revenir à la boutique")
    person.sees("Rien n’a été débité, votre commande est gardée.")
    person.taps("Payer 89,00\u00a0€")
    person.taps("Carte refusée")
    person.sees("Votre carte a été refusée")
    person.taps("Payer par carte")
    person.sees(PAID)
    assert live_till.controls.wait_until_idle()
