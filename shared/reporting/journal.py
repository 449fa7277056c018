"""The journal as accountants read it: what moved on each account, and the file that their software imports.

The columns are those of the *fichier des écritures comptables* (LPF art. A. 47 A-1), in their order. We are no general
ledger: the file holds sales and payments alone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from typing import IO, NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from shared.audit.services import record_event
from shared.db import session
from shared.invoicing.models import EntryKind, JournalEntry, JournalLine
from shared.kernel.money import decimal_text
from shared.workshop import Site

FEC_COLUMNS = (
    *("JournalCode", "JournalLib", "EcritureNum", "EcritureDate", "CompteNum", "CompteLib", "CompAuxNum", "CompAuxLib"),
    *("PieceRef", "PieceDate", "EcritureLib", "Debit", "Credit", "EcritureLet", "DateLet", "ValidDate"),
    *("Montantdevise", "Idevise"),
    # Further columns are allowed behind these: ours says which workshop.
    "Analytique",
)
JOURNALS = {
    EntryKind.INVOICE: ("VE", "Ventes"),
    EntryKind.DEPOSIT: ("VE", "Ventes"),
    EntryKind.CREDIT_NOTE: ("VE", "Ventes"),
    EntryKind.PAYMENT: ("EN", "Encaissements"),
    EntryKind.REFUND: ("EN", "Encaissements"),
    EntryKind.REFUND_RETURNED: ("EN", "Encaissements"),
    EntryKind.DISPUTE: ("EN", "Encaissements"),
    EntryKind.DISPUTE_WON: ("EN", "Encaissements"),
    EntryKind.DISPUTE_LOST: ("EN", "Encaissements"),
    EntryKind.FEE: ("EN", "Encaissements"),
}
"""In which journal of the file an event stands: its code and its name."""


class AccountTotal(NamedTuple):
    """What moved on an account in a period; cents."""

    number: str
    label: str
    debit_cents: int
    credit_cents: int

    @property
    def balance_cents(self) -> int:
        """Debit less credit."""
        return self.debit_cents - self.credit_cents


def list_account_totals(first: date, last: date) -> list[AccountTotal]:
    """Returns what moved on each account from `first` to `last`, both included, by number. One statement."""
    sums = (func.sum(JournalLine.debit_cents), func.sum(JournalLine.credit_cents))
    rows = session.execute(
        select(JournalLine.account, func.max(JournalLine.account_label), *sums)
        .join(JournalEntry)
        .where(JournalEntry.booked_on.between(first, last))
        .group_by(JournalLine.account)
        .order_by(JournalLine.account)
    )
    return [AccountTotal(number, label, int(debit), int(credit)) for number, label, debit, credit in rows]


def list_entries(first: date, last: date) -> Sequence[JournalEntry]:
    """Returns the entries of a period with their lines, in the order of the books. Two statements."""
    entries = select(JournalEntry).where(JournalEntry.booked_on.between(first, last))
    loaded = entries.options(selectinload(JournalEntry.lines))
    return session.scalars(loaded.order_by(JournalEntry.booked_on, JournalEntry.id)).all()


def export_fec(year: int, file: IO[bytes], *, actor: str) -> int:
    """Writes the entries of a year into `file`, tab-separated UTF-8, and returns how many; records who took it."""
    entries = list_entries(date(year, 1, 1), date(year, 12, 31))
    sites = dict(session.execute(select(Site.id, Site.neutral_label)).all())
    numbers: dict[str, int] = defaultdict(int)
    file.write(("\t".join(FEC_COLUMNS) + "\r\n").encode())
    for entry in entries:
        code, _ = JOURNALS[entry.kind]
        numbers[code] += 1
        for row in _rows(entry, numbers[code], sites[entry.site_id]):
            file.write(("\t".join(row) + "\r\n").encode())
    detail: dict[str, object] = {"year": year, "entries": len(entries)}
    record_event(actor=actor, action="journal.exported", subject=f"journal:{year}", detail=detail)
    return len(entries)


def _rows(entry: JournalEntry, number: int, site: str) -> Iterator[tuple[str, ...]]:
    code, journal = JOURNALS[entry.kind]
    day = f"{entry.booked_on:%Y%m%d}"
    for line in entry.lines:
        yield (
            *(code, journal, f"{code}{entry.booked_on:%Y}-{number:06d}", day, line.account, line.account_label, "", ""),
            *(entry.piece, day, f"{entry.kind.label} {entry.piece}"),
            *(_amount(line.debit_cents), _amount(line.credit_cents), "", "", day, "", "", site),
        )


def _amount(cents: int) -> str:
    return decimal_text(cents).replace(".", ",")
