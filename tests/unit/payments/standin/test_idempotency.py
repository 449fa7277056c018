from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

import pytest
import stripe

if TYPE_CHECKING:
    from tests.unit.payments.standin.conftest import Till

ORDER = {"idempotency_key": "order-7-checkout-v1"}


def test_the_same_request_is_performed_once_and_its_answer_replayed(till: Till) -> None:
    first = till.sessions.create(till.wish(), ORDER)
    till.standin.controls.pay(first.id)

    again = till.sessions.create(till.wish(), ORDER)

    assert again.to_dict() == first.to_dict()
    assert again.status == "open", "the stored answer is replayed, not the present state"
    assert again.last_response.headers["Idempotent-Replayed"] == "true"
    assert "Idempotent-Replayed" not in first.last_response.headers
    assert len(till.sessions.list().data) == 1


def test_another_request_under_the_same_key_is_refused(till: Till) -> None:
    session = till.sessions.create(till.wish(), ORDER)

    with pytest.raises(stripe.IdempotencyError, match="same parameters"):
        till.sessions.create(till.wish(client_reference_id="commande-8"), ORDER)
    with pytest.raises(stripe.IdempotencyError, match="same endpoint"):
        till.sessions.expire(session.id, {}, ORDER)

    assert [one.client_reference_id for one in till.sessions.list()] == ["commande-7"]
    assert till.sessions.retrieve(session.id).status == "open"


def test_a_request_that_failed_validation_may_be_corrected_under_its_key(till: Till) -> None:
    with pytest.raises(stripe.InvalidRequestError, match="unknown parameter"):
        till.sessions.create(till.wish(couleur="bleu"), ORDER)

    assert till.sessions.create(till.wish(), ORDER).status == "open"


def test_an_act_that_was_tried_and_failed_is_replayed_too(till: Till) -> None:
    session = till.paid_session()
    wish: Any = {"payment_intent": session.payment_intent, "amount": 9999}
    for replayed in (None, "true"):
        with pytest.raises(stripe.InvalidRequestError, match="greater than charge amount") as refusal:
            till.stripe.v1.refunds.create(wish, {"idempotency_key": "refund-1"})
        assert (refusal.value.headers or {}).get("Idempotent-Replayed") == replayed


def test_a_key_serves_anew_after_a_day(till: Till) -> None:
    first = till.sessions.create(till.wish(), ORDER)

    till.standin.controls.advance(24 * 60 * 60)

    assert till.sessions.create(till.wish(), ORDER).id != first.id


def test_a_key_that_is_too_long_is_refused(till: Till) -> None:
    with pytest.raises(stripe.IdempotencyError, match="255"):
        till.sessions.create(till.wish(), {"idempotency_key": "x" * 256})


def test_eight_clients_at_once_under_one_key_open_one_session(till: Till) -> None:
    opened: list[str] = []
    clients = [
        threading.Thread(target=lambda: opened.append(till.sessions.create(till.wish(), ORDER).id)) for _ in range(8)
    ]
    for client in clients:
        client.start()
    for client in clients:
        client.join()

    assert len(opened) == 8
    assert len(set(opened)) == 1


def test_an_event_names_the_request_that_caused_it(till: Till) -> None:
    session = till.open_session()
    till.sessions.expire(session.id, {}, {"idempotency_key": "order-7-expire"})
    till.paid_session()

    [expired] = till.stripe.v1.events.list({"type": "checkout.session.expired"})
    [paid] = till.stripe.v1.events.list({"type": "checkout.session.completed"})

    assert expired.request.idempotency_key == "order-7-expire"
    assert expired.request.id.startswith("req_")
    assert (paid.request.id, paid.request.idempotency_key) == (None, None)
