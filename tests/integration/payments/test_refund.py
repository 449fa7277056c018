"""Money goes back: through Stripe or by hand, with one credit note each, and a dispute is seen."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import select
from stripe import StripeClient

from shared.db import atomic, session
from shared.invoicing.journal.verification import list_wrong_entries
from shared.invoicing.models import AccountPurpose, Invoice, InvoiceKind, JournalLine
from shared.invoicing.verification import list_wrong_invoices
from shared.jobs.runner import drain
from shared.kernel import clock
from shared.kernel.errors import InvalidInput, NotFound, Refused
from shared.orders.models import Order, OrderAction, OrderStatus
from shared.orders.services import move_order
from shared.payments.balance import Balance, find_balance
from shared.payments.cancellation import cancel_order
from shared.payments.disputes import hear_dispute
from shared.payments.gateway import API_VERSION, DisputeState
from shared.payments.models import (
    DisputeStatus,
    Payment,
    PaymentAnomaly,
    PaymentDispute,
    PaymentFee,
    PaymentMeans,
    Refund,
    RefundStatus,
)
from shared.payments.refunds import ON_STRIPES_PAGE, refund_payment, send_prepared
from shared.payments.services import prepare_attempt, receive_payment
from shared.payments.verdict import Outcome
from shared.payments.verification import list_unbooked_money, list_wrong_balances
from tests.support.till import Till


@pytest.fixture
def paid(till: Till, order: Order) -> Order:
    """Paid by card, 89 €."""
    till.controls.pay(till.go_to_pay(order))
    till.controls.deliver()
    return order


def refund(app: Flask, order: Order, cents: int, reason: str = "Travail refait") -> int:
    """Asks for a refund of the order's first payment, as the office does; returns its id."""
    with app.app_context(), atomic():
        payment = session.scalars(select(Payment.public_id).where(Payment.order_id == order.id)).first()
        assert payment
        return refund_payment(payment=payment, order_id=order.id, amount_cents=cents, reason=reason, actor="test").id


def stripe_s_own_page(till: Till) -> StripeClient:
    """Returns what acts without us knowing: somebody at Stripe's own page."""
    return StripeClient("sk_test_of_somebody", base_addresses={"api": till.standin.url}, stripe_version=API_VERSION)


def intent_of(app: Flask) -> str:
    with app.app_context():
        return session.scalars(select(Payment.provider_reference)).one() or ""


def work(app: Flask, till: Till) -> None:
    """Lets the worker ask Stripe, and Stripe tell its news."""
    with app.app_context():
        drain()
    till.controls.deliver()


def refunds(app: Flask) -> list[tuple[int, str]]:
    with app.app_context():
        return [(each.amount_cents, each.status) for each in session.scalars(select(Refund).order_by(Refund.id))]


def notes(app: Flask) -> list[int]:
    """Returns what the credit notes come to, and looks whether everything adds up."""
    with app.app_context():
        assert list(list_wrong_balances()) == list(list_wrong_invoices()) == []
        issued = select(Invoice.gross_cents).where(Invoice.kind == InvoiceKind.CREDIT_NOTE)
        return list(session.scalars(issued.order_by(Invoice.id)))


def balance(app: Flask, order: Order) -> Balance:
    with app.app_context():
        return find_balance(order.id)


def anomalies(app: Flask) -> list[str]:
    with app.app_context():
        return list(session.scalars(select(PaymentAnomaly.kind)))


def test_a_card_gets_a_part_back_with_one_credit_note(app: Flask, till: Till, paid: Order) -> None:
    refund(app, paid, 3000)
    assert notes(app) == [], "nothing is credited before Stripe has the refund"

    work(app, till)
    work(app, till)

    assert refunds(app) == [(3000, "succeeded")]
    assert notes(app) == [-3000]
    assert balance(app, paid).due_cents == 0
    assert anomalies(app) == []


def test_a_debit_comes_back_later_and_is_credited_once(app: Flask, till: Till, order: Order) -> None:
    page = till.go_to_pay(order)
    till.controls.pay(page, "sepa")
    till.controls.settle(page)
    till.controls.deliver()
    refund(app, order, 8900)

    with app.app_context():
        drain()
    assert refunds(app) == [(8900, "pending")]
    assert notes(app) == [-8900]
    till.controls.advance(3600)
    till.controls.deliver()

    assert refunds(app) == [(8900, "succeeded")]
    assert notes(app) == [-8900]


