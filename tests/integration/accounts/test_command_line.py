"""`ateliers user`: a new password, and a second factor that is lost."""

from __future__ import annotations

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from sqlalchemy import select

from shared.accounts import second_factor, services
from shared.accounts.permissions import Role
from shared.accounts.queries import find_user_by_email
from shared.audit.models import AuditEvent
from shared.cli.program import ateliers
from shared.db import atomic, session
from tests.support.client import Visitor
from tests.support.personas import SUPERVISOR, move_in

NEW = "cheval pile agrafe"


def ask(app: Flask, *words: str, typed: str = "") -> Result:
    return CliRunner().invoke(ateliers, ["user", *words], input=typed, obj=lambda _=None: app)


@pytest.fixture
def house(app: Flask) -> Flask:
    """The application with one supervisor."""
    move_in(app, SUPERVISOR)
    return app


def test_forgotten_password_is_replaced(house: Flask) -> None:
    answer = ask(house, "password", SUPERVISOR.email, "--password-file", "-", typed=f"{NEW}\n")
    assert (answer.exit_code, answer.output) == (0, f"{SUPERVISOR.email} a un nouveau mot de passe.\n")
    door = Visitor(house, house.response_class)
    assert door.submit("/connexion", email=SUPERVISOR.email, password=NEW).status_code == 302
    with house.app_context():
        event = session.scalars(select(AuditEvent).where(AuditEvent.action == "password.changed")).one()
        assert event.actor.startswith("cli:")


def test_weak_password_changes_nothing(house: Flask) -> None:
    answer = ask(house, "password", SUPERVISOR.email, "--password-file", "-", typed="court\n")
    assert answer.exit_code == 1
    assert "Il faut au moins 12 caractères." in answer.stderr


def test_lost_telephone_is_forgotten(house: Flask) -> None:
    with house.app_context(), atomic():
        user = find_user_by_email(SUPERVISOR.email)
        assert user is not None
        secret = second_factor.new_secret()
        code = second_factor.codes().generate_totp_password(secret)
        services.set_second_factor(user=user, secret=secret, code=code, actor="test")
    assert ask(house, "remove-code", SUPERVISOR.email).exit_code == 0
    with house.app_context():
        user = find_user_by_email(SUPERVISOR.email)
        assert user is not None
        assert not user.has_second_factor
        assert user.recovery_codes == []


def test_role_is_given_and_taken_back(house: Flask) -> None:
    held = {"auto-bleue": Role.SUPERVISOR}
    for command, words, expected in (
        ("grant", ("cip", "--site", "gourmand"), held | {"gourmand": Role.CIP}),
        ("revoke", ("supervisor", "--site", "auto-bleue"), {"gourmand": Role.CIP}),
    ):
        answer = ask(house, command, SUPERVISOR.email, *words)
        assert answer.exit_code == 0, answer.stderr
        with house.app_context():
            user = find_user_by_email(SUPERVISOR.email)
            assert user is not None
            assert {each.site_slug: each.role for each in user.held} == expected


def test_role_that_is_not_held_is_one_line_and_exit_code_1(house: Flask) -> None:
    answer = ask(house, "revoke", SUPERVISOR.email, "finance")
    assert (answer.exit_code, answer.stderr) == (1, "Cette personne n’a pas ce rôle ici.\n")


@pytest.mark.parametrize("command", ["password", "remove-code", "disable"])
def test_unknown_account_is_one_line_and_exit_code_1(house: Flask, command: str) -> None:
    words = [command, "personne@example.org", *(["--password-file", "-"] if command == "password" else [])]
    answer = ask(house, *words, typed=f"{NEW}\n")
    assert (answer.exit_code, answer.stderr) == (1, "Aucun compte n’a cette adresse.\n")
