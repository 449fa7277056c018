"""Recomputing every invoice, and whether a number is missing."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from shared.audit.models import AuditEvent
from shared.db import session
from shared.db.sequences import Sequence
from shared.invoicing.examination import list_record_faults
from shared.invoicing.models import Invoice
from shared.invoicing.services import ISSUED, SUBJECT

BATCH = 200


def list_wrong_invoices() -> Iterator[str]:
    """Yields one sentence for each invoice that is not what was issued, and for each series with a gap."""
    loading = (selectinload(Invoice.lines), selectinload(Invoice.vat_totals))
    invoices = select(Invoice).options(*loading).order_by(Invoice.id).execution_options(yield_per=BATCH)
    for invoice in session.scalars(invoices):
        try:
            faults = list(list_record_faults(invoice))
        except (TypeError, ValueError):
            faults = ["le document ne se lit plus"]
        for fault in faults:
            yield f"facture {invoice.number}\u00a0: {fault}"
    yield from _list_replaced()
    yield from _list_gaps()


def _list_replaced() -> Iterator[str]:
    """The digest of a document is the one that the chain of events told when it was issued."""
    events = select(AuditEvent.subject, AuditEvent.detail).where(AuditEvent.action == ISSUED)
    told = {subject.removeprefix(SUBJECT): detail.get("sha256") for subject, detail in session.execute(events)}
    for number, sha256 in session.execute(select(Invoice.number, Invoice.sha256).order_by(Invoice.id)):
        if number not in told:
            yield f"facture {number}\u00a0: le journal d’audit ne dit pas qu’elle a été émise"
        elif told.pop(number) not in {sha256, None}:
            yield f"facture {number}\u00a0: elle a été remplacée depuis son émission"
    for number in sorted(told):
        yield f"facture {number}\u00a0: elle a été émise, et n’est plus là"


def _list_gaps() -> Iterator[str]:
    """A series counts 1, 2, 3… and its counter stands at the last one given."""
    by_series = select(Invoice.series, func.count(), func.max(Invoice.number)).group_by(Invoice.series)
    counters = {counter.series: counter.last_number for counter in session.scalars(select(Sequence))}
    for series, count, last in session.execute(by_series.order_by(Invoice.series)):
        given = counters.get(series, 0)
        if last != f"{series}-{count:06d}" or given != count:
            yield f"série {series}\u00a0: {count} documents, le dernier est {last}, le compteur dit {given}"
