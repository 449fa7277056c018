"""Number plates: two French forms, written in one way; everything else is refused."""

from __future__ import annotations

import pytest

from shared.kernel.errors import InvalidInput
from workshops.auto_bleue.plates import parse_plate


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("AB-123-CD", "AB-123-CD"),
        ("ab123cd", "AB-123-CD"),
        (" ab 123 cd ", "AB-123-CD"),
        ("Ab·123·cD", "AB-123-CD"),
        ("WW-001-ZZ", "WW-001-ZZ"),
        ("1234 AB 80", "1234 AB 80"),
        ("7a2b", "7 A 2B"),
        ("12-abc-974", "12 ABC 974"),
    ],
)
def test_a_french_plate_is_kept_in_one_form(typed: str, kept: str) -> None:
    assert parse_plate(typed) == kept


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "   ",
        "AB-123",
        "AB-000-CD",
        "AI-123-CD",
        "AB-123-SS",
        "SS-123-AB",
        "AB-1234-CD",
        "1234 AB 96",
        "1234 AB 00",
        "0123 AB 80",
        "1234 ABCD 80",
        "B-MW 1234",
        "AB-123-CD; --",
        "AB-\u0661\u0662\u0663-CD",
        "x" * 500,
    ],
)
def test_any_other_form_is_refused_with_an_example(typed: str) -> None:
    with pytest.raises(InvalidInput, match="AB-123-CD ou 1234 AB 80") as refusal:
        parse_plate(typed)
    assert refusal.value.field == "plate"
