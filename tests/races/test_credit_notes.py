"""Several people take the same invoice back at the same moment: never more than there is, and no number is lost."""

from __future__ import annotations

from typing import NamedTuple

from flask import Flask
from sqlalchemy import select

from shared.config import Settings
from shared.db import atomic, session
from shared.invoicing.credit_notes import issue_credit_note
from shared.invoicing.models import Invoice, InvoiceKind
from shared.invoicing.verification import list_wrong_invoices
from shared.kernel import clock
from shared.kernel.errors import InvalidInput
from tests.support import sales
from tests.support.races import race

DESKS = 4


class Wish(NamedTuple):
    """What one desk takes back of the only line."""

    invoice_id: int
    cents: int
    cause: str | None


def credit(wish: Wish) -> str:
    """Issues the credit note and returns its number, or the sentence of its refusal."""
    try:
        with atomic():
            note = issue_credit_note(
                invoice_id=wish.invoice_id,
                parts={1: wish.cents},
                reason="Course",
                cause=wish.cause,
                actor="test",
            )
            return note.number
    except InvalidInput as refusal:
        return refusal.sentence


def sold(app: Flask) -> int:
    with app.app_context(), atomic():
        return sales.sell(clock.today()).id


def credited(app: Flask) -> list[int]:
    with app.app_context():
        assert list(list_wrong_invoices()) == []
        return list(session.scalars(select(Invoice.gross_cents).where(Invoice.kind == InvoiceKind.CREDIT_NOTE)))


def test_together_they_never_take_more_than_there_is(app: Flask, settings: Settings) -> None:
    invoice_id = sold(app)

    results = race(credit, [Wish(invoice_id, 4000, None)] * DESKS, settings)

    refused = [each for each in results if str(each).startswith("Il reste 9,00")]
    assert len(refused) == DESKS - 2, results
    assert credited(app) == [-4000, -4000]


def test_one_cause_makes_one_credit_note(app: Flask, settings: Settings) -> None:
    invoice_id = sold(app)

    results = race(credit, [Wish(invoice_id, 1000, "refund-x")] * DESKS, settings)

    assert len(set(results)) == 1, results
    assert credited(app) == [-1000]
