"""Coming in: a customer by the link in a mail, somebody from the office by password and code."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.support.browser import DESKTOP, PHONE, on_every_screen
from tests.support.person import Person
from tests.support.personas import FINANCE, move_in
from tests.support.telephone import Telephone

CUSTOMER = "sacha@exemple.test"


@on_every_screen
def test_customer_without_account_comes_in_by_mail(person: Person) -> None:
    person.arrives("/")
    person.taps("Se connecter")
    person.taps("Recevez un lien par courriel")
    person.sees("Sans mot de passe")
    person.types("Adresse de courriel", CUSTOMER)
    person.taps("Recevoir le lien")
    person.sees("Regardez vos courriels")
    person.taps("Voir les courriels")
    person.taps("Votre lien pour voir vos commandes")
    person.taps(person.page.locator("main a[href*='/mon-espace/lien/']"))
    person.sees("Vous y êtes presque")
    person.taps("Ouvrir mon espace")
    person.sees(CUSTOMER)
    person.page.go_back()
    person.page.reload()
    person.sees("Ce lien est terminé")


@pytest.mark.parametrize("page", [PHONE, DESKTOP], indirect=True, ids=str)
def test_finance_adds_a_code_to_the_password(app: Flask, person: Person) -> None:
    move_in(app, FINANCE)
    person.signs_in(FINANCE.email, FINANCE.password)
    if person.page.viewport_size == {"width": PHONE.width, "height": PHONE.height}:
        person.taps(person.page.locator("summary", has_text="Plus"))
    person.taps("Mon compte")
    person.taps("Activer la double authentification")
    person.sees("Photographiez ce carré")
    person.taps(person.page.locator("summary", has_text="Impossible de le photographier"))
    person.types("Code à six chiffres", Telephone(app, person.page.content()).code())
    person.types("Votre mot de passe", FINANCE.password)
    person.taps("Activer")
    person.sees("Gardez ces codes de secours")
    recovery_code = person.page.locator("main code").first.inner_text()
    person.taps("Je les ai notés")
    person.sees("Activée")
    person.taps("Se déconnecter")
    person.sees("Vous êtes déconnecté.")
    person.types("Adresse de courriel", FINANCE.email)
    person.types("Mot de passe", FINANCE.password)
    person.taps("Se connecter", role="button")
    person.sees("Votre code")
    person.types("Code", recovery_code)
    person.taps("Continuer")
    person.sees("Bonjour")