def test_a_refund_that_comes_back_is_owed_again_and_given_by_another_way_without_a_second_note(
    app: Flask, till: Till, paid: Order
) -> None:
    refund(app, paid, 3000)
    work(app, till)
    with app.app_context():
        named = session.scalars(select(Refund.provider_reference)).one()
    assert named
    till.controls.fail_refund(named)
    till.controls.deliver()

    assert refunds(app) == [(3000, "failed")]
    assert balance(app, paid).owed_back_cents == 3000
    refund(app, paid, 3000)
    work(app, till)
    assert refunds(app) == [(3000, "failed"), (3000, "succeeded")]
    assert notes(app) == [-3000]


def test_a_refund_made_on_stripe_s_own_page_is_taken_over(app: Flask, till: Till, paid: Order) -> None:
    intent = intent_of(app)
    stripe_s_own_page(till).v1.refunds.create({"payment_intent": intent, "amount": 1500})
    till.controls.deliver()

    assert refunds(app) == [(1500, "succeeded")]
    assert notes(app) == [-1500]
    with app.app_context():
        assert session.scalars(select(Refund.reason)).one() == ON_STRIPES_PAGE


def test_asking_twice_sends_one_refund(app: Flask, till: Till, paid: Order) -> None:
    number = refund(app, paid, 3000)
    with app.app_context():
        send_prepared(number)
        send_prepared(number)
    work(app, till)
    assert refunds(app) == [(3000, "succeeded")]
    assert len(stripe_s_own_page(till).v1.refunds.list().data) == 1


def test_what_stripe_refuses_is_said_and_credits_nothing(app: Flask, till: Till, paid: Order) -> None:
    intent = intent_of(app)
    number = refund(app, paid, 8900)
    stripe_s_own_page(till).v1.refunds.create({"payment_intent": intent, "amount": 8900})
    with app.app_context():
        send_prepared(number)

    assert refunds(app) == [(8900, "failed")]
    assert notes(app) == []
    till.controls.deliver()
    assert refunds(app) == [(8900, "failed"), (8900, "succeeded")]
    assert notes(app) == [-8900]


@pytest.mark.parametrize("cents", [0, -1, 8901])
def test_no_more_goes_back_than_came(app: Flask, paid: Order, cents: int) -> None:
    with pytest.raises(InvalidInput, match="Il reste 89,00"):
        refund(app, paid, cents)
    with pytest.raises(InvalidInput):
        refund(app, paid, 100, reason=" ")
    assert refunds(app) == []


def test_a_payment_of_another_order_is_not_found(app: Flask, till: Till, paid: Order) -> None:
    other = till.place()
    with app.app_context():
        payment = session.scalars(select(Payment.public_id)).one()
    with app.app_context(), pytest.raises(NotFound), atomic():
        refund_payment(payment=payment, order_id=other.id, amount_cents=100, reason="x", actor="test")


def test_cash_is_given_back_by_hand_at_once(app: Flask, till: Till, order: Order) -> None:
    with app.app_context(), atomic():
        receive_payment(order_id=order.id, means=PaymentMeans.CASH, amount_cents=8900, actor="test")
    refund(app, order, 900)
    assert refunds(app) == [(900, "succeeded")]
    assert notes(app) == [-900]


def test_a_paid_order_that_is_called_off_is_credited_whole_and_paid_back(app: Flask, till: Till, paid: Order) -> None:
    refund(app, paid, 900)
    work(app, till)
    with app.app_context(), atomic():
        cancel_order(order_id=paid.id, reason="Le pont est en panne", actor="test")
    assert balance(app, paid).due_cents == 0, "the refund is on its way"

    work(app, till)

    assert till.status_of(paid) is OrderStatus.CANCELLED
    assert refunds(app) == [(900, "succeeded"), (8000, "succeeded")]
    assert notes(app) == [-900, -8000]
    assert balance(app, paid) == Balance(
        asked_cents=8900, credited_cents=8900, received_cents=8900, refunded_cents=8900
    )


def test_money_from_the_counter_stays_owed_until_somebody_gives_it_back(app: Flask, till: Till, order: Order) -> None:
    with app.app_context(), atomic():
        receive_payment(order_id=order.id, means=PaymentMeans.CHEQUE, amount_cents=8900, actor="test")
    with app.app_context(), atomic():
        cancel_order(order_id=order.id, reason="Client malade", actor="test")
    assert balance(app, order).owed_back_cents == 8900
    refund(app, order, 8900)
    assert balance(app, order).owed_back_cents == 0
    assert notes(app) == [-8900]


