"""The page of an order, behind its secret: what it says at each step, and who gets to see it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from shared.db import atomic, session
from shared.jobs.runner import drain
from shared.kernel import clock
from shared.orders.links import secret_of
from shared.orders.models import Order, OrderAction
from shared.orders.services import move_order
from tests.support import sales
from tests.support.client import Visitor
from tests.support.personas import CUSTOMER, SUPERVISOR, Persona
from tests.support.queries import statements
from tests.support.till import Till

SignIn = Callable[[Persona], Visitor]


@pytest.fixture
def order(till: Till) -> Order:
    return till.place()


@pytest.fixture
def page(app: Flask, order: Order) -> str:
    with app.app_context():
        return f"/commande/{secret_of(order.public_id)}"


def move(app: Flask, order: Order, *actions: OrderAction) -> None:
    with app.app_context(), atomic():
        for action in actions:
            move_order(order_id=order.id, action=action, actor="test")


def pay(till: Till, order: Order) -> None:
    till.controls.pay(till.go_to_pay(order))
    till.controls.deliver()


def test_the_page_of_a_new_order_shows_it_whole_and_asks_to_pay(client: Visitor, order: Order, page: str) -> None:
    shown = client.get(page).text
    for text in (order.reference, "Il reste à payer", "Payer 89,00\u00a0€", "Vidange et filtre à huile", "AB-123-CD"):
        assert text in shown
    assert "14,83\u00a0€" in shown
    assert "hx-get" not in shown


def test_whoever_comes_back_from_paying_waits_for_stripe_s_word(client: Visitor, page: str) -> None:
    shown = client.get(f"{page}?paiement=retour").text
    assert "Nous attendons la confirmation du paiement" in shown
    assert 'hx-trigger="every 3s"' in shown
    assert "Actualiser" in shown
    assert "Payer 89,00" not in shown


def test_whoever_turned_back_can_pay_again(client: Visitor, page: str) -> None:
    shown = client.get(f"{page}?paiement=annule").text
    assert "Le paiement n’a pas été fait. Rien n’a été débité" in shown
    assert "Payer 89,00\u00a0€" in shown


def test_saying_that_one_has_paid_pays_nothing(client: Visitor, till: Till, order: Order, page: str) -> None:
    for said in ("retour", "paid", "annule"):
        client.get(f"{page}?paiement={said}")
    assert till.payments_of(order) == []


def test_each_step_has_its_words(app: Flask, client: Visitor, till: Till, order: Order, page: str) -> None:
    pay(till, order)
    shown = client.get(page).text
    assert "C’est payé, merci" in shown
    assert "L’atelier vous attend le" in shown
    for action, words in (
        (OrderAction.START, "L’équipe y travaille"),
        (OrderAction.FINISH, "C’est prêt"),
        (OrderAction.HAND_OVER, "Merci et à bientôt"),
    ):
        move(app, order, action)
        assert words in client.get(page).text


def test_a_debit_on_its_way_refreshes_by_itself(client: Visitor, till: Till, order: Order, page: str) -> None:
    till.controls.pay(till.go_to_pay(order), "sepa")
    till.controls.deliver()
    shown = client.get(page).text
    assert "Votre banque confirme le paiement" in shown
    assert 'hx-trigger="every 3s"' in shown
    assert "Payer 89,00" not in shown


def test_a_cancelled_order_asks_for_nothing(app: Flask, client: Visitor, order: Order, page: str) -> None:
    move(app, order, OrderAction.CANCEL)
    shown = client.get(page).text
    assert "Cette commande est annulée" in shown
    assert "Payer" not in shown


def test_the_invoice_comes_a_moment_after_the_payment(
    app: Flask, client: Visitor, till: Till, order: Order, page: str
) -> None:
    number = f"AB-{clock.today().year}-000001"
    assert client.get(f"{page}/facture").location == page
    assert client.get(f"{page}/documents/{number}.pdf").status_code == 404
    pay(till, order)
    assert "Le PDF arrive dans un instant" in client.get(page).text
    early = client.get(f"{page}/documents/{number}.pdf", follow_redirects=True)
    assert early.mimetype == "text/html"
    assert "Le PDF est en préparation" in early.text
    shown = client.get(f"{page}/facture", follow_redirects=True).text
    for words in (f"Facture {number}", "Adressé à", "89,00\u00a0€", "74,17\u00a0€", "Payée par carte", "TVA\u00a0FR"):
        assert words in shown, words

    with app.app_context():
        drain()
    assert f"/documents/{number}.pdf" in client.get(page).text
    invoice = client.get(f"{page}/documents/{number}.pdf")
    assert invoice.mimetype == "application/pdf"
    assert f"{number}.pdf" in invoice.headers["Content-Disposition"]
    assert invoice.data.startswith(b"%PDF-")


@pytest.mark.parametrize("secret", ["x", "a" * 22, "../../etc/passwd", "%00", "é" * 22])
def test_a_wrong_secret_finds_nothing_and_keeps_the_bearings(client: Visitor, order: Order, secret: str) -> None:
    answer = client.get(f"/commande/{secret}")
    assert answer.status_code == 404
    assert "Aller à l’accueil" in answer.text
    assert order.reference not in answer.text


def test_the_secret_is_kept_from_caches_search_engines_and_other_sites(client: Visitor, page: str) -> None:
    headers = client.get(page).headers
    assert headers["Cache-Control"] == "no-store"
    assert headers["X-Robots-Tag"] == "noindex, nofollow"
    assert headers["Referrer-Policy"] in {"no-referrer", "same-origin"}
    assert "X-Robots-Tag" not in client.get("/").headers


def test_the_page_costs_the_same_for_any_order(
    app: Flask, client: Visitor, till: Till, order: Order, page: str
) -> None:
    with statements(app) as unpaid:
        client.get(page)
    pay(till, order)
    with statements(app) as paid:
        client.get(page)
    assert len(unpaid) == len(paid) <= 7, paid


def test_a_customer_finds_their_own_orders_and_nobody_else_s(app: Flask, sign_in: SignIn) -> None:
    mine = replace(sales.BUYER, email=CUSTOMER.email)
    with app.app_context(), atomic():
        order = sales.order(clock.today() - timedelta(days=1), buyer=mine)
        other = sales.order(clock.today() - timedelta(days=1), code="nettoyage")
        address = f"/commande/{secret_of(order.public_id)}"
    shown = sign_in(CUSTOMER).get("/mon-espace").text
    assert order.reference in shown
    assert address in shown
    assert other.reference not in shown


def test_a_customer_without_orders_is_told_so(sign_in: SignIn) -> None:
    assert "Aucune commande à cette adresse" in sign_in(CUSTOMER).get("/mon-espace").text


def test_the_customer_s_space_asks_who_it_is(client: Visitor, sign_in: SignIn) -> None:
    assert client.get("/mon-espace").status_code == 302
    assert sign_in(SUPERVISOR).get("/mon-espace").status_code == 403


def test_the_references_that_others_know_open_nothing(app: Flask, order: Order) -> None:
    """The public id, which exports and Stripe know, opens nothing."""
    for guess in (str(order.public_id), order.reference, str(order.id)):
        assert app.test_client().get(f"/commande/{guess}").status_code == 404
    with app.app_context():
        assert session.scalars(select(Order.secret_sha256)).one() not in {secret_of(order.public_id), ""}


def test_the_home_page_of_the_house_asks_the_database_for_nothing(app: Flask, client: Visitor) -> None:
    with statements(app) as sent:
        assert client.get("/").status_code == 200
    assert sent == []
