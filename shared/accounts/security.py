"""Flask-Security as we use it: password hashes, one-time codes, and sessions that know their user by a key.

Its own pages, forms, messages and commands are not mounted: every screen of the house is ours.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask_security import Security, SQLAlchemyUserDatastore

from shared.accounts import sessions
from shared.accounts.models import RoleRow, User
from shared.accounts.queries import find_user
from shared.accounts.second_factor import OneTimeCodes
from shared.db import commit_request, database

if TYPE_CHECKING:
    from flask import Flask

    from shared.config import Settings


class Users(SQLAlchemyUserDatastore):
    """The users, as Flask-Security asks for them."""

    def __init__(self) -> None:
        super().__init__(database, User, RoleRow)

    def commit(self) -> None:
        """Commits the unit of the request: nothing else commits."""
        commit_request()

    def find_user(self, case_insensitive: bool = False, **by: Any) -> User | None:  # noqa: FBT001, FBT002, ARG002
        """Returns the user that one attribute means, with the grants, in one statement."""
        ((name, value),) = by.items()
        return find_user(getattr(User, name) == value)


def init_app(app: Flask, settings: Settings) -> None:
    """Joins Flask-Security to the application, without any page of its own."""
    app.config.from_mapping(
        SECURITY_PASSWORD_HASH="argon2",  # noqa: S106 (the name of the algorithm)
        SECURITY_PASSWORD_SCHEMES=["argon2"],
        SECURITY_PASSWORD_SALT=settings.password_salt,
        SECURITY_CLI_USERS_NAME=None,
        SECURITY_CLI_ROLES_NAME=None,
        PERMANENT_SESSION_LIFETIME=sessions.LIFETIME,
    )
    security = Security(app, Users(), register_blueprint=False)
    # A session is the only way in: the library would also take a token from a header or an address.
    security.login_manager.request_loader(None)
    app.extensions["ateliers_one_time_codes"] = OneTimeCodes(settings.totp_secret, settings.organisation)
