"""An order that somebody is about to pay."""

from __future__ import annotations

import pytest

from shared.orders.models import Order
from tests.support.till import Till


@pytest.fixture
def order(till: Till) -> Order:
    """Placed today, 89 €, still to be paid."""
    return till.place()
