"""In production the roles that see everybody's data come in with a code only."""

from __future__ import annotations

import pytest
from flask import Flask

from shared.accounts import services
from shared.accounts.permissions import Role
from shared.db import atomic
from tests.support.client import Visitor
from tests.support.telephone import Telephone

PASSWORD = "trois mots au hasard"
SET_UP = "/connexion/double-authentification"


def come(production: Flask, role: Role) -> Visitor:
    """Somebody new with this role gives the password."""
    email = f"{role}@ateliers.test"
    with production.app_context(), atomic():
        user = services.create_user(email=email, display_name=role.label, password=PASSWORD, actor="test")
        services.grant_role(user=user, role=role, site=None, everywhere=True, actor="test")
    visitor = Visitor(production, production.response_class)
    visitor.environ_base["HTTP_REFERER"] = "https://localhost/"
    visitor.submit("/connexion", email=email, password=PASSWORD)
    return visitor


def is_in(visitor: Visitor) -> bool:
    return visitor.get("/mon-compte").status_code == 200


@pytest.mark.parametrize("role", [Role.CIP, Role.FINANCE, Role.DIRECTION, Role.ADMINISTRATOR])
def test_no_code_no_entrance(production: Flask, role: Role) -> None:
    visitor = come(production, role)
    assert not is_in(visitor)
    assert visitor.get("/connexion/code").location == "/connexion"
    telephone = Telephone(production, visitor.get(SET_UP).text)
    assert visitor.submit(SET_UP, code="000000").status_code == 422
    assert not is_in(visitor)
    page = visitor.submit(SET_UP, code=telephone.code())
    assert "codes de secours" in page.text
    assert page.headers["Cache-Control"] == "no-store"
    assert is_in(visitor)


@pytest.mark.parametrize("role", [Role.SUPERVISOR, Role.EMPLOYEE, Role.CUSTOMER])
def test_other_roles_come_in_with_the_password(production: Flask, role: Role) -> None:
    assert is_in(come(production, role))


def test_page_of_the_set_up_is_for_these_eyes_only(production: Flask) -> None:
    assert come(production, Role.FINANCE).get(SET_UP).headers["Cache-Control"] == "no-store"


def test_cookie_travels_over_https_only_and_no_script_reads_it(production: Flask) -> None:
    visitor = Visitor(production, production.response_class)
    cookie = visitor.get("/connexion").headers["Set-Cookie"]
    assert all(part in cookie for part in ("Secure", "HttpOnly", "SameSite=Lax"))
