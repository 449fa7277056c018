"""What Stripe tells, applied once, in whatever order and however often it comes; lies are refused and recorded."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from stripe import WebhookSignature

from shared.audit.models import AuditEvent
from shared.db import session
from shared.invoicing.models import Invoice
from shared.kernel import clock
from shared.notifications.models import Mail
from shared.orders.models import Order, OrderStatus, OrderStep
from shared.payments.gateway import CheckoutRequest, HostedPage, open_checkout
from shared.payments.models import AttemptStatus, Payment, PaymentAllocation, PaymentAnomaly, StripeEvent
from shared.payments.standin.control import Forgery
from shared.payments.webhook import LARGEST_EVENT_BYTES
from shared.signals import order_paid
from tests.support.till import SECRET, WEBHOOK, Till


def rows(app: Flask, model: type) -> list:  # type: ignore[type-arg]
    with app.app_context():
        return list(session.scalars(select(model)))


def steps(app: Flask) -> list[str]:
    with app.app_context():
        return list(session.scalars(select(OrderStep.to_status).order_by(OrderStep.id)))


def events(app: Flask) -> dict[str, str]:
    return {event.type: event.outcome for event in rows(app, StripeEvent)}


def statuses(till: Till) -> list[int]:
    return [delivery["status"] for delivery in till.controls.list_deliveries()]


@contextmanager
def failing_once(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Breaks down, the first time, after the payment is booked and before the unit ends."""
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", value=False)
    calls: list[int] = []

    def break_down(_sender: object, order_id: int) -> None:
        calls.append(order_id)
        if len(calls) == 1:
            raise RuntimeError("half-way")

    with order_paid.connected_to(break_down):
        yield
    assert len(calls) > 1


def test_a_card_pays_the_order_once_and_everything_follows_in_one_unit(app: Flask, till: Till, order: Order) -> None:
    till.controls.pay(till.go_to_pay(order))
    assert till.status_of(order) is OrderStatus.PLACED, "the browser's return proves nothing"
    till.controls.deliver()

    assert till.status_of(order) is OrderStatus.PAID
    assert till.attempts_of(order) == [AttemptStatus.PAID]
    (payment,) = rows(app, Payment)
    assert (payment.amount_cents, payment.means) == (8900, "card_online")
    assert payment.provider_reference.startswith("pi_")
    (invoice,) = rows(app, Invoice)
    (allocation,) = rows(app, PaymentAllocation)
    assert (allocation.invoice_id, allocation.amount_cents) == (invoice.id, invoice.gross_cents)
    assert events(app)["checkout.session.completed"] == "applied"
    assert [mail.kind for mail in rows(app, Mail)] == ["order_placed", "order_paid"]


def test_the_same_event_told_again_changes_nothing(app: Flask, till: Till, order: Order) -> None:
    till.controls.pay(till.go_to_pay(order))
    till.controls.deliver()
    told = [event.id for event in rows(app, StripeEvent)]
    for event_id in told * 2:
        assert till.controls.redeliver(event_id) == 200
    assert len(rows(app, StripeEvent)) == len(told)
    assert till.payments_of(order) == [8900]
    assert len(rows(app, Mail)) == 2


