"""A coat is found, kept, paid and fetched; its buyer changes her mind. Lots are asked for by quote."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from shared.db import atomic
from tests.support import pieces, sales
from tests.support.browser import DESKTOP, PHONE
from tests.support.person import Person
from tests.support.personas import move_in, supervisor_of
from tests.support.stories import comes_in, make_the_files
from tests.support.till import Till

SUPERVISOR = supervisor_of("valorilot")
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
def coat(app: Flask) -> None:
    """There is one coat in the shop."""
    move_in(app, SUPERVISOR)
    with app.app_context(), atomic():
        sales.name_the_seller()
        pieces.put_on_sale()


def buys(person: Person, way: str) -> None:
    """Goes from the home page to the payment page with the coat."""
    person.arrives()
    person.taps("Découvrir Valor’Îlot")
    person.sees("Les dernières arrivées")
    person.taps("Voir la boutique")
    person.sees("1 pièce de seconde main")
    person.taps(person.page.get_by_role("link", name=re.compile("^Voir.*Veste en laine")))
    person.sees("Pièce unique")
    person.taps("Mettre au panier")
    person.sees("Gardé pour vous jusqu’à")
    person.taps(person.page.get_by_role("link", name=re.compile("^Commander")))
    person.taps(way)
    person.taps("Continuer")
    for label, text in WHO.items():
        person.types(label, text)
    person.taps("Continuer")
    person.sees("Tout est juste")
    person.sees("Vous avez quatorze jours après avoir reçu votre achat")
    person.taps("Commander avec obligation de paiement")
    person.sees("Payer votre commande")
    person.taps("Payer par carte")


@on_a_phone_and_a_desk
def test_a_coat_is_bought_and_fetched(app: Flask, live_till: Till, person: Person) -> None:
    buys(person, "Je viens la chercher")
    person.sees("C’est payé, merci")
    make_the_files(app)
    person.sees(re.compile(r"Facture VAL-\d{4}-000001"))
    assert live_till.controls.wait_until_idle()

    comes_in(person, SUPERVISOR)
    person.taps("Voir les commandes")
    person.sees("Veste en laine")
    for step in ("Commencer", "Marquer comme prête", "Remettre au client"):
        person.taps(person.page.get_by_role("button", name=step))
    person.sees("remise")
    # Nowhere on her pages does the staff's page say the workshop's true name.
    assert "Valor" not in person.page.locator("main").inner_text()


@on_a_phone_and_a_desk
def test_she_changes_her_mind_and_has_her_money_back(app: Flask, live_till: Till, person: Person) -> None:
    buys(person, "Envoi à mon adresse")
    person.sees("C’est payé, merci")
    person.sees("29,90")
    person.taps(person.page.get_by_role("link", name=re.compile("^Renoncer à ma commande")))
    person.sees("Ce qui se passe ensuite")
    person.taps("Confirmer ma rétractation")
    person.sees("Cette commande est annulée")
    person.sees("Vous avez renoncé à cette commande")
    make_the_files(app)
    assert live_till.controls.wait_until_idle()
    # The coat is there again for the next one.
    person.taps(person.page.get_by_role("link", name="Valor’Îlot").filter(visible=True).first)
    person.sees("Les dernières arrivées")


@without_javascript
def test_without_javascript_the_coat_is_bought(live_till: Till, person: Person) -> None:
    buys(person, "Je viens la chercher")
    person.sees(re.compile("^Commande CMD-"))
    assert live_till.controls.wait_until_idle()


@on_a_phone_and_a_desk
def test_a_firm_asks_for_rags_by_the_kilo(person: Person) -> None:
    person.arrives()
    person.taps("Découvrir Valor’Îlot")
    person.taps("Lots au kilo, et tri")
    person.taps("Envoyer ma demande")
    person.sees("Il reste quelque chose à corriger")
    person.taps("Acheter des textiles triés, au kilo")
    person.types("Combien de kilos", "250")
    person.types("Dites-nous en plus", "Des chiffons de coton, pour un atelier de mécanique.")
    for label, text in WHO.items():
        person.types(label, text)
    person.taps("Envoyer ma demande")
    person.sees("Nous avons votre demande")
    person.sees("250 kg")
