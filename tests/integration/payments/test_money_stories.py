"""Whatever happens to the money of an order, in whatever order: the books balance, and at the end nothing is left."""

from __future__ import annotations

from collections import Counter
from random import Random

import pytest
from flask import Flask
from sqlalchemy import func, select

from shared.db import atomic, session
from shared.invoicing.credit_notes import issue_credit_note, list_creditable
from shared.invoicing.journal.verification import list_wrong_entries
from shared.invoicing.models import AccountPurpose, Invoice, InvoiceKind, JournalEntry, JournalLine
from shared.invoicing.verification import list_wrong_invoices
from shared.kernel import clock
from shared.orders.models import Order
from shared.payments.balance import find_balance
from shared.payments.models import Payment, PaymentMeans
from shared.payments.refunds import left_of_payment, refund_payment
from shared.payments.services import receive_payment
from shared.payments.verification import list_unbooked_money, list_wrong_balances
from tests.support import sales

STORIES, STORIES_DEEP = 500, 10_000
COUNTER = (PaymentMeans.CARD_COUNTER, PaymentMeans.CASH, PaymentMeans.CHEQUE, PaymentMeans.TRANSFER)
VAT = (AccountPurpose.VAT_COLLECTED, AccountPurpose.VAT_PENDING)


def accounts(order: Order) -> Counter[AccountPurpose]:
    """Returns what the journal says of an order, a debit positive."""
    total = func.sum(JournalLine.debit_cents - JournalLine.credit_cents)
    lines = select(JournalLine.purpose, total).join(JournalEntry).where(JournalEntry.order_id == order.id)
    return Counter({purpose: int(cents) for purpose, cents in session.execute(lines.group_by(JournalLine.purpose))})


def invoice_of(order: Order) -> Invoice | None:
    return session.scalar(select(Invoice).where(Invoice.order_id == order.id, Invoice.kind == InvoiceKind.INVOICE))


def pay_something(order: Order, chance: Random) -> None:
    due = find_balance(order.id).due_cents
    if due > 0:
        cents = due if chance.random() < 0.6 else chance.randint(1, due)
        receive_payment(order_id=order.id, means=chance.choice(COUNTER), amount_cents=cents, actor="test")


def give_something_back(order: Order, chance: Random) -> None:
    payments = session.scalars(select(Payment).where(Payment.order_id == order.id).order_by(Payment.id)).all()
    if some := [payment for payment in payments if left_of_payment(payment)]:
        payment = chance.choice(some)
        give_back(order, payment, chance.randint(1, left_of_payment(payment)))


def give_back(order: Order, payment: Payment, cents: int) -> None:
    refund_payment(payment=payment.public_id, order_id=order.id, amount_cents=cents, reason="Histoire", actor="test")


def credit_something(order: Order, chance: Random) -> None:
    invoice = invoice_of(order)
    left = list_creditable(invoice)[0].left_cents if invoice else 0
    if invoice and left:
        parts = {1: chance.randint(1, left)}
        issue_credit_note(invoice_id=invoice.id, parts=parts, reason="Histoire", actor="test")


def bring_to_an_end(order: Order) -> None:
    """Everything that was invoiced is credited, everything that was kept goes back."""
    invoice = invoice_of(order)
    left = list_creditable(invoice)[0].left_cents if invoice else 0
    if invoice and left:
        issue_credit_note(invoice_id=invoice.id, parts={1: left}, reason="Fin", actor="test")
    for payment in session.scalars(select(Payment).where(Payment.order_id == order.id).order_by(Payment.id)).all():
        if cents := left_of_payment(payment):
            give_back(order, payment, cents)


def live(chance: Random) -> None:
    """Lives one story; after each event the books and the order say the same."""
    order = sales.order(clock.today(), code=chance.choice(("vidange", "freins-avant", "nettoyage")))
    for _ in range(chance.randint(1, 6)):
        chance.choice((pay_something, pay_something, give_something_back, credit_something))(order, chance)
        balance, booked = find_balance(order.id), accounts(order)
        assert sum(booked.values()) == 0
        invoiced = invoice_of(order) is not None
        assert booked[AccountPurpose.CUSTOMERS] == balance.due_cents - (0 if invoiced else balance.asked_cents)
        if invoiced and balance.due_cents <= 0:
            assert booked[AccountPurpose.VAT_PENDING] == 0, "VAT of what is paid is due"
    bring_to_an_end(order)
    if invoice_of(order):
        assert +accounts(order) == -accounts(order) == Counter(), accounts(order)
        assert find_balance(order.id).due_cents == 0


@pytest.mark.timeout(3600)
@pytest.mark.parametrize("part", range(4))
def test_no_story_leaves_a_cent(app: Flask, deep: bool, part: int) -> None:  # noqa: FBT001
    chance = Random(part)  # noqa: S311 - a story that can be told again
    with app.app_context():
        for _ in range((STORIES_DEEP if deep else STORIES) // 4):
            with atomic():
                live(chance)
        for check in (list_wrong_balances, list_unbooked_money, list_wrong_entries, list_wrong_invoices):
            assert list(check()) == []
