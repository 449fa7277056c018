"""Creating and closing accounts, giving and taking roles: what is refused, and what is recorded."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from shared.accounts import reference, services
from shared.accounts.demonstration import PASSWORD
from shared.accounts.models import RoleRow, User
from shared.accounts.permissions import Role
from shared.accounts.queries import find_user_by_email, list_users
from shared.audit.models import AuditEvent
from shared.db import atomic, session
from shared.kernel.errors import InvalidInput, NotFound, Refused
from shared.workshop import find_site

ACTOR = "cli:test"

pytestmark = pytest.mark.usefixtures("context")


def create(email: str = "Ada@Ateliers.test", name: str = "Ada", password: str = "trois mots au hasard") -> User:
    with atomic():
        return services.create_user(email=email, display_name=name, password=password, actor=ACTOR)


def actions() -> list[str]:
    return list(session.scalars(select(AuditEvent.action).where(AuditEvent.actor == ACTOR).order_by(AuditEvent.id)))


def test_account_is_created_with_a_hash_and_recorded() -> None:
    user = create()
    assert user.email == "ada@ateliers.test"
    assert user.password is not None
    assert user.password.startswith("$argon2id$")
    assert _ada().held == ()
    assert actions() == ["user.created"]


@pytest.mark.parametrize(
    ("email", "name", "password", "field"),
    [
        ("ada", "Ada", "trois mots au hasard", "email"),
        ("ada@ateliers", "Ada", "trois mots au hasard", "email"),
        ("ada@ateliers.test", "  ", "trois mots au hasard", "display_name"),
        ("ada@ateliers.test", "Ada", "court", "password"),
        ("ADA.lovelace@ateliers.test", "Ada", "je suis ada.LOVELACE", "password"),
    ],
)
def test_incomplete_account_is_refused(email: str, name: str, password: str, field: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        create(email, name, password)
    assert refusal.value.field == field
    assert list_users() == []


def test_address_has_one_account() -> None:
    create()
    with pytest.raises(InvalidInput, match="a déjà un compte"):
        create("ADA@ateliers.test")


def test_closed_account_is_closed_once() -> None:
    user = create()
    key = user.fs_uniquifier
    with atomic():
        services.disable_user(user=user, actor=ACTOR)
    assert not user.active
    assert user.fs_uniquifier != key
    with pytest.raises(Refused), atomic():
        services.disable_user(user=user, actor=ACTOR)
    assert actions() == ["user.created", "user.disabled"]


def test_role_of_one_site_asks_for_the_site() -> None:
    user = create()
    with pytest.raises(InvalidInput, match="se donne pour un site"), atomic():
        services.grant_role(user=user, role=Role.SUPERVISOR, site=None, actor=ACTOR)
    with atomic():
        services.grant_role(user=_ada(), role=Role.SUPERVISOR, site=None, everywhere=True, actor=ACTOR)
    assert [(held.role, held.site_slug) for held in _ada().held] == [(Role.SUPERVISOR, None)]


def test_role_is_given_once_and_taken_back() -> None:
    user, site = create(), find_site("gourmand")
    for _ in range(2):
        with atomic():
            services.grant_role(user=user, role=Role.SUPERVISOR, site=site, actor=ACTOR)
    assert [(held.role, held.site_slug) for held in _ada().held] == [(Role.SUPERVISOR, "gourmand")]
    with atomic():
        services.revoke_role(user=user, role=Role.SUPERVISOR, site=site, actor=ACTOR)
    assert _ada().held == ()
    with pytest.raises(NotFound), atomic():
        services.revoke_role(user=user, role=Role.SUPERVISOR, site=site, actor=ACTOR)
    assert actions() == ["user.created", "role.granted", "role.revoked"]


def test_roles_are_seeded_once() -> None:
    with atomic():
        reference.seed()
    assert sorted(session.scalars(select(RoleRow.name))) == sorted(Role)


@pytest.mark.parametrize(
    ("email", "password", "field"),
    [("ada@example.org", "trois mots au hasard", "email"), ("ada@ateliers.test", PASSWORD, "password")],
)
def test_production_takes_nothing_from_the_demonstration(
    production: Flask, email: str, password: str, field: str
) -> None:
    with production.app_context():
        with pytest.raises(InvalidInput) as refusal:
            create(email, "Ada", password)
        assert refusal.value.field == field


def _ada() -> User:
    user = find_user_by_email("ada@ateliers.test")
    assert user is not None
    return user
