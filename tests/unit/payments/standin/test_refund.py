from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import stripe

if TYPE_CHECKING:
    from tests.unit.payments.standin.conftest import Till


def _refund(till: Till, session: Any, **wish: Any) -> Any:
    return till.stripe.v1.refunds.create({"payment_intent": session.payment_intent, **wish})


def test_a_whole_payment_is_refunded_and_told(till: Till) -> None:
    session = till.paid_session()

    refund = _refund(till, session, reason="requested_by_customer", metadata={"credit_note": "AV-1"})

    assert (refund.amount, refund.status, refund.currency) == (2500, "succeeded", "eur")
    assert (refund.reason, refund.metadata["credit_note"]) == ("requested_by_customer", "AV-1")
    charge = till.charge_of(session)
    assert (charge.amount_refunded, charge.refunded) == (2500, True)
    till.standin.controls.deliver()
    assert till.shop.types[-3:] == ["charge.refunded", "refund.created", "refund.updated"]
    assert till.shop.last("charge.refunded")["amount_refunded"] == 2500


def test_partial_refunds_add_up_and_never_exceed_the_payment(till: Till) -> None:
    session = till.paid_session()

    _refund(till, session, amount=1000)
    assert (till.charge_of(session).amount_refunded, till.charge_of(session).refunded) == (1000, False)
    with pytest.raises(stripe.InvalidRequestError, match=r"€15.01.*unrefunded amount on charge \(€15.00\)") as refusal:
        _refund(till, session, amount=1501)
    assert refusal.value.param == "amount"
    _refund(till, session, amount=1500)

    assert till.charge_of(session).refunded is True
    listed = till.stripe.v1.refunds.list({"payment_intent": session.payment_intent})
    assert [refund.amount for refund in listed] == [1500, 1000]


def test_more_than_the_payment_is_refused(till: Till) -> None:
    session = till.paid_session()

    with pytest.raises(stripe.InvalidRequestError, match=r"€25.01.*charge amount \(€25.00\)"):
        _refund(till, session, amount=2501)
    assert till.charge_of(session).amount_refunded == 0


def test_a_payment_refunded_already_is_refused(till: Till) -> None:
    session = till.paid_session()
    _refund(till, session)

    with pytest.raises(stripe.InvalidRequestError) as refusal:
        _refund(till, session)

    assert refusal.value.code == "charge_already_refunded"


def test_a_refund_needs_a_payment(till: Till) -> None:
    with pytest.raises(stripe.InvalidRequestError, match="payment_intent or charge"):
        till.stripe.v1.refunds.create({"amount": 100})
    with pytest.raises(stripe.InvalidRequestError, match="No such payment_intent"):
        till.stripe.v1.refunds.create({"payment_intent": "pi_nothing"})


def test_a_refund_may_fail_later_and_gives_the_amount_back(till: Till) -> None:
    session = till.paid_session()
    refund = _refund(till, session, amount=1000)

    till.standin.controls.fail_refund(refund.id)

    failed = till.stripe.v1.refunds.retrieve(refund.id)
    assert (failed.status, failed.failure_reason) == ("failed", "lost_or_stolen_card")
    assert till.charge_of(session).amount_refunded == 0
    till.standin.controls.deliver()
    assert till.shop.types[-1] == "refund.failed"


@pytest.mark.parametrize(("outcome", "reinstated"), [("won", 1), ("lost", 0)])
def test_a_disputed_payment_waits_for_its_outcome(till: Till, outcome: str, reinstated: int) -> None:
    session = till.paid_session()
    charge = till.charge_of(session)

    dispute_id = till.standin.controls.dispute(charge.id)

    dispute = till.stripe.v1.disputes.retrieve(dispute_id)
    assert (dispute.status, dispute.amount, dispute.payment_intent) == ("needs_response", 2500, session.payment_intent)
    assert till.charge_of(session).disputed is True
    with pytest.raises(stripe.InvalidRequestError) as refusal:
        _refund(till, session)
    assert refusal.value.code == "charge_disputed"

    till.standin.controls.close_dispute(dispute_id, outcome)

    assert [one.status for one in till.stripe.v1.disputes.list({"charge": charge.id})] == [outcome]
    till.standin.controls.deliver()
    assert till.shop.types.count("charge.dispute.created") == 1
    assert till.shop.types.count("charge.dispute.funds_reinstated") == reinstated
    assert till.shop.types[-1] == "charge.dispute.closed"
