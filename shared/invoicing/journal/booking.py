"""Writing the journal. Cents; an amount on an account is signed, a debit positive and a credit negative.

VAT on goods is due with the invoice, on services when the money comes (CGI art. 269, 2). Of services an invoice
books it as pending; each event moves as much of it to the collected account as the share that is paid by then.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import insert, select

from shared.db import session
from shared.invoicing.document import InvoiceDocument
from shared.invoicing.models import (
    AccountPurpose,
    EntryKind,
    Invoice,
    InvoiceVatTotal,
    JournalEntry,
    JournalLine,
    LedgerAccount,
)
from shared.kernel import clock
from shared.kernel.codes import Nature
from shared.kernel.money import divide_half_up

ANY_RATE = -1


class Place(NamedTuple):
    """Where an amount goes: what for, and at which VAT rate where that matters."""

    purpose: AccountPurpose
    vat_bp: int | None = None


CUSTOMERS = Place(AccountPurpose.CUSTOMERS)


def book_document(
    invoice: Invoice,
    document: InvoiceDocument,
    *,
    deducted: Iterable[InvoiceVatTotal] = (),
    on_advances: bool = False,
) -> JournalEntry:
    """Books a document: the customer owes, or is owed, sales and VAT at each rate.

    Money asked for before the work is done is no sale yet (`on_advances`); it becomes one with the invoice that deducts
    it, of which `deducted` are the totals. VAT on goods is due at once (CGI art. 269, 2-a).
    """
    amounts = Counter({CUSTOMERS: invoice.gross_cents})
    for total in invoice.vat_totals:
        sale = AccountPurpose.ADVANCES if on_advances else _SALES[total.nature]
        amounts[Place(sale, total.vat_bp)] -= total.net_cents
        amounts[Place(_vat_of(total.nature, on_debits=document.vat_on_debits), total.vat_bp)] -= total.vat_cents
    for total in deducted:
        amounts[Place(_SALES[total.nature], total.vat_bp)] -= total.net_cents
        amounts[Place(AccountPurpose.ADVANCES, total.vat_bp)] += total.net_cents
    return _post(
        EntryKind(invoice.kind.value),
        cause=invoice.number,
        piece=invoice.number,
        site_id=invoice.site_id,
        order_id=invoice.order_id or 0,
        amounts=amounts,
    )


_SALES = {Nature.SERVICES: AccountPurpose.SALES, Nature.GOODS: AccountPurpose.SALES_GOODS}


def _vat_of(nature: Nature, *, on_debits: bool) -> AccountPurpose:
    if nature is Nature.GOODS:
        return AccountPurpose.VAT_GOODS
    return AccountPurpose.VAT_COLLECTED if on_debits else AccountPurpose.VAT_PENDING


def book_money(
    kind: EntryKind,
    *,
    cause: str,
    piece: str,
    site_id: int,
    order_id: int,
    purpose: AccountPurpose,
    amount_cents: int,
) -> JournalEntry:
    """Books money that came (positive) or went (negative) on the account of `purpose`; `piece` names the order."""
    amounts = Counter({Place(purpose): amount_cents, CUSTOMERS: -amount_cents})
    return _post(kind, cause=cause, piece=piece, site_id=site_id, order_id=order_id, amounts=amounts)


def book_shift(
    kind: EntryKind,
    *,
    cause: str,
    piece: str,
    site_id: int,
    order_id: int,
    debit: AccountPurpose,
    credit: AccountPurpose,
    amount_cents: int,
) -> JournalEntry:
    """Books money that changes its place without the customer owing more or less: contested, lost, kept by Stripe."""
    amounts = Counter({Place(debit): amount_cents, Place(credit): -amount_cents})
    return _post(kind, cause=cause, piece=piece, site_id=site_id, order_id=order_id, amounts=amounts)


def _post(
    kind: EntryKind, *, cause: str, piece: str, site_id: int, order_id: int, amounts: Counter[Place]
) -> JournalEntry:
    """Writes an entry, and with it the VAT that falls due by it."""
    today = clock.today()
    moved = vat_to_move(_amounts_of_order(order_id), kind, amounts)
    accounts = _accounts(today)
    entry = JournalEntry(kind=kind, cause=cause, piece=piece, site_id=site_id, order_id=order_id, booked_on=today)
    session.add(entry)
    session.flush()
    # Each pair of VAT lines stands after the event's own: what is due is told apart from what is sold.
    places = [*amounts.items(), *moved.items()]
    rows = [
        _line(position, place, cents, accounts) | {"entry_id": entry.id}
        for position, (place, cents) in enumerate((each for each in places if each[1]), start=1)
    ]
    session.execute(insert(JournalLine), rows)
    return entry


def vat_to_move(
    before: Mapping[tuple[EntryKind, Place], int], kind: EntryKind, amounts: Mapping[Place, int]
) -> dict[Place, int]:
    """Returns the amounts that bring the collected VAT of an order to the share that is paid of what is asked.

    `before` are the amounts booked for the order so far by kind and place, `amounts` those of the event itself. Nothing
    moves where VAT never waits, as under the option for debits.
    """
    booked = Counter(before)
    for place, cents in amounts.items():
        booked[kind, place] += cents
    if all(place.purpose is not AccountPurpose.VAT_PENDING for _, place in booked):
        return {}
    asked = sum(cents for (of, place), cents in booked.items() if of.is_document and place == CUSTOMERS)
    paid = -sum(cents for (of, place), cents in booked.items() if not of.is_document and place == CUSTOMERS)
    vat, collected = Counter[int](), Counter[int]()
    for (_, place), cents in booked.items():
        if place.purpose in {AccountPurpose.VAT_PENDING, AccountPurpose.VAT_COLLECTED}:
            vat[place.vat_bp or 0] -= cents
        if place.purpose is AccountPurpose.VAT_COLLECTED:
            collected[place.vat_bp or 0] -= cents
    moved = {}
    for vat_bp in sorted(vat):
        share = min(max(paid, 0), max(asked, 0))
        due = divide_half_up(vat[vat_bp] * share, asked) if asked > 0 else vat[vat_bp]
        if step := due - collected[vat_bp]:
            moved[Place(AccountPurpose.VAT_PENDING, vat_bp)] = step
            moved[Place(AccountPurpose.VAT_COLLECTED, vat_bp)] = -step
    return moved


def _amounts_of_order(order_id: int) -> Counter[tuple[EntryKind, Place]]:
    rows = session.execute(
        select(
            JournalEntry.kind,
            JournalLine.purpose,
            JournalLine.vat_bp,
            JournalLine.debit_cents,
            JournalLine.credit_cents,
        )
        .join(JournalLine, JournalLine.entry_id == JournalEntry.id)
        .where(JournalEntry.order_id == order_id)
    )
    amounts = Counter[tuple[EntryKind, Place]]()
    for kind, purpose, vat_bp, debit, credit in rows:
        amounts[kind, Place(purpose, vat_bp)] += debit - credit
    return amounts


def _accounts(day: date) -> dict[tuple[AccountPurpose, int], LedgerAccount]:
    """Returns the accounts in force on a day, by purpose and rate. One statement."""
    dated = select(LedgerAccount).where(LedgerAccount.valid_from <= day).order_by(LedgerAccount.valid_from)
    return {(account.purpose, account.vat_bp): account for account in session.scalars(dated)}


def _line(
    position: int, place: Place, cents: int, accounts: Mapping[tuple[AccountPurpose, int], LedgerAccount]
) -> dict[str, Any]:
    """Returns the row of a debit (positive) or a credit, on the account of its place."""
    rate = ANY_RATE if place.vat_bp is None else place.vat_bp
    account = accounts.get((place.purpose, rate)) or accounts[place.purpose, ANY_RATE]
    return {
        "position": position,
        "purpose": place.purpose,
        "vat_bp": place.vat_bp,
        "account": account.number,
        "account_label": account.label,
        "debit_cents": max(cents, 0),
        "credit_cents": max(-cents, 0),
    }
