"""Every night what Stripe has told and we have not heard is caught up, once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from shared.db import session
from shared.invoicing.models import AccountPurpose, JournalLine
from shared.kernel import clock
from shared.orders.models import Order, OrderStatus
from shared.payments.fees import note_fees
from shared.payments.gateway import PaymentUnavailableError
from shared.payments.jobs import reconcile
from shared.payments.models import PaymentFee, StripeEvent
from shared.payments.reconciliation import catch_up
from shared.payments.verification import list_unbooked_money
from tests.support.till import Till


def test_a_payment_whose_webhook_never_came_is_found_in_the_night(app: Flask, till: Till, order: Order) -> None:
    till.controls.pay(till.go_to_pay(order))
    till.controls.send_webhooks_to(None, [])

    with app.app_context():
        reconcile(day=(clock.today() + timedelta(days=1)).isoformat())
        first = catch_up(since=clock.now() - timedelta(days=3))

    assert till.status_of(order) is OrderStatus.PAID
    assert till.payments_of(order) == [8900]
    assert first == 0, "the second look finds nothing new"


def test_what_was_heard_is_not_read_again_and_what_we_do_not_follow_is_left(
    app: Flask, till: Till, order: Order
) -> None:
    till.controls.pay(till.go_to_pay(order))
    till.controls.deliver()
    with app.app_context():
        before = set(session.scalars(select(StripeEvent.id)))
        assert catch_up(since=clock.now() - timedelta(days=3)) == 0
        assert set(session.scalars(select(StripeEvent.id))) == before


def test_what_stripe_keeps_is_booked_once_in_the_night(app: Flask, till: Till, order: Order) -> None:
    till.controls.pay(till.go_to_pay(order))
    till.controls.deliver()
    since = clock.now() - timedelta(days=3)
    with app.app_context():
        assert [note_fees(since=since) for _ in range(2)] == [1, 0]
        fee = session.scalars(select(PaymentFee)).one()
        moved = select(JournalLine.debit_cents - JournalLine.credit_cents)
        kept = sum(session.scalars(moved.where(JournalLine.purpose == AccountPurpose.FEES)))
        lies = sum(session.scalars(moved.where(JournalLine.purpose == AccountPurpose.STRIPE)))
        assert list(list_unbooked_money()) == []
    # 1.5 % of 89 €, rounded up, and 25 cents.
    assert fee.amount_cents == kept == 159
    assert lies == 8900 - 159


def test_a_fee_of_a_payment_that_is_not_ours_is_left(app: Flask, till: Till, order: Order) -> None:
    till.controls.pay(till.go_to_pay(order))
    with app.app_context():
        # Its webhook has not come: the payment is unknown.
        assert note_fees(since=clock.now() - timedelta(days=3)) == 0
        assert session.scalars(select(PaymentFee)).all() == []


def test_the_night_says_when_stripe_is_out_of_reach(app: Flask) -> None:
    with app.app_context(), pytest.raises(PaymentUnavailableError):
        catch_up(since=clock.now() - timedelta(days=3))
