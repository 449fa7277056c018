"""A repair ordered and paid as customers do it, Stripe answering at once: only our own time is of interest."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch

from flask import Flask

from shared.config import Settings
from shared.payments.gateway import CheckoutRequest, HostedPage
from shared.payments.standin import objects
from shared.payments.standin.webhooks import encode, sign
from tests.load.place import Step
from tests.support.client import Visitor
from tests.support.sales import BUYER
from workshops.auto_bleue.queries import list_open_days
from shared.kernel import clock

BOOKING = "/auto-bleue/reserver"
CONFIRMATION = f"{BOOKING}/confirmer"
WEBHOOK = "/paiements/stripe"

PLACE_ORDER = "Checkout: confirmation to payment page"
PAY_ORDER = "Webhook: paid, invoice issued"


class Stripe:
    """Opens payment pages without asking anybody, and tells that they were paid."""

    def __init__(self, settings: Settings) -> None:
        self._secrets = settings.stripe_webhook_secrets
        self._opened: list[tuple[CheckoutRequest, str]] = []

    def open_checkout(self, request: CheckoutRequest) -> HostedPage:
        """Returns a page of our own invention."""
        identifier = objects.new_id("cs_test")
        self._opened.append((request, identifier))
        return HostedPage(identifier, f"https://checkout.example.org/{identifier}")

    def news(self) -> tuple[bytes, str]:
        """Returns the body and the signature of the webhook that says: the last page was paid."""
        request, identifier = self._opened[-1]
        now = int(time.time())
        wish = {
            "client_reference_id": request.order_reference,
            "metadata": {"order": request.order_reference, "attempt": request.attempt_reference},
            "success_url": request.return_url,
            "cancel_url": request.cancel_url,
            "customer_email": request.email,
        }
        paid = objects.checkout_session(
            wish,
            address="https://checkout.example.org",
            created=now,
            expires_at=int(request.expires_at.timestamp()),
            total_cents=sum(line.amount_cents for line in request.lines),
            methods=["card"],
        ) | {
            "id": identifier,
            "payment_intent": objects.new_id("pi"),
            "payment_status": "paid",
            "status": "complete",
        }
        body = encode(objects.event("checkout.session.completed", paid, created=now, request={}))
        return body, sign(body, self._secrets, now)


def buy(app: Flask, stripe: Stripe, number: int) -> Iterator[Step]:
    """The n-th customer, a new one, books an oil change, confirms it, and pays."""
    customer = Visitor(app, app.response_class)
    customer.submit(
        BOOKING,
        service="vidange",
        day=list_open_days(clock.today())[number % 5].isoformat(),
        plate=f"AB-{100 + number % 900}-CD",
        vehicle="Renault Clio",
        name=BUYER.name,
        email=f"client{number}@example.org",
        phone="06 12 34 56 78",
        street=BUYER.street,
        postcode=BUYER.postcode,
        city=BUYER.city,
    )
    yield Step(PLACE_ORDER, lambda: customer.submit(CONFIRMATION), 303)
    body, signature = stripe.news()
    headers = {"Stripe-Signature": signature}
    yield Step(PAY_ORDER, lambda: Visitor(app).post(WEBHOOK, data=body, headers=headers))


@contextmanager
def stripe_answers_at_once(settings: Settings) -> Iterator[Stripe]:
    """Puts our Stripe in the place of the network."""
    stripe = Stripe(settings)
    with patch("shared.payments.checkout.open_checkout", stripe.open_checkout):
        yield stripe
