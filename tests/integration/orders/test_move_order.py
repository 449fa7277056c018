"""Moving an order along: the log, the mails, and the board from which the workshop does it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update
from werkzeug.test import TestResponse

from shared.db import atomic, session
from shared.kernel import clock
from shared.kernel.errors import NotFound, Refused
from shared.notifications.models import Mail
from shared.orders.models import Order, OrderAction, OrderStatus, OrderStep
from shared.orders.services import move_order
from tests.support import sales
from tests.support.client import Visitor
from tests.support.personas import CIP, CUSTOMER, EMPLOYEE, FINANCE, NEIGHBOUR, SUPERVISOR, Persona
from tests.support.queries import statements
from workshops.auto_bleue.models import Appointment

BOARD = "/auto-bleue/atelier/commandes"
SignIn = Callable[[Persona], Visitor]
Status = Callable[[], OrderStatus]


@pytest.fixture
def paid(app: Flask) -> Order:
    """An order paid yesterday, whose car is expected today."""
    today = clock.today()
    with app.app_context(), atomic():
        order_id = sales.sell(today - timedelta(days=1)).order_id
        session.execute(update(Appointment).values(day=today))
        return session.get_one(Order, order_id)


@pytest.fixture
def status(app: Flask) -> Status:
    """Tells how far the order has come by now."""

    def look() -> OrderStatus:
        with app.app_context():
            return session.scalars(select(Order.status)).one()

    return look


def token_of(page: TestResponse) -> str:
    return page.text.partition('name="csrf_token" value="')[2].partition('"')[0]


def test_each_step_is_logged_with_its_actor(app: Flask, paid: Order) -> None:
    with app.app_context(), atomic():
        move_order(order_id=paid.id, action=OrderAction.START, actor="user:x", reason="pont 2")
        step = session.scalars(select(OrderStep).order_by(OrderStep.id.desc()).limit(1)).one()
    assert (step.from_status, step.to_status, step.actor, step.reason) == ("paid", "started", "user:x", "pont 2")


def test_a_step_that_is_not_in_the_table_changes_nothing(app: Flask, paid: Order, status: Status) -> None:
    with pytest.raises(Refused), app.app_context(), atomic():
        move_order(order_id=paid.id, action=OrderAction.HAND_OVER, actor="user:x")
    assert status() is OrderStatus.PAID
    with pytest.raises(NotFound), app.app_context(), atomic():
        move_order(order_id=paid.id + 1, action=OrderAction.START, actor="user:x")


def test_the_customer_is_written_to_when_it_matters_only(app: Flask, paid: Order) -> None:
    with app.app_context(), atomic():
        for action in (OrderAction.START, OrderAction.FINISH, OrderAction.HAND_OVER):
            move_order(order_id=paid.id, action=action, actor="user:x")
        mails = session.scalars(select(Mail).order_by(Mail.id)).all()
    assert [mail.kind for mail in mails] == ["order_placed", "order_paid", "order_ready"]
    assert not any("AB-123-CD" in mail.subject for mail in mails)
    assert "/facture" in mails[1].body
    assert all("AB-123-CD" in mail.body for mail in mails)


def test_the_supervisor_moves_an_order_with_one_tap_per_step(paid: Order, sign_in: SignIn, status: Status) -> None:
    supervisor = sign_in(SUPERVISOR)
    for label, reached in (
        ("Commencer", OrderStatus.STARTED),
        ("Marquer comme prête", OrderStatus.READY),
        ("Remettre au client", OrderStatus.DONE),
    ):
        assert label in supervisor.get(BOARD).text
        answer = supervisor.submit(BOARD, action=f"{BOARD}/{paid.public_id}/etape", button="action")
        assert answer.location == BOARD
        assert status() is reached
    assert paid.reference not in supervisor.get(BOARD).text.replace(f"{paid.reference}\u00a0: remise", "")


def test_a_second_tap_on_an_old_page_makes_no_second_step(paid: Order, sign_in: SignIn, status: Status) -> None:
    supervisor = sign_in(SUPERVISOR)
    move = f"{BOARD}/{paid.public_id}/etape"
    supervisor.submit(BOARD, action=move, button="action")
    token = token_of(supervisor.get(BOARD))
    again = supervisor.post(move, data={"csrf_token": token, "action": "start"}, follow_redirects=True)
    assert "Cette commande a déjà changé d’étape." in again.text
    assert status() is OrderStatus.STARTED


@pytest.mark.parametrize("action", ["", "pay", "cancel", "await_funds", "fly"])
def test_the_board_makes_no_step_that_is_not_the_workshop_s(
    paid: Order, sign_in: SignIn, status: Status, action: str
) -> None:
    supervisor = sign_in(SUPERVISOR)
    token = token_of(supervisor.get(BOARD))
    answer = supervisor.post(f"{BOARD}/{paid.public_id}/etape", data={"csrf_token": token, "action": action})
    assert answer.status_code == 400
    assert status() is OrderStatus.PAID


@pytest.mark.parametrize("persona", [CIP, EMPLOYEE, CUSTOMER, NEIGHBOUR], ids=str)
def test_others_see_no_orders_of_the_garage(paid: Order, sign_in: SignIn, persona: Persona) -> None:
    visitor = sign_in(persona)
    assert visitor.get(BOARD).status_code == 403
    assert visitor.get(f"{BOARD}/{paid.public_id}").status_code == 403


def test_finance_looks_but_does_not_move(paid: Order, sign_in: SignIn, status: Status) -> None:
    finance = sign_in(FINANCE)
    page = finance.get(BOARD).text
    assert paid.reference in page
    assert "Commencer" not in page
    token = token_of(finance.get("/bureau"))
    answer = finance.post(f"{BOARD}/{paid.public_id}/etape", data={"csrf_token": token, "action": "start"})
    assert answer.status_code == 403
    assert status() is OrderStatus.PAID


def test_an_order_is_shown_under_its_own_workshop_only(app: Flask, paid: Order, sign_in: SignIn) -> None:
    finance = sign_in(FINANCE)
    assert "AB-123-CD" in finance.get(f"{BOARD}/{paid.public_id}").text
    assert finance.get(f"/gourmand/atelier/commandes/{paid.public_id}").status_code == 404
    assert app.test_client().get(BOARD).status_code == 302


def test_the_board_says_what_comes_today_and_what_is_late(app: Flask, paid: Order, sign_in: SignIn) -> None:
    supervisor = sign_in(SUPERVISOR)
    assert "En retard" not in supervisor.get(BOARD).text
    with app.app_context(), atomic():
        session.execute(update(Appointment).values(day=clock.today() - timedelta(days=1)))
    page = supervisor.get(BOARD).text
    assert "En retard" in page
    assert page.index("Attendues aujourd’hui") < page.index(paid.reference) < page.index("En cours")


def test_the_board_costs_the_same_statements_for_many_orders(app: Flask, paid: Order, sign_in: SignIn) -> None:
    supervisor = sign_in(SUPERVISOR)
    with statements(app) as for_one:
        assert paid.reference in supervisor.get(BOARD).text
    with app.app_context(), atomic():
        for _ in range(5):
            sales.sell(clock.today())
    with statements(app) as for_six:
        assert supervisor.get(BOARD).text.count("AB-123-CD") == 6
    assert len(for_six) == len(for_one) <= 8, for_six


def test_an_order_is_found_by_name_number_telephone_or_line(paid: Order, sign_in: SignIn) -> None:
    client = sign_in(SUPERVISOR)
    for words in ("saule", paid.reference, "vidange", "0300000000", "camille.saule@"):
        assert paid.reference in client.get(f"{BOARD}?q={words}").text, words
    page = client.get(f"{BOARD}?q=personne").text
    assert "Rien ne correspond" in page
    assert 'value="personne"' in page
