"""What happens in several stories of the browser: staff take the screen, a mail is opened, the worker works."""

from __future__ import annotations

import re

from flask import Flask

from shared.jobs.runner import drain
from tests.support.person import Person
from tests.support.personas import Persona


def make_the_files(app: Flask) -> None:
    """Does the work that the worker does beside the server."""
    with app.app_context():
        drain()


def comes_in(person: Person, who: Persona) -> None:
    """Somebody of the workshop takes the screen that a customer was looking at."""
    person.unfolds("Menu")
    person.taps("Espace pro")
    person.types("Adresse de courriel", who.email)
    person.types("Mot de passe", who.password)
    person.taps("Se connecter", role="button")


def opens_the_mail(person: Person, subject: str) -> None:
    """Reads the latest mail with this subject and follows its link."""
    person.taps("Voir les courriels")
    person.taps(person.page.get_by_role("link", name=re.compile(f"^{subject}")).first)
    person.taps(person.page.locator("main").get_by_role("link").filter(has_text="/").first)
