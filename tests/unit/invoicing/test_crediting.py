"""Whatever is taken back in however many parts, the last cent leaves nothing: net, VAT and total."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.invoicing.crediting import credit_amounts, gross_of_lines, spread
from shared.invoicing.document import InvoiceDocument
from shared.kernel.codes import Unit
from shared.kernel.money import vat_cents
from tests.support.invoices import FULL, LOW, MIDDLE, for_consumers, for_professionals, three_rates

RATES = st.sampled_from((FULL, MIDDLE, LOW))
CONSUMER = st.lists(st.tuples(st.integers(1, 90_000), RATES), min_size=1, max_size=6).map(
    lambda sold: for_consumers(*(("Article", 10_000, gross, rate) for gross, rate in sold))
)
PROFESSIONAL = st.lists(
    st.tuples(st.integers(1_000, 90_000), st.integers(100_000, 90_000_000), RATES), min_size=1, max_size=6
).map(lambda sold: for_professionals(*(("Travail", e4, Unit.HOUR, price, rate) for e4, price, rate in sold)))


@given(data=st.data(), document=st.one_of(CONSUMER, PROFESSIONAL))
def test_any_number_of_credits_ends_at_nothing_left(data: st.DataObject, document: InvoiceDocument) -> None:
    grosses = gross_of_lines(document)
    before = [0] * len(grosses)
    net, vat = 0, {total.vat_bp: total.vat_cents for total in document.vat_totals}
    while before != list(grosses):
        parts = [data.draw(st.integers(0, gross - was) | st.just(gross - was)) for gross, was in _left(grosses, before)]
        if not any(parts):
            parts = [gross - was for gross, was in _left(grosses, before)]
        amounts = credit_amounts(document, before, parts)
        assert amounts.gross_cents == sum(parts)
        assert sum(amounts.line_nets) == amounts.net_cents
        for total in amounts.rates:
            assert total.net_cents >= 0
            assert abs(total.vat_cents - vat_cents(total.net_cents, total.rate.bp)) <= 1
            vat[total.rate.bp] -= total.vat_cents
        net += amounts.net_cents
        before = [was + part for was, part in zip(before, parts, strict=True)]
    assert net == document.net_cents
    assert set(vat.values()) == {0}


def _left(grosses: Any, before: Any) -> list[tuple[int, int]]:
    return list(zip(grosses, before, strict=True))


@given(total=st.integers(0, 10**9), weights=st.lists(st.integers(0, 10**6), min_size=1, max_size=20))
def test_what_is_spread_adds_up(total: int, weights: list[int]) -> None:
    parts = spread(total, weights)
    assert sum(parts) == total
    if any(weights):
        exact = [total * weight / sum(weights) for weight in weights]
        assert all(abs(part - each) < 1 for part, each in zip(parts, exact, strict=True))


def test_the_lines_of_an_invoice_cost_its_total() -> None:
    document = three_rates()
    assert sum(gross_of_lines(document)) == document.gross_cents


def test_more_than_a_line_has_left_is_an_error() -> None:
    document = for_consumers(("Vidange", 10_000, 8900, FULL))
    for before, part in ((0, 8901), (8900, 1), (0, -1)):
        with pytest.raises(ValueError, match="left"):
            credit_amounts(document, [before], [part])
