"""Hundreds of deliveries, shuffled, doubled, forged, some failing half-way: each order is paid and invoiced once."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from random import Random

import pytest
from flask import Flask
from sqlalchemy import func, select

from shared.db import session
from shared.invoicing.models import Invoice
from shared.notifications.models import Mail
from shared.orders.models import Order, OrderStatus, OrderStep
from shared.payments.models import ATTEMPT_TRANSITIONS, AttemptStatus, Payment, PaymentAttempt
from shared.payments.standin.control import Forgery
from shared.payments.standin.errors import ApiError
from shared.signals import order_paid
from tests.support.till import Till

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

    orders = {till.place().id: STORIES[place % len(STORIES)] for place in range(60 if deep else 15)}
    with app.app_context():
        placed = {order.id: order for order in session.scalars(select(Order))}
    for order_id, story in orders.items():
        live(till, placed[order_id], story)

    with order_paid.connected_to(sometimes_break_down):
        answers = tell_everything(till, chance, at_least=1000 if deep else 200)
    assert answers[200] >= (1000 if deep else 200)
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
