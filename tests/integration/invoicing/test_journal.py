"""The journal tells each event once, balanced, and `verify` finds whatever was done to it or to an invoice, by name."""

from __future__ import annotations

import hashlib
from collections import Counter
from datetime import date
from itertools import chain

import pytest
from sqlalchemy import select

from shared.db import atomic, session
from shared.invoicing.credit_notes import issue_credit_note
from shared.invoicing.journal.booking import CUSTOMERS, Place, vat_to_move
from shared.invoicing.journal.verification import list_wrong_entries
from shared.invoicing.models import AccountPurpose, EntryKind, Invoice, JournalEntry, JournalLine, LedgerAccount
from shared.invoicing.verification import list_wrong_invoices
from shared.payments.verification import list_unbooked_money, list_wrong_balances
from tests.support.damage import damage
from tests.support.sales import ACTOR, sell

MONDAY = date(2026, 11, 16)
PENDING, COLLECTED = (Place(purpose, 2000) for purpose in (AccountPurpose.VAT_PENDING, AccountPurpose.VAT_COLLECTED))

WITHOUT = (
    "DELETE FROM journal_lines WHERE entry_id IN (SELECT id FROM journal_entries WHERE kind = '{0}');"
    "DELETE FROM journal_entries WHERE kind = '{0}'"
)

pytestmark = pytest.mark.usefixtures("context")


@pytest.fixture
def invoice(context: None) -> Invoice:
    """Of 89 €, paid by card at once."""
    with atomic():
        return sell(MONDAY)


def told() -> list[tuple[str, list[tuple[str, int, int]]]]:
    """Returns each entry with its lines: account, debit, credit."""
    entries = session.scalars(select(JournalEntry).order_by(JournalEntry.id)).all()
    lines = select(JournalLine).order_by(JournalLine.entry_id, JournalLine.position)
    found = session.scalars(lines).all()
    return [
        (
            entry.kind,
            [(line.account, line.debit_cents, line.credit_cents) for line in found if line.entry_id == entry.id],
        )
        for entry in entries
    ]


def problems() -> list[str]:
    checks = (list_wrong_entries, list_unbooked_money, list_wrong_balances, list_wrong_invoices)
    return list(chain.from_iterable(check() for check in checks))


def test_a_sale_and_its_payment_stand_in_the_books_with_the_vat_that_is_due(invoice: Invoice) -> None:
    assert told() == [
        ("payment", [("517000", 8900, 0), ("411000", 0, 8900)]),
        (
            "invoice",
            [
                ("411000", 8900, 0),
                ("706000", 0, 7417),
                ("445740", 0, 1483),
                ("445740", 1483, 0),
                ("445711", 0, 1483),
            ],
        ),
    ]
    assert problems() == []


def test_a_credit_note_takes_sales_and_vat_back(invoice: Invoice) -> None:
    with atomic():
        issue_credit_note(invoice_id=invoice.id, parts={1: 3000}, reason="Travail refait", actor=ACTOR)
    kind, lines = told()[-1]
    assert kind == "credit_note"
    totals = Counter[str]()
    for account, debit, credit in lines:
        totals[account] += debit - credit
    assert totals == {"411000": -3000, "706000": 2500, "445740": 0, "445711": 500}
    assert problems() == []


@pytest.mark.parametrize(
    ("paid", "collected", "moved"),
    [(0, 0, 0), (4450, 0, 742), (8900, 742, 741), (8900, 1483, 0), (4450, 1483, -741)],
)
def test_vat_falls_due_with_the_share_that_is_paid(paid: int, collected: int, moved: int) -> None:
    before = {
        (EntryKind.INVOICE, CUSTOMERS): 8900,
        (EntryKind.INVOICE, PENDING): -1483 + collected,
        (EntryKind.INVOICE, COLLECTED): -collected,
    }
    found = vat_to_move(before, EntryKind.PAYMENT, {CUSTOMERS: -paid, Place(AccountPurpose.CASH): paid})
    assert found == ({PENDING: moved, COLLECTED: -moved} if moved else {})


def test_vat_on_debits_is_due_at_once_and_moves_no_more() -> None:
    before = {(EntryKind.INVOICE, CUSTOMERS): 8900, (EntryKind.INVOICE, COLLECTED): -1483}
    assert vat_to_move(before, EntryKind.PAYMENT, {CUSTOMERS: -100, Place(AccountPurpose.CASH): 100}) == {}


def test_another_account_counts_from_its_day_on(invoice: Invoice) -> None:
    with atomic():
        session.add(
            LedgerAccount(
                purpose=AccountPurpose.SALES,
                vat_bp=-1,
                number="706100",
                label="Réparations",
                valid_from=date(2026, 12, 1),
                source="Expert-comptable",
                confirmed=True,
            )
        )
        sell(date(2026, 11, 30))
        sell(date(2026, 12, 1))
    sales = [account for _, lines in told() for account, _, _ in lines if account.startswith("706")]
    assert sales == ["706000", "706000", "706100"]


def test_a_document_put_in_another_s_place_with_its_digest_is_found_out(invoice: Invoice) -> None:
    forged = invoice.document.replace("Camille", "Camilla")
    digest = hashlib.sha256(forged.encode()).hexdigest()
    assert forged != invoice.document
    damage(f"UPDATE invoices SET document = replace(document, 'Camille', 'Camilla'), sha256 = '{digest}'")  # noqa: S608 - ours

    assert problems() == [f"facture {invoice.number}\u00a0: elle a été remplacée depuis son émission"]


def test_a_document_that_is_gone_without_a_trace_is_named(invoice: Invoice) -> None:
    number = invoice.number
    damage(
        *("DELETE FROM payment_allocations", "DELETE FROM invoice_files", "DELETE FROM invoice_lines"),
        *("DELETE FROM invoice_vat_totals", "DELETE FROM invoices", "DELETE FROM sequences WHERE series = 'AB-2026'"),
    )

    assert f"facture {number}\u00a0: elle a été émise, et n’est plus là" in problems()


@pytest.mark.parametrize(
    ("statement", "says"),
    [
        ("UPDATE invoices SET document = replace(document, '8900', '8901')", "empreinte"),
        ("UPDATE invoices SET gross_cents = 8901, net_cents = 7418", "totaux enregistrés"),
        ("DELETE FROM invoice_lines", "les lignes enregistrées ne font pas le total"),
        ("UPDATE invoice_vat_totals SET vat_cents = 1484, gross_cents = 8901", "totaux par taux"),
        ("UPDATE sequences SET last_number = 2 WHERE series = 'AB-2026'", "série AB-2026"),
        ("DELETE FROM journal_lines WHERE account = '706000'", "débits et crédits diffèrent"),
        ("UPDATE journal_lines SET credit_cents = 7418 WHERE account = '706000'", "débits et crédits diffèrent"),
        (
            WITHOUT.format("payment"),
            "absent du journal (encaissement)",
        ),
        (
            WITHOUT.format("invoice"),
            "absent du journal (facture)",
        ),
        ("UPDATE journal_entries SET cause = 'AB-2026-000009' WHERE kind = 'invoice'", "une écriture sans cause"),
        ("DELETE FROM payment_allocations", "affectés"),
    ],
)
def test_damage_is_found_by_name(invoice: Invoice, statement: str, says: str) -> None:
    damage(*statement.split(";"))

    found = problems()

    assert any(says in problem for problem in found), found
    assert any(invoice.number in problem or invoice.series in problem or "paiement" in problem for problem in found)
