"""A repair ordered and paid as customers do it. Stripe answers at once: only our own time is of interest."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from unittest.mock import patch

from flask import Flask

from shared.payments.gateway import CheckoutRequest, HostedPage
from shared.payments.standin import objects
from shared.payments.standin.webhooks import encode, sign
from tests.load.place import Step, Story
from tests.support.client import Visitor
from tests.support.garage import free, named
from tests.support.sales import BUYER

BOOKING = "/auto-bleue/reserver"
CONFIRMATION = "/commander/auto-bleue/confirmer"
WEBHOOK = "/paiements/stripe"
PAYMENT_PAGES = "https://checkout.example.org"

PLACE_ORDER = "Checkout: confirmation to payment page"
PAY_ORDER = "Webhook: paid, invoice issued"


class Stripe:
    """Opens payment pages without a network, and tells that the last one was paid."""

    def __init__(self, secrets: tuple[str, ...]) -> None:
        self._secrets = secrets
        self._session: objects.Json = {}

    def open_checkout(self, request: CheckoutRequest) -> HostedPage:
        """Stands in for the gateway."""
        references = {"order": request.order_reference, "attempt": request.attempt_reference}
        wish = {
            "client_reference_id": request.order_reference,
            "metadata": references,
            "customer_email": request.email,
            "success_url": request.return_url,
            "cancel_url": request.cancel_url,
        }
        self._session = objects.checkout_session(
            wish,
            address=PAYMENT_PAGES,
            created=int(time.time()),
            expires_at=int(request.expires_at.timestamp()),
            total_cents=sum(line.amount_cents for line in request.lines),
            methods=["card"],
        )
        return HostedPage(self._session["id"], self._session["url"])

    def tell_paid(self) -> tuple[bytes, dict[str, str]]:
        """Returns the webhook's body and headers."""
        now = int(time.time())
        paid = {"payment_intent": objects.new_id("pi"), "payment_status": "paid", "status": "complete"}
        event = objects.event("checkout.session.completed", self._session | paid, created=now, request={})
        body = encode(event)
        return body, {"Stripe-Signature": sign(body, self._secrets, now)}


@contextmanager
def shop(app: Flask) -> Iterator[Story]:
    """Yields the story of customers who book an oil change, confirm it and pay: a new one each turn."""
    stripe = Stripe(app.extensions["ateliers_settings"].stripe_webhook_secrets)

    def story(turn: int) -> Iterator[Step]:
        customer = customer_with_booking(app, turn)
        yield Step(PLACE_ORDER, partial(customer.submit, CONFIRMATION), 303)
        body, headers = stripe.tell_paid()
        yield Step(PAY_ORDER, partial(Visitor(app).post, WEBHOOK, data=body, headers=headers))

    with patch("shared.payments.checkout.open_checkout", stripe.open_checkout):
        yield story


def customer_with_booking(app: Flask, number: int) -> Visitor:
    """Returns the n-th customer, whom nobody knows yet, with a booking that waits to be confirmed."""
    customer = Visitor(app, app.response_class)
    with app.app_context():
        slots = free()
        slot = named(slots[number % len(slots)])
    customer.submit(
        f"{BOOKING}?service=vidange",
        slot=slot,
        plate=f"AB-{100 + number % 900}-CD",
        vehicle="Renault Clio",
        name=BUYER.name,
        email=f"client{number}@example.org",
        phone="06 12 34 56 78",
        street=BUYER.street,
        postcode=BUYER.postcode,
        city=BUYER.city,
    )
    return customer
