"""Finding users, with what they hold."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import joinedload

from shared.accounts.models import Grant, RoleRow, User
from shared.accounts.permissions import Role
from shared.db import session

_USER = "user:"

# Built once: whoever is signed in is loaded anew by every request.
_USERS = select(User).options(joinedload(User.grants).options(joinedload(Grant.role), joinedload(Grant.site)))
_ONE_USER = _USERS.execution_options(populate_existing=True)


def normal_email(typed: str) -> str:
    """Returns a mail address as it is stored and compared."""
    return typed.strip().lower()


def find_user(where: ColumnElement[bool], *, lock: bool = False) -> User | None:
    """Returns the one user that `where` means as stored now, grants, roles and sites with it, in one statement."""
    wanted = _ONE_USER.where(where)
    if lock:
        wanted = wanted.with_for_update(of=User)
    user = session.scalars(wanted).unique().one_or_none()
    if user is not None:
        user.note_held()
    return user


def find_user_by_email(email: str) -> User | None:
    """Returns the user who signs in with this address, whatever its capitals."""
    return find_user(User.email == normal_email(email))


def find_user_id(actor: str) -> int | None:
    """Returns the id of the user that an actor names, None for a command or a job. One statement at most."""
    if not actor.startswith(_USER):
        return None
    try:
        user = UUID(actor.removeprefix(_USER))
    except ValueError:
        return None
    return session.scalar(select(User.id).where(User.public_id == user))


def list_users() -> list[User]:
    """Returns all users by address, with their grants."""
    return list(session.scalars(_USERS.order_by(User.email)).unique())


def list_holders(roles: Collection[Role]) -> list[User]:
    """Returns the open accounts that hold one of these roles somewhere, by address. One statement."""
    holders = select(Grant.user_id).join(Grant.role).where(RoleRow.name.in_(roles))
    return list(session.scalars(_USERS.where(User.active, User.id.in_(holders)).order_by(User.email)).unique())
