"""Changing one's password."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from shared.audit.models import AuditEvent
from shared.db import session
from shared.notifications.models import Mail
from tests.support.client import Visitor
from tests.support.personas import SUPERVISOR, Persona

SignIn = Callable[[Persona], Visitor]
PATH = "/mon-compte/mot-de-passe"
NEW = "cheval pile agrafe"


def change(visitor: Visitor, *, new: str = NEW, present: str = SUPERVISOR.password, again: str = "") -> tuple[int, str]:
    answer = visitor.submit(PATH, present=present, new=new, again=again or new)
    return answer.status_code, answer.text


def signs_in(app: Flask, password: str) -> bool:
    visitor = Visitor(app, app.response_class)
    return visitor.submit("/connexion", email=SUPERVISOR.email, password=password).status_code == 302


def test_new_password_replaces_the_old_one(app: Flask, sign_in: SignIn) -> None:
    assert change(sign_in(SUPERVISOR))[0] == 302
    assert signs_in(app, NEW)
    assert not signs_in(app, SUPERVISOR.password)


def test_other_screens_are_signed_out_this_one_stays(sign_in: SignIn) -> None:
    here, tablet = sign_in(SUPERVISOR), sign_in(SUPERVISOR)
    change(here)
    assert tablet.get("/mon-compte").status_code == 302
    assert "Vos autres écrans sont déconnectés." in here.get("/mon-compte").text


def test_owner_is_told_by_mail_and_it_is_recorded(app: Flask, sign_in: SignIn) -> None:
    change(sign_in(SUPERVISOR))
    with app.app_context():
        mail = session.scalars(select(Mail)).one()
        assert (mail.recipient, mail.subject) == (SUPERVISOR.email, "Votre mot de passe a changé")
        assert NEW not in mail.body
        event = session.scalars(select(AuditEvent).where(AuditEvent.action == "password.changed")).one()
        assert event.actor == event.subject


def test_wrong_present_password_changes_nothing_and_is_counted(app: Flask, sign_in: SignIn) -> None:
    visitor = sign_in(SUPERVISOR)
    for _ in range(5):
        status, page = change(visitor, present="pas le sien")
        assert status == 422
        assert "Ce n’est pas votre mot de passe actuel." in page
    assert change(visitor)[0] == 429
    assert not signs_in(app, NEW)


@pytest.mark.parametrize(
    ("new", "sentence"),
    [
        ("onze lettre", "Il faut au moins 12 caractères."),
        ("abababababababab", "il répète les mêmes caractères"),
        ("moi-supervisor-2026", "ne doit pas reprendre l’adresse"),
        ("Mot de passe secret", "trop courant"),
        (SUPERVISOR.password, "C’est le mot de passe actuel."),
    ],
    ids=["short", "monotonous", "own address", "common", "same"],
)
def test_weak_password_is_refused_beside_its_field(app: Flask, sign_in: SignIn, new: str, sentence: str) -> None:
    status, page = change(sign_in(SUPERVISOR), new=new)
    assert status == 422
    assert sentence in page
    assert signs_in(app, SUPERVISOR.password)


def test_two_different_new_passwords_are_refused(sign_in: SignIn) -> None:
    status, page = change(sign_in(SUPERVISOR), again="cheval pile agrafé")
    assert status == 422
    assert "ne sont pas les mêmes" in page


def test_form_without_token_is_refused(app: Flask, sign_in: SignIn) -> None:
    fields = {"present": SUPERVISOR.password, "new": NEW, "again": NEW}
    assert sign_in(SUPERVISOR).post(PATH, data=fields).status_code == 400
    assert signs_in(app, SUPERVISOR.password)
