"""A consumer changes their mind: within fourteen days, by the function of the page, with its acknowledgement."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from shared.db import atomic, session
from shared.kernel import clock
from shared.kernel.errors import InvalidInput, Refused
from shared.notifications.models import Mail
from shared.orders.links import secret_of
from shared.orders.models import LegalText, Order, OrderAction, OrderStatus, StockLevel, WithdrawalNotice
from shared.orders.queries import find_order_by_id
from shared.orders.services import move_order
from shared.orders.terms.texts import change_text, list_terms
from shared.orders.terms.withdrawal import declare_withdrawal, right_to_withdraw
from shared.payments.balance import find_balance
from shared.payments.models import PaymentMeans, Refund
from shared.payments.services import receive_payment
from shared.workshop import find_site
from tests.integration.orders.test_deposits import FIRM, list_everything_wrong
from tests.support import meals, pieces, sales
from tests.support.client import Visitor
from tests.support.personas import FINANCE, client_of, supervisor_of


@pytest.fixture
def coat(app: Flask) -> Order:
    """A coat that was bought and paid online."""
    with app.app_context(), atomic():
        order = pieces.buy(pieces.choose(pieces.put_on_sale()))
        receive_payment(order_id=order.id, means=PaymentMeans.CARD_ONLINE, amount_cents=2400, actor="test")
        return order


def hand_over(order_id: int) -> None:
    for action in (OrderAction.START, OrderAction.FINISH, OrderAction.HAND_OVER):
        move_order(order_id=order_id, action=action, actor="test")


def declare(order_id: int, name: str = "Camille Saule") -> WithdrawalNotice:
    with atomic():
        return declare_withdrawal(order_id=order_id, name=name)


def test_before_it_is_ready_the_order_is_called_off_and_paid_back(app: Flask, coat: Order) -> None:
    with app.app_context():
        declare(coat.id)
        assert session.get_one(Order, coat.id).status is OrderStatus.CANCELLED
        assert session.scalars(select(Refund.amount_cents)).one() == 2400
        assert session.scalars(select(StockLevel.free_e4)).one() == 10_000
        kinds = session.scalars(select(Mail.kind).order_by(Mail.id)).all()
        assert "order_withdrawn" in kinds
        assert list_everything_wrong() == []
        with pytest.raises(Refused, match="délai"):
            declare(coat.id)


def test_goods_may_be_sent_back_for_fourteen_days_and_no_longer(app: Flask, coat: Order) -> None:
    with app.app_context():
        with atomic():
            hand_over(coat.id)
        today = clock.today()
        right = right_to_withdraw(find_order_by_id(coat.id))
        assert (right.possible, right.until) == (True, today + timedelta(days=14))
        with clock.at(clock.at_paris(today + timedelta(days=15), 0, 1)), pytest.raises(Refused):
            declare(coat.id)
        with clock.at(clock.at_paris(today + timedelta(days=14), 23, 59)):
            declare(coat.id)
        # It is with the customer: staff give the money back when it has come.
        assert session.get_one(Order, coat.id).status is OrderStatus.DONE
        assert find_balance(coat.id).kept_cents == 2400
    board = client_of(app, supervisor_of("valorilot")).get("/site-v/atelier/commandes").text
    assert "Rétractations à rembourser" in board


def test_the_page_asks_acknowledges_and_says_so_afterwards(app: Flask, coat: Order) -> None:
    with app.app_context():
        path = f"/commande/{secret_of(coat.public_id)}"
    visitor = Visitor(app, app.response_class)
    assert "Renoncer à ma commande" in visitor.get(path).text
    assert visitor.submit(f"{path}/renoncer", name=" ").status_code == 422
    assert visitor.submit(f"{path}/renoncer", name="Camille Saule").location == path
    assert "Vous avez renoncé à cette commande" in visitor.get(path).text
    assert visitor.get(f"{path}/renoncer").location == path
    with app.app_context():
        mail = session.scalars(select(Mail).where(Mail.kind == "order_withdrawn")).one()
        assert "Camille Saule" in mail.body
        assert "en est la preuve" in mail.body


def test_a_dated_meal_and_a_firm_have_no_such_right(app: Flask) -> None:
    with app.app_context(), atomic():
        meal = meals.order_meal(meals.choice(24, meals.monday_in(3)))
        coat = pieces.buy(pieces.choose(pieces.put_on_sale()), buyer=FIRM)
        for order in (meal, coat):
            assert not right_to_withdraw(find_order_by_id(order.id)).possible
        with pytest.raises(Refused):
            declare_withdrawal(order_id=meal.id, name="Camille Saule")


def test_a_service_that_is_done_is_done(app: Flask) -> None:
    with app.app_context(), atomic():
        order = sales.order(clock.today())
        assert order.withdrawal is None, "the counter's own orders are told otherwise"


def test_without_a_name_nothing_is_declared(app: Flask, coat: Order) -> None:
    with app.app_context():
        with pytest.raises(InvalidInput):
            declare(coat.id, "  ")
        assert session.scalars(select(WithdrawalNotice)).all() == []


def test_a_text_changes_from_a_day_on_and_is_approved_by_who_changes_it(app: Flask) -> None:
    with app.app_context():
        site_id, day = find_site("valorilot").id, clock.today() + timedelta(days=3)
        with atomic():
            change_text(
                code="mediateur",
                site_id=None,
                title="Médiateur",
                text="Le médiateur est…",
                valid_from=day,
                source="Convention 2026",
                actor="user:x",
            )
        words = {article.code: article for article in list_terms(site_id, [])}
        assert not words["mediateur"].confirmed
        with clock.at(clock.at_paris(day, 8)):
            words = {article.code: article for article in list_terms(site_id, [])}
            assert words["mediateur"].text == "Le médiateur est…"
            assert words["mediateur"].confirmed
        assert not any(code.startswith("retractation") for code in words)
        with pytest.raises(InvalidInput, match="change déjà"), atomic():
            change_text(
                code="mediateur",
                site_id=None,
                title="Médiateur",
                text="Autre",
                valid_from=day,
                source="Convention 2026",
                actor="user:x",
            )


def test_every_text_names_its_source_and_waits_to_be_approved(app: Flask) -> None:
    with app.app_context():
        rows = session.scalars(select(LegalText)).all()
        assert len(rows) >= 12
        assert all(row.source and not row.confirmed for row in rows)


def test_finance_approves_a_text_and_a_bad_day_is_refused_at_its_field(app: Flask) -> None:
    client = client_of(app, FINANCE)
    with app.app_context():
        text = session.scalars(select(LegalText).where(LegalText.code == "mediateur")).one()
        yesterday = clock.today() - timedelta(days=1)
    path = f"/gestion/textes/{text.id}"
    assert "À approuver" in client.get("/gestion/textes").text
    wrong = client.submit(path, valid_from=yesterday.isoformat(), text="Le médiateur est…")
    assert wrong.status_code == 422
    assert "Un texte ne change pas dans le passé." in wrong.text
    assert "Le médiateur est…" in wrong.text
    assert client.submit(path, text="Le médiateur est…").location == "/gestion/textes"
    assert "Approuvé" in client.get("/gestion/textes").text
    assert "Le médiateur est…" in Visitor(app, app.response_class).get("/conditions/valorilot").text
