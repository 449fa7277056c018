"""Every document that was issued, found by number, customer, month or what is still owed; as a page and a file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Select, case, func, or_, select

from shared.audit.services import record_event
from shared.db import session
from shared.files.tables import Column, Kind, Table
from shared.invoicing.models import Invoice, InvoiceKind
from shared.kernel.weeks import Month
from shared.orders.models import Customer, Order
from shared.payments.settlement import Settled, due_cents
from shared.workshop import Site

PAGE_SIZE = 50
_NEWEST = (Invoice.issued_on.desc(), Invoice.number.desc())

COLUMNS = (
    Column("number", "Numéro"),
    Column("issued_on", "Date", Kind.DATE),
    Column("kind", "Document"),
    Column("site", "Atelier"),
    Column("customer", "Client"),
    Column("net_cents", "Hors taxes", Kind.CENTS, total=True),
    Column("vat_cents", "TVA", Kind.CENTS, total=True),
    Column("gross_cents", "TTC", Kind.CENTS, total=True),
    Column("due_cents", "Reste à payer", Kind.CENTS, total=True),
)


class DocumentRow(NamedTuple):
    """A document of the list; signed cents. `due_cents` is what its order owes, said at the invoice alone."""

    number: str
    issued_on: date
    kind: InvoiceKind
    site: str
    slug: str
    order: UUID
    customer: str
    net_cents: int
    vat_cents: int
    gross_cents: int
    due_cents: int


@dataclass(frozen=True, kw_only=True)
class Search:
    """What is looked for; `site_ids` None means every site."""

    words: str = ""
    settled: Settled = Settled.ALL
    month: Month | None = None
    site_ids: frozenset[int] | None = None

    @property
    def conditions(self) -> list[ColumnElement[bool]]:
        """The search as conditions on documents."""
        found: list[ColumnElement[bool]] = []
        if self.words:
            # Looked for table by table: a join of everything would read every document.
            buyers = select(Customer.id).where(Customer.name.icontains(self.words, autoescape=True))
            orders = select(Order.id).where(Order.reference.icontains(self.words, autoescape=True))
            by_number = Invoice.number.icontains(self.words, autoescape=True)
            found.append(or_(by_number, Invoice.customer_id.in_(buyers), Invoice.order_id.in_(orders)))
        if self.month:
            found.append(Invoice.issued_on.between(self.month.first, self.month.last))
        if self.site_ids is not None:
            found.append(Invoice.site_id.in_(self.site_ids))
        if self.settled is not Settled.ALL:
            found += [Invoice.kind == InvoiceKind.INVOICE, *self.settled.conditions]
        return found


def count_documents(search: Search) -> int:
    """Returns how many documents a search finds. One statement."""
    found = select(func.count(Invoice.id)).where(Invoice.order_id.is_not(None), *search.conditions)
    return int(session.scalars(found).one())


def list_documents(search: Search, *, page: int | None = None) -> list[DocumentRow]:
    """Returns the documents that a search finds, the newest first: one page of them from 1, or all. One statement."""
    columns: tuple[Any, ...] = (
        *(Invoice.number, Invoice.issued_on, Invoice.kind, Site.label, Site.slug, Order.public_id, Customer.name),
        *(Invoice.net_cents, Invoice.vat_cents, Invoice.gross_cents),
        case((Invoice.kind == InvoiceKind.INVOICE, due_cents()), else_=0),
    )
    found = select(Invoice.id).where(Invoice.order_id.is_not(None), *search.conditions).order_by(*_NEWEST)
    if page is not None:
        found = found.limit(PAGE_SIZE).offset((page - 1) * PAGE_SIZE)
    # What is shown is chosen in an index alone, then read.
    chosen = found.subquery()
    rows = _joined(select(*columns)).join(chosen, chosen.c.id == Invoice.id).order_by(*_NEWEST)
    return [DocumentRow._make((*row[:10], int(row[10]))) for row in session.execute(rows)]


def export_documents(search: Search, form: str, *, actor: str) -> Table:
    """Returns what a search finds, and records who takes it in which format. Belongs inside a unit, for the event."""
    rows: Sequence[DocumentRow] = list_documents(search)
    cells = [(each.number, each.issued_on, each.kind.label, each.site, each.customer, *each[7:]) for each in rows]
    detail: dict[str, object] = {"format": form, "rows": len(rows)}
    record_event(actor=actor, action="invoices.exported", subject="invoices", detail=detail)
    return Table("Factures", COLUMNS, cells)


def _joined(statement: Select[Any]) -> Select[Any]:
    return (
        statement.select_from(Invoice)
        .join(Site, Site.id == Invoice.site_id)
        .join(Customer, Customer.id == Invoice.customer_id)
        .join(Order, Order.id == Invoice.order_id)
    )
