"""Money at the counter: all of it or a part, within what the law allows in cash, and orders that are called off."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from shared.db import atomic, session
from shared.invoicing.models import Invoice
from shared.jobs.models import OutboxJob
from shared.kernel import clock
from shared.kernel.errors import InvalidInput, Refused
from shared.notifications.models import Mail
from shared.orders.links import secret_of
from shared.orders.models import Order, OrderAction, OrderStatus
from shared.orders.services import CustomerDetails, move_order
from shared.payments.balance import find_balance
from shared.payments.models import Payment, PaymentAllocation, PaymentMeans
from shared.payments.places import CLOSE_PAGES
from shared.payments.services import prepare_attempt, receive_payment
from shared.payments.verification import list_wrong_balances
from tests.support import sales
from tests.support.client import Visitor
from tests.support.personas import CIP, CUSTOMER, DIRECTION, EMPLOYEE, FINANCE, NEIGHBOUR, SUPERVISOR, Persona

BOARD = "/auto-bleue/atelier/commandes"
SignIn = Callable[[Persona], Visitor]


@pytest.fixture
def order(app: Flask) -> Order:
    """A booking of 89 €, still to be paid."""
    with app.app_context(), atomic():
        return sales.order(clock.today())


def look(app: Flask, order: Order) -> tuple[OrderStatus, int, list[str]]:
    """Returns how far an order is, what it owes, and the numbers of its invoices."""
    with app.app_context():
        assert list(list_wrong_balances()) == []
        status = session.scalars(select(Order.status).where(Order.id == order.id)).one()
        numbers = session.scalars(select(Invoice.number).where(Invoice.order_id == order.id)).all()
        return status, find_balance(order.id).due_cents, list(numbers)


def page_of(app: Flask, order: Order) -> str:
    """Returns the address of the customer's own page."""
    with app.app_context():
        return f"/commande/{secret_of(order.public_id)}"


def take(visitor: Visitor, order: Order, **typed: str) -> int:
    """Fills in the counter's form and returns the answer's status."""
    page = f"{BOARD}/{order.public_id}"
    return visitor.submit(page, action=f"{page}/encaisser", **typed).status_code


def test_a_customer_pays_half_in_cash_and_the_rest_by_cheque(app: Flask, order: Order, sign_in: SignIn) -> None:
    supervisor = sign_in(SUPERVISOR)

    assert take(supervisor, order, means="cash", amount="50") == 303
    assert look(app, order) == (OrderStatus.CONFIRMED, 3900, [])
    assert "39,00" in supervisor.get(f"{BOARD}/{order.public_id}").text

    assert take(supervisor, order, means="cheque", note="BNP 0012345") == 303
    status, due, (number,) = look(app, order)
    assert (status, due, number[:7]) == (OrderStatus.PAID, 0, f"AB-{clock.today().year}")
    with app.app_context():
        payments = session.scalars(select(Payment).order_by(Payment.id)).all()
        booked = session.scalars(select(PaymentAllocation.amount_cents).order_by(PaymentAllocation.id)).all()
    assert [(payment.means, payment.amount_cents) for payment in payments] == [("cash", 5000), ("cheque", 3900)]
    assert payments[1].note == "BNP 0012345"
    assert booked == [5000, 3900]
    page = supervisor.get(f"{BOARD}/{order.public_id}").text
    assert "BNP 0012345" in page
    assert "Noter l’encaissement" not in page


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"means": "cash", "amount": "beaucoup"}, "Ce montant ne se lit pas"),
        ({"means": "cash", "amount": ""}, "Écrivez le montant reçu"),
        ({"means": "cash", "amount": "89,01"}, "Il reste 89,00"),
        ({"means": "cash", "amount": "0"}, "Il reste 89,00"),
        ({"means": "cash", "amount": "-5"}, "Il reste 89,00"),
        ({"amount": "10"}, "Choisissez comment le client paie"),
        ({"means": "cheque", "amount": "10", "note": "x" * 81}, "80 caractères au plus"),
    ],
)
def test_what_is_typed_wrong_is_said_at_its_place_and_kept(
    app: Flask, order: Order, sign_in: SignIn, typed: dict[str, str], sentence: str
) -> None:
    supervisor, page = sign_in(SUPERVISOR), f"{BOARD}/{order.public_id}"

    answer = supervisor.submit(page, action=f"{page}/encaisser", **typed)

    assert answer.status_code == 422
    assert sentence in answer.text.replace("\u202f", " ").replace("\xa0", " ").replace("&nbsp;", " ")
    assert f'value="{typed["amount"]}"' in answer.text
    assert look(app, order) == (OrderStatus.PLACED, 8900, [])


