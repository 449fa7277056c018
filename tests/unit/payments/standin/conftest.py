"""A shop that sells for 25,00 €, the unmodified stripe library, and a stand-in that waits to be told when to act."""

from __future__ import annotations

import json
import threading
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any

import pytest
import stripe

from shared.payments.standin.server import StandIn

KEY = "sk_test_of_an_invented_shop"
SECRET = "whsec_of_an_invented_shop"


@dataclass
class Shop:
    """Hears webhooks; answers 200, or first the statuses in `moods`."""

    moods: list[int] = field(default_factory=list)
    heard: list[tuple[bytes, str]] = field(default_factory=list)
    spoken_to: threading.Event = field(default_factory=threading.Event)

    def hear(self, _address: str, body: bytes, headers: dict[str, str]) -> int:
        self.heard.append((body, headers["Stripe-Signature"]))
        self.spoken_to.set()
        return self.moods.pop(0) if self.moods else 200

    @property
    def types(self) -> list[str]:
        return [json.loads(body)["type"] for body, _ in self.heard]

    def last(self, kind: str) -> Any:
        return [event for event in map(json.loads, dict(self.heard)) if event["type"] == kind][-1]["data"]["object"]


class NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:
        return None


BROWSER = urllib.request.build_opener(NoRedirect)


@dataclass
class Visit:
    status: int
    headers: Any
    text: str


@dataclass
class Till:
    """One stand-in with its shop and the library that talks to it."""

    standin: StandIn
    shop: Shop
    stripe: Any

    @property
    def sessions(self) -> Any:
        return self.stripe.v1.checkout.sessions

    def wish(self, **changes: Any) -> Any:
        line = {
            "price_data": {"currency": "eur", "unit_amount": 1250, "product_data": {"name": "Réparation d’un vélo"}},
            "quantity": 2,
        }
        wish = {
            "mode": "payment",
            "line_items": [line],
            "success_url": "http://shop.example/merci?session={CHECKOUT_SESSION_ID}",
            "cancel_url": "http://shop.example/panier",
            "client_reference_id": "commande-7",
        }
        return wish | changes

    def open_session(self, **changes: Any) -> Any:
        return self.sessions.create(self.wish(**changes))

    def paid_session(self, choice: str = "card") -> Any:
        session = self.open_session()
        self.standin.controls.pay(session.id, choice)
        return self.sessions.retrieve(session.id)

    def visit(self, url: str, choice: str | None = None) -> Visit:
        """Opens a page, or presses one of its buttons, as a browser that does not follow redirections."""
        form = None if choice is None else urllib.parse.urlencode({"choice": choice}).encode()
        try:
            with BROWSER.open(url, form) as answer:
                return Visit(answer.status, answer.headers, answer.read().decode())
        except urllib.error.HTTPError as answer:
            with answer:
                return Visit(answer.code, answer.headers, answer.read().decode())

    def charge_of(self, session: Any) -> Any:
        return self.sessions.retrieve(
            session.id, {"expand": ["payment_intent.latest_charge"]}
        ).payment_intent.latest_charge


@pytest.fixture
def open_till() -> Iterator[Callable[..., Till]]:
    """Opens tills that close at the end of the test; nothing is delivered before `controls.deliver()`."""
    with ExitStack() as stack:

        def open_one(*, key: str = KEY, **options: Any) -> Till:
            shop = Shop()
            usual: dict[str, Any] = {
                "by_hand": True,
                "webhook_url": "http://127.0.0.1:9/hook",
                "webhook_secrets": [SECRET],
                "transport": shop.hear,
            }
            standin = stack.enter_context(StandIn(**usual | options))
            library = stripe.StripeClient(key, base_addresses={"api": standin.url}, max_network_retries=0)
            return Till(standin, shop, library)

        yield open_one


@pytest.fixture
def till(open_till: Callable[..., Till]) -> Till:
    return open_till()
