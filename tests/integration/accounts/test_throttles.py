"""How often one may try: the counts hold across applications, and the sentence says when to come back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from shared.accounts.models import Throttle
from shared.accounts.throttles import household
from shared.config import Mode
from shared.db import session
from shared.kernel import clock
from tests.support.client import Visitor
from tests.support.personas import CIP, SUPERVISOR, move_in

MORNING = datetime(2026, 11, 23, 8, 4, 30, tzinfo=UTC)
LATE = timedelta(minutes=16)


def try_in(visitor: Visitor, email: str, password: str, address: str = "192.0.2.7") -> tuple[int, str]:
    visitor.environ_base["REMOTE_ADDR"] = address
    answer = visitor.submit("/connexion", email=email, password=password)
    return answer.status_code, answer.text


def test_sixth_try_on_an_account_waits_though_the_password_is_right(app: Flask, client: Visitor) -> None:
    move_in(app, SUPERVISOR)
    with clock.at(MORNING):
        for _ in range(5):
            assert try_in(client, SUPERVISOR.email, "un tout autre mot")[0] == 422
        status, page = try_in(client, SUPERVISOR.email, SUPERVISOR.password)
        assert status == 429
        # 09:04:30 in Paris and fifteen minutes, rounded up to the minute.
        assert "attendez jusqu’à 09:20" in page
    with clock.at(MORNING + LATE):
        assert try_in(client, SUPERVISOR.email, SUPERVISOR.password)[0] == 302


def test_unknown_account_waits_just_the_same(client: Visitor) -> None:
    answers = [try_in(client, "personne@example.org", "un tout autre mot")[0] for _ in range(6)]
    assert answers == [422] * 5 + [429]


def test_count_holds_in_another_process(app: Flask, open_another: Callable[[Mode], Flask]) -> None:
    move_in(app, SUPERVISOR)
    # Two applications share nothing but the database, like two processes.
    for _ in range(5):
        neighbour = open_another(Mode.DEMONSTRATION)
        assert try_in(Visitor(neighbour, app.response_class), SUPERVISOR.email, "un tout autre mot")[0] == 422
    assert try_in(Visitor(app, app.response_class), SUPERVISOR.email, SUPERVISOR.password)[0] == 429


def test_account_being_tried_does_not_stop_others(app: Flask, client: Visitor) -> None:
    move_in(app, CIP)
    for _ in range(6):
        try_in(client, SUPERVISOR.email, "un tout autre mot")
    assert try_in(client, CIP.email, CIP.password)[0] == 302


def test_right_password_clears_the_count(app: Flask, client: Visitor) -> None:
    move_in(app, SUPERVISOR)
    for _ in range(2):
        for _ in range(4):
            assert try_in(Visitor(app, app.response_class), SUPERVISOR.email, "un tout autre mot")[0] == 422
        assert try_in(Visitor(app, app.response_class), SUPERVISOR.email, SUPERVISOR.password)[0] == 302


def test_address_that_tries_many_accounts_waits(app: Flask, client: Visitor) -> None:
    move_in(app, SUPERVISOR)
    for number in range(30):
        assert try_in(client, f"personne{number}@example.org", "un tout autre mot")[0] == 422
    assert try_in(client, SUPERVISOR.email, SUPERVISOR.password)[0] == 429
    assert try_in(client, SUPERVISOR.email, SUPERVISOR.password, address="192.0.2.8")[0] == 302


def test_office_behind_one_address_comes_in(app: Flask) -> None:
    move_in(app, SUPERVISOR)
    for _ in range(35):
        assert try_in(Visitor(app, app.response_class), SUPERVISOR.email, SUPERVISOR.password)[0] == 302


def test_nothing_stored_names_account_or_address(app: Flask, client: Visitor) -> None:
    try_in(client, SUPERVISOR.email, "un tout autre mot")
    with app.app_context():
        rows = list(session.scalars(select(Throttle)))
    assert {row.scope for row in rows} == {"sign_in_to_account", "sign_in_from_address"}
    assert all(len(row.key_sha256) == 64 and int(row.key_sha256, 16) for row in rows)


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:aaaa::1", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:bbbb::2", "2001:db8:1:2::/64"),
        (None, "unknown"),
    ],
)
def test_addresses_of_one_household_count_as_one(address: str | None, counted: str) -> None:
    assert household(address) == counted