def test_news_that_overtakes_stripe_s_own_answer_is_understood(
    app: Flask, till: Till, order: Order, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The customer pays, and we are told, before we have stored the session that we asked for."""

    def pay_at_once(request: CheckoutRequest) -> HostedPage:
        page = open_checkout(request)
        till.controls.pay(page.session_id)
        till.controls.deliver()
        return page

    monkeypatch.setattr("shared.payments.checkout.open_checkout", pay_at_once)
    till.go_to_pay(order)
    assert till.status_of(order) is OrderStatus.PAID
    assert till.attempts_of(order) == [AttemptStatus.PAID]
    assert till.payments_of(order) == [8900]


def test_a_debit_is_awaited_then_paid(app: Flask, till: Till, order: Order) -> None:
    session_id = till.go_to_pay(order)
    till.controls.pay(session_id, "sepa")
    till.controls.deliver()
    assert till.status_of(order) is OrderStatus.PROCESSING
    assert till.payments_of(order) == []

    till.controls.settle(session_id)
    till.controls.deliver()
    assert till.status_of(order) is OrderStatus.PAID
    assert steps(app) == ["processing", "paid"]
    assert till.payments_of(order) == [8900]


def test_a_debit_that_the_bank_refuses_leaves_the_order_to_be_paid_otherwise(
    app: Flask, till: Till, order: Order
) -> None:
    session_id = till.go_to_pay(order)
    till.controls.pay(session_id, "sepa_failed")
    till.controls.deliver()
    till.controls.settle(session_id, "failed")
    till.controls.deliver()
    assert till.status_of(order) is OrderStatus.PLACED
    assert till.attempts_of(order) == [AttemptStatus.FAILED]
    assert rows(app, Mail)[-1].kind == "order_funds_lost"

    till.controls.pay(till.go_to_pay(order))
    till.controls.deliver()
    assert till.status_of(order) is OrderStatus.PAID
    assert till.attempts_of(order) == [AttemptStatus.FAILED, AttemptStatus.PAID]


def test_a_card_that_is_refused_changes_nothing(app: Flask, till: Till, order: Order) -> None:
    session_id = till.go_to_pay(order)
    till.controls.pay(session_id, "declined")
    till.controls.deliver()
    assert till.attempts_of(order) == [AttemptStatus.OPEN]
    assert set(events(app).values()) == {"ignored"}
    till.controls.pay(session_id)
    till.controls.deliver()
    assert till.status_of(order) is OrderStatus.PAID


def test_a_page_that_expires_leaves_the_order_to_be_paid(till: Till, order: Order) -> None:
    till.go_to_pay(order)
    till.controls.advance(3 * 3600)
    till.controls.deliver()
    assert till.attempts_of(order) == [AttemptStatus.EXPIRED]
    assert till.status_of(order) is OrderStatus.PLACED


def test_two_pages_both_paid_pay_the_order_once_and_call_for_a_person(app: Flask, till: Till, order: Order) -> None:
    first = till.go_to_pay(order)
    with clock.at(clock.now() + timedelta(hours=2)):
        second = till.go_to_pay(order)
    till.controls.pay(first)
    till.controls.pay(second)
    till.controls.deliver()
    assert till.payments_of(order) == [8900]
    (anomaly,) = rows(app, PaymentAnomaly)
    assert (anomaly.kind, anomaly.order_id) == ("order_not_payable", order.id)
    assert set(statuses(till)) == {200}


@pytest.mark.parametrize("lie", [Forgery.TAMPERED, Forgery.OLD, Forgery.WRONG_SECRET])
def test_what_stripe_has_not_signed_is_refused_and_recorded(app: Flask, till: Till, order: Order, lie: Forgery) -> None:
    till.controls.pay(till.go_to_pay(order))
    assert till.controls.forge(lie) == 400
    assert till.status_of(order) is OrderStatus.PLACED
    assert rows(app, StripeEvent) == []
    refused = [event for event in rows(app, AuditEvent) if event.action == "webhook.refused"]
    assert [event.detail for event in refused] == [{"reason": "old" if lie is Forgery.OLD else "signature"}]


@pytest.mark.parametrize(
    ("lie", "kind"),
    [
        (Forgery.UNKNOWN_SESSION, "other_session"),
        (Forgery.WRONG_AMOUNT, "other_amount"),
        (Forgery.WRONG_CURRENCY, "other_currency"),
        (Forgery.LIVE, "other_mode"),
    ],
)
def test_what_does_not_fit_is_kept_for_a_person_and_never_applied(
    app: Flask, till: Till, order: Order, lie: Forgery, kind: str
) -> None:
    till.controls.pay(till.go_to_pay(order))
    assert till.controls.forge(lie) == 200
    (anomaly,) = rows(app, PaymentAnomaly)
    assert (anomaly.kind, anomaly.order_id, anomaly.settled_at) == (kind, order.id, None)
    assert till.status_of(order) is OrderStatus.PLACED
    assert till.payments_of(order) == []
    till.controls.deliver()
    assert till.status_of(order) is OrderStatus.PAID, "the true event still counts"


def test_a_session_that_is_not_ours_is_kept_for_a_person(app: Flask, till: Till, order: Order) -> None:
    session_id = till.go_to_pay(order)
    told = till.standin._application.ledger.things[session_id]  # noqa: SLF001
    told["metadata"] = {"attempt": "not-one-of-ours"}
    told["id"] = "cs_test_stranger"
    assert tell(app, signed_event(told)) == 200
    (anomaly,) = rows(app, PaymentAnomaly)
    assert (anomaly.kind, anomaly.order_id) == ("unknown_session", None)


def test_a_failure_half_way_leaves_nothing_and_the_retry_pays_once(
    app: Flask, till: Till, order: Order, monkeypatch: pytest.MonkeyPatch
) -> None:
    till.controls.pay(till.go_to_pay(order))
    with failing_once(app, monkeypatch):
        till.controls.deliver()
        assert 500 in statuses(till)
        assert till.status_of(order) is OrderStatus.PLACED
        assert rows(app, Invoice) == rows(app, Payment) == []
        assert "checkout.session.completed" not in events(app)
        till.controls.deliver()
    assert till.status_of(order) is OrderStatus.PAID
    assert till.payments_of(order) == [8900]
    (invoice,) = rows(app, Invoice)
    assert invoice.number.endswith("-000001"), "the failure left no gap"


def test_while_a_secret_is_replaced_both_are_believed(app: Flask, till: Till, order: Order) -> None:
    settings = app.extensions["ateliers_settings"]
    app.extensions["ateliers_settings"] = replace(settings, stripe_webhook_secrets=("whsec_new_one", SECRET))
    till.controls.pay(till.go_to_pay(order))
    till.controls.deliver()
    assert till.status_of(order) is OrderStatus.PAID


@pytest.mark.parametrize("signature", ["", "t=1,v1=00", "t=,v1=", "nonsense", "v1=00"])
def test_a_message_without_a_true_signature_is_refused(app: Flask, signature: str) -> None:
    answer = app.test_client().post(WEBHOOK, data=b"{}", headers={"Stripe-Signature": signature})
    assert answer.status_code == 400


@pytest.mark.usefixtures("till")
@pytest.mark.parametrize("body", ["", "[]", "{}", '{"id": 1}', '{"object": "v2.core.event"}', "\u0000"])
def test_a_signed_message_that_says_nothing_is_refused(app: Flask, body: str) -> None:
    assert tell(app, body) == 400


def test_a_message_beyond_all_measure_is_not_read(app: Flask) -> None:
    answer = app.test_client().post(WEBHOOK, data=b"x" * (LARGEST_EVENT_BYTES + 1))
    assert answer.status_code == 413


def test_only_posts_are_for_stripe(app: Flask) -> None:
    assert app.test_client().get(WEBHOOK).status_code == 405


def test_an_event_that_we_do_not_follow_is_recorded_and_ignored(app: Flask, till: Till) -> None:
    assert till.app is app
    assert tell(app, json.dumps(bare_event("customer.created", {"object": "customer", "id": "cus_1"}))) == 200
    assert events(app) == {"customer.created": "ignored"}


def bare_event(kind: str, subject: dict[str, object]) -> dict[str, object]:
    return {
        "id": f"evt_{kind}",
        "object": "event",
        "type": kind,
        "created": 1_795_000_000,
        "livemode": False,
        "data": {"object": subject},
    }


def signed_event(subject: dict[str, object]) -> str:
    return json.dumps(bare_event("checkout.session.completed", subject))


def tell(app: Flask, body: str) -> int:
    """Tells something in Stripe's name, well signed."""
    signature = WebhookSignature.generate_signature_header(body, SECRET)
    return app.test_client().post(WEBHOOK, data=body.encode(), headers={"Stripe-Signature": signature}).status_code
