"""Reading invoices and their files."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import and_, select
from sqlalchemy.orm import selectinload

from shared.db import session
from shared.invoicing.document import InvoiceDocument
from shared.invoicing.models import FileKind, Invoice, InvoiceFile, InvoiceKind
from shared.kernel.errors import NotFound


class InvoiceSummary(NamedTuple):
    """An invoice as the page of its order names it."""

    id: int
    number: str
    has_pdf: bool


def find_invoice_of_order(order_id: int) -> InvoiceSummary | None:
    """Returns the invoice of an order, None as long as there is none; its PDF comes a moment later."""
    pdf = and_(InvoiceFile.invoice_id == Invoice.id, InvoiceFile.kind == FileKind.PDF)
    statement = select(Invoice.id, Invoice.number, InvoiceFile.id).outerjoin(InvoiceFile, pdf)
    row = session.execute(
        statement.where(Invoice.order_id == order_id, Invoice.kind == InvoiceKind.INVOICE).order_by(Invoice.id).limit(1)
    ).one_or_none()
    return InvoiceSummary(row[0], row[1], row[2] is not None) if row else None


class DocumentRow(NamedTuple):
    """A document of an order; signed cents, negative for a credit note."""

    id: int
    number: str
    kind: InvoiceKind
    issued_on: date
    gross_cents: int
    has_pdf: bool


def list_documents(order_id: int) -> list[DocumentRow]:
    """Returns the invoice and the credit notes of an order, the oldest first. One statement."""
    pdf = and_(InvoiceFile.invoice_id == Invoice.id, InvoiceFile.kind == FileKind.PDF)
    columns = (Invoice.id, Invoice.number, Invoice.kind, Invoice.issued_on, Invoice.gross_cents)
    rows = session.execute(
        select(*columns, InvoiceFile.id)
        .outerjoin(InvoiceFile, pdf)
        .where(Invoice.order_id == order_id)
        .order_by(Invoice.id)
    )
    return [DocumentRow(*row[:5], row[5] is not None) for row in rows]


def list_numbers_of(order_ids: Sequence[int]) -> dict[int, list[tuple[InvoiceKind, str]]]:
    """Returns the kind and number of the documents of each order that has any, the oldest first. One statement."""
    numbers: dict[int, list[tuple[InvoiceKind, str]]] = {}
    rows = select(Invoice.order_id, Invoice.kind, Invoice.number).where(Invoice.order_id.in_(order_ids))
    for order_id, kind, number in session.execute(rows.order_by(Invoice.id)):
        numbers.setdefault(order_id or 0, []).append((kind, number))
    return numbers


def find_document_of(order_id: int, number: str) -> DocumentRow:
    """Returns a document of an order by its number; raises NotFound for another order's. One statement."""
    for row in list_documents(order_id):
        if row.number == number:
            return row
    raise NotFound("Ce document n’est pas de cette commande.")


def read_document(number: str) -> InvoiceDocument:
    """Returns what an issued document says; raises NotFound. One statement."""
    text = session.scalar(select(Invoice.document).where(Invoice.number == number))
    if text is None:
        raise NotFound(f"La facture {number} n’existe pas.")
    return InvoiceDocument.from_json(text)


def list_numbers() -> Sequence[str]:
    """Returns the numbers of all issued documents, in the order of issue."""
    return session.scalars(select(Invoice.number).order_by(Invoice.id)).all()


def find_invoice(number: str) -> Invoice:
    """Returns an issued document with its lines and totals; raises NotFound."""
    loading = (selectinload(Invoice.lines), selectinload(Invoice.vat_totals))
    invoice = session.scalar(select(Invoice).where(Invoice.number == number).options(*loading))
    if invoice is None:
        raise NotFound(f"La facture {number} n’existe pas.")
    return invoice


def find_file(number: str, kind: FileKind) -> bytes:
    """Returns a file of an issued document; raises NotFound, also while the worker has not made it yet."""
    stored = select(InvoiceFile.content).join(Invoice).where(Invoice.number == number, InvoiceFile.kind == kind)
    content = session.scalar(stored)
    if content is None:
        find_invoice(number)
        raise NotFound(f"Le fichier de la facture {number} est en préparation. Réessayez dans une minute.")
    return content
