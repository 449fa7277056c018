"""Hundreds of deliveries, shuffled, doubled, forged, some failing half-way: each order is paid and invoiced once."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from datetime import timedelta
from random import Random

import pytest
from flask import Flask
from sqlalchemy import func, select
from stripe import StripeClient

from shared.db import atomic, session
from shared.invoicing.journal.verification import list_wrong_entries
from shared.invoicing.models import Invoice, InvoiceKind
from shared.invoicing.verification import list_wrong_invoices
from shared.kernel import clock
from shared.notifications.models import Mail
from shared.orders.models import Order, OrderStatus, OrderStep
from shared.payments.events import receive_event
from shared.payments.gateway import API_VERSION, list_news
from shared.payments.models import (
    ATTEMPT_TRANSITIONS,
    AttemptStatus,
    Payment,
    PaymentAnomaly,
    PaymentAttempt,
    Refund,
)
from shared.payments.standin.control import Forgery
from shared.payments.standin.errors import ApiError
from shared.payments.verdict import Outcome
from shared.payments.verification import list_unbooked_money, list_wrong_balances
from shared.signals import order_paid
from tests.support.till import Till

DELIVERIES = 1000
STORIES = ("card", "declined", "sepa", "sepa_failed", "leaves")
PAID_STATES = {OrderStatus.PAID, OrderStatus.STARTED, OrderStatus.READY, OrderStatus.DONE}


def live(till: Till, order: Order, story: str) -> None:
    """Lets a customer and their bank do what they do; nobody has told us anything yet."""
    session_id = till.go_to_pay(order)
    match story:
        case "declined":
            till.controls.pay(session_id, "declined")
            till.controls.pay(session_id)
        case "sepa" | "sepa_failed":
            till.controls.pay(session_id, story)
            till.controls.settle(session_id, "succeeded" if story == "sepa" else "failed")
        case "card":
            till.controls.pay(session_id)
        case _:
            pass


def events(till: Till) -> list[str]:
    return [event["id"] for event in till.standin._application.ledger.list_all("event")]  # noqa: SLF001


def tell_everything(till: Till, chance: Random, at_least: int) -> Counter[int]:
    """Tells each event one to three times and more, in any order, lies in between, until each was heard."""
    queue = [event_id for event_id in events(till) for _ in range(chance.randint(1, 3))]
    queue += chance.choices(events(till), k=max(0, at_least - len(queue)))
    chance.shuffle(queue)
    answers: Counter[int] = Counter()
    while queue:
        event_id = queue.pop()
        if chance.random() < 0.1:
            with suppress(ApiError, KeyError):
                till.controls.forge(chance.choice(list(Forgery)), None)
        status = till.controls.redeliver(event_id)
        answers[status] += 1
        if status != 200:
            queue.insert(chance.randrange(len(queue) + 1), event_id)
    return answers


def test_each_order_is_paid_and_invoiced_once(
    app: Flask, till: Till, monkeypatch: pytest.MonkeyPatch, *, deep: bool
) -> None:
    chance = Random(20261123)  # noqa: S311 - the same shuffle on every run
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", value=False)

    def sometimes_break_down(_sender: object, **_told: object) -> None:
        if chance.random() < 0.3:
            raise RuntimeError("half-way")

    orders = {till.place().id: STORIES[place % len(STORIES)] for place in range(60 if deep else 20)}
    with app.app_context():
        placed = {order.id: order for order in session.scalars(select(Order))}
    for order_id, story in orders.items():
        live(till, placed[order_id], story)

    with order_paid.connected_to(sometimes_break_down):
        answers = tell_everything(till, chance, at_least=DELIVERIES)
    assert answers[200] >= DELIVERIES
    assert answers[500] > 0, "nothing has failed half-way: the test tests too little"
    assert set(answers) == {200, 500}

    # Whoever has not paid by now pays by card; the old news is told again in between.
    for order_id, story in orders.items():
        if story in {"sepa_failed", "leaves"}:
            live(till, placed[order_id], "card")
    tell_everything(till, chance, at_least=50)

    with app.app_context():
        paid = Counter(session.scalars(select(Payment.order_id)))
        invoiced = Counter(session.scalars(select(Invoice.order_id)))
        numbers = session.scalars(select(Invoice.number).order_by(Invoice.number)).all()
        mails = session.scalar(select(func.count()).where(Mail.kind == "order_paid"))
    once = dict.fromkeys(orders, 1)
    assert paid == invoiced == once
    assert [int(number[-6:]) for number in numbers] == list(range(1, len(orders) + 1))
    assert mails == len(orders)


def test_each_refund_made_on_stripe_s_page_has_one_credit_note(app: Flask, till: Till) -> None:
    chance = Random(11)  # noqa: S311 - the same shuffle on every run
    for _ in range(6):
        live(till, till.place(), "card")
    stripe = StripeClient("sk_test_x", stripe_version=API_VERSION, base_addresses={"api": till.standin.url})
    charges = stripe.v1.charges.list().data
    for charge in charges[:4]:
        stripe.v1.refunds.create({"charge": charge.id, "amount": 1000})
    stripe.v1.refunds.create({"charge": charges[0].id, "amount": 7900})
    dispute = till.controls.dispute(charges[5].id)
    till.controls.close_dispute(dispute, "won")

    answers = tell_everything(till, chance, at_least=150)
    with app.app_context():
        anomalies = set(session.scalars(select(PaymentAnomaly.kind)))
        refunds = session.scalars(select(Refund)).all()
        notes = session.scalars(select(Invoice).where(Invoice.kind == InvoiceKind.CREDIT_NOTE)).all()
        problems = [*list_wrong_balances(), *list_unbooked_money(), *list_wrong_entries(), *list_wrong_invoices()]
    assert answers[409] > 0, "no refund has overtaken its payment: the test tests too little"
    # Lies that were told in between are looked at by somebody; of the refunds nothing is left over.
    assert not anomalies & {"unknown_refund", "unknown_dispute", "refund_too_large", "other_refund"}
    assert len(notes) == len(refunds) == 5 == len({refund.credit_note_id for refund in refunds})
    assert sum(-note.gross_cents for note in notes) == sum(refund.amount_cents for refund in refunds)
    assert problems == []


def test_money_that_stays_unknown_is_looked_at_by_somebody(app: Flask, till: Till) -> None:
    live(till, till.place(), "card")
    stripe = StripeClient("sk_test_x", stripe_version=API_VERSION, base_addresses={"api": till.standin.url})
    stripe.v1.refunds.create({"charge": stripe.v1.charges.list().data[0].id, "amount": 1000})
    refund = next(event["id"] for event in stripe.v1.events.list().data if event["type"] == "refund.created")
    assert till.controls.redeliver(refund) == 409
    with app.app_context():
        assert session.scalars(select(PaymentAnomaly)).all() == []
    with app.app_context():
        news = next(each for each in list_news(clock.now() - timedelta(days=1)) if each.id == refund)
    with app.app_context(), clock.at(clock.now() + timedelta(hours=2)), atomic():
        assert receive_event(news=news, actor="test") is Outcome.ANOMALY


def test_no_state_has_gone_back(app: Flask, till: Till) -> None:
    chance = Random(7)  # noqa: S311 - the same shuffle on every run
    for place in range(10):
        live(till, till.place(), STORIES[place % len(STORIES)])
    tell_everything(till, chance, at_least=100)
    with app.app_context():
        log = session.scalars(select(OrderStep).order_by(OrderStep.order_id, OrderStep.id)).all()
        attempts = session.scalars(select(PaymentAttempt.status)).all()
    assert log
    assert not [step for step in log if step.from_status in PAID_STATES]
    ends = {status for status in AttemptStatus if not ATTEMPT_TRANSITIONS.possible(status)}
    assert set(attempts) <= ends | {AttemptStatus.OPEN}
