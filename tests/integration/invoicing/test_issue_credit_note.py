"""What was invoiced is taken back: whole or in parts, once for each cause, never more than there is."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from shared.db import atomic, session
from shared.invoicing.credit_notes import issue_credit_note, list_creditable, share_out
from shared.invoicing.document import InvoiceDocument
from shared.invoicing.examination import list_faults, list_record_faults
from shared.invoicing.jobs import make_files
from shared.invoicing.models import Invoice, InvoiceKind
from shared.invoicing.queries import find_invoice
from shared.invoicing.revenue import RevenueQuestion, control_of, count_control, list_revenue
from shared.invoicing.verification import list_wrong_invoices
from shared.kernel import clock
from shared.kernel.errors import InvalidInput, NotFound, Refused
from tests.support.sales import ACTOR, sell

MONDAY, LATER = date(2026, 11, 16), date(2027, 1, 5)

pytestmark = pytest.mark.usefixtures("context")


@pytest.fixture
def invoice(context: None) -> Invoice:
    """Of 89 €, paid in November."""
    with atomic():
        return sell(MONDAY)


def credit(invoice: Invoice, cents: int, *, cause: str | None = None, reason: str = "Travail refait") -> Invoice:
    """Takes back so much of the only line, in January."""
    with clock.at(clock.at_paris(LATER, 11)), atomic():
        return issue_credit_note(invoice_id=invoice.id, parts={1: cents}, reason=reason, cause=cause, actor=ACTOR)


def test_a_credit_note_names_its_invoice_and_counts_in_its_own_series(invoice: Invoice) -> None:
    note = credit(invoice, 3000)
    document = InvoiceDocument.from_json(note.document)

    assert (note.number, note.kind) == ("AB-AV-2027-000001", InvoiceKind.CREDIT_NOTE)
    assert (note.net_cents, note.vat_cents, note.gross_cents) == (-2500, -500, -3000)
    assert [(each.number, each.issue_date) for each in document.preceding] == [(invoice.number, MONDAY)]
    assert ("Motif", "Travail refait") in {(fact.label, fact.value) for fact in document.facts}
    assert list(list_record_faults(find_invoice(note.number))) == []
    assert list(list_wrong_invoices()) == []


def test_its_files_pass_the_official_rules(invoice: Invoice) -> None:
    for note in (credit(invoice, 1), credit(invoice, 4450), credit(invoice, 4449)):
        make_files(invoice_id=note.id)
        assert list(list_faults(note.number)) == []


def test_a_whole_line_is_taken_back_as_it_was_sold(invoice: Invoice) -> None:
    sold = InvoiceDocument.from_json(invoice.document).lines[0]
    (back,) = InvoiceDocument.from_json(credit(invoice, 8900).document).lines
    assert back == sold


def test_in_three_parts_nothing_is_left_and_a_fourth_is_refused_with_what_remains(invoice: Invoice) -> None:
    notes = [credit(invoice, cents) for cents in (1111, 2222, 5567)]

    assert sum(note.net_cents for note in notes) == -invoice.net_cents
    assert sum(note.vat_cents for note in notes) == -invoice.vat_cents
    assert [line.left_cents for line in list_creditable(invoice)] == [0]
    with pytest.raises(InvalidInput, match="Il reste 0,00") as refusal:
        credit(invoice, 1)
    assert refusal.value.field == "line-1"


@pytest.mark.parametrize(
    ("parts", "error"),
    [({1: 8901}, InvalidInput), ({2: 100}, InvalidInput), ({1: -5}, InvalidInput), ({1: 0}, Refused), ({}, Refused)],
)
def test_what_cannot_be_credited_is_refused_and_takes_no_number(
    invoice: Invoice, parts: dict[int, int], error: type[Exception]
) -> None:
    with pytest.raises(error), atomic():
        issue_credit_note(invoice_id=invoice.id, parts=parts, reason="Erreur", actor=ACTOR)
    assert credit(invoice, 100).number.endswith("-000001")


def test_a_reason_is_asked_for_and_a_credit_note_is_not_credited(invoice: Invoice) -> None:
    with pytest.raises(InvalidInput) as refusal:
        credit(invoice, 100, reason="  ")
    assert refusal.value.field == "reason"
    with pytest.raises(NotFound):
        credit(credit(invoice, 100), 50)


def test_the_same_cause_makes_one_credit_note(invoice: Invoice) -> None:
    first = credit(invoice, 3000, cause="refund-1")
    again = credit(invoice, 3000, cause="refund-1")
    assert first.id == again.id
    assert [line.left_cents for line in list_creditable(invoice)] == [5900]


def test_an_amount_is_shared_over_what_is_left(invoice: Invoice) -> None:
    credit(invoice, 8000)
    assert share_out(invoice, 900) == {1: 900}
    with pytest.raises(Refused, match="Il reste 9,00"):
        share_out(invoice, 901)


def test_revenue_counts_it_negative_and_agrees_with_its_control(invoice: Invoice) -> None:
    note = credit(invoice, 3000)
    asked = RevenueQuestion(first=MONDAY, last=LATER)
    lines = list_revenue(asked)
    assert [(line.invoice, line.gross_cents) for line in lines] == [(invoice.number, 8900), (note.number, -3000)]
    assert control_of(lines) == count_control(asked)
    assert session.scalars(select(Invoice.credited_invoice_id).where(Invoice.id == note.id)).one() == invoice.id
