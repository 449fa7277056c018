"""The people of the tests: who they are, which role they hold and where."""

from __future__ import annotations

from dataclasses import dataclass

import flask
from flask import Flask

from shared.accounts import sessions
from shared.accounts.demonstration import PASSWORD
from shared.accounts.models import User
from shared.accounts.permissions import Role
from shared.accounts.queries import find_user_by_email
from shared.accounts.services import create_user, grant_role
from shared.db import atomic
from shared.workshop import find_site
from tests.support.client import Visitor

ACTOR = "test:personas"


@dataclass(frozen=True)
class Persona:
    """Somebody with one role, at the site with this slug or in the whole house; the password is the demonstration's."""

    name: str
    role: Role
    site: str | None = None

    def __str__(self) -> str:
        return self.name

    @property
    def email(self) -> str:
        """The address this person signs in with."""
        return f"{self.name}@example.org"

    @property
    def password(self) -> str:
        """What this person types to sign in."""
        return PASSWORD


SUPERVISOR = Persona("supervisor", Role.SUPERVISOR, "auto-bleue")
NEIGHBOUR = Persona("neighbour", Role.SUPERVISOR, "gourmand")
CIP = Persona("cip", Role.CIP, "auto-bleue")
FINANCE = Persona("finance", Role.FINANCE)
DIRECTION = Persona("direction", Role.DIRECTION)
ADMINISTRATOR = Persona("administrator", Role.ADMINISTRATOR)
EMPLOYEE = Persona("employee", Role.EMPLOYEE, "auto-bleue")
CUSTOMER = Persona("customer", Role.CUSTOMER)

EVERYBODY = (SUPERVISOR, NEIGHBOUR, CIP, FINANCE, DIRECTION, ADMINISTRATOR, EMPLOYEE, CUSTOMER)


def supervisor_of(site: str) -> Persona:
    """Returns somebody who supervises another workshop."""
    return Persona(f"supervisor-{site}", Role.SUPERVISOR, site)


def move_in(app: Flask, persona: Persona) -> None:
    """Gives a persona an account and its role, unless it has them already."""
    with app.app_context(), atomic():
        if find_user_by_email(persona.email) is None:
            name = persona.name.capitalize()
            user = create_user(email=persona.email, display_name=name, password=persona.password, actor=ACTOR)
            site = find_site(persona.site) if persona.site else None
            grant_role(user=user, role=persona.role, site=site, actor=ACTOR)


def client_of(app: Flask, persona: Persona) -> Visitor:
    """Returns a client that is signed in as a persona; the door itself has its own tests."""
    move_in(app, persona)
    client = Visitor(app, app.response_class)
    with app.test_request_context():
        sessions.open_session(_find(persona))
        opened = dict(flask.session)
    with client.session_transaction() as cookie:
        cookie.update(opened)
    return client


def _find(persona: Persona) -> User:
    user = find_user_by_email(persona.email)
    assert user is not None
    return user
