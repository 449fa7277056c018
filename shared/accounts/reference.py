"""The rows that every installation has: one per role."""

from __future__ import annotations

from sqlalchemy import select

from shared.accounts.models import RoleRow
from shared.accounts.permissions import Role
from shared.db import session


def seed() -> None:
    """Inserts the roles that the database lacks; belongs inside a unit."""
    known = set(session.scalars(select(RoleRow.name)))
    session.add_all(RoleRow(name=role) for role in Role if role not in known)
