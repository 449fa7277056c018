"""A month of the invented garage: orders in every state, documents in the order of time, and always the same month."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest
from flask import Flask
from sqlalchemy import func, select

from shared.db import atomic, session
from shared.demo import loading
from shared.invoicing.journal.verification import list_wrong_entries
from shared.invoicing.models import Invoice, InvoiceKind
from shared.invoicing.verification import list_wrong_invoices
from shared.kernel import clock
from shared.orders.models import Customer, CustomerKind, Order, OrderStatus
from shared.orders.verification import list_wrong_orders
from shared.payments.models import Payment, PaymentMeans, Refund, RefundStatus
from shared.payments.settlement import list_receivables
from shared.payments.verification import list_unbooked_money, list_wrong_balances
from shared.payroll.models import DayEntry
from shared.people.models import Contract, Person
from shared.workshop import DemoSpan, registry
from tests.support.house import House

FIRST, LATELY, FRIDAY = date(2026, 10, 1), date(2026, 11, 16), date(2026, 11, 27)


def invent(first: date) -> None:
    """Invents the garage alone, from a day on."""
    (garage,) = (place for place in registry().places if place.slug == "auto-bleue")
    assert garage.demonstrate
    with clock.at(clock.at_paris(FRIDAY, 15)), atomic():
        loading._open_the_house(2024)  # noqa: SLF001
        garage.demonstrate(DemoSpan(year=2024, first=first, today=FRIDAY, begins=True))


def snapshot() -> list[list[tuple[object, ...]]]:
    """Returns what would differ if the dice had fallen otherwise."""
    statements = (
        select(Order.reference, Order.gross_cents, Order.status, Order.placed_at).order_by(Order.id),
        select(Invoice.number, Invoice.gross_cents, Invoice.issued_on).order_by(Invoice.id),
        select(Customer.name, Customer.phone, Customer.city).order_by(Customer.id),
        select(Person.sort_name, Person.born_on, Contract.starts_on, Contract.ends_on)
        .join(Contract, Contract.person_id == Person.id)
        .order_by(Contract.id),
        select(DayEntry.category, DayEntry.half, func.sum(DayEntry.minutes))
        .group_by(DayEntry.category, DayEntry.half)
        .order_by(DayEntry.category, DayEntry.half),
    )
    return [[tuple(row) for row in session.execute(statement)] for statement in statements]


@pytest.mark.usefixtures("context")
def test_the_garage_has_orders_in_every_state_and_its_books_agree() -> None:
    invent(FIRST)

    by_status = dict(session.execute(select(Order.status, func.count()).group_by(Order.status)).all())
    assert {OrderStatus.CONFIRMED, OrderStatus.PAID, OrderStatus.DONE, OrderStatus.CANCELLED} <= by_status.keys()
    assert set(session.scalars(select(Payment.means))) == set(PaymentMeans)
    assert set(session.scalars(select(Refund.status))) == {RefundStatus.SUCCEEDED}
    assert set(session.scalars(select(Invoice.customer_kind))) >= {CustomerKind.PERSON, CustomerKind.PUBLIC}
    documents = session.execute(select(Invoice.kind, Invoice.number, Invoice.issued_on).order_by(Invoice.id)).all()
    kinds = {InvoiceKind.INVOICE, InvoiceKind.CREDIT_NOTE}
    assert {row.kind for row in documents} == kinds
    for kind in kinds:
        days = [row.issued_on for row in sorted(documents, key=lambda row: row.number) if row.kind is kind]
        assert all(earlier <= later for earlier, later in pairwise(days)), kind
    with clock.at(clock.at_paris(FRIDAY, 15)):
        assert [each for each in list_receivables() if each.due_on and each.due_on < FRIDAY]
    for check in (list_wrong_orders, list_wrong_invoices, list_wrong_balances, list_wrong_entries, list_unbooked_money):
        assert list(check()) == []


def test_the_same_call_invents_the_same_garage(house: House, app: Flask) -> None:
    with app.app_context():
        invent(LATELY)
        first = snapshot()
        session.remove()
    house.renew()
    with app.app_context():
        invent(LATELY)
        assert snapshot() == first
