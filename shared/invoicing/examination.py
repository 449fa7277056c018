"""What is wrong with an issued document, if anything: its digest, its rows, its sums, its files."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator

from shared.invoicing.checks import find_faults
from shared.invoicing.document import InvoiceDocument, VatTotal
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
    issued = Counter[tuple[int, str]]()
    for total, way in (*((each, sign) for each in document.vat_totals), *((each, -1) for each in _deducted(document))):
        issued[total.vat_bp, "net"] += way * total.net_cents
        issued[total.vat_bp, "vat"] += way * total.vat_cents
    net, vat = (sum(cents for (_, of), cents in issued.items() if of == name) for name in ("net", "vat"))
    said = (document.number, net, vat, net + vat)
    if said != (invoice.number, invoice.net_cents, invoice.vat_cents, invoice.gross_cents):
        yield "les totaux enregistrés ne sont pas ceux du document"
    if sum(line.net_cents for line in invoice.lines) != sign * document.net_cents:
        yield "les lignes enregistrées ne font pas le total"
    stored = Counter[tuple[int, str]]()
    for row in invoice.vat_totals:
        stored[row.vat_bp, "net"] += row.net_cents
        stored[row.vat_bp, "vat"] += row.vat_cents
    if stored != issued:
        yield "les totaux par taux enregistrés ne sont pas ceux du document"


def _deducted(document: InvoiceDocument) -> Iterator[VatTotal]:
    """Yields what deposits have asked for already: the rows say what a document adds."""
    if document.process.follows_deposit:
        yield from (total for past in document.preceding for total in past.vat_totals)
