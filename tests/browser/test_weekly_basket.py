"""A basket every week: subscribed, a week left out, stopped; vegetables fetched; a grower's task by quote."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from sqlalchemy import select

from shared.db import atomic, session
from shared.jobs.runner import drain
from shared.orders.models import CatalogueItem
from shared.orders.stock import count_in
from tests.support import sales
from tests.support.browser import DESKTOP, PHONE
from tests.support.person import Person
from tests.support.personas import move_in, supervisor_of
from tests.support.stories import comes_in
from tests.support.till import Till

SUPERVISOR = supervisor_of("agrilot")
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
def garden(app: Flask) -> None:
    """There are carrots, a seller and somebody who leads the garden."""
    move_in(app, SUPERVISOR)
    with app.app_context(), atomic():
        sales.name_the_seller()
        item = session.scalars(select(CatalogueItem).where(CatalogueItem.code == "carottes")).one()
        count_in(item_id=item.id, quantity_e4=200_000, actor="test")


def says_who(person: Person) -> None:
    for label, text in WHO.items():
        person.page.get_by_label(label, exact=True).fill(text)
    person.taps("Continuer")
    person.sees("Tout est juste")


def buys_vegetables(person: Person) -> None:
    person.arrives()
    person.taps("Découvrir Agr’Îlot")
    person.sees("Les légumes du moment")
    person.types("Combien de Carottes", "3")
    person.taps(person.page.get_by_role("button", name=re.compile("^Au panier.*Carottes")))
    person.sees("dans votre panier")
    person.unfolds("Menu")
    person.taps(person.page.get_by_role("link", name="Panier", exact=True).filter(visible=True).first)
    person.sees("7,20")
    person.taps(person.page.get_by_role("link", name=re.compile("^Commander")))
    person.taps("Continuer")
    person.sees("Choisissez un lieu et un jour de la liste.")
    person.taps(person.page.locator("details.slots label").first)
    person.taps("Continuer")
    says_who(person)
    person.sees("Des produits frais ne donnent pas de délai de rétractation")
    person.taps("Commander avec obligation de paiement")
    person.sees("Payer votre commande")
    person.taps("Payer par carte")


@on_a_phone_and_a_desk
def test_vegetables_from_the_first_click_to_the_paid_invoice(app: Flask, live_till: Till, person: Person) -> None:
    buys_vegetables(person)
    person.sees("C’est payé, merci")
    with app.app_context():
        drain()
    person.sees(re.compile(r"Facture AGR-\d{4}-000001"))
    assert live_till.controls.wait_until_idle()
    comes_in(person, SUPERVISOR)
    person.taps("Voir les commandes")
    person.sees("Carottes, la botte")
    person.goes_to("Récolte")
    person.sees("17 libres")


@on_a_phone_and_a_desk
def test_a_family_subscribes_leaves_a_week_out_and_stops(app: Flask, person: Person) -> None:
    page = person.page
    person.arrives()
    person.taps("Découvrir Agr’Îlot")
    person.taps(page.get_by_role("link", name=re.compile("^S’abonner.*Panier moyen")))
    person.taps(page.locator("details.slots label").first)
    person.taps("Continuer")
    says_who(person)
    person.sees("Rien à payer aujourd’hui")
    person.taps("Commander avec obligation de paiement")
    person.sees("Vos prochains paniers")
    taps = person.taps_made
    person.taps(page.get_by_role("button", name=re.compile("^Sauter")).nth(1))
    person.sees("Sauté")
    assert person.taps_made - taps == 1
    person.taps("Reprendre les paniers")
    person.sees("Regardez vos prochains paniers.")
    person.taps(page.locator("summary", has_text="Arrêter mon abonnement"))
    person.taps("Oui, arrêter")
    person.sees("Arrêté")
    comes_in(person, SUPERVISOR)
    person.taps("Voir les commandes")
    person.goes_to("Retraits")
    person.sees("Semaine du")


@on_a_phone_and_a_desk
def test_a_grower_asks_for_a_task(person: Person) -> None:
    person.arrives()
    person.taps("Découvrir Agr’Îlot")
    person.taps("Des travaux chez vous")
    person.sees("jamais des heures de personnes")
    person.types("Quelle quantité\u202f?", "500")
    person.types("Où est le champ\u202f?", "Corbie, les Exemples")
    person.types("Ce qu’il faut savoir", "Endives, rangs de cent mètres, tracteur sur place.")
    for label, text in WHO.items():
        person.page.get_by_label(label, exact=True).fill(text)
    person.taps("Envoyer ma demande")
    person.sees("Nous avons votre demande")
    person.sees("Arrachage, 500 mètres de rang")


@without_javascript
def test_without_javascript_vegetables_are_bought(live_till: Till, person: Person) -> None:
    buys_vegetables(person)
    person.sees(re.compile("^Commande CMD-"))
    assert live_till.controls.wait_until_idle()
