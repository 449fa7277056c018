"""A buffet is ordered, becomes larger, is cooked, delivered and paid; a town hall orders on account."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from playwright.sync_api import expect

from shared.db import atomic
from tests.support import sales
from tests.support.browser import DESKTOP, PHONE
from tests.support.person import Person
from tests.support.personas import move_in, supervisor_of
from tests.support.stories import comes_in, make_the_files, opens_the_mail
from tests.support.till import Till

SUPERVISOR = supervisor_of("gourmand")
HEADS = "Combien de personnes\u202f?"
WHERE = {
    "Nom du lieu": "Salle des fêtes",
    "Numéro et rue de livraison": "Rue du Stade",
    "Code postal du lieu": "80000",
    "Ville du lieu": "Amiens",
    "Régimes et allergies": "2 sans gluten",
}
WHO = {
    "Nom et prénom": "Camille Saule",
    "Adresse de courriel": "camille.saule@example.org",
    "Téléphone": "0612345678",
    "Numéro et rue": "3 rue des Exemples",
    "Code postal": "80000",
    "Ville": "Amiens",
}
on_a_phone_and_a_desk = pytest.mark.parametrize("page", [PHONE, DESKTOP], indirect=True, ids=str)
without_javascript = pytest.mark.parametrize("page", [PHONE.plain(), DESKTOP.plain()], indirect=True, ids=str)


@pytest.fixture(autouse=True)
def seller(app: Flask) -> None:
    """Somebody issues the invoices, and somebody leads the kitchen."""
    move_in(app, SUPERVISOR)
    with app.app_context(), atomic():
        sales.name_the_seller()


def chooses(person: Person) -> None:
    """Goes from the home page to a buffet for 24 with its place."""
    page = person.page
    person.arrives()
    person.taps("Découvrir L’Îlot Gourmand")
    person.sees("Contient\u00a0: gluten")
    person.taps(page.get_by_role("link", name=re.compile("^Commander.*Buffet froid")))
    person.sees("Aucun des quatorze allergènes")
    page.get_by_label(HEADS).fill("24")
    person.taps("Voir le prix et les dates")
    person.sees("Total pour 24")
    person.sees("528,00")
    person.taps(page.locator("label.choice", has_text="Vin, une bouteille"))
    person.taps("Voir le prix et les dates")
    person.sees("604,80")
    person.taps(page.locator("details.slots label").first)
    for label, text in WHERE.items():
        person.types(label, text)
    person.taps("Continuer")
    person.sees("Buffet froid pour 24")


def orders(person: Person) -> None:
    for label, text in WHO.items():
        person.page.get_by_label(label, exact=True).fill(text)
    person.taps("Continuer")
    person.sees("Aujourd’hui vous payez un acompte de 30")
    person.sees("ne donne pas de délai de rétractation")
    person.taps("Commander avec obligation de paiement")


@on_a_phone_and_a_desk
def test_a_buffet_from_the_first_click_to_the_paid_invoice(app: Flask, live_till: Till, person: Person) -> None:
    page = person.page
    chooses(person)
    orders(person)
    person.taps("Payer par carte")
    person.sees("L’acompte est payé, merci")
    make_the_files(app)
    person.sees(re.compile(r"Facture d’acompte ILG-AC-\d{4}-000001"))
    person.taps(page.get_by_role("link", name=re.compile("^Changer le nombre")))
    person.types(HEADS, "0")
    person.taps("Enregistrer")
    person.sees("De 10 à 250 personnes pour cette offre.")
    person.types(HEADS, "30")
    person.taps("Enregistrer")
    person.sees("756,00")

    comes_in(person, SUPERVISOR)
    person.taps("Voir les commandes")
    person.sees("2 sans gluten")
    person.taps(page.get_by_role("link", name=re.compile("Buffet froid")))
    for step in ("Commencer", "Marquer comme prête", "Remettre au client"):
        person.taps(page.get_by_role("button", name=step))
        if step != "Remettre au client":
            person.taps(page.get_by_role("link", name=re.compile("Buffet froid")))
    person.sees("remise")

    opens_the_mail(person, "Votre facture")
    person.taps(page.get_by_role("button", name=re.compile("^Payer 574")))
    person.taps("Payer par carte")
    person.sees("Merci et à bientôt")
    make_the_files(app)
    person.taps(page.get_by_role("link", name=re.compile(r"^Facture ILG-\d{4}-000001")))
    person.sees("Acomptes déjà facturés")
    assert live_till.controls.wait_until_idle()


@on_a_phone_and_a_desk
def test_a_town_hall_orders_on_account(app: Flask, person: Person) -> None:
    page = person.page
    chooses(person)
    person.taps(page.locator("summary", has_text="Pour une entreprise"))
    person.taps("Pour un organisme public", role="radio")
    wrong = WHO | {
        "Nom de l’organisme": "Mairie d’Exempleville",
        "SIRET": "21800019800015",
        "Numéro de commande ou d’engagement": "EJ-2026-42",
        "Code service": "FETES",
    }
    for label, text in wrong.items():
        page.get_by_label(label, exact=True).or_(page.get_by_label(f"{label} (facultatif)", exact=True)).fill(text)
    person.taps("Continuer")
    person.sees("SIRET")
    expect(page.get_by_label("Ville", exact=True)).to_have_value("Amiens")
    page.get_by_label("SIRET").first.fill("21800019800018")
    person.taps("Continuer")
    person.sees("La facture vient après.")
    person.taps("Commander avec obligation de paiement")
    person.sees("C’est confirmé")

    comes_in(person, SUPERVISOR)
    person.taps("Voir les commandes")
    person.goes_to("Production")
    person.sees("Rien à préparer ce jour")


@without_javascript
def test_without_javascript_a_buffet_is_ordered(live_till: Till, person: Person) -> None:
    chooses(person)
    orders(person)
    person.sees("Payer votre commande")
    person.taps("Payer par carte")
    person.sees(re.compile("^Commande CMD-"))
    assert live_till.controls.wait_until_idle()
