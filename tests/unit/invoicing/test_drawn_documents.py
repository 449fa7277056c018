"""A hundred documents drawn at random keep the official rules, whole invoices and partial credit notes alike."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from random import Random

import pytest

from shared.invoicing.checks import find_faults
from shared.invoicing.crediting import credit_amounts, gross_of_lines
from shared.invoicing.document import (
    BusinessProcess,
    DocumentType,
    InvoiceDocument,
    Payment,
    PaymentMeans,
    PrecedingInvoice,
)
from shared.invoicing.facturx import build_xml
from shared.invoicing.pdf import render_pdf
from shared.invoicing.validation import validate_pdf, validate_xml
from shared.kernel.codes import Unit
from shared.kernel.money import E4, MICROS_PER_CENT
from tests.support.invoices import FULL, ISSUED, LOW, MIDDLE, TRANSFER, for_consumers, for_professionals, totals_of

PARTS, EACH = 10, 10
WORDS = ("Vidange", "Pose d’un attelage", "Panier d’été – 5 kg", "Site vitrine « clé en main »", "Tri & lavage <1 t>")
RATES = (FULL, MIDDLE, LOW)
UNITS = (Unit.HOUR, Unit.PIECE, Unit.KILOGRAM, Unit.DAY)


def of_a_consumer(chance: Random) -> InvoiceDocument:
    sold = [
        (chance.choice(WORDS), chance.randint(1, 9) * E4, chance.randint(1, 99_999), chance.choice(RATES))
        for _ in range(chance.randint(1, 7))
    ]
    return for_consumers(*sold)


def of_a_professional(chance: Random) -> InvoiceDocument:
    sold = [
        (
            chance.choice(WORDS),
            chance.randint(1, 99_999),
            chance.choice(UNITS),
            chance.randint(1_000, 900_000_000),
            chance.choice(RATES),
        )
        for _ in range(chance.randint(1, 7))
    ]
    document = for_professionals(*sold)
    if chance.random() < 0.5:
        paid = chance.randint(0, document.gross_cents)
        whole = paid == document.gross_cents
        return replace(
            document,
            paid_cents=paid,
            due_cents=document.gross_cents - paid,
            due_date=ISSUED + timedelta(days=chance.choice((0, 30, 60))),
            process=BusinessProcess.SERVICES_PAID if whole else BusinessProcess.SERVICES,
            order_reference=f"EJ-{chance.randint(1, 9999)}",
            payment=TRANSFER,
        )
    return document


def credit_of(document: InvoiceDocument, chance: Random) -> InvoiceDocument:
    """Returns a credit note over a part of each line, after another one that nobody sees."""
    grosses = gross_of_lines(document)
    before = [chance.randint(0, gross // 2) for gross in grosses]
    parts = [chance.randint(0, gross - was) for gross, was in zip(grosses, before, strict=True)]
    if not any(parts):
        parts[0] = grosses[0] - before[0] or 1
    amounts = credit_amounts(document, before, parts)
    lines = tuple(
        replace(
            line,
            quantity_e4=E4,
            unit=Unit.FLAT_RATE,
            unit_price_micros=net * MICROS_PER_CENT,
            net_cents=net,
            gross_cents=None if line.gross_cents is None else part,
        )
        for line, net, part in zip(document.lines, amounts.line_nets, parts, strict=True)
        if part
    )
    return replace(
        document,
        number=f"EX-AV-2026-{chance.randint(1, 999_999):06d}",
        type=DocumentType.CREDIT_NOTE,
        due_date=None,
        process=BusinessProcess.SERVICES,
        lines=lines,
        vat_totals=totals_of(amounts),
        net_cents=amounts.net_cents,
        vat_cents=amounts.vat_cents,
        gross_cents=amounts.gross_cents,
        paid_cents=0,
        due_cents=amounts.gross_cents,
        payment=Payment(means=PaymentMeans.CARD),
        preceding=(PrecedingInvoice(number=document.number, issue_date=document.issue_date),),
    )


@pytest.mark.parametrize("part", range(PARTS))
def test_whatever_is_drawn_keeps_the_official_rules(part: int) -> None:
    chance = Random(part)  # noqa: S311 - the same hundred on every run
    for _ in range(EACH):
        document = chance.choice((of_a_consumer, of_a_professional))(chance)
        if chance.random() < 0.4:
            document = credit_of(document, chance)
        assert find_faults(document) == []
        xml = build_xml(document)
        assert validate_xml(xml) == [], document
        assert validate_pdf(render_pdf(document, xml)) == []
