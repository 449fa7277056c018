from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
import stripe

from shared.payments.standin.webhooks import TIDY

if TYPE_CHECKING:
    from tests.unit.payments.standin.conftest import Till


def test_a_session_expires_by_itself_when_its_time_has_come(till: Till) -> None:
    session = till.open_session()

    till.standin.controls.advance(24 * 60 * 60 - 60)
    assert till.sessions.retrieve(session.id).status == "open"
    till.standin.controls.advance(60)

    assert till.sessions.retrieve(session.id).status == "expired"
    till.standin.controls.deliver()
    assert set(till.shop.types) == {"checkout.session.expired"}
    assert till.shop.last("checkout.session.expired")["client_reference_id"] == "commande-7"


def test_nobody_needs_to_ask_for_an_expiry_to_be_told(open_till: Callable[..., Till]) -> None:
    instants = [1_800_000_000]
    till = open_till(by_hand=False, manners=TIDY, now=lambda: instants[0])
    till.open_session()

    instants[0] += 24 * 60 * 60

    assert till.shop.spoken_to.wait(10)
    assert till.shop.types == ["checkout.session.expired"]


def test_the_shop_may_expire_an_open_session_once(till: Till) -> None:
    session = till.open_session()

    expired = till.sessions.expire(session.id)

    assert (expired.status, expired.url) == ("expired", None)
    with pytest.raises(stripe.InvalidRequestError, match="status of `expired`"):
        till.sessions.expire(session.id)
    till.standin.controls.advance(48 * 60 * 60)
    events = till.stripe.v1.events.list({"type": "checkout.session.expired"})
    assert [event.data.object["id"] for event in events] == [session.id]


def test_an_expired_session_says_so_and_takes_no_payment(till: Till) -> None:
    session = till.open_session()
    till.sessions.expire(session.id)

    assert "Ce paiement a expiré" in till.visit(session.url).text
    assert till.visit(session.url, "card").status == 409
    assert till.sessions.retrieve(session.id).payment_status == "unpaid"
    assert list(till.stripe.v1.charges.list()) == []


def test_a_paid_session_cannot_be_expired(till: Till) -> None:
    session = till.paid_session()

    with pytest.raises(stripe.InvalidRequestError, match="status of `complete`"):
        till.sessions.expire(session.id)
    till.standin.controls.advance(48 * 60 * 60)

    assert till.sessions.retrieve(session.id).status == "complete"
