"""What the customer of each trade reads: nobody is told to come for a meal that is delivered."""

from __future__ import annotations

from flask import Flask
from sqlalchemy import select

from shared.db import atomic, session
from shared.notifications.models import Mail
from shared.orders.links import secret_of
from shared.orders.models import Order, OrderAction
from shared.orders.services import move_order
from shared.payments.balance import find_balance
from shared.payments.models import PaymentMeans
from shared.payments.services import receive_payment
from tests.integration.gourmand.test_cater import TOWN
from tests.support import meals, pieces
from tests.support.client import Visitor


def get_ready(order: Order) -> None:
    for action in (OrderAction.START, OrderAction.FINISH):
        move_order(order_id=order.id, action=action, actor="test")


def last_mail(kind: str) -> str:
    return session.scalars(select(Mail.body).where(Mail.kind == kind).order_by(Mail.id.desc())).first() or ""


def test_a_town_hall_reads_when_it_is_delivered_and_that_it_pays_on_invoice(app: Flask, client: Visitor) -> None:
    with app.app_context(), atomic():
        order = meals.order_meal(meals.choice(40, meals.monday_in(3)), buyer=TOWN, purchase_order="EJ-2026-42")
        page = f"/commande/{secret_of(order.public_id)}"
        assert "C’est confirmé" in last_mail("order_confirmed")
    shown = client.get(page).text
    assert "Nous vous livrons le lundi" in shown
    assert "Vous réglez à réception de la facture" in shown
    assert "Vous réglez en venant" not in shown

    with app.app_context(), atomic():
        get_ready(session.merge(order))
        assert "La livraison arrive à l’heure prévue." in last_mail("order_ready")
    assert "La livraison arrive à l’heure prévue." in client.get(page).text


def test_whoever_has_a_piece_sent_is_not_told_to_come(app: Flask) -> None:
    for way, words in (("pickup", "Vous pouvez venir."), ("shipping", "Votre colis part aujourd’hui.")):
        with app.app_context(), atomic():
            order = pieces.buy(pieces.choose(pieces.put_on_sale()), way=way)
            due = find_balance(order.id).due_now_cents
            receive_payment(order_id=order.id, means=PaymentMeans.TRANSFER, amount_cents=due, actor="test")
            get_ready(order)
            assert words in last_mail("order_ready")
