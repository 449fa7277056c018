from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

import pytest
import stripe

from shared.payments.standin.server import StandIn
from shared.payments.standin.webhooks import LIVELY, TIDY, Manners

if TYPE_CHECKING:
    from tests.unit.payments.standin.conftest import Till

SECRET = "whsec_of_an_invented_shop"
PAID = ["charge.succeeded", "payment_intent.succeeded", "checkout.session.completed"]


def _believe(delivery: tuple[bytes, str], secret: str = SECRET) -> Any:
    return stripe.Webhook.construct_event(*delivery, secret)


def test_the_library_believes_what_the_stand_in_tells(till: Till) -> None:
    session = till.paid_session()

    assert till.standin.controls.deliver() == 3

    assert till.shop.types == PAID
    event = _believe(till.shop.heard[-1])
    assert (event.type, event.data.object["id"], event.livemode) == ("checkout.session.completed", session.id, False)
    assert event.data.object["client_reference_id"] == "commande-7"
    assert till.stripe.v1.events.retrieve(event.id).pending_webhooks == 0


def test_real_life_is_late_double_and_out_of_order(open_till: Callable[..., Till]) -> None:
    till = open_till(manners=LIVELY)
    till.paid_session()

    assert till.shop.types == [], "nothing is told at once"
    till.standin.controls.deliver()

    assert till.shop.types == [*reversed(PAID), *reversed(PAID)]
    deliveries = till.standin.controls.list_deliveries()
    assert [delivery["copy"] for delivery in deliveries] == [1, 1, 1, 2, 2, 2]
    assert len({delivery["event"] for delivery in deliveries}) == 3


def test_real_life_repeats_old_news_after_newer_ones(open_till: Callable[..., Till]) -> None:
    till = open_till(manners=LIVELY)
    session = till.paid_session("sepa")
    till.standin.controls.settle(session.id)

    till.standin.controls.deliver()

    last_unpaid = len(till.shop.types) - till.shop.types[::-1].index("checkout.session.completed")
    assert last_unpaid > till.shop.types.index("checkout.session.async_payment_succeeded") + 1


def test_the_disorder_needs_nobody_to_press_a_button(open_till: Callable[..., Till]) -> None:
    quick = Manners(delay=0.02, copies=2, echo=0.1, spacing=0.01)
    till = open_till(by_hand=False, manners=quick)
    till.paid_session()

    assert till.standin.controls.wait_until_idle()

    assert till.shop.types == [*reversed(PAID), *reversed(PAID)]


def test_a_shop_that_fails_is_told_again(open_till: Callable[..., Till]) -> None:
    till = open_till(by_hand=False, manners=TIDY)
    till.shop.moods = [200, 500, 302, 404]
    till.paid_session()

    assert till.standin.controls.wait_until_idle()

    deliveries = till.standin.controls.list_deliveries()
    assert {delivery["event"] for delivery in deliveries if delivery["status"] == 200} == {
        event.id for event in till.stripe.v1.events.list()
    }
    assert sorted((delivery["attempt"], delivery["status"]) for delivery in deliveries) == [
        (1, 200),
        (1, 302),
        (1, 500),
        (2, 200),
        (2, 404),
        (3, 200),
    ]


def test_a_shop_that_never_answers_is_left_alone_but_can_catch_up(open_till: Callable[..., Till]) -> None:
    till = open_till(by_hand=False, manners=Manners(delay=0, copies=1, retries=(0, 0)))
    till.shop.moods = [500] * 9
    till.paid_session()

    assert till.standin.controls.wait_until_idle()

    assert len(till.shop.heard) == 9
    missed = till.stripe.v1.events.list({"delivery_success": False})
    assert [event.type for event in missed] == PAID[::-1]


def test_each_secret_signs_while_one_replaces_another(till: Till) -> None:
    till.standin.controls.send_webhooks_to("http://127.0.0.1:9/hook", ["whsec_old", "whsec_new"])
    till.paid_session()
    till.standin.controls.deliver()

    for secret in ("whsec_old", "whsec_new"):
        assert _believe(till.shop.heard[0], secret).type == PAID[0]
    with pytest.raises(stripe.SignatureVerificationError):
        _believe(till.shop.heard[0])


