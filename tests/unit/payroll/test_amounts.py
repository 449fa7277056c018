"""The amount of a limit as an administrator writes and reads it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.kernel.errors import InvalidInput
from shared.payroll.rules.amounts import MOST, MOST_OF_A_CODE, read_amount, show_amount
from shared.people.models import LimitCode, Unit

DAY, SHARE = LimitCode.LONGEST_DAY, LimitCode.COMPLEMENTARY_SHARE
DAYS, MONTHS = LimitCode.WORKING_DAYS_IN_A_WEEK, LimitCode.SHORTEST_CONTRACT


@pytest.mark.parametrize(
    ("text", "code", "amount"),
    [
        ("10h", DAY, 600),
        ("9,5", DAY, 570),
        ("7\u00a0h\u00a030", DAY, 450),
        ("10 %", SHARE, 1000),
        ("10", SHARE, 1000),
        ("33,33", SHARE, 3333),
        ("33.3 %", SHARE, 3330),
        ("6", DAYS, 6),
        ("6 jours", DAYS, 6),
        ("1 jour", DAYS, 1),
        ("4", MONTHS, 4),
        ("4 mois", MONTHS, 4),
    ],
)
def test_amounts_are_read_in_the_unit_of_their_limit(text: str, code: LimitCode, amount: int) -> None:
    assert read_amount(text, code) == amount


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", DAYS),
        ("six", DAYS),
        ("-1", DAYS),
        ("6,5", DAYS),
        ("0", DAYS),
        ("8", DAYS),
        ("6 mois", DAYS),
        ("4 jours", MONTHS),
        ("4 %", MONTHS),
        ("121", MONTHS),
        ("33,333", SHARE),
        ("101", SHARE),
        ("٣", SHARE),
        ("9" * 40, SHARE),
        ("dix heures", DAY),
        ("25h", DAY),
        ("0h", DAY),
        ("600", DAY),
        ("49h", LimitCode.LONGEST_WEEK),
        ("169h", LimitCode.LEGAL_WEEK),
    ],
)
def test_what_is_no_amount_or_a_typing_mistake_is_refused(text: str, code: LimitCode) -> None:
    with pytest.raises(InvalidInput) as refusal:
        read_amount(text, code)
    assert refusal.value.field == "amount"


@given(st.sampled_from(list(LimitCode)), st.data())
def test_what_is_shown_is_read_again(code: LimitCode, data: st.DataObject) -> None:
    amount = data.draw(st.integers(1, MOST_OF_A_CODE.get(code, MOST[code.unit])))

    assert read_amount(show_amount(amount, code.unit), code) == amount


def test_one_day_is_one_day() -> None:
    assert [show_amount(days, Unit.DAYS) for days in (1, 2)] == ["1\u00a0jour", "2\u00a0jours"]
