"""The documents of an order: read as they were issued, taken back line by line."""

from __future__ import annotations

from io import BytesIO
from uuid import UUID

from flask import flash, redirect, render_template, send_file, url_for

from shared.accounts.access import actor
from shared.accounts.permissions import Permission, requires
from shared.db import atomic
from shared.desk.orders.blueprint import View, orders, site_of_the_page
from shared.desk.orders.forms import CreditForm
from shared.invoicing.credit_notes import Creditable, issue_credit_note, list_creditable
from shared.invoicing.models import FileKind, Invoice, InvoiceKind
from shared.invoicing.page import lay_out_for_screen
from shared.invoicing.queries import find_document_of, find_file, find_invoice, list_documents, read_document
from shared.kernel.errors import InvalidInput, NotFound, Refused
from shared.orders.models import Order
from shared.orders.queries import find_order


@orders.get("/<uuid:public_id>/documents/<number>")
@requires(Permission.VIEW_ORDERS)
def document(public_id: UUID, number: str) -> View:
    """Shows an invoice or a credit note of an order as it was issued."""
    found = find_order(public_id, site_id=site_of_the_page().id)
    row = find_document_of(found.id, number)
    return render_template(
        "desk/document.html", order=found, document=row, sheet=lay_out_for_screen(read_document(row.number))
    )


@orders.get("/<uuid:public_id>/documents/<number>.pdf")
@requires(Permission.VIEW_ORDERS)
def document_pdf(public_id: UUID, number: str) -> View:
    """Gives an invoice or a credit note of an order as PDF."""
    return _file(public_id, number, FileKind.PDF)


@orders.get("/<uuid:public_id>/documents/<number>.xml")
@requires(Permission.VIEW_ORDERS)
def document_xml(public_id: UUID, number: str) -> View:
    """Gives what machines read of an invoice or a credit note of an order."""
    return _file(public_id, number, FileKind.XML)


@orders.get("/<uuid:public_id>/avoir")
@requires(Permission.REFUND_PAYMENTS)
def credit(public_id: UUID) -> View:
    """Shows what is left of each line to credit."""
    found, invoice = _invoiced(public_id)
    lines, form = list_creditable(invoice), CreditForm(formdata=None)
    for _ in lines:
        form.amounts.append_entry()
    return _page(found, invoice, lines, form)


@orders.post("/<uuid:public_id>/avoir")
@requires(Permission.REFUND_PAYMENTS)
def record_credit(public_id: UUID) -> View:
    """Issues a credit note over what was typed."""
    found, invoice = _invoiced(public_id)
    lines, form = list_creditable(invoice), CreditForm()
    parts = form.read(lines)
    if parts is not None:
        try:
            with atomic():
                note = issue_credit_note(invoice_id=invoice.id, parts=parts, reason=form.reason.data, actor=actor())
        except InvalidInput as refusal:
            form.refuse(refusal)
        except Refused as refusal:
            form.reason.errors = [refusal.sentence]
        else:
            flash(f"L’avoir {note.number} est émis.", "success")
            return redirect(url_for(".order", public_id=public_id), 303)
    return _page(found, invoice, lines, form), 422


def _file(public_id: UUID, number: str, kind: FileKind) -> View:
    found = find_order(public_id, site_id=site_of_the_page().id)
    content = BytesIO(find_file(find_document_of(found.id, number).number, kind))
    return send_file(content, kind.media_type, as_attachment=True, download_name=f"{number}.{kind.value}")


def _invoiced(public_id: UUID) -> tuple[Order, Invoice]:
    found = find_order(public_id, site_id=site_of_the_page().id)
    for document in list_documents(found.id):
        if document.kind is InvoiceKind.INVOICE:
            return found, find_invoice(document.number)
    raise NotFound("Cette commande n’a pas encore de facture.")


def _page(found: Order, invoice: Invoice, lines: list[Creditable], form: CreditForm) -> str:
    return render_template(
        "desk/credit.html",
        order=found,
        invoice=invoice,
        lines=list(zip(lines, form.amounts, strict=False)),
        left_cents=sum(line.left_cents for line in lines),
        form=form,
    )
