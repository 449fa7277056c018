"""A firm of Martinique has a web site made: the brief, the quote, the deposit, the milestones, the final invoice."""

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

SUPERVISOR = supervisor_of("etapweb")
ACTIVITY = "Que faites-vous\u202f?"
WHAT = "Nous distillons du rhum et nous vendons de la vanille."
WHO = {
    "Nom de l’organisme": "Rhum et Vanille SARL",
    "SIRET": "73282932000074",
    "Nom et prénom": "Alix Bonnet",
    "Adresse de courriel": "alix.bonnet@example.org",
    "Téléphone": "0596123456",
    "Numéro et rue": "4 rue de l’Exemple",
    "Code postal": "97200",
    "Ville": "Fort-de-France",
}


def begins(person: Person) -> None:
    """Goes from the home page to the first answers of the brief."""
    person.arrives()
    person.taps("Découvrir Etap’Web")
    person.sees("À partir de…")
    person.taps("Raconter mon projet")
    person.taps("Un site qui vend")
    person.types(ACTIVITY, WHAT)


def says_who(person: Person) -> None:
    person.taps(person.page.locator("summary", has_text="Pour une entreprise"))
    person.taps("Pour une entreprise", role="radio")
    for label, text in WHO.items():
        person.types(label, text)


def gives_a_price(person: Person) -> None:
    person.taps("Voir les devis")
    person.taps(person.page.get_by_role("link", name=re.compile("^Donner un prix")))
    person.sees("le client est un professionnel")
    person.taps("Site marchand")
    person.taps("Entretien, un an")
    person.taps(person.page.get_by_label("En option").nth(1))
    person.types("Acompte à la commande", "30")
    person.taps("Envoyer le devis")
    person.sees("le client reçoit le lien par courriel")


@pytest.mark.parametrize("page", [PHONE, DESKTOP], indirect=True, ids=str)
def test_a_firm_overseas_has_its_site_made(app: Flask, live_till: Till, person: Person) -> None:
    page = person.page
    move_in(app, SUPERVISOR)
    with app.app_context(), atomic():
        sales.name_the_seller()
    begins(person)
    # What is written keeps itself: whoever leaves finds it again.
    person.sees(re.compile("Gardé à"))
    page.go_back()
    person.taps("Raconter mon projet")
    expect(page.get_by_label(ACTIVITY)).to_have_value(WHAT)
    says_who(person)
    person.taps("Envoyer ma demande")
    person.sees("Nous avons votre demande")

    comes_in(person, SUPERVISOR)
    gives_a_price(person)

    opens_the_mail(person, "Votre devis")
    person.sees("Votre devis est prêt")
    person.taps(page.locator("label.choice", has_text="Entretien, un an"))
    person.sees("4 318,30")
    person.types("Vos nom et prénom", "Alix Bonnet")
    person.taps("Accepter et commander avec obligation de paiement")
    person.sees("Il reste à payer l’acompte")
    person.sees("1 295,49")
    person.taps(page.get_by_role("button", name=re.compile("^Payer l’acompte")))
    person.taps("Payer par carte")
    person.sees("L’acompte est payé, merci")
    make_the_files(app)
    person.sees(re.compile(r"Facture d’acompte EW-AC-\d{4}-000001"))

    opens_the_desk(person)
    for step in ("Commencer", "Montrer au client", "Le client valide") * 4:
        person.taps(page.get_by_role("button", name=re.compile(f"^{step}")))
    person.sees("Validée")
    person.taps("Rhum et Vanille SARL")
    person.taps("Remettre au client", role="button")
    person.sees("remise")

    opens_the_mail(person, "Votre facture")
    person.sees("Il reste à payer")
    person.taps(page.get_by_role("button", name=re.compile("^Payer 3")))
    person.taps("Payer par carte")
    person.sees("Merci et à bientôt")
    make_the_files(app)
    person.taps(page.get_by_role("link", name=re.compile(r"^Facture EW-\d{4}-000001")))
    person.sees("Acomptes déjà facturés")
    person.sees("EW-AC-")
    assert live_till.controls.wait_until_idle()


def opens_the_desk(person: Person) -> None:
    """Goes back to the staff's pages, where one is still signed in."""
    person.taps(person.page.get_by_role("contentinfo").get_by_role("link", name="Mon espace"))
    person.taps("Voir les commandes")
    person.goes_to("Projets")


@pytest.mark.parametrize("page", [PHONE.plain(), DESKTOP.plain()], indirect=True, ids=str)
def test_without_javascript_a_project_is_told_priced_and_its_deposit_paid(
    app: Flask, live_till: Till, person: Person
) -> None:
    move_in(app, SUPERVISOR)
    with app.app_context(), atomic():
        sales.name_the_seller()
    begins(person)
    person.taps("Garder pour plus tard")
    person.sees("C’est gardé.")
    says_who(person)
    person.taps("Envoyer ma demande")
    comes_in(person, SUPERVISOR)
    gives_a_price(person)
    opens_the_mail(person, "Votre devis")
    person.taps(person.page.locator("label.choice", has_text="Entretien, un an"))
    person.taps("Recalculer le total")
    person.sees("4 318,30")
    person.types("Vos nom et prénom", "Alix Bonnet")
    person.taps("Accepter et commander avec obligation de paiement")
    person.taps(person.page.get_by_role("button", name=re.compile("^Payer l’acompte")))
    person.taps("Payer par carte")
    person.sees(re.compile("^Commande CMD-"))
    assert live_till.controls.wait_until_idle()
