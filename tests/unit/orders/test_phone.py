"""Telephone numbers as people type them."""

from __future__ import annotations

import pytest

from shared.orders.forms import parse_phone


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("0612345678", "06 12 34 56 78"),
        ("06.12.34.56.78", "06 12 34 56 78"),
        ("+33 6 12 34 56 78", "06 12 34 56 78"),
        ("0033612345678", "06 12 34 56 78"),
        ("+32 470 12 34 56", "+32470123456"),
    ],
)
def test_a_number_is_kept_in_one_form(typed: str, kept: str) -> None:
    assert parse_phone(typed) == kept


@pytest.mark.parametrize(
    "typed", ["", "12", "061234567", "06 12 34 56 7\u0668", "00 12 34 56 78", "06 12 34 56 7x", "+1", "demain"]
)
def test_what_no_telephone_can_dial_is_no_number(typed: str) -> None:
    assert parse_phone(typed) is None
