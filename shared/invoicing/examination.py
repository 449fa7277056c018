"""What is wrong with an issued document, if anything: its digest, its rows, its sums, its files."""

from __future__ import annotations

import hashlib
from collections import Counter
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
    stored = Counter[tuple[int, str]]()
    for total in invoice.vat_totals:
        stored[total.vat_bp, "net"] += total.net_cents
        stored[total.vat_bp, "vat"] += total.vat_cents
    issued = Counter[tuple[int, str]]()
    for rate in document.vat_totals:
        issued[rate.vat_bp, "net"] += sign * rate.net_cents
        issued[rate.vat_bp, "vat"] += sign * rate.vat_cents
    if stored != issued:
        yield "les totaux par taux enregistrés ne sont pas ceux du document"