def test_what_has_begun_is_not_called_off(app: Flask, till: Till, paid: Order) -> None:
    with app.app_context(), atomic():
        move_order(order_id=paid.id, action=OrderAction.START, actor="test")
    with app.app_context(), pytest.raises(Refused), atomic():
        cancel_order(order_id=paid.id, reason="trop tard", actor="test")
    assert (notes(app), refunds(app)) == ([], [])


def test_nothing_is_called_off_while_a_bank_has_to_answer(app: Flask, till: Till, order: Order) -> None:
    till.controls.pay(till.go_to_pay(order), "sepa")
    till.controls.deliver()
    with app.app_context(), pytest.raises(Refused, match="prélèvement"), atomic():
        cancel_order(order_id=order.id, reason="x", actor="test")
    with app.app_context(), pytest.raises(Refused), atomic():
        prepare_attempt(order_id=order.id)


@pytest.mark.parametrize(("outcome", "status"), [("won", DisputeStatus.WON), ("lost", DisputeStatus.LOST)])
def test_a_dispute_is_noted_and_followed_to_its_end(
    app: Flask, till: Till, paid: Order, outcome: str, status: DisputeStatus
) -> None:
    charge = stripe_s_own_page(till).v1.charges.list().data[0].id
    dispute = till.controls.dispute(charge)
    till.controls.deliver()
    with app.app_context():
        assert session.scalars(select(PaymentDispute.status)).one() is DisputeStatus.OPEN
        assert booked_on(AccountPurpose.DISPUTES) == 8900
        assert booked_on(AccountPurpose.STRIPE) == 0

    till.controls.close_dispute(dispute, outcome)
    till.controls.deliver()

    with app.app_context():
        found = session.scalars(select(PaymentDispute)).one()
        assert list(list_unbooked_money()) == list(list_wrong_entries()) == []
        booked = booked_on(AccountPurpose.DISPUTES)
        lost = booked_on(AccountPurpose.LOSSES)
    assert (found.status, found.amount_cents, found.withdrawn) == (status, 8900, True)
    assert found.closed_at
    assert booked == 0
    assert lost == (8900 if status is DisputeStatus.LOST else 0)
    assert notes(app) == []
    assert anomalies(app) == []


def test_an_inquiry_moves_no_money_until_the_bank_takes_it(app: Flask, paid: Order) -> None:
    told = DisputeState(
        id="du_1", status="warning_needs_response", reason="fraudulent", amount_cents=8900, payment_intent=""
    )
    with app.app_context(), atomic():
        intent = session.scalars(select(Payment.provider_reference).where(Payment.order_id == paid.id)).one() or ""
        told = replace(told, payment_intent=intent)
        assert hear_dispute(told).outcome is Outcome.APPLIED
        assert hear_dispute(told).outcome is Outcome.LATE
        assert booked_on(AccountPurpose.DISPUTES) == 0
        assert hear_dispute(replace(told, status="needs_response")).outcome is Outcome.APPLIED
        assert booked_on(AccountPurpose.DISPUTES) == 8900
        assert hear_dispute(replace(told, status="won")).outcome is Outcome.APPLIED
        assert hear_dispute(replace(told, status="lost")).outcome is Outcome.LATE
        assert booked_on(AccountPurpose.DISPUTES) == 0
        assert list(list_unbooked_money()) == []


def test_a_dispute_that_the_books_do_not_know_is_named(app: Flask, paid: Order) -> None:
    with app.app_context(), atomic():
        payment = session.scalars(select(Payment).where(Payment.order_id == paid.id)).one()
        session.add(
            PaymentDispute(
                provider_reference="du_9",
                payment_id=payment.id,
                amount_cents=100,
                reason="fraudulent",
                status=DisputeStatus.OPEN,
                withdrawn=True,
                opened_at=clock.now(),
            )
        )
        session.add(PaymentFee(id="txn_9", payment_id=payment.id, amount_cents=25, noted_at=clock.now()))
        session.flush()
        assert list(list_unbooked_money()) == [
            "contestation du_9\u00a0: absent du journal (paiement contesté)",
            "frais txn_9\u00a0: absent du journal (frais de stripe)",
        ]


def booked_on(purpose: AccountPurpose) -> int:
    """Returns the balance of an account, in cents."""
    moved = select(JournalLine.debit_cents - JournalLine.credit_cents).where(JournalLine.purpose == purpose)
    return sum(session.scalars(moved))


def test_every_status_of_a_refund_has_its_word() -> None:
    assert all(status.label for status in (*RefundStatus, *DisputeStatus))
