"""The same booking, click or webhook, several times at the same moment: one order, one attempt, one payment."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from flask import Flask
from sqlalchemy import func, select

from shared.config import Settings
from shared.db import Base, atomic, session
from shared.invoicing.models import Invoice
from shared.kernel import clock
from shared.kernel.identifiers import new_public_id
from shared.orders.catalogue.queries import list_items
from shared.orders.models import Order
from shared.payments.events import receive_event
from shared.payments.gateway import HostedPage, SessionState, StripeNews
from shared.payments.models import Payment, PaymentAnomaly, PaymentAttempt
from shared.payments.services import prepare_attempt, store_session
from tests.support import sales
from tests.support.garage import free, open_wide
from tests.support.races import race
from workshops.auto_bleue.services import Booking, Chosen, book

PROCESSES = 4


def tell(news: StripeNews) -> str:
    """Receives an event as the webhook does and returns what became of it."""
    with atomic():
        return receive_event(news=news, actor="stripe").value


def send(plain: dict[str, Any]) -> int:
    """Places the order of a booking and returns its id."""
    with atomic():
        return book(booking=Booking.from_plain(plain), actor="test").order.id


def click(order_id: int) -> str:
    """Prepares to pay an order and returns the key that Stripe would be asked with."""
    with atomic():
        return prepare_attempt(order_id=order_id).idempotency_key


def count(app: Flask, model: type[Base]) -> int:
    with app.app_context():
        return session.scalar(select(func.count()).select_from(model)) or 0


def placed(app: Flask) -> Order:
    with app.app_context(), atomic():
        return sales.order(clock.today())


def paid(order: Order, attempt: PaymentAttempt, session_id: str) -> StripeNews:
    return StripeNews(
        id="evt_race",
        type="checkout.session.completed",
        created_at=datetime(2026, 11, 23, tzinfo=UTC),
        live=False,
        session=SessionState(
            id=session_id,
            payment_status="paid",
            amount_cents=attempt.amount_cents,
            currency=attempt.currency,
            order_reference=str(order.public_id),
            attempt_reference=str(attempt.public_id),
            payment_intent="pi_race",
        ),
    )


def test_one_event_received_by_all_at_once_pays_once(app: Flask, settings: Settings) -> None:
    order = placed(app)
    with app.app_context(), atomic():
        attempt = prepare_attempt(order_id=order.id)
        store_session(attempt_id=attempt.id, page=HostedPage("cs_race", "http://127.0.0.1/"), actor="test")
    news = paid(order, attempt, "cs_race")

    results = race(tell, [news] * PROCESSES, settings)

    assert sorted(map(str, results)) == ["applied", *["duplicate"] * (PROCESSES - 1)]
    assert count(app, Payment) == count(app, Invoice) == 1


def test_one_event_about_nothing_of_ours_is_noted_once(app: Flask, settings: Settings) -> None:
    order = placed(app)
    stranger = PaymentAttempt(public_id=new_public_id(), amount_cents=100, currency="eur")
    news = paid(order, stranger, "cs_stranger")

    results = race(tell, [news] * PROCESSES, settings)

    assert sorted(map(str, results)) == ["anomaly", *["duplicate"] * (PROCESSES - 1)]
    assert count(app, PaymentAnomaly) == 1


def test_a_booking_sent_by_all_at_once_is_one_order(app: Flask, settings: Settings) -> None:
    with app.app_context():
        with atomic():
            open_wide()
        item, slot = list_items("auto-bleue")[0], free()[0]
        booking = Booking(
            order_public_id=new_public_id(),
            service=Chosen(item.id, item.price_cents),
            plate="AB-123-CD",
            vehicle="Renault Clio",
            day=slot[0],
            starts_at=slot[1],
            customer=sales.BUYER,
        )

    results = race(send, [booking.to_plain()] * PROCESSES, settings)

    assert len(set(results)) == 1, results
    assert count(app, Order) == 1


def test_the_button_pressed_by_all_at_once_prepares_one_attempt(app: Flask, settings: Settings) -> None:
    order = placed(app)

    results = race(click, [order.id] * PROCESSES, settings)

    assert set(results) == {f"order-{order.public_id}-checkout-v1"}
    assert count(app, PaymentAttempt) == 1
