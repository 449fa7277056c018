from __future__ import annotations

import re
import threading
from typing import TYPE_CHECKING

import pytest
import stripe

from shared.payments.standin.errors import ApiError

if TYPE_CHECKING:
    from tests.unit.payments.standin.conftest import Till, Visit


def test_the_page_says_in_french_that_no_money_moves_and_what_is_owed(till: Till) -> None:
    session = till.open_session(customer_email="client@example.org")

    page = till.visit(session.url)

    assert page.status == 200
    assert '<html lang="fr">' in page.text
    assert "aucune carte réelle, aucun argent" in page.text
    assert "Réparation d’un vélo" in page.text
    assert "2 × 12,50\u00a0€" in page.text
    assert "25,00\u00a0€" in page.text
    assert "client@example.org" in page.text
    assert re.findall(r'value="(\w+)">([^<]+)</button>', page.text) == [
        ("card", "Payer par carte"),
        ("sepa", "Prélèvement SEPA"),
        ("declined", "Carte refusée"),
        ("sepa_failed", "Prélèvement SEPA rejeté"),
    ]
    assert 'href="http://shop.example/panier">Annuler et revenir' in page.text


def test_the_page_needs_neither_script_nor_inline_style(till: Till) -> None:
    page = till.visit(till.open_session().url)

    assert not re.search(r"<script|<style|\sstyle=|\son\w+=", page.text)
    assert till.visit(f"{till.standin.url}/c/standin.css").headers["Content-Type"] == "text/css; charset=utf-8"
    policy = page.headers["Content-Security-Policy"]
    assert "default-src 'none'; style-src 'self'" in policy
    assert "form-action 'self' http://shop.example;" in policy


def test_what_the_shop_sends_is_shown_as_text(till: Till) -> None:
    price = {"currency": "eur", "unit_amount": 1250, "product_data": {"name": '<b onclick="x">Roue</b>'}}
    session = till.open_session(
        line_items=[{"price_data": price, "quantity": 1}], cancel_url='http://shop.example/"><script>'
    )

    page = till.visit(session.url)

    assert "&lt;b onclick=&quot;x&quot;&gt;Roue&lt;/b&gt;" in page.text
    assert "<script>" not in page.text


def test_paying_by_card_leads_back_to_the_shop_and_the_session_is_paid(till: Till) -> None:
    session = till.open_session(payment_intent_data={"metadata": {"order": "7"}}, customer_email="client@example.org")

    answer = till.visit(session.url, "card")

    assert (answer.status, answer.headers["Location"]) == (303, f"http://shop.example/merci?session={session.id}")
    paid = till.sessions.retrieve(session.id, {"expand": ["payment_intent.latest_charge", "line_items"]})
    assert (paid.status, paid.payment_status, paid.url) == ("complete", "paid", None)
    assert paid.customer_details.email == "client@example.org"
    assert (paid.payment_intent.status, paid.payment_intent.amount_received) == ("succeeded", 2500)
    assert paid.payment_intent.metadata["order"] == "7"
    charge = paid.payment_intent.latest_charge
    assert (charge.status, charge.paid, charge.amount, charge.metadata["order"]) == ("succeeded", True, 2500, "7")
    assert [line.amount_total for line in paid.line_items] == [2500]
    listed = till.stripe.v1.charges.list({"payment_intent": paid.payment_intent.id})
    assert [one.id for one in listed] == [charge.id]


def test_a_declined_card_is_said_and_the_customer_may_try_again(till: Till) -> None:
    session = till.open_session()
    assert "refusée. Rien" not in till.visit(session.url).text

    answer = till.visit(session.url, "declined")
    page = till.visit(till.standin.url + answer.headers["Location"])

    assert 'role="alert">Votre carte a été refusée. Rien n’a été débité' in page.text
    waiting = till.sessions.retrieve(session.id)
    assert (waiting.status, waiting.payment_status) == ("open", "unpaid")
    assert till.visit(session.url, "card").status == 303
    paid = till.sessions.retrieve(session.id)
    assert (paid.payment_status, paid.payment_intent) == ("paid", waiting.payment_intent)
    charges = till.stripe.v1.charges.list({"payment_intent": paid.payment_intent})
    assert [(charge.status, charge.failure_code) for charge in charges] == [
        ("succeeded", None),
        ("failed", "card_declined"),
    ]


def test_a_paid_session_says_so_and_takes_no_second_payment(till: Till) -> None:
    session = till.open_session()
    till.visit(session.url, "card")

    again, page = till.visit(session.url, "card"), till.visit(session.url)

    assert (again.status, page.status) == (409, 200)
    assert "C’est déjà payé" in page.text
    assert f'href="http://shop.example/merci?session={session.id}"' in page.text
    with pytest.raises(ApiError, match="status of `complete`"):
        till.standin.controls.pay(session.id)
    assert len(till.stripe.v1.charges.list().data) == 1


def test_ten_customers_at_once_pay_one_session_once(till: Till) -> None:
    session = till.open_session()
    answers: list[Visit] = []
    customers = [threading.Thread(target=lambda: answers.append(till.visit(session.url, "card"))) for _ in range(10)]
    for customer in customers:
        customer.start()
    for customer in customers:
        customer.join()

    assert sorted(answer.status for answer in answers) == [303] + [409] * 9
    assert len(till.stripe.v1.charges.list().data) == 1


def test_a_button_that_is_not_offered_changes_nothing(till: Till) -> None:
    session = till.open_session(allowed_payment_method_types=["card"])

    assert "SEPA" not in till.visit(session.url).text
    assert till.visit(session.url, "sepa").status == 400
    assert till.visit(session.url, "bitcoin").status == 400
    assert till.sessions.retrieve(session.id).status == "open"


def test_an_unknown_payment_page_says_where_to_go(till: Till) -> None:
    page = till.visit(f"{till.standin.url}/c/pay/cs_test_nothing")

    assert page.status == 404
    assert "Revenez à la boutique" in page.text


def test_a_field_that_holds_no_object_cannot_be_expanded(till: Till) -> None:
    with pytest.raises(stripe.InvalidRequestError, match="cannot be expanded"):
        till.sessions.retrieve(till.open_session().id, {"expand": ["chaussette"]})
