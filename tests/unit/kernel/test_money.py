"""Money: what is typed, what is rounded, what is shown."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.kernel.errors import InvalidInput
from shared.kernel.money import (
    decimal_text,
    divide_half_up,
    euros,
    line_net_cents,
    net_of_gross_cents,
    parse_euros,
    vat_cents,
)

BILLION_EUROS = 10**11
CENTS = st.integers(1 - BILLION_EUROS, BILLION_EUROS - 1)


@given(st.integers(-(10**15), 10**15), st.integers(1, 10**9))
def test_a_division_rounds_halves_away_from_zero(numerator: int, denominator: int) -> None:
    """As the decimal module does with ROUND_HALF_UP, for every sign."""
    expected = (Decimal(numerator) / Decimal(denominator)).quantize(Decimal(1), ROUND_HALF_UP)
    assert divide_half_up(numerator, denominator) == expected


@given(CENTS)
def test_what_is_shown_reads_back_as_the_same_amount(cents: int) -> None:
    """French text and machine text both keep every cent."""
    assert parse_euros(euros(cents)) == cents
    assert Decimal(decimal_text(cents)) * 100 == cents


@given(st.integers(0, 10**9), st.sampled_from([0, 210, 550, 1000, 2000]))
def test_the_net_of_a_gross_price_misses_it_by_a_cent_at_most(gross: int, vat_bp: int) -> None:
    """Adding the VAT again to the net comes back to the price, give or take the cent that rounding costs."""
    net = net_of_gross_cents(gross, vat_bp)
    assert abs(net + vat_cents(net, vat_bp) - gross) <= 1


@pytest.mark.parametrize(
    ("quantity_e4", "unit_price_micros", "expected"),
    [
        pytest.param(10_000, 89_000_000, 8_900, id="one at 89 €"),
        pytest.param(15_000, 45_330_000, 6_800, id="an hour and a half at 45.33 € is 67.995, so 68.00"),
        pytest.param(-10_000, 5_000, -1, id="minus half a cent goes away from zero"),
    ],
)
def test_a_line_is_rounded_once(quantity_e4: int, unit_price_micros: int, expected: int) -> None:
    """Quantity times price, to the cent, halves away from zero."""
    assert line_net_cents(quantity_e4, unit_price_micros) == expected


@pytest.mark.parametrize("text", ["", "douze", "12,345", "1e3", "--3", "12,", "€", euros(BILLION_EUROS)])
def test_an_amount_that_cannot_be_read_is_refused_at_its_field(text: str) -> None:
    """The sentence says how to write it."""
    with pytest.raises(InvalidInput, match="12,50") as refusal:
        parse_euros(text, field="price")
    assert refusal.value.field == "price"


def test_amounts_are_written_the_french_way() -> None:
    """Narrow spaces between thousands, a no-break space before the sign."""
    assert euros(123_456_789) == "1\u202f234\u202f567,89\u00a0€"
    assert euros(-5) == "−0,05\u00a0€"
