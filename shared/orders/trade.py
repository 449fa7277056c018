"""What the shared pages ask a workshop about its own trade; the manifest maps this Protocol to the answer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from shared.orders.models import Order


class Fact(NamedTuple):
    """Something the trade knows of an order, for its pages, mails and invoice: ("Immatriculation", "AB-123-CD")."""

    label: str
    value: str


class TradeLink(NamedTuple):
    """A page of the trade's own about one order: what the button says, and where it leads."""

    label: str
    url: str


class Trade(Protocol):
    """The particulars of a workshop's orders."""

    def list_facts(self, order_ids: Sequence[int]) -> dict[int, tuple[Fact, ...]]:
        """Returns the facts of each order asked for, in one statement whatever their number."""

    def list_days(self, order_ids: Sequence[int]) -> dict[int, date]:
        """Returns the day on which each order is wanted, for those that have one, in one statement."""

    def list_links(self, order: Order, *, secret: str | None) -> tuple[TradeLink, ...]:
        """Returns the trade's own pages about an order: for its customer, or without a secret for staff."""
