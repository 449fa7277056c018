"""Who is at the door: sessions, kept in the signed cookie that Flask calls `session`.

Three kinds: somebody with an account is in; somebody has given the password and still owes a code; a customer without
account has followed a link sent by mail. Each begins from an emptied cookie and ends on its own.
"""

from __future__ import annotations

from datetime import timedelta

from flask import session as cookie
from flask_login import current_user
from flask_security import login_user, logout_user

from shared.accounts.models import User
from shared.accounts.queries import find_user
from shared.kernel import clock

LIFETIME = timedelta(hours=12)
"""A working day: whoever signed in in the morning signs in again the next."""

IDLE = timedelta(hours=2)
"""After so long without a page, the roles that see everybody's data sign in again."""

CODE_WITHIN = timedelta(minutes=10)
"""How long a password waits for its code."""

SEEN_EVERY = timedelta(minutes=1)


def open_session(user: User) -> None:
    """Lets `user` in; a cookie that somebody else planted before is worth nothing after."""
    cookie.clear()
    cookie["opened_at"] = cookie["seen_at"] = _seconds()
    login_user(user)


def open_customer_session(email: str) -> None:
    """Lets in a customer who has just proved to read the mails of `email`."""
    cookie.clear()
    cookie["opened_at"] = cookie["seen_at"] = _seconds()
    cookie["customer"] = email


def signed_in_user() -> User:
    """Returns who is signed in, the object itself; belongs behind the guard."""
    user: User = current_user._get_current_object()  # noqa: SLF001 (the documented way to leave the proxy)
    return user


def close_session() -> None:
    """Ends whatever session there is."""
    logout_user()
    cookie.clear()


def keep_fresh() -> None:
    """Ends the session when its time is over, else notes that somebody is there; called once per request."""
    if "_user_id" not in cookie and "customer" not in cookie:
        return
    age, unseen = (timedelta(seconds=_seconds() - cookie.get(since, 0)) for since in ("opened_at", "seen_at"))
    idle = IDLE if current_user.is_authenticated and _sees_much(current_user) else LIFETIME
    if age > LIFETIME or unseen > idle:
        close_session()
    elif unseen > SEEN_EVERY:
        cookie["seen_at"] = _seconds()


def customer_session() -> str | None:
    """Returns the mail address that a customer without account has proved in this session."""
    email: str | None = cookie.get("customer")
    return email


def wait_for_code(user: User, destination: str | None) -> None:
    """Remembers that `user` has given the password, and where the person wants to go."""
    cookie.clear()
    cookie["waiting"] = {"user": user.fs_uniquifier, "since": _seconds(), "destination": destination}


def waiting_user() -> User | None:
    """Returns the user who has given the password a moment ago and still owes a code."""
    waiting = cookie.get("waiting")
    if waiting is None or _seconds() - waiting["since"] > CODE_WITHIN.total_seconds():
        return None
    return find_user((User.fs_uniquifier == waiting["user"]) & User.active)


def waiting_destination() -> str | None:
    """Returns where the person who owes a code wants to go."""
    destination: str | None = cookie.get("waiting", {}).get("destination")
    return destination


def _sees_much(user: User) -> bool:
    return any(role.needs_second_factor for role in user.held_roles)


def _seconds() -> int:
    return int(clock.now().timestamp())