def test_the_online_means_is_stripe_s_alone_to_tell(app: Flask, order: Order, sign_in: SignIn) -> None:
    supervisor, page = sign_in(SUPERVISOR), f"{BOARD}/{order.public_id}"
    token = supervisor.get(page).text.partition('name="csrf_token" value="')[2].partition('"')[0]
    lie = {"csrf_token": token, "means": "card_online", "amount": "89"}
    assert supervisor.post(f"{page}/encaisser", data=lie).status_code == 422
    assert look(app, order)[1] == 8900


def test_cash_beyond_the_law_is_refused_with_what_is_left(app: Flask) -> None:
    dear = CustomerDetails(**{**sales.BUYER.__dict__, "name": "Noé Bruyère"})
    with app.app_context(), atomic():
        order = sales.order(clock.today(), buyer=dear)
        session.get_one(Order, order.id).gross_cents += 120_000
        session.get_one(Order, order.id).net_cents += 120_000
    with app.app_context(), atomic():
        receive_payment(order_id=order.id, means=PaymentMeans.CASH, amount_cents=90_000, actor="test")
    with pytest.raises(InvalidInput, match="encore 100,00") as refusal, app.app_context(), atomic():
        receive_payment(order_id=order.id, means=PaymentMeans.CASH, amount_cents=10_001, actor="test")
    assert refusal.value.field == "amount"
    with app.app_context(), atomic():
        receive_payment(order_id=order.id, means=PaymentMeans.CASH, amount_cents=10_000, actor="test")
        receive_payment(order_id=order.id, means=PaymentMeans.CHEQUE, amount_cents=1_000, actor="test")


def test_the_customer_keeps_the_place_and_pays_when_the_car_is_ready(app: Flask, order: Order, sign_in: SignIn) -> None:
    customer, page = Visitor(app, app.response_class), page_of(app, order)
    assert "Votre place est gardée jusqu’à" in customer.get(page).text
    assert customer.submit(page, action=f"{page}/payer-sur-place").status_code == 303
    assert "C’est confirmé" in customer.get(page).text

    supervisor = sign_in(SUPERVISOR)
    with app.app_context(), atomic():
        for action in (OrderAction.START, OrderAction.FINISH):
            move_order(order_id=order.id, action=action, actor="test")
    assert take(supervisor, order, means="card_counter") == 303

    status, due, (number,) = look(app, order)
    assert (status, due) == (OrderStatus.READY, 0)
    assert number.startswith("AB-")
    with app.app_context():
        kinds = session.scalars(select(Mail.kind).order_by(Mail.id)).all()
    assert kinds == ["order_placed", "order_confirmed", "order_ready"]


def test_a_page_opened_before_is_closed_when_the_money_comes_to_the_counter(app: Flask, order: Order) -> None:
    with app.app_context(), atomic():
        prepare_attempt(order_id=order.id)
        receive_payment(order_id=order.id, means=PaymentMeans.CASH, amount_cents=8900, actor="test")
    with app.app_context():
        jobs = session.scalars(select(OutboxJob.payload).where(OutboxJob.kind == CLOSE_PAGES)).all()
    assert jobs == [{"order_id": order.id}]
    with pytest.raises(Refused, match="n’attend pas de paiement"), app.app_context(), atomic():
        prepare_attempt(order_id=order.id)


def test_an_order_is_called_off_with_a_reason_that_the_customer_reads(
    app: Flask, order: Order, sign_in: SignIn
) -> None:
    supervisor, page = sign_in(SUPERVISOR), f"{BOARD}/{order.public_id}"
    assert "Écrivez pourquoi" in supervisor.submit(page, action=f"{page}/annuler").text
    assert supervisor.submit(page, action=f"{page}/annuler", reason="Le pont est en panne").status_code == 303

    assert look(app, order)[:2] == (OrderStatus.CANCELLED, 0)
    with app.app_context():
        mail = session.scalars(select(Mail).order_by(Mail.id.desc()).limit(1)).one()
    assert "Le pont est en panne" in mail.body
    assert "Annuler la commande" not in supervisor.get(page).text


