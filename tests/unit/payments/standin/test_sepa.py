from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import stripe

if TYPE_CHECKING:
    from tests.unit.payments.standin.conftest import Till


def test_a_debit_is_complete_but_unpaid_until_the_bank_answers(till: Till) -> None:
    session = till.open_session()

    assert till.visit(session.url, "sepa").status == 303

    waiting = till.sessions.retrieve(session.id, {"expand": ["payment_intent"]})
    assert (waiting.status, waiting.payment_status) == ("complete", "unpaid")
    assert (waiting.payment_intent.status, waiting.payment_intent.amount_received) == ("processing", 0)
    assert till.charge_of(session).status == "pending"
    assert "Prélèvement demandé" in till.visit(session.url).text

    till.standin.controls.advance(20)

    assert till.sessions.retrieve(session.id).payment_status == "paid"
    assert (till.charge_of(session).status, till.charge_of(session).paid) == ("succeeded", True)
    till.standin.controls.deliver()
    assert till.shop.types == [
        "charge.pending",
        "payment_intent.processing",
        "checkout.session.completed",
        "charge.succeeded",
        "payment_intent.succeeded",
        "checkout.session.async_payment_succeeded",
    ]
    assert till.shop.last("checkout.session.completed")["payment_status"] == "unpaid"
    assert till.shop.last("checkout.session.async_payment_succeeded")["payment_status"] == "paid"


def test_a_debit_may_be_refused_by_the_bank_days_later(till: Till) -> None:
    session = till.paid_session("sepa_failed")

    till.standin.controls.advance(20)

    refused = till.sessions.retrieve(session.id, {"expand": ["payment_intent"]})
    assert (refused.status, refused.payment_status) == ("complete", "unpaid")
    assert refused.payment_intent.status == "requires_payment_method"
    till.standin.controls.deliver()
    assert till.shop.types[-1] == "checkout.session.async_payment_failed"


def test_the_bank_answers_only_once(till: Till) -> None:
    session = till.paid_session("sepa")

    till.standin.controls.settle(session.id, "failed")
    till.standin.controls.advance(60)

    assert till.sessions.retrieve(session.id).payment_status == "unpaid"
    assert list(till.stripe.v1.events.list({"type": "*async_payment_succeeded"})) == []


def test_a_pending_debit_cannot_be_refunded_and_its_refund_takes_time(till: Till) -> None:
    session = till.paid_session("sepa")
    with pytest.raises(stripe.InvalidRequestError, match="does not have a successful charge"):
        till.stripe.v1.refunds.create({"payment_intent": session.payment_intent})

    till.standin.controls.settle(session.id)
    refund = till.stripe.v1.refunds.create({"payment_intent": session.payment_intent})
    assert refund.status == "pending"
    till.standin.controls.advance(20)

    assert till.stripe.v1.refunds.retrieve(refund.id).status == "succeeded"
    assert till.stripe.v1.events.list().data[0].type == "refund.updated"
