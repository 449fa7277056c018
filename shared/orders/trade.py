"""What the shared pages ask a workshop about its own trade; the manifest maps this Protocol to the answer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple, Protocol


class Fact(NamedTuple):
    """Something the trade knows of an order, for its pages, mails and invoice: ("Immatriculation", "AB-123-CD")."""

    label: str
    value: str


class Trade(Protocol):
    """The particulars of a workshop's orders."""

    def list_facts(self, order_ids: Sequence[int]) -> dict[int, tuple[Fact, ...]]:
        """Returns the facts of each order asked for, in one statement whatever their number."""

    def list_days(self, order_ids: Sequence[int]) -> dict[int, date]:
        """Returns the day on which each order is wanted, for those that have one, in one statement."""
