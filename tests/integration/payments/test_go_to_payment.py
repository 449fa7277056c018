"""« Payer »: the attempt is stored, Stripe is asked once whatever happens twice, nothing is lost when it is away."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from shared.db import UnitError, atomic, session
from shared.kernel import clock
from shared.orders.links import secret_of
from shared.orders.models import Order, OrderStatus
from shared.payments import gateway
from shared.payments.gateway import CheckoutLine, CheckoutRequest, HostedPage
from shared.payments.models import AttemptStatus, PaymentAttempt
from shared.payments.services import prepare_attempt, store_session
from tests.support.client import Visitor
from tests.support.till import Till

NOWHERE = "http://127.0.0.1:9"


@pytest.fixture
def page(app: Flask, order: Order) -> str:
    with app.app_context():
        return f"/commande/{secret_of(order.public_id)}"


def attempts(app: Flask) -> list[PaymentAttempt]:
    with app.app_context():
        return list(session.scalars(select(PaymentAttempt).order_by(PaymentAttempt.id)))


def cut_the_line(app: Flask) -> None:
    app.extensions["ateliers_settings"] = replace(app.extensions["ateliers_settings"], stripe_api_base=NOWHERE)


def test_the_customer_is_led_to_the_payment_page(app: Flask, till: Till, order: Order) -> None:
    session_id = till.go_to_pay(order)
    (attempt,) = attempts(app)
    assert (attempt.session_id, attempt.status) == (session_id, AttemptStatus.OPEN)
    assert attempt.idempotency_key == f"order-{order.public_id}-checkout-v1"
    assert (attempt.amount_cents, attempt.currency) == (8900, "eur")
    opened = till.standin._application.ledger.things[session_id]  # noqa: SLF001
    assert opened["client_reference_id"] == str(order.public_id)
    assert opened["metadata"] == {"order": str(order.public_id), "attempt": str(attempt.public_id)}
    assert opened["expires_at"] == int(attempt.expires_at.timestamp())


def test_stripe_learns_no_plate_and_no_name(till: Till, order: Order) -> None:
    session_id = till.go_to_pay(order)
    ledger = till.standin._application.ledger  # noqa: SLF001
    told = str(ledger.things[session_id]) + str(ledger.baskets[session_id])
    assert "camille.saule@example.org" in told
    assert "AB-123-CD" not in told
    assert "Saule" not in told.replace("camille.saule@", "")


def test_pressing_again_leads_to_the_same_page(app: Flask, till: Till, order: Order) -> None:
    assert till.go_to_pay(order) == till.go_to_pay(order)
    assert len(attempts(app)) == 1


def test_the_page_that_holds_the_button_may_lead_to_stripe_and_no_other_page(
    client: Visitor, till: Till, page: str
) -> None:
    origin = till.standin.url
    assert f"form-action 'self' {origin}" in client.get(page).headers["Content-Security-Policy"]
    assert client.get("/").headers["Content-Security-Policy"].endswith("form-action 'self'")


def test_when_stripe_is_away_the_order_is_kept_and_the_customer_is_told_kindly(
    app: Flask, client: Visitor, till: Till, order: Order, page: str
) -> None:
    cut_the_line(app)
    answer = client.submit(page)
    assert (answer.status_code, answer.location) == (303, page)
    shown = client.get(page).text
    assert "Votre commande est gardée et rien n’a été débité" in shown
    assert "Payer 89,00\u00a0€" in shown
    assert [attempt.status for attempt in attempts(app)] == [AttemptStatus.PREPARED]
    assert till.status_of(order) is OrderStatus.PLACED


def test_after_a_lost_answer_the_same_request_is_sent_again(
    app: Flask, till: Till, order: Order, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Stripe opened the page but its answer never came: asking again must not open a second one."""
    asked = gateway.open_checkout
    lost: list[HostedPage] = []

    def lose(request: CheckoutRequest) -> HostedPage:
        lost.append(asked(request))
        raise gateway.PaymentUnavailableError("lost")

    with monkeypatch.context() as patch:
        patch.setattr("shared.payments.checkout.open_checkout", lose)
        client = Visitor(app, app.response_class)
        with app.app_context():
            secret = secret_of(order.public_id)
        client.submit(f"/commande/{secret}")
    assert till.go_to_pay(order) == lost[0].session_id
    assert len(attempts(app)) == 1


def test_a_page_that_closes_soon_is_replaced_by_a_new_attempt(app: Flask, till: Till, order: Order) -> None:
    first = till.go_to_pay(order)
    till.controls.advance(3 * 3600)
    with clock.at(clock.now() + timedelta(hours=3)):
        second = till.go_to_pay(order)
    assert first != second
    assert [attempt.number for attempt in attempts(app)] == [1, 2]
    assert attempts(app)[1].idempotency_key.endswith("-checkout-v2")


def test_an_unanswered_attempt_too_old_for_stripe_is_replaced(app: Flask, till: Till, order: Order) -> None:
    with app.app_context(), atomic():
        prepare_attempt(order_id=order.id)
    till.controls.advance(90 * 60)
    with clock.at(clock.now() + timedelta(minutes=90)):
        till.go_to_pay(order)
    assert [attempt.status for attempt in attempts(app)] == [AttemptStatus.PREPARED, AttemptStatus.OPEN]


def test_an_order_that_is_paid_is_not_paid_again(
    app: Flask, client: Visitor, till: Till, order: Order, page: str
) -> None:
    old_page = client.get(page).text
    till.controls.pay(till.go_to_pay(order))
    till.controls.deliver()
    token = old_page.partition('name="csrf_token" value="')[2].partition('"')[0]
    answer = client.post(f"{page}/payer", data={"csrf_token": token}, follow_redirects=True)
    assert "Cette commande n’attend pas de paiement." in answer.text
    assert len(attempts(app)) == 1


def test_another_session_never_takes_the_place_of_the_first(app: Flask, till: Till, order: Order) -> None:
    session_id = till.go_to_pay(order)
    (attempt,) = attempts(app)
    stranger = HostedPage("cs_test_other", "http://127.0.0.1/other")
    with app.app_context(), pytest.raises(Exception, match="Une autre page"), atomic():
        store_session(attempt_id=attempt.id, page=stranger, actor="test")
    assert attempts(app)[0].session_id == session_id


def test_the_network_is_never_called_inside_a_unit(app: Flask) -> None:
    request = CheckoutRequest(
        idempotency_key="k",
        order_reference="o",
        attempt_reference="a",
        currency="eur",
        lines=(CheckoutLine("x", 100),),
        expires_at=clock.now(),
        email="a@example.org",
        return_url="http://127.0.0.1/",
        cancel_url="http://127.0.0.1/",
    )
    with app.app_context(), atomic(), pytest.raises(UnitError):
        gateway.open_checkout(request)


def test_paying_needs_a_token(client: Visitor, page: str) -> None:
    assert client.post(f"{page}/payer").status_code == 400
