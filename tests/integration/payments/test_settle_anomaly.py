"""« Paiements à vérifier »: what did not fit, for the people of finance."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from shared.db import session
from shared.orders.models import Order
from shared.payments.models import PaymentAnomaly
from shared.payments.standin.control import Forgery
from tests.support.client import Visitor
from tests.support.personas import ADMINISTRATOR, CUSTOMER, DIRECTION, FINANCE, SUPERVISOR, Persona
from tests.support.till import Till

LIST = "/gestion/paiements/a-verifier"
SignIn = Callable[[Persona], Visitor]


@pytest.fixture
def anomaly(app: Flask, till: Till, order: Order) -> PaymentAnomaly:
    """Stripe announced one euro too much."""
    till.controls.pay(till.go_to_pay(order))
    till.controls.forge(Forgery.WRONG_AMOUNT)
    with app.app_context():
        return session.scalars(select(PaymentAnomaly)).one()


def test_finance_sees_what_happened_and_settles_it_once(
    app: Flask, sign_in: SignIn, anomaly: PaymentAnomaly, order: Order
) -> None:
    finance = sign_in(FINANCE)
    shown = finance.get(LIST).text
    assert "Stripe annonce 90,00\u00a0€ pour un paiement de 89,00\u00a0€." in shown
    assert order.reference in shown

    settle = f"{LIST}/{anomaly.public_id}/regle"
    token = shown.partition('name="csrf_token" value="')[2].partition('"')[0]
    finance.submit(LIST, action=settle)
    assert "ce cas est réglé" in finance.get(LIST).text
    assert finance.post(settle, data={"csrf_token": token}).status_code == 409
    with app.app_context():
        settled = session.scalars(select(PaymentAnomaly)).one()
    assert settled.settled_at is not None
    assert (settled.settled_by or "").startswith("user:")
    assert "Rien à vérifier" in finance.get(LIST).text


def test_an_anomaly_that_does_not_exist_is_not_found(sign_in: SignIn, anomaly: PaymentAnomaly, order: Order) -> None:
    finance = sign_in(FINANCE)
    token = finance.get(LIST).text.partition('name="csrf_token" value="')[2].partition('"')[0]
    assert finance.post(f"{LIST}/{order.public_id}/regle", data={"csrf_token": token}).status_code == 404
    assert anomaly.settled_at is None


@pytest.mark.parametrize("persona", [SUPERVISOR, ADMINISTRATOR, CUSTOMER], ids=str)
def test_others_do_not_see_the_list(sign_in: SignIn, persona: Persona) -> None:
    assert sign_in(persona).get(LIST).status_code == 403


def test_direction_reads_the_list(sign_in: SignIn) -> None:
    assert sign_in(DIRECTION).get(LIST).status_code == 200


def test_a_visitor_is_asked_who_it_is(client: Visitor) -> None:
    assert client.get(LIST).status_code == 302
