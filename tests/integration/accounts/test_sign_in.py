"""Signing in with address and password."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from shared.accounts import demonstration, services
from shared.accounts.models import User
from shared.accounts.permissions import Role
from shared.accounts.queries import find_user_by_email
from shared.audit.models import AuditEvent
from shared.db import atomic, session
from shared.kernel import clock
from tests.support.client import Visitor
from tests.support.personas import CUSTOMER, FINANCE, NEIGHBOUR, SUPERVISOR, Persona, move_in

WRONG_PAIR = "Cette adresse et ce mot de passe ne vont pas ensemble."


def sign_in(visitor: Visitor, email: str, password: str, *, path: str = "/connexion") -> tuple[int, str]:
    answer = visitor.submit(path, email=email, password=password)
    return answer.status_code, answer.location or answer.text


def events(app: Flask, action: str) -> list[AuditEvent]:
    with app.app_context():
        return list(session.scalars(select(AuditEvent).where(AuditEvent.action == action).order_by(AuditEvent.id)))


@pytest.mark.parametrize(
    ("persona", "home"), [(SUPERVISOR, "/bureau"), (FINANCE, "/bureau"), (CUSTOMER, "/mon-espace")], ids=str
)
def test_each_finds_the_own_first_page(app: Flask, client: Visitor, persona: Persona, home: str) -> None:
    move_in(app, persona)
    assert sign_in(client, persona.email, persona.password) == (302, home)
    assert client.get("/mon-compte").status_code == 200


def test_capitals_and_spaces_around_the_address_do_not_matter(app: Flask, client: Visitor) -> None:
    move_in(app, SUPERVISOR)
    assert sign_in(client, f"  {SUPERVISOR.email.upper()} ", SUPERVISOR.password)[0] == 302


def test_sign_in_is_recorded_with_its_actor(app: Flask, client: Visitor) -> None:
    move_in(app, SUPERVISOR)
    sign_in(client, SUPERVISOR.email, SUPERVISOR.password)
    (event,) = events(app, "signed_in")
    with app.app_context():
        user = find_user_by_email(SUPERVISOR.email)
        assert user is not None
        assert event.actor == event.subject == f"user:{user.public_id}"
        assert event.detail == {"factor": "password"}
        assert user.last_sign_in_at is not None


@pytest.mark.parametrize("email", [SUPERVISOR.email, "personne@example.org"], ids=["known", "unknown"])
def test_wrong_pair_gets_one_answer_whoever_it_is(app: Flask, client: Visitor, email: str) -> None:
    move_in(app, SUPERVISOR)
    status, page = sign_in(client, email, "un tout autre mot")
    assert status == 422
    assert WRONG_PAIR in page
    assert f'value="{email}"' in page
    assert "un tout autre mot" not in page
    assert client.get("/mon-compte").status_code == 302


def test_failure_is_recorded_without_the_address(app: Flask, client: Visitor) -> None:
    sign_in(client, "personne@example.org", "un tout autre mot")
    (event,) = events(app, "sign_in_failed")
    assert event.actor == "visitor"
    assert "personne" not in f"{event.subject} {event.detail}"


def test_disabled_account_is_answered_like_a_wrong_password(app: Flask, client: Visitor) -> None:
    move_in(app, SUPERVISOR)
    with app.app_context(), atomic():
        services.disable_user(user=_user(SUPERVISOR), actor="test")
    status, page = sign_in(client, SUPERVISOR.email, SUPERVISOR.password)
    assert status == 422
    assert WRONG_PAIR in page


def test_empty_form_says_what_is_missing(client: Visitor) -> None:
    status, page = sign_in(client, "", "")
    assert status == 422
    assert "Écrivez votre adresse de courriel." in page
    assert "Écrivez votre mot de passe." in page


def test_form_without_token_is_refused(app: Flask, client: Visitor) -> None:
    move_in(app, SUPERVISOR)
    answer = client.post("/connexion", data={"email": SUPERVISOR.email, "password": SUPERVISOR.password})
    assert answer.status_code == 400
    assert client.get("/mon-compte").status_code == 302


def test_visitor_returns_to_the_page_that_asked(app: Flask, client: Visitor) -> None:
    move_in(app, SUPERVISOR)
    door = client.get("/mon-compte/mot-de-passe?essai=1").location
    assert door == "/connexion?next=/mon-compte/mot-de-passe?essai%3D1"
    assert sign_in(client, SUPERVISOR.email, SUPERVISOR.password, path=door) == (
        302,
        "/mon-compte/mot-de-passe?essai=1",
    )


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://ailleurs.test/",
        "//ailleurs.test/",
        "///ailleurs.test/",
        "/%5Cailleurs.test/",
        "/%09/ailleurs.test/",
        "/mon-compte%0A",
    ],
)
def test_visitor_is_never_led_elsewhere(app: Flask, client: Visitor, elsewhere: str) -> None:
    move_in(app, SUPERVISOR)
    path = f"/connexion?next={elsewhere}"
    assert sign_in(client, SUPERVISOR.email, SUPERVISOR.password, path=path) == (302, "/bureau")
    assert client.get(path).location == "/bureau"


def test_cookie_planted_before_the_sign_in_is_worth_nothing_after(app: Flask, client: Visitor) -> None:
    move_in(app, SUPERVISOR)
    with client.session_transaction() as cookie:
        cookie["planted"] = "by a stranger"
    planted_token = client.get("/connexion").text.partition('name="csrf_token" value="')[2].partition('"')[0]
    sign_in(client, SUPERVISOR.email, SUPERVISOR.password)
    with client.session_transaction() as cookie:
        assert "planted" not in cookie
    assert client.post("/mon-compte/mot-de-passe", data={"csrf_token": planted_token}).status_code == 400


def test_session_ends_after_a_working_day(app: Flask, client: Visitor) -> None:
    move_in(app, SUPERVISOR)
    morning = clock.now()
    sign_in(client, SUPERVISOR.email, SUPERVISOR.password)
    with clock.at(morning + timedelta(hours=11)):
        assert client.get("/mon-compte").status_code == 200
    with clock.at(morning + timedelta(hours=12, minutes=1)):
        assert client.get("/mon-compte").location.startswith("/connexion")


def test_session_of_who_sees_much_ends_sooner_without_a_page(app: Flask, client: Visitor) -> None:
    move_in(app, FINANCE)
    morning = clock.now()
    sign_in(client, FINANCE.email, FINANCE.password)
    for minutes, status in ((110, 200), (220, 200), (345, 302)):
        with clock.at(morning + timedelta(minutes=minutes)):
            assert client.get("/mon-compte").status_code == status


def test_signing_out_leads_back_to_the_door(app: Flask, client: Visitor) -> None:
    move_in(app, NEIGHBOUR)
    sign_in(client, NEIGHBOUR.email, NEIGHBOUR.password)
    assert client.submit("/mon-compte", action="/deconnexion").location == "/connexion"
    assert "Vous êtes déconnecté." in client.get("/connexion").text
    assert client.get("/mon-compte").status_code == 302


def test_signing_out_is_no_link(client: Visitor) -> None:
    assert client.get("/deconnexion").status_code == 405


def test_published_accounts_do_not_open_production(app: Flask, production: Flask) -> None:
    move_in(app, SUPERVISOR)
    with app.app_context(), atomic():
        user = User(
            email="vraie@ateliers.test",
            display_name="Vraie",
            password=_user(SUPERVISOR).password,
            fs_uniquifier="0",
            created_at=clock.now(),
        )
        session.add(user)
        services.grant_role(user=user, role=Role.SUPERVISOR, site=None, everywhere=True, actor="test")
    visitor = Visitor(production, production.response_class)
    visitor.environ_base["HTTP_REFERER"] = "https://localhost/"
    for email in (SUPERVISOR.email, "vraie@ateliers.test"):
        answer = visitor.submit("/connexion", email=email, password=demonstration.PASSWORD)
        assert answer.status_code == 422


def _user(persona: Persona) -> User:
    user = find_user_by_email(persona.email)
    assert user is not None
    return user
