"""The guard: who may open what, at which site, and how soon a change counts."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from enum import StrEnum
from functools import wraps
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import BaseConverter, Rule, ValidationError

from shared.accounts import access, services
from shared.accounts.permissions import ROLE_PERMISSIONS, Permission, Role, permissions_by_role
from shared.accounts.queries import find_user_by_email
from shared.db import atomic, in_unit
from shared.workshop import find_site
from tests.support.client import Visitor
from tests.support.personas import (
    ADMINISTRATOR,
    CIP,
    CUSTOMER,
    DIRECTION,
    EMPLOYEE,
    EVERYBODY,
    FINANCE,
    NEIGHBOUR,
    SUPERVISOR,
    Persona,
)
from tests.support.queries import statements

SignIn = Callable[[Persona], Visitor]
SAMPLES = ("1", "01890000-0000-7000-8000-000000000000", "2026-11-23", "2026-W48", "2026-11", "abc")
DOORS = ("/connexion", "/mon-espace/lien")


@pytest.fixture
def hollow(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Flask:
    """The application with empty views: only the guard answers otherwise than "open"."""
    for endpoint, view in app.view_functions.items():
        monkeypatch.setitem(app.view_functions, endpoint, wraps(view)(lambda **_values: "open"))
    return app


def address_of(rule: Rule) -> str:
    built = rule.build({name: sample_for(each) for name, each in rule._converters.items()})  # noqa: SLF001
    assert built
    return str(built[1])


def sample_for(converter: BaseConverter) -> Any:
    for sample in SAMPLES:
        if re.fullmatch(converter.regex, sample):
            with suppress(ValidationError):
                return converter.to_python(sample)
    raise AssertionError(f"no sample for {converter}")


def knock(client: FlaskClient, rule: Rule) -> Any:
    methods = rule.methods or set()
    return client.open(address_of(rule), method="GET" if "GET" in methods else min(methods - {"OPTIONS"}))


def guarded(app: Flask) -> Iterator[tuple[Rule, StrEnum]]:
    for rule in app.url_map.iter_rules():
        permission = getattr(app.view_functions[rule.endpoint], "required_permission", None)
        if permission is not None:
            yield rule, permission


def site_of(app: Flask, rule: Rule) -> str | None:
    workshop = app.extensions["ateliers_workshops"].of_blueprint(rule.endpoint.partition(".")[0])
    return workshop.slug if workshop and rule.endpoint.startswith(f"{workshop.staff_name}.") else None


def test_signed_out_every_guarded_page_leads_to_the_door(hollow: Flask, client: Visitor) -> None:
    pages = list(guarded(hollow))
    assert pages
    for rule, _ in pages:
        answer = knock(client, rule)
        if rule.rule.startswith("/api/"):
            assert answer.status_code == 401, rule
        else:
            assert answer.status_code == 302, rule
            assert answer.location.split("?")[0] in DOORS, rule


def test_public_pages_are_open_to_everybody(hollow: Flask, client: Visitor) -> None:
    for rule in hollow.url_map.iter_rules():
        if getattr(hollow.view_functions[rule.endpoint], "is_public", False):
            assert knock(client, rule).status_code not in {302, 401, 403}, rule


@pytest.mark.parametrize("persona", EVERYBODY, ids=str)
def test_each_role_opens_its_pages_and_no_other(hollow: Flask, sign_in: SignIn, persona: Persona) -> None:
    client = sign_in(persona)
    for rule, permission in guarded(hollow):
        site = site_of(hollow, rule)
        allowed = permission in ROLE_PERMISSIONS[persona.role] and (
            site is None or persona.site is None or site == persona.site
        )
        assert (knock(client, rule).status_code == 403) is not allowed, f"{persona}: {rule}"


@pytest.mark.parametrize(
    ("persona", "permission", "site", "allowed"),
    [
        (SUPERVISOR, Permission.EDIT_HOURS, "auto-bleue", True),
        (SUPERVISOR, Permission.EDIT_HOURS, "gourmand", False),
        (SUPERVISOR, Permission.EDIT_HOURS, None, True),
        (NEIGHBOUR, Permission.EDIT_HOURS, "auto-bleue", False),
        (SUPERVISOR, Permission.VIEW_REVENUE, "auto-bleue", False),
        (CIP, Permission.EDIT_HOURS, "auto-bleue", False),
        (FINANCE, Permission.EXPORT_REVENUE, "gourmand", True),
        (DIRECTION, Permission.EXPORT_PAYROLL, None, False),
        (ADMINISTRATOR, Permission.VIEW_HOURS, None, False),
        (EMPLOYEE, Permission.VIEW_HOURS, "auto-bleue", False),
        (CUSTOMER, Permission.VIEW_DESK, None, False),
    ],
    ids=str,
)
def test_a_permission_holds_where_it_was_given(
    app: Flask, sign_in: SignIn, persona: Persona, permission: Permission, site: str | None, *, allowed: bool
) -> None:
    sign_in(persona)
    with app.app_context():
        user = find_user_by_email(persona.email)
        assert user is not None
        assert access.may(user, permission, site) is allowed


def test_lists_are_cut_to_the_sites_of_the_person(app: Flask, sign_in: SignIn) -> None:
    for persona in (SUPERVISOR, FINANCE, CUSTOMER):
        sign_in(persona)
    with app.app_context():
        supervisor, finance, customer = (
            find_user_by_email(persona.email) for persona in (SUPERVISOR, FINANCE, CUSTOMER)
        )
        assert supervisor
        assert finance
        assert customer
        assert access.sites_with(supervisor, Permission.VIEW_HOURS) == {find_site("auto-bleue").id}
        assert access.sites_with(finance, Permission.VIEW_HOURS) is None
        assert access.sites_with(customer, Permission.VIEW_HOURS) == set()


def test_role_taken_back_counts_from_the_next_request(app: Flask, hollow: Flask, sign_in: SignIn) -> None:
    client = sign_in(SUPERVISOR)
    assert client.get("/bureau").status_code == 200
    with app.app_context(), atomic():
        user = find_user_by_email(SUPERVISOR.email)
        assert user is not None
        services.revoke_role(user=user, role=Role.SUPERVISOR, site=find_site("auto-bleue"), actor="test")
    assert client.get("/bureau").status_code == 403


def test_account_closed_counts_from_the_next_request(app: Flask, hollow: Flask, sign_in: SignIn) -> None:
    client = sign_in(SUPERVISOR)
    with app.app_context(), atomic():
        user = find_user_by_email(SUPERVISOR.email)
        assert user is not None
        services.disable_user(user=user, actor="test")
    assert client.get("/bureau").location.startswith("/connexion")


def test_view_without_word_about_access_is_refused_to_everybody(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.view_functions, "accounts.sign_in", lambda: "open")
    assert app.test_client().get("/connexion").status_code == 403


def test_person_and_grants_are_read_in_one_statement(app: Flask, hollow: Flask, sign_in: SignIn) -> None:
    client = sign_in(SUPERVISOR)
    with statements(app) as sent:
        client.get("/bureau")
    assert len(sent) == 1


def test_posting_reads_the_person_inside_the_unit(app: Flask, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[bool] = []

    @wraps(app.view_functions["accounts.sign_out"])
    def note() -> str:
        seen.append(in_unit())
        return "noted"

    monkeypatch.setitem(app.view_functions, "accounts.sign_out", note)
    client = sign_in(SUPERVISOR)
    client.submit("/mon-compte", action="/deconnexion")
    assert seen == [True]


def test_stale_form_of_somebody_signed_out_leads_to_the_door(client: Visitor) -> None:
    answer = client.post("/mon-compte/mot-de-passe", data={"csrf_token": "stale"})
    assert (answer.status_code, answer.location) == (302, "/connexion")


def test_library_mounts_no_page_and_takes_no_token(app: Flask, sign_in: SignIn) -> None:
    assert not [rule for rule in app.url_map.iter_rules() if rule.endpoint.startswith("security.")]
    assert app.jinja_env.list_templates(filter_func=lambda name: name.startswith("security/")) == []
    sign_in(SUPERVISOR)
    with app.test_request_context():
        user = find_user_by_email(SUPERVISOR.email)
        assert user is not None
        token = user.get_auth_token()
    answer = app.test_client().get("/bureau", headers={"Authentication-Token": token})
    assert answer.status_code == 302


class Added(StrEnum):
    """What a workshop might add."""

    BAKE = "bake"
    VIEW_HOURS = "view_hours"


def test_workshop_adds_a_permission() -> None:
    table = permissions_by_role([{Added.BAKE: frozenset({Role.SUPERVISOR})}])
    assert Added.BAKE in table[Role.SUPERVISOR]
    assert Added.BAKE not in table[Role.FINANCE]


def test_workshop_cannot_take_the_name_of_another_permission() -> None:
    with pytest.raises(ValueError, match="view_hours"):
        permissions_by_role([{Added.VIEW_HOURS: frozenset({Role.CUSTOMER})}])
