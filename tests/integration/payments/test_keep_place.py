"""How long an order that nobody pays keeps its place, and that nobody loses it while paying."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from shared.db import atomic, session
from shared.jobs.models import OutboxJob
from shared.jobs.runner import drain
from shared.kernel import clock
from shared.notifications.models import Mail
from shared.orders.models import Order, OrderStatus, OrderStep
from shared.orders.services import lock_order
from shared.payments.gateway import PaymentUnavailableError
from shared.payments.models import AttemptStatus
from shared.payments.places import GRACE, KEPT_FOR, RELEASE, TOO_LATE, confirm_unpaid, keep_place, release_place
from shared.payments.services import OPEN_FOR
from tests.support.till import Till


@pytest.fixture
def order(app: Flask, order: Order) -> Order:
    """An order placed at this very moment, whatever time it is."""
    with app.app_context(), atomic():
        keep_place(lock_order(order.id), clock.now() + KEPT_FOR)
    return order


LATER = KEPT_FOR + GRACE + timedelta(seconds=1)


def wait(app: Flask, till: Till, how_long: timedelta) -> None:
    """Lets time pass for us and for Stripe, and the worker do what is due."""
    till.controls.advance(int(how_long.total_seconds()))
    with app.app_context(), clock.at(clock.now() + how_long):
        drain()


def test_an_order_that_nobody_pays_frees_its_place_and_says_why(app: Flask, till: Till, order: Order) -> None:
    wait(app, till, KEPT_FOR - timedelta(minutes=1))
    assert till.status_of(order) is OrderStatus.PLACED

    wait(app, till, LATER)

    assert till.status_of(order) is OrderStatus.CANCELLED
    with app.app_context():
        step = session.scalars(select(OrderStep)).one()
        mail = session.scalars(select(Mail).order_by(Mail.id.desc()).limit(1)).one()
    assert (step.reason, step.actor) == (TOO_LATE, "place")
    assert TOO_LATE in mail.body


def test_whoever_is_paying_keeps_the_place_as_long_as_the_page_is_open(app: Flask, till: Till, order: Order) -> None:
    page = till.go_to_pay(order)

    wait(app, till, LATER)
    assert till.status_of(order) is OrderStatus.PLACED

    till.controls.pay(page)
    till.controls.deliver()
    wait(app, till, OPEN_FOR + GRACE)
    assert till.status_of(order) is OrderStatus.PAID


def test_a_page_that_stripe_has_closed_frees_the_place_even_when_its_word_is_lost(
    app: Flask, till: Till, order: Order
) -> None:
    till.go_to_pay(order)

    wait(app, till, OPEN_FOR + GRACE + timedelta(seconds=1))

    assert till.attempts_of(order) == [AttemptStatus.EXPIRED]
    assert till.status_of(order) is OrderStatus.CANCELLED


def test_a_payment_whose_news_is_on_the_way_is_not_overtaken(app: Flask, till: Till, order: Order) -> None:
    page = till.go_to_pay(order)
    till.controls.pay(page)

    wait(app, till, OPEN_FOR + GRACE + timedelta(seconds=1))
    assert till.status_of(order) is OrderStatus.PLACED

    till.controls.deliver()
    assert till.status_of(order) is OrderStatus.PAID


def test_nothing_is_freed_while_stripe_is_out_of_reach(
    app: Flask, till: Till, order: Order, monkeypatch: pytest.MonkeyPatch
) -> None:
    till.go_to_pay(order)

    def unreachable(_session_id: str) -> None:
        raise PaymentUnavailableError("APIConnectionError")

    monkeypatch.setattr("shared.payments.places.close_checkout", unreachable)
    much_later = clock.now() + OPEN_FOR + GRACE + timedelta(minutes=1)
    with app.app_context(), clock.at(much_later), pytest.raises(PaymentUnavailableError):
        release_place(order.id)
    assert till.status_of(order) is OrderStatus.PLACED


def test_an_order_to_be_paid_on_site_keeps_its_place(app: Flask, till: Till, order: Order) -> None:
    with app.app_context(), atomic():
        confirm_unpaid(order_id=order.id, actor="test")
    wait(app, till, timedelta(days=1))
    assert till.status_of(order) is OrderStatus.CONFIRMED
    with app.app_context():
        assert all(session.scalars(select(OutboxJob.done_at).where(OutboxJob.kind == RELEASE)))
