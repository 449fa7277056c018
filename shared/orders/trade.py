"""What the shared pages ask a workshop about its own trade; the manifest maps this class to the answer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Literal, NamedTuple, Protocol

from shared.kernel.codes import Unit
from shared.orders.territory import Territory

if TYPE_CHECKING:
    from shared.orders.models import CustomerKind, Order


class Fact(NamedTuple):
    """Something the trade knows of an order, for its pages, mails and invoice: ("Immatriculation", "AB-123-CD")."""

    label: str
    value: str


class TradeLink(NamedTuple):
    """A page of the trade's own about one order: what the button says, and where it leads."""

    label: str
    url: str


class Agreement(NamedTuple):
    """Something that goes on until it is stopped: its name, how it stands, and the page where it is changed."""

    label: str
    state: str
    url: str


StageState = Literal["done", "current", "todo"]


class Stage(NamedTuple):
    """A part of the work that the customer follows, in the order of the work."""

    label: str
    state: StageState


class Buyer(Protocol):
    """Who buys, known already or just typed."""

    @property
    def kind(self) -> CustomerKind:
        """A person, or what kind of organisation."""

    @property
    def country(self) -> str:
        """ISO 3166 alpha-2."""

    @property
    def postcode(self) -> str:
        """What tells overseas France apart."""


class Trade:
    """The particulars of a workshop's orders: each says what it knows, and leaves the rest as it is here."""

    quote_units: tuple[Unit, ...] = tuple(Unit)
    """In what its quotes may count."""
    day_words: str = "C’est prévu pour le {day}."
    """What the customer reads of the day on which the order is wanted."""
    later_words: str = "Vous réglez à réception de la facture, par virement ou ici."
    """How an order is paid that was confirmed without payment."""

    def list_facts(self, order_ids: Sequence[int]) -> dict[int, tuple[Fact, ...]]:
        """Returns the facts of each order asked for, in one statement whatever their number."""
        return dict.fromkeys(order_ids, ())

    def list_days(self, order_ids: Sequence[int]) -> dict[int, date]:  # noqa: ARG002 - for those who know
        """Returns the day on which each order is wanted, for those that have one, in one statement."""
        return {}

    def say_ready(self, order: Order) -> str:  # noqa: ARG002
        """Returns what the customer does, or waits for, now that an order is ready."""
        return "L’équipe a terminé."

    def list_links(self, order: Order, *, secret: str | None) -> tuple[TradeLink, ...]:  # noqa: ARG002
        """Returns the trade's own pages about an order: for its customer, or without a secret for staff."""
        return ()

    def list_stages(self, order: Order) -> tuple[Stage, ...]:  # noqa: ARG002
        """Returns the stages of the work on an order, where the customer follows it stage by stage."""
        return ()

    def list_agreements(self, email: str) -> tuple[Agreement, ...]:  # noqa: ARG002
        """Returns the subscriptions of whoever proved to read the mails of an address, in one statement."""
        return ()

    def tell_closed(self, first: date, last: date, reason: str) -> int:  # noqa: ARG002
        """Tells who has a subscription that these days are closed, before they are; returns how many are told."""
        return 0

    def tell_open_again(self, first: date, last: date) -> int:  # noqa: ARG002
        """Tells them that these days are open again, once they are; returns how many are told."""
        return 0

    def territory_for(self, customer: Buyer) -> Territory:  # noqa: ARG002
        """Returns where a sale to this customer takes place in the eyes of VAT: here, where it is done or fetched."""
        return Territory.METROPOLE
