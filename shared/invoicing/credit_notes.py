"""Credit notes: what of an invoice is taken back, as a document of its own that names it.

Source: CGI annexe II, art. 242 nonies A; EN 16931 type 381 with BT-25 and BT-26 (BR-FR-CO-05).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from sqlalchemy import select

from shared.db import next_number, session
from shared.invoicing.arithmetic import Amounts
from shared.invoicing.checks import check
from shared.invoicing.composition import compose_party_of_seller, find_seller, list_mentions
from shared.invoicing.crediting import Sort, credit_amounts, gross_of_lines, spread
from shared.invoicing.document import (
    BusinessProcess,
    DocumentLine,
    DocumentType,
    Fact,
    InvoiceDocument,
    PrecedingInvoice,
    VatTotal,
)
from shared.invoicing.journal.booking import book_document
from shared.invoicing.models import Invoice, InvoiceKind, InvoiceLine
from shared.invoicing.queries import find_invoice_of_order
from shared.invoicing.services import Credited, freeze
from shared.kernel import clock
from shared.kernel.codes import Unit
from shared.kernel.errors import InvalidInput, NotFound, Refused
from shared.kernel.money import E4, MICROS_PER_CENT, euros
from shared.orders.services import lock_order

REASON_LENGTH = 200

_BEFORE_PAYMENT = {
    BusinessProcess.GOODS_PAID: BusinessProcess.GOODS,
    BusinessProcess.GOODS_AFTER_DEPOSIT: BusinessProcess.GOODS,
    BusinessProcess.SERVICES_PAID: BusinessProcess.SERVICES,
    BusinessProcess.SERVICES_AFTER_DEPOSIT: BusinessProcess.SERVICES,
    BusinessProcess.MIXED_PAID: BusinessProcess.MIXED,
    BusinessProcess.MIXED_AFTER_DEPOSIT: BusinessProcess.MIXED,
}


@dataclass(frozen=True, kw_only=True)
class Creditable:
    """A line of an invoice: its place from 1, what it cost and what is left of it to credit, in cents, VAT included."""

    position: int
    label: str
    gross_cents: int
    left_cents: int


def list_creditable(invoice: Invoice) -> list[Creditable]:
    """Returns the lines of an invoice with what is left of each to credit. One statement."""
    document = InvoiceDocument.from_json(invoice.document)
    credited = _credited_before(invoice.id)
    return [
        Creditable(position=position, label=line.label, gross_cents=gross, left_cents=gross - credited[position])
        for position, (line, gross) in enumerate(zip(document.lines, gross_of_lines(document), strict=True), start=1)
    ]


def issue_credit_note(
    *, invoice_id: int, parts: Mapping[int, int], reason: str, actor: str, cause: str | None = None
) -> Invoice:
    """Issues a credit note over `parts`, cents VAT included by the line's position, in the series of credit notes.

    With a `cause` that has its credit note already, that one is returned. Raises NotFound; Refused when there is
    nothing to credit; InvalidInput (field `line-<position>`, or `reason`) for more than is left of a line. Number and
    rows belong to the caller's unit.
    """
    invoice = session.get(Invoice, invoice_id)
    if invoice is None or invoice.kind is InvoiceKind.CREDIT_NOTE or invoice.order_id is None:
        raise NotFound("Cette facture n’existe pas.")
    # Whoever credits or pays the same order waits.
    lock_order(invoice.order_id)
    if invoice.kind is InvoiceKind.DEPOSIT and find_invoice_of_order(invoice.order_id) is not None:
        raise Refused("Cet acompte est déjà déduit de la facture\u00a0: c’est elle que l’on crédite.")
    if cause and (made := session.scalar(select(Invoice).where(Invoice.cause == cause))):
        return made
    reason = " ".join(reason.split())
    if not reason or len(reason) > REASON_LENGTH:
        raise InvalidInput("reason", f"Écrivez pourquoi, en {REASON_LENGTH} caractères au plus.")
    wanted = _check_parts(list_creditable(invoice), parts)
    today = clock.today()
    series = _series_of(invoice, today.year)
    document = _compose(invoice, wanted, reason=reason, number=f"{series}-{next_number(series):06d}")
    check(document)
    head = Invoice(
        kind=InvoiceKind.CREDIT_NOTE,
        series=series,
        site_id=invoice.site_id,
        order_id=invoice.order_id,
        credited_invoice_id=invoice.id,
        cause=cause,
        customer_id=invoice.customer_id,
        customer_kind=invoice.customer_kind,
        issued_by=actor,
    )
    credited = [Credited(position, cents) for position, cents in sorted(wanted.items())]
    columns = (InvoiceLine.position, InvoiceLine.family, InvoiceLine.nature)
    sold = session.execute(select(*columns).where(InvoiceLine.invoice_id == invoice.id))
    sorts = {position: Sort(family, nature) for position, family, nature in sold}
    booking = partial(book_document, on_advances=invoice.kind is InvoiceKind.DEPOSIT)
    return freeze(
        document, head=head, sorts=[sorts[each.position] for each in credited], credited=credited, book=booking
    )


def credit_whole(invoice_id: int, *, reason: str, cause: str, actor: str) -> None:
    """Takes back all that is left of an invoice, nothing when nothing is; raises as `issue_credit_note` does."""
    left = {line.position: line.left_cents for line in list_creditable(session.get_one(Invoice, invoice_id))}
    if any(left.values()):
        issue_credit_note(invoice_id=invoice_id, parts=left, reason=reason, cause=cause, actor=actor)


def share_out(invoice: Invoice, cents: int) -> dict[int, int]:
    """Returns how an amount, VAT included, is credited over the lines of an invoice: in proportion to what is left.

    Raises Refused for more than is left.
    """
    lines = list_creditable(invoice)
    left = sum(line.left_cents for line in lines)
    if not 0 < cents <= left:
        raise Refused(f"Il reste {euros(left)} à créditer sur la facture {invoice.number}, pas {euros(cents)}.")
    parts = spread(cents, [line.left_cents for line in lines])
    return {line.position: part for line, part in zip(lines, parts, strict=True) if part}


def _check_parts(lines: Sequence[Creditable], parts: Mapping[int, int]) -> dict[int, int]:
    """Returns what is to be credited by position, without the lines that nothing is said of."""
    left = {line.position: line.left_cents for line in lines}
    for position, cents in parts.items():
        if position not in left or not 0 <= cents <= left[position]:
            raise InvalidInput(f"line-{position}", f"Il reste {euros(left.get(position, 0))} à créditer ici.")
    wanted = {position: cents for position, cents in parts.items() if cents}
    if not wanted:
        raise Refused("Rien n’est à créditer\u00a0: écrivez un montant sur une ligne au moins.")
    return wanted


def _credited_before(invoice_id: int) -> Counter[int]:
    notes = select(InvoiceLine.credited_position, InvoiceLine.credited_cents).join(Invoice)
    credited = Counter[int]()
    for position, cents in session.execute(notes.where(Invoice.credited_invoice_id == invoice_id)):
        credited[position or 0] += cents or 0
    return credited


def _series_of(invoice: Invoice, year: int) -> str:
    """`AB-AV-2026` for an invoice of the series `AB-2025`, or a deposit of `AB-AC-2025`."""
    return f"{invoice.series.partition('-')[0]}-AV-{year}"


def _compose(invoice: Invoice, wanted: Mapping[int, int], *, reason: str, number: str) -> InvoiceDocument:
    """Returns the document: the buyer as the invoice names him, ourselves as we are today, only what is credited."""
    original, today = InvoiceDocument.from_json(invoice.document), clock.today()
    before, places = _credited_before(invoice.id), range(1, len(original.lines) + 1)
    parts = [wanted.get(place, 0) for place in places]
    amounts = credit_amounts(original, [before[place] for place in places], parts)
    seller, process = find_seller(today), _BEFORE_PAYMENT.get(original.process, original.process)
    return replace(
        original,
        number=number,
        type=DocumentType.CREDIT_NOTE,
        issue_date=today,
        due_date=None,
        process=process,
        seller=compose_party_of_seller(seller),
        lines=tuple(
            _line(line, net_cents=net, part=part, whole=part == gross)
            for line, net, part, gross in zip(
                original.lines, amounts.line_nets, parts, gross_of_lines(original), strict=True
            )
            if part
        ),
        vat_totals=_totals(original, amounts),
        net_cents=amounts.net_cents,
        vat_cents=amounts.vat_cents,
        gross_cents=amounts.gross_cents,
        paid_cents=0,
        due_cents=amounts.gross_cents,
        payment=replace(original.payment, paid_on=None),
        preceding=(PrecedingInvoice(number=original.number, issue_date=original.issue_date),),
        notes=list_mentions(today, process, vat_on_debits=original.vat_on_debits),
        facts=(*original.facts, Fact(label="Motif", value=reason)),
    )


def _line(line: DocumentLine, *, net_cents: int, part: int, whole: bool) -> DocumentLine:
    """Returns the line that credits `part`: as it was when all of it is taken back, a flat amount otherwise."""
    shown = None if line.gross_cents is None else part
    if whole and net_cents == line.net_cents:
        return replace(line, gross_cents=shown)
    return replace(
        line,
        quantity_e4=E4,
        unit=Unit.FLAT_RATE,
        unit_price_micros=net_cents * MICROS_PER_CENT,
        net_cents=net_cents,
        gross_cents=shown,
    )


def _totals(original: InvoiceDocument, amounts: Amounts) -> tuple[VatTotal, ...]:
    exemptions = {(total.vat_bp, total.vat_category): total.exemption for total in original.vat_totals}
    return tuple(
        VatTotal(
            vat_bp=total.rate.bp,
            vat_category=total.rate.category,
            net_cents=total.net_cents,
            vat_cents=total.vat_cents,
            exemption=exemptions[total.rate.bp, total.rate.category],
        )
        for total in amounts.rates
    )
