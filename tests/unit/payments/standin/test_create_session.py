from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
import stripe

if TYPE_CHECKING:
    from tests.unit.payments.standin.conftest import Till


def test_a_new_session_says_what_the_customer_owes_and_where_to_pay(till: Till) -> None:
    session = till.open_session(
        metadata={"order": "7"}, payment_intent_data={"metadata": {"order": "7"}}, customer_email="client@example.org"
    )

    assert (session.status, session.payment_status, session.livemode) == ("open", "unpaid", False)
    assert (session.amount_total, session.currency) == (2500, "eur")
    assert (session.client_reference_id, session.metadata["order"]) == ("commande-7", "7")
    assert session.url == f"{till.standin.url}/c/pay/{session.id}"
    assert session.expires_at - session.created == 24 * 60 * 60
    assert session.payment_intent is None
    [line] = till.sessions.line_items.list(session.id).data
    assert (line.description, line.quantity, line.amount_total) == ("Réparation d’un vélo", 2, 2500)
    assert line.price.unit_amount == 1250


def test_a_session_can_be_read_again_and_is_listed_newest_first(till: Till) -> None:
    first, second = till.open_session(), till.open_session()

    assert till.sessions.retrieve(first.id).to_dict() == first.to_dict()
    assert [session.id for session in till.sessions.list()] == [second.id, first.id]
    assert [session.id for session in till.sessions.list({"status": "complete"})] == []


LINE: dict[str, Any] = {
    "price_data": {"currency": "eur", "unit_amount": 900, "product_data": {"name": "Visite"}},
    "quantity": 1,
}


def _line(**price: Any) -> list[dict[str, Any]]:
    return [LINE | {"price_data": LINE["price_data"] | price}]


@pytest.mark.parametrize(
    ("change", "param", "code"),
    [
        ({"couleur": "bleu"}, "couleur", "parameter_unknown"),
        ({"payment_method_types": ["card"]}, "payment_method_types", "parameter_unknown"),
        ({"line_items": [LINE | {"vat": 20}]}, "line_items[0][vat]", "parameter_unknown"),
        ({"payment_intent_data": {"nom": "x"}}, "payment_intent_data[nom]", "parameter_unknown"),
        ({"line_items": [{"quantity": 1}]}, "line_items[0][price_data]", "parameter_missing"),
        (
            {"line_items": _line(unit_amount="12.50")},
            "line_items[0][price_data][unit_amount]",
            "parameter_invalid_integer",
        ),
        ({"line_items": _line(unit_amount=-1)}, "line_items[0][price_data][unit_amount]", "parameter_invalid_integer"),
        ({"line_items": _line(unit_amount=49)}, "line_items", "amount_too_small"),
        ({"line_items": [LINE | {"quantity": 200_000}]}, "line_items", "amount_too_large"),
        ({"line_items": [LINE | {"quantity": 0}]}, "line_items[0][quantity]", "parameter_invalid_integer"),
        ({"line_items": _line(currency="usd")}, "line_items[0][price_data][currency]", None),
        ({"mode": "subscription"}, "mode", None),
        ({"success_url": "/merci"}, "success_url", "url_invalid"),
        ({"success_url": ""}, "success_url", "parameter_invalid_empty"),
        ({"customer_email": "personne"}, "customer_email", "email_invalid"),
        ({"metadata": {"note": "x" * 501}}, "metadata[note]", None),
        ({"metadata": {str(number): "x" for number in range(51)}}, "metadata", None),
        ({"client_reference_id": "x" * 201}, "client_reference_id", None),
        ({"excluded_payment_method_types": ["card", "sepa_debit"]}, "excluded_payment_method_types", None),
    ],
)
def test_what_stripe_refuses_is_refused(till: Till, change: dict[str, Any], param: str, code: str | None) -> None:
    with pytest.raises(stripe.InvalidRequestError) as refusal:
        till.open_session(**change)

    assert (refusal.value.param, refusal.value.code, refusal.value.http_status) == (param, code, 400)
    assert list(till.sessions.list()) == []


@pytest.mark.parametrize("name", ["mode", "line_items", "success_url"])
def test_a_session_without_what_it_needs_is_refused(till: Till, name: str) -> None:
    wish = till.wish()
    del wish[name]

    with pytest.raises(stripe.InvalidRequestError, match=f"Missing required param: {name}"):
        till.sessions.create(wish)


@pytest.mark.parametrize(
    ("seconds", "refusal"),
    [
        (30 * 60 - 1, "at least 30 minutes"),
        (30 * 60, None),
        (24 * 60 * 60, None),
        (24 * 60 * 60 + 1, "less than 24 hours"),
    ],
)
def test_a_session_lasts_from_30_minutes_to_24_hours(
    open_till: Callable[..., Till], seconds: int, refusal: str | None
) -> None:
    now = int(time.time())
    till = open_till(now=lambda: now)

    if refusal is None:
        assert till.open_session(expires_at=now + seconds).expires_at == now + seconds
    else:
        with pytest.raises(stripe.InvalidRequestError, match=refusal):
            till.open_session(expires_at=now + seconds)


@pytest.mark.parametrize(
    ("key", "sentence"),
    [
        ("sk_live_serious", "refuses live keys"),
        ("rk_live_serious", "refuses live keys"),
        ("pk_test_page", "Invalid API Key"),
    ],
)
def test_a_key_of_another_kind_is_refused(open_till: Callable[..., Till], key: str, sentence: str) -> None:
    till = open_till(key=key)

    with pytest.raises(stripe.AuthenticationError, match=sentence) as refusal:
        till.open_session()

    assert refusal.value.http_status == 401
    assert key not in str(refusal.value)


def test_a_restricted_test_key_is_accepted(open_till: Callable[..., Till]) -> None:
    assert open_till(key="rk_test_narrow").open_session().status == "open"


def test_another_version_of_the_api_is_refused(till: Till) -> None:
    old = stripe.StripeClient(
        "sk_test_x", base_addresses={"api": till.standin.url}, stripe_version="2024-06-20", max_network_retries=0
    )

    with pytest.raises(stripe.InvalidRequestError, match=r"2026-10-28\.endive only"):
        old.v1.charges.list()


def test_an_unknown_identifier_is_not_found(till: Till) -> None:
    for ask in (till.sessions.retrieve, till.stripe.v1.refunds.retrieve, till.stripe.v1.events.retrieve):
        with pytest.raises(stripe.InvalidRequestError) as refusal:
            ask("re_nothing")
        assert (refusal.value.http_status, refusal.value.code) == (404, "resource_missing")


def test_an_act_that_the_stand_in_does_not_play_is_not_found(till: Till) -> None:
    with pytest.raises(stripe.InvalidRequestError, match="Unrecognized request URL"):
        till.stripe.v1.customers.list()
