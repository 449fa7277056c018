"""Recomputing the journal: every entry balances, every document is in it as it was issued, and nothing else is."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping

from sqlalchemy import func, select

from shared.db import session
from shared.invoicing.models import (
    AccountPurpose,
    EntryKind,
    Invoice,
    InvoiceKind,
    InvoiceVatTotal,
    JournalEntry,
    JournalLine,
)
from shared.kernel.money import euros

_SOLD = (AccountPurpose.SALES, AccountPurpose.SALES_GOODS, AccountPurpose.ADVANCES)


def list_wrong_entries() -> Iterator[str]:
    """Yields one sentence for each entry that does not balance and each document that is not booked as issued."""
    yield from _unbalanced()
    yield from _wrong_documents()


def list_entries_without(
    kinds: Mapping[EntryKind, Mapping[str, int]],
    purpose_of: str,
    account: AccountPurpose = AccountPurpose.CUSTOMERS,
) -> Iterator[str]:
    """Yields what is not booked as it should be, and what is booked without a cause.

    `kinds` holds by cause the cents that `account` must say; `purpose_of` names the causes in French.
    """
    booked = _on(account)
    for kind, expected in kinds.items():
        known = booked.get(kind, {})
        for cause, cents in expected.items():
            if cause not in known:
                yield f"{purpose_of} {cause}\u00a0: absent du journal ({kind.label.lower()})"
            elif known[cause] != cents:
                yield f"{purpose_of} {cause}\u00a0: {euros(known[cause])} au journal au lieu de {euros(cents)}"
        for cause in known.keys() - expected.keys():
            yield f"journal, {kind.label.lower()} {cause}\u00a0: une écriture sans cause"


def _unbalanced() -> Iterator[str]:
    sums = (
        select(JournalEntry.kind, JournalEntry.cause, func.sum(JournalLine.debit_cents - JournalLine.credit_cents))
        .outerjoin(JournalLine)
        .group_by(JournalEntry.id)
        .order_by(JournalEntry.id)
    )
    for kind, cause, difference in session.execute(sums):
        where = f"journal, {kind.label.lower()} {cause}"
        # Without a line there is no sum at all.
        if difference != 0:
            yield f"{where}\u00a0: débits et crédits diffèrent de {euros(int(difference or 0))}"


def _wrong_documents() -> Iterator[str]:
    """What a document says it sold and charged is what its entry has on sales, VAT and the customer."""
    expected: dict[EntryKind, dict[str, int]] = {EntryKind(kind.value): {} for kind in InvoiceKind}
    for number, kind, gross in session.execute(select(Invoice.number, Invoice.kind, Invoice.gross_cents)):
        expected[EntryKind(kind.value)][number] = gross
    yield from list_entries_without(expected, "document")
    nets = select(Invoice.number, InvoiceVatTotal.vat_bp, InvoiceVatTotal.net_cents).join(Invoice)
    sold = Counter[tuple[str, int]]()
    for number, vat_bp, net in session.execute(nets):
        sold[number, vat_bp] += net
    on_sales = select(JournalEntry.cause, JournalLine.vat_bp, JournalLine.credit_cents - JournalLine.debit_cents).join(
        JournalLine
    )
    booked = Counter[tuple[str, int]]()
    for cause, rate, cents in session.execute(on_sales.where(JournalLine.purpose.in_(_SOLD))):
        booked[cause, rate or 0] += cents
    for number, vat_bp in sorted(key for key in sold.keys() | booked.keys() if sold[key] != booked[key]):
        yield f"document {number}\u00a0: le journal n’a pas le même chiffre d’affaires à {vat_bp / 100:g}\u00a0%"


def _on(account: AccountPurpose) -> Mapping[EntryKind, Mapping[str, int]]:
    """Returns what each entry says on an account, signed, by kind and cause."""
    lines = (
        select(JournalEntry.kind, JournalEntry.cause, JournalLine.debit_cents - JournalLine.credit_cents)
        .join(JournalLine)
        .where(JournalLine.purpose == account)
    )
    booked: dict[EntryKind, dict[str, int]] = defaultdict(dict)
    for kind, cause, cents in session.execute(lines):
        booked[kind][cause] = cents
    return booked
