"""What was invoiced: one line per document and VAT rate, and a control total that another table answers for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, func, select

from shared.db import session
from shared.invoicing.models import Invoice, InvoiceVatTotal
from shared.kernel.errors import InvalidInput
from shared.orders.models import CustomerKind
from shared.workshop import Site


@dataclass(frozen=True, kw_only=True)
class RevenueQuestion:
    """From `first` to `last`, both included, for some sites or (None) for all, for one kind of customer or for all."""

    first: date
    last: date
    site_ids: frozenset[int] | None = None
    customer_kind: CustomerKind | None = None

    def __post_init__(self) -> None:
        if self.last < self.first:
            field, sentence = "last", "La fin est avant le début. Choisissez une date de fin plus tardive."
            raise InvalidInput(field, sentence)

    @property
    def condition(self) -> ColumnElement[bool]:
        """The question as a condition on invoices."""
        asked: list[ColumnElement[bool]] = [Invoice.issued_on.between(self.first, self.last)]
        if self.site_ids is not None:
            asked.append(Invoice.site_id.in_(self.site_ids))
        if self.customer_kind is not None:
            asked.append(Invoice.customer_kind == self.customer_kind)
        return and_(*asked)


class RevenueLine(NamedTuple):
    """What one family of products adds up to at one VAT rate of a document; signed cents, credit notes negative."""

    invoice: str
    workshop: str
    date: date
    customer_kind: CustomerKind
    vat_bp: int
    net_cents: int
    vat_cents: int
    gross_cents: int
    family: str


class Control(NamedTuple):
    """The same revenue counted another way: from the heads of the documents instead of their rates."""

    documents: int
    net_cents: int
    vat_cents: int
    gross_cents: int


def list_revenue(question: RevenueQuestion, *conditions: ColumnElement[bool]) -> list[RevenueLine]:
    """Returns the lines of the revenue, by date and number, in one statement; `conditions` on invoices narrow it."""
    rows = session.execute(
        select(
            Invoice.number,
            Site.slug,
            Invoice.issued_on,
            Invoice.customer_kind,
            InvoiceVatTotal.vat_bp,
            InvoiceVatTotal.net_cents,
            InvoiceVatTotal.vat_cents,
            InvoiceVatTotal.gross_cents,
            InvoiceVatTotal.family,
        )
        .join(Invoice, Invoice.id == InvoiceVatTotal.invoice_id)
        .join(Site, Site.id == Invoice.site_id)
        .where(question.condition, *conditions)
        .order_by(Invoice.issued_on, Invoice.number, InvoiceVatTotal.vat_bp, InvoiceVatTotal.id)
    )
    return [RevenueLine(row[0], row[1].replace("-", "_"), *row[2:]) for row in rows]


def add_revenue_up(question: RevenueQuestion, *conditions: ColumnElement[bool]) -> list[RevenueLine]:
    """Returns the revenue added up by day, site, kind of customer, rate and family, in one statement.

    Such a line stands for any number of documents and names none.
    """
    places = (Site.slug, Invoice.issued_on, Invoice.customer_kind, InvoiceVatTotal.vat_bp)
    sums = (InvoiceVatTotal.net_cents, InvoiceVatTotal.vat_cents, InvoiceVatTotal.gross_cents)
    rows = session.execute(
        select(*places, *(func.sum(cents) for cents in sums), InvoiceVatTotal.family)
        .join(Invoice, Invoice.id == InvoiceVatTotal.invoice_id)
        .join(Site, Site.id == Invoice.site_id)
        .where(question.condition, *conditions)
        .group_by(*places, InvoiceVatTotal.family)
        .order_by(Invoice.issued_on)
    )
    # PostgreSQL adds bigints up to a numeric, hence the int().
    return [
        RevenueLine._make(("", row[0].replace("-", "_"), *row[1:4], *(int(cents) for cents in row[4:7]), row[7]))
        for row in rows
    ]


def count_control(question: RevenueQuestion, *conditions: ColumnElement[bool]) -> Control:
    """Returns the control total of the same question."""
    totals = select(
        func.count(),
        func.coalesce(func.sum(Invoice.net_cents), 0),
        func.coalesce(func.sum(Invoice.vat_cents), 0),
        func.coalesce(func.sum(Invoice.gross_cents), 0),
    ).where(question.condition, *conditions)
    # PostgreSQL adds bigints up to a numeric, hence the int().
    return Control(*(int(value) for value in session.execute(totals).one()))


def control_of(lines: Sequence[RevenueLine]) -> Control:
    """Returns what the lines themselves add up to."""
    return Control(
        len({line.invoice for line in lines}),
        sum(line.net_cents for line in lines),
        sum(line.vat_cents for line in lines),
        sum(line.gross_cents for line in lines),
    )
