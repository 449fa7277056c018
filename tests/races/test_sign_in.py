"""Many processes knock at the same moment: the counts hold, and a code or a link lets one of them in."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from flask import Flask

from shared.accounts import customers, entrance, second_factor, services
from shared.accounts.models import MailLink, User
from shared.accounts.queries import find_user_by_email
from shared.accounts.throttles import TooManyTries
from shared.config import Settings
from shared.db import atomic, session
from shared.kernel import clock
from shared.kernel.errors import Refused
from shared.kernel.identifiers import fingerprint
from tests.support.personas import SUPERVISOR, move_in
from tests.support.races import race

PROCESSES = 8
MOMENT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def guess(number: int) -> bool:
    """Tries a wrong password; tells whether it was looked at."""
    wrong = f"un tout autre mot {number}"
    try:
        with atomic():
            assert entrance.give_password(email=SUPERVISOR.email, password=wrong, address="192.0.2.7") is None
    except TooManyTries:
        return False
    return True


def give(code: str) -> bool:
    """Gives a code; tells whether it let in."""
    with clock.at(MOMENT), atomic():
        return entrance.give_code(user=_supervisor(), typed=code)


def use(secret: str) -> bool:
    """Uses a link; tells whether it worked."""
    try:
        with atomic():
            customers.use_link(secret=secret)
    except Refused:
        return False
    return True


def test_five_guesses_are_looked_at_however_many_come_at_once(app: Flask, settings: Settings) -> None:
    move_in(app, SUPERVISOR)
    assert sorted(race(guess, range(PROCESSES), settings), key=str) == [False] * 3 + [True] * 5


def test_one_code_lets_one_in(app: Flask, settings: Settings) -> None:
    move_in(app, SUPERVISOR)
    with app.app_context(), clock.at(MOMENT - timedelta(minutes=1)), atomic():
        secret = second_factor.new_secret()
        first = second_factor.codes().generate_totp_password(secret)
        services.set_second_factor(user=_supervisor(), secret=secret, code=first, actor="test")
    with app.app_context(), clock.at(MOMENT):
        code = second_factor.codes().generate_totp_password(secret)
    # Four, because five tries are looked at.
    assert sorted(race(give, [code] * 4, settings), key=str) == [False] * 3 + [True]


def test_one_link_lets_one_in(app: Flask, settings: Settings) -> None:
    with app.app_context(), atomic():
        now = clock.now()
        session.add(
            MailLink(
                secret_sha256=fingerprint("once"),
                email="sacha@exemple.test",
                purpose=customers.PURPOSE,
                created_at=now,
                expires_at=now + timedelta(minutes=15),
            )
        )
    assert sorted(race(use, ["once"] * PROCESSES, settings), key=str) == [False] * 7 + [True]


def _supervisor() -> User:
    user = find_user_by_email(SUPERVISOR.email)
    assert user is not None
    return user
