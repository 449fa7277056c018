"""Numbers and days read as a French person writes them."""

from __future__ import annotations

from datetime import date

import pytest

from shared.invoicing.wording import day, percent, quantity, unit_price
from shared.kernel.codes import Unit


def test_the_first_of_the_month_is_an_ordinal() -> None:
    assert day(date(2026, 8, 1)) == "1er\u00a0août\u00a02026"
    assert day(date(2026, 12, 31)) == "31\u00a0décembre\u00a02026"


@pytest.mark.parametrize(("rate_bp", "text"), [(2000, "20"), (550, "5,5"), (210, "2,1"), (0, "0")])
def test_a_rate_has_no_idle_zero(rate_bp: int, text: str) -> None:
    assert percent(rate_bp) == f"{text}\u00a0%"


@pytest.mark.parametrize(
    ("quantity_e4", "unit", "text"),
    [
        (10_000, Unit.PIECE, "1"),
        (15_000, Unit.HOUR, "1,5\u00a0h"),
        (-10_000, Unit.FLAT_RATE, "−1\u00a0forfait"),
        (12_345_600, Unit.KILOGRAM, "1\u202f234,56\u00a0kg"),
    ],
)
def test_a_quantity_says_its_unit_unless_it_is_pieces(quantity_e4: int, unit: Unit, text: str) -> None:
    assert quantity(quantity_e4, unit) == text


@pytest.mark.parametrize(
    ("micros", "exact", "rounded"),
    [
        (38_000_000, "38,00\u00a0€", "38,00\u00a0€"),
        (412_500, "0,4125\u00a0€", "0,41\u00a0€"),
        (5_355_000, "5,355\u00a0€", "5,36\u00a0€"),
        (1_450_000_000, "1\u202f450,00\u00a0€", "1\u202f450,00\u00a0€"),
    ],
)
def test_a_unit_price_keeps_the_digits_that_matter(micros: int, exact: str, rounded: str) -> None:
    assert unit_price(micros, to_the_cent=False) == exact
    assert unit_price(micros, to_the_cent=True) == rounded
