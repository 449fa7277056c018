"""The stand-in for Stripe, joined to the application under test: our payments go to it, its webhooks come to us."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from http import HTTPStatus

import pytest
from flask import Flask
from sqlalchemy import select

from shared.config import Settings
from shared.db import atomic, session
from shared.kernel import clock
from shared.orders.links import secret_of
from shared.orders.models import Order, OrderStatus
from shared.payments.models import AttemptStatus, Payment, PaymentAttempt
from shared.payments.standin.control import Controls
from shared.payments.standin.server import StandIn
from tests.support import sales
from tests.support.client import Visitor

SECRET = "whsec_of_the_tests"
WEBHOOK = "/paiements/stripe"

Transport = Callable[[str, bytes, dict[str, str]], int]


@dataclass
class Till:
    """A stand-in for Stripe and the application that it is joined to."""

    app: Flask
    standin: StandIn

    @property
    def controls(self) -> Controls:
        """The levers of the stand-in."""
        return self.standin.controls

    def place(self, code: str = "vidange") -> Order:
        """Places an order today, still to be paid."""
        with self.app.app_context(), atomic():
            return sales.order(clock.today(), code=code)

    def go_to_pay(self, order: Order) -> str:
        """Presses « Payer » as the customer does and returns the identifier of the session that opens."""
        client = Visitor(self.app, self.app.response_class)
        with self.app.app_context():
            page = f"/commande/{secret_of(order.public_id)}"
        answer = client.submit(page, action=f"{page}/payer")
        assert answer.status_code == HTTPStatus.SEE_OTHER
        assert answer.location.startswith(f"{self.standin.url}/c/pay/"), answer.location
        return answer.location.rpartition("/")[2]

    def status_of(self, order: Order) -> OrderStatus:
        """Returns how far an order has come."""
        with self.app.app_context():
            return session.scalars(select(Order.status).where(Order.id == order.id)).one()

    def attempts_of(self, order: Order) -> list[AttemptStatus]:
        """Returns how far each attempt to pay an order has come, the first one first."""
        attempts = select(PaymentAttempt.status).where(PaymentAttempt.order_id == order.id)
        with self.app.app_context():
            return list(session.scalars(attempts.order_by(PaymentAttempt.number)))

    def payments_of(self, order: Order) -> list[int]:
        """Returns the amounts received for an order, in cents."""
        with self.app.app_context():
            return list(session.scalars(select(Payment.amount_cents).where(Payment.order_id == order.id)))


@contextmanager
def connected(app: Flask, standin: StandIn) -> Iterator[None]:
    """Tells the application that Stripe is this stand-in."""
    with app.app_context(), atomic():
        # Nothing is sold before it can be invoiced.
        sales.name_the_seller()
    real: Settings = app.extensions["ateliers_settings"]
    app.extensions["ateliers_settings"] = replace(
        real,
        stripe_api_base=standin.url,
        stripe_checkout_origin=standin.url,
        stripe_webhook_secrets=(SECRET,),
    )
    try:
        yield
    finally:
        app.extensions["ateliers_settings"] = real


def by_client(app: Flask) -> Transport:
    """Returns a way for webhooks to reach the application without a server."""

    def carry(address: str, body: bytes, headers: dict[str, str]) -> int:
        return app.test_client().post(address, data=body, headers=headers).status_code

    return carry


@pytest.fixture
def till(app: Flask) -> Iterator[Till]:
    """A till whose webhooks wait until `controls.deliver()` and need no server."""
    address = f"http://127.0.0.1{WEBHOOK}"
    standin = StandIn(webhook_url=address, webhook_secrets=(SECRET,), by_hand=True, transport=by_client(app))
    with standin, connected(app, standin):
        yield Till(app, standin)


@pytest.fixture
def live_till(app: Flask, live_server: str) -> Iterator[Till]:
    """A till that tells its news over HTTP to the server that the browser visits."""
    with StandIn(webhook_url=live_server + WEBHOOK, webhook_secrets=(SECRET,)) as standin, connected(app, standin):
        yield Till(app, standin)
