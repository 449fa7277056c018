"""What is wrong with an issued document, if anything: its digest, its rows, its sums, its files."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from shared.invoicing.checks import find_faults
from shared.invoicing.document import InvoiceDocument
from shared.invoicing.models import FileKind, Invoice
from shared.invoicing.queries import find_file, find_invoice


def list_faults(number: str) -> Iterator[str]:
    """Yields each fault of an issued document, with the official rules of its files; raises NotFound."""
    # The validators weigh much, and only this needs them.
    from shared.invoicing.validation import validate_pdf, validate_xml  # noqa: PLC0415

    invoice = find_invoice(number)
    yield from list_record_faults(invoice)
    for kind, validate in ((FileKind.XML, validate_xml), (FileKind.PDF, validate_pdf)):
        yield from validate(find_file(number, kind))


def list_record_faults(invoice: Invoice) -> Iterator[str]:
    """Yields what disagrees between the frozen document, which the customer holds, and the rows that reports add up."""
    if hashlib.sha256(invoice.document.encode()).hexdigest() != invoice.sha256:
        yield "le document ne correspond plus à son empreinte"
    document = InvoiceDocument.from_json(invoice.document)
    yield from find_faults(document)
    sign = -1 if document.is_credit else 1
    said = (document.number, sign * document.net_cents, sign * document.vat_cents, sign * document.gross_cents)
    if said != (invoice.number, invoice.net_cents, invoice.vat_cents, invoice.gross_cents):
        yield "les totaux enregistrés ne sont pas ceux du document"
    if sum(line.net_cents for line in invoice.lines) != invoice.net_cents:
        yield "les lignes enregistrées ne font pas le total"
    stored = sorted((total.vat_bp, total.net_cents, total.vat_cents) for total in invoice.vat_totals)
    issued = sorted((rate.vat_bp, sign * rate.net_cents, sign * rate.vat_cents) for rate in document.vat_totals)
    if stored != issued:
        yield "les totaux par taux enregistrés ne sont pas ceux du document"