@pytest.mark.parametrize(
    ("kind", "sentence"),
    [
        ("tampered", "No signatures found matching"),
        ("wrong_secret", "No signatures found matching"),
        ("old", "Timestamp"),
    ],
)
def test_a_forged_signature_is_not_believed(till: Till, kind: str, sentence: str) -> None:
    till.paid_session()
    till.standin.controls.deliver()

    till.standin.controls.forge(kind)

    with pytest.raises(stripe.SignatureVerificationError, match=sentence):
        _believe(till.shop.heard[-1])


@pytest.mark.parametrize(
    ("kind", "field", "told"),
    [("wrong_amount", "amount_total", 2600), ("wrong_currency", "currency", "usd"), ("live", "livemode", True)],
)
def test_a_well_signed_lie_is_for_the_shop_to_notice(till: Till, kind: str, field: str, told: object) -> None:
    session = till.paid_session()
    till.standin.controls.deliver()
    truth = _believe(till.shop.heard[-1])

    till.standin.controls.forge(kind)

    lie = _believe(till.shop.heard[-1])
    assert lie.id != truth.id
    assert (lie.data.object["id"], lie.data.object[field]) == (session.id, told)
    assert truth.data.object[field] != told


def test_a_well_signed_event_may_name_an_unknown_session(till: Till) -> None:
    till.paid_session()

    till.standin.controls.forge("unknown_session")

    told = _believe(till.shop.heard[-1])
    with pytest.raises(stripe.InvalidRequestError, match=r"No such checkout\.session"):
        till.sessions.retrieve(told.data.object["id"])


def test_an_event_can_be_told_again(till: Till) -> None:
    till.paid_session()
    till.standin.controls.deliver()
    event = _believe(till.shop.heard[-1])

    assert till.standin.controls.redeliver(event.id) == 200

    assert _believe(till.shop.heard[-1]).id == event.id
    assert len(till.shop.heard) == 4


class Receiver(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        heard: Any = self.server
        heard.deliveries.append((self.path, body, self.headers["Stripe-Signature"]))
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def _listening() -> Iterator[Any]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Receiver) as server:
        heard: Any = server
        heard.deliveries = []
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        yield heard
        server.shutdown()
        thread.join()


def test_webhooks_travel_over_http() -> None:
    with _listening() as shop, StandIn(webhook_secrets=[SECRET]) as standin:
        standin.controls.send_webhooks_to(f"http://127.0.0.1:{shop.server_port}/stripe/webhook?a=1", [SECRET])
        library = stripe.StripeClient("sk_test_x", base_addresses={"api": standin.url})
        price: Any = {"currency": "eur", "unit_amount": 900, "product_data": {"name": "Café d’été"}}
        line: Any = {"price_data": price, "quantity": 1}
        session = library.v1.checkout.sessions.create(
            {"mode": "payment", "line_items": [line], "success_url": "http://shop.example/"}
        )
        standin.controls.pay(session.id)
        assert standin.controls.wait_until_idle()

    assert [path for path, _, _ in shop.deliveries] == ["/stripe/webhook?a=1"] * 3
    assert [json.loads(body)["type"] for _, body, _ in shop.deliveries] == PAID
    assert [_believe((body, signature)).type for _, body, signature in shop.deliveries] == PAID


def test_a_shop_that_is_away_is_noted_and_tried_again() -> None:
    with StandIn(webhook_secrets=[SECRET], by_hand=True) as standin, _listening() as shop:
        address = f"http://127.0.0.1:{shop.server_port}/"
        standin.controls.send_webhooks_to("http://127.0.0.1:9/", [SECRET])
        library = stripe.StripeClient("sk_test_x", base_addresses={"api": standin.url})
        price: Any = {"currency": "eur", "unit_amount": 900, "product_data": {"name": "Visite"}}
        session = library.v1.checkout.sessions.create(
            {
                "mode": "payment",
                "line_items": [{"price_data": price, "quantity": 1}],
                "success_url": "http://shop.example/",
            }
        )
        library.v1.checkout.sessions.expire(session.id)

        assert standin.controls.deliver() == 1
        standin.controls.send_webhooks_to(address, [SECRET])
        assert standin.controls.deliver() == 1

    assert [delivery["status"] for delivery in standin.controls.list_deliveries()] == [0, 204]
