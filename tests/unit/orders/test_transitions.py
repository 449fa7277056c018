"""The life of an order: every pair of status and action, written out."""

from __future__ import annotations

from itertools import product

import pytest

from shared.kernel.errors import Refused
from shared.orders.models import ORDER_TRANSITIONS, OrderAction, OrderStatus

MOVES = {
    ("placed", "await_funds"): "processing",
    ("placed", "pay"): "paid",
    ("placed", "confirm"): "confirmed",
    ("placed", "cancel"): "cancelled",
    ("confirmed", "pay"): "paid",
    ("confirmed", "start"): "started",
    ("confirmed", "cancel"): "cancelled",
    ("paid", "cancel"): "cancelled",
    ("placed", "bill"): "done",
    ("processing", "pay"): "paid",
    ("processing", "confirm"): "confirmed",
    ("processing", "lose_funds"): "placed",
    ("paid", "start"): "started",
    ("started", "finish"): "ready",
    ("ready", "hand_over"): "done",
}


@pytest.mark.parametrize(("status", "action"), list(product(OrderStatus, OrderAction)))
def test_an_order_moves_as_the_table_says_and_not_otherwise(status: OrderStatus, action: OrderAction) -> None:
    if expected := MOVES.get((status.value, action.value)):
        assert ORDER_TRANSITIONS.after(status, action) == expected
    else:
        with pytest.raises(Refused, match="déjà changé d’étape"):
            ORDER_TRANSITIONS.after(status, action)


def test_nothing_that_was_paid_comes_back_to_be_paid() -> None:
    paid = {OrderStatus.PAID}
    while True:
        reached = paid | {to for (status, _), to in ORDER_TRANSITIONS.moves.items() if status in paid}
        if reached == paid:
            break
        paid = reached
    worked_on = {OrderStatus.STARTED, OrderStatus.READY, OrderStatus.DONE}
    assert paid == {OrderStatus.PAID, OrderStatus.CANCELLED} | worked_on


def test_each_status_and_action_has_its_french_words() -> None:
    assert all(status.label and status.tone for status in OrderStatus)
    assert all(action.label for action in OrderAction)