def test_the_customer_calls_off_what_is_not_paid(app: Flask, order: Order) -> None:
    customer, page = Visitor(app, app.response_class), page_of(app, order)
    assert customer.submit(page, action=f"{page}/annuler").status_code == 303
    assert look(app, order)[:2] == (OrderStatus.CANCELLED, 0)
    assert "Payer" not in customer.get(page).text


@pytest.mark.parametrize("persona", [CIP, DIRECTION, EMPLOYEE, CUSTOMER, NEIGHBOUR], ids=str)
def test_others_take_no_money_at_the_garage(app: Flask, order: Order, sign_in: SignIn, persona: Persona) -> None:
    visitor = sign_in(persona)
    for act in ("encaisser", "annuler"):
        assert visitor.post(f"{BOARD}/{order.public_id}/{act}", data={"amount": "89"}).status_code in {400, 403}
    assert look(app, order)[:2] == (OrderStatus.PLACED, 8900)


def test_finance_notes_a_transfer(app: Flask, order: Order, sign_in: SignIn) -> None:
    assert take(sign_in(FINANCE), order, means="transfer", note="VIR C SAULE") == 303
    assert look(app, order)[0] is OrderStatus.PAID


def test_finance_gives_a_part_back_and_takes_the_rest_of_the_invoice_back(
    app: Flask, order: Order, sign_in: SignIn
) -> None:
    finance, page = sign_in(FINANCE), f"{BOARD}/{order.public_id}"
    assert take(finance, order, means="cheque") == 303
    with app.app_context():
        payment = session.scalars(select(Payment.public_id)).one()
    back = f"{page}/paiements/{payment}/rembourser"

    for typed, sentence in (
        ({"amount": "100", "reason": "Geste"}, "Il reste 89,00"),
        ({"amount": "10", "reason": " "}, "Écrivez pourquoi"),
        ({"amount": "dix", "reason": "Geste"}, "ne se lit pas"),
    ):
        refused = finance.submit(page, action=back, **typed)
        assert refused.status_code == 422
        assert sentence in refused.text.replace("\xa0", " ")
    assert finance.submit(page, action=back, amount="9", reason="Geste commercial").status_code == 303
    assert "Geste commercial" in finance.get(page).text

    credit = f"{page}/avoir"
    too_much = finance.submit(credit, **{"amounts-0": "80,01", "reason": "Travail à refaire"})
    assert too_much.status_code == 422
    assert "Il reste 80,00" in too_much.text.replace("\xa0", " ")
    assert 'value="80,01"' in too_much.text
    nothing = finance.submit(credit, reason="Rien")
    assert "Rien n’est à créditer" in nothing.text
    assert finance.submit(credit, **{"amounts-0": "80", "reason": "Travail à refaire"}).status_code == 303

    text = finance.get(page).text
    assert "AB-AV-" in text
    assert "À rendre au client" in text
    with app.app_context():
        kinds = session.scalars(select(Mail.kind).order_by(Mail.id)).all()
        assert list(list_wrong_balances()) == []
    assert kinds[-1] == "order_refunded"


@pytest.mark.parametrize("persona", [SUPERVISOR, CIP, EMPLOYEE, CUSTOMER], ids=str)
def test_others_give_no_money_back(app: Flask, order: Order, sign_in: SignIn, persona: Persona) -> None:
    with app.app_context(), atomic():
        payment = receive_payment(order_id=order.id, means=PaymentMeans.CASH, amount_cents=8900, actor="test").public_id
    visitor, page = sign_in(persona), f"{BOARD}/{order.public_id}"
    assert visitor.get(f"{page}/avoir").status_code == 403
    for act in (f"paiements/{payment}/rembourser", "avoir"):
        assert visitor.post(f"{page}/{act}", data={"amount": "9", "reason": "x"}).status_code in {400, 403}


def test_a_document_of_another_order_is_not_found(app: Flask, order: Order, sign_in: SignIn) -> None:
    with app.app_context(), atomic():
        other = sales.sell(clock.today()).number
    finance = sign_in(FINANCE)
    assert finance.get(f"{BOARD}/{order.public_id}/documents/{other}.pdf").status_code == 404
    assert finance.get(f"{BOARD}/{order.public_id}/avoir").status_code == 404
    assert Visitor(app, app.response_class).get(f"{page_of(app, order)}/avoir/{other}.pdf").status_code == 404
