"""Where somebody goes after the door."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import url_for

from shared.accounts.models import User
from shared.accounts.permissions import Role


def home_of(user: User) -> str:
    """Returns the first page of `user`: the desk of whoever works here, the orders of a customer."""
    return url_for("portal.my_orders" if user.held_roles == {Role.CUSTOMER} else "desk.home")


def safe_path(wanted: str | None) -> str | None:
    """Returns `wanted` when it is a path of this site, else None.

    Browsers drop tabs and line breaks and read a backslash as a slash, so an address with any of them is none of ours.
    """
    if not wanted or "\\" in wanted or not wanted.isprintable():
        return None
    parts = urlsplit(wanted)
    ours = not parts.scheme and not parts.netloc and wanted.startswith("/") and not wanted.startswith("//")
    return wanted if ours else None
