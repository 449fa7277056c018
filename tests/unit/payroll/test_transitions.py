"""The status of a day sheet: every pair of state and action, allowed or refused."""

from __future__ import annotations

import pytest

from shared.kernel.errors import Refused
from shared.payroll.models import DAY_TRANSITIONS, DayAction, DayStatus

EXPECTED = {
    ("draft", "record"): "draft",
    ("draft", "validate"): "validated",
    ("draft", "reopen"): None,
    ("draft", "lock"): None,
    ("validated", "record"): None,
    ("validated", "validate"): None,
    ("validated", "reopen"): "draft",
    ("validated", "lock"): "locked",
    ("locked", "record"): None,
    ("locked", "validate"): None,
    ("locked", "reopen"): None,
    ("locked", "lock"): None,
}


def test_every_pair_is_decided_here() -> None:
    assert set(EXPECTED) == {(state.value, action.value) for state in DayStatus for action in DayAction}


@pytest.mark.parametrize(("state", "action"), list(EXPECTED))
def test_each_action_leads_where_the_trade_says_or_is_refused(state: str, action: str) -> None:
    expected = EXPECTED[state, action]
    if expected:
        assert DAY_TRANSITIONS.after(DayStatus(state), DayAction(action)) == DayStatus(expected)
    else:
        with pytest.raises(Refused):
            DAY_TRANSITIONS.after(DayStatus(state), DayAction(action))
