"""Finding users, with what they hold."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import joinedload

from shared.accounts.models import Grant, User
from shared.db import session


def normal_email(typed: str) -> str:
    """Returns a mail address as it is stored and compared."""
    return typed.strip().lower()


def find_user(where: ColumnElement[bool], *, lock: bool = False) -> User | None:
    """Returns the one user that `where` means as stored now, grants, roles and sites with it, in one statement."""
    wanted = _users().where(where).execution_options(populate_existing=True)
    if lock:
        wanted = wanted.with_for_update(of=User)
    user = session.scalars(wanted).unique().one_or_none()
    if user is not None:
        user.note_held()
    return user


def find_user_by_email(email: str) -> User | None:
    """Returns the user who signs in with this address, whatever its capitals."""
    return find_user(User.email == normal_email(email))


def list_users() -> list[User]:
    """Returns all users by address, with their grants."""
    return list(session.scalars(_users().order_by(User.email)).unique())


def _users() -> Select[User]:
    return select(User).options(joinedload(User.grants).options(joinedload(Grant.role), joinedload(Grant.site)))
