"""Work leaves the workshop before it is paid: an invoice says what is owed, until when and how; money comes later."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import select

from shared.cli.program import ateliers
from shared.db import atomic, session
from shared.invoicing.document import InvoiceDocument
from shared.invoicing.examination import list_faults
from shared.invoicing.jobs import make_files
from shared.invoicing.journal.verification import list_wrong_entries
from shared.invoicing.models import Invoice
from shared.invoicing.services import issue_invoice
from shared.kernel import clock
from shared.kernel.errors import Refused
from shared.notifications.models import Mail
from shared.orders.links import secret_of
from shared.orders.models import CustomerKind, Order, OrderAction, OrderStatus
from shared.orders.services import move_order
from shared.payments.balance import find_balance
from shared.payments.cancellation import cancel_order
from shared.payments.models import PaymentMeans
from shared.payments.places import confirm_unpaid
from shared.payments.services import receive_payment
from shared.payments.verification import list_unbooked_money, list_wrong_balances
from tests.support import sales
from tests.support.client import Visitor

FIRM = replace(
    sales.BUYER, kind=CustomerKind.COMPANY, name="Menuiserie du Canal", contact="Noé", siret="12345678200002"
)


def hand_over(order: Order, *, received: int = 0) -> Invoice:
    """Takes an order through the workshop, a part of it paid on the way; returns the invoice."""
    confirm_unpaid(order_id=order.id, actor="test")
    if received:
        receive_payment(order_id=order.id, means=PaymentMeans.CASH, amount_cents=received, actor="test")
    for action in (OrderAction.START, OrderAction.FINISH, OrderAction.HAND_OVER):
        move_order(order_id=order.id, action=action, actor="test")
    return session.scalars(select(Invoice).where(Invoice.order_id == order.id)).one()


def everything_adds_up() -> bool:
    return not [*list_wrong_balances(), *list_wrong_entries(), *list_unbooked_money()]


@pytest.mark.usefixtures("context")
def test_a_company_gets_an_invoice_to_pay_in_thirty_days_and_pays_it() -> None:
    with atomic():
        invoice = hand_over(sales.order(clock.today(), buyer=FIRM))
    document = InvoiceDocument.from_json(invoice.document)
    make_files(invoice_id=invoice.id)

    assert list(list_faults(invoice.number)) == []
    assert (document.paid_cents, document.due_cents) == (0, 8900)
    assert document.due_date == clock.today() + timedelta(days=30)
    assert document.payment.iban
    assert everything_adds_up()

    order_id = invoice.order_id or 0
    with atomic():
        receive_payment(order_id=order_id, means=PaymentMeans.TRANSFER, amount_cents=8900, actor="test")
    assert find_balance(order_id).due_cents == 0
    assert session.get_one(Order, order_id).status is OrderStatus.DONE
    assert everything_adds_up()


@pytest.mark.usefixtures("context")
def test_what_was_paid_before_stands_on_the_invoice() -> None:
    with atomic():
        invoice = hand_over(sales.order(clock.today()), received=5000)
    document = InvoiceDocument.from_json(invoice.document)
    make_files(invoice_id=invoice.id)

    assert list(list_faults(invoice.number)) == []
    assert (document.paid_cents, document.due_cents, document.due_date) == (5000, 3900, clock.today())
    assert everything_adds_up()
    mail = session.scalars(select(Mail).order_by(Mail.id.desc()).limit(1)).one()
    assert mail.kind == "order_invoiced"
    assert "39,00" in mail.body


def test_the_customer_sees_how_to_pay_by_transfer_with_the_reference(app: Flask) -> None:
    with app.app_context(), atomic():
        order = sales.order(clock.today())
        page = f"/commande/{secret_of(order.public_id)}"
    customer = Visitor(app, app.response_class)
    assert "IBAN" not in customer.get(page).text

    assert customer.submit(page, action=f"{page}/payer-par-virement").status_code == 303
    shown = customer.get(page).text
    for each in ("FR76 3000 6000 0112 3456 7890 189", order.reference, "data:image/svg+xml"):
        assert each in shown
    with app.app_context(), atomic():
        for action in (OrderAction.START, OrderAction.FINISH, OrderAction.HAND_OVER):
            move_order(order_id=order.id, action=action, actor="test")
        number = session.scalars(select(Invoice.number)).one()
    assert number in customer.get(page).text
    assert "Il reste à payer" in customer.get(page).text


def test_the_command_issues_what_nobody_has_and_refuses_the_rest(app: Flask) -> None:
    with app.app_context(), atomic():
        order, other = sales.order(clock.today()), sales.order(clock.today())
        cancel_order(order_id=other.id, reason="x", actor="test")

    def issue(reference: str) -> tuple[int, str]:
        result = CliRunner().invoke(ateliers, ["invoice", "issue", reference], obj=lambda: app)
        return result.exit_code, result.output

    code, output = issue(order.reference)
    assert (code, output.startswith("AB-")) == (0, True), output
    assert "a déjà sa facture" in issue(order.reference)[1]
    assert "est annulée" in issue(other.reference)[1]
    assert "n’existe pas" in issue("CMD-1999-00001")[1]
    assert all(issue(reference)[0] for reference in (order.reference, other.reference))


@pytest.mark.usefixtures("context")
def test_an_order_is_invoiced_once() -> None:
    with atomic():
        invoice = hand_over(sales.order(clock.today()))
    with pytest.raises(Refused, match="a déjà sa facture"), atomic():
        issue_invoice(order_id=invoice.order_id or 0, paid_cents=0, actor="test")
