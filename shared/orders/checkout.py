"""From what a visitor chose to an order: the same way for every workshop, which only says what is chosen.

A choice is a dictionary of plain values: it waits in the visitor's own signed cookie until it is ordered.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol
from uuid import UUID

from shared.db import Base
from shared.orders import baskets
from shared.orders.models import Customer, CustomerKind, Withdrawal
from shared.orders.pricing import Wish
from shared.orders.queries import trade_of
from shared.orders.services import (
    AddressDetails,
    Conditions,
    CustomerDetails,
    PlacedOrder,
    place_order,
    register_customer,
)
from shared.orders.trade import Fact
from shared.workshop import Workshop, find_site


@dataclass(frozen=True, kw_only=True)
class Selection:
    """What somebody is about to order: shown before it binds, then placed.

    `title` says it in a few words, `facts` what there is to check, `back` the endpoint where it is changed, `remark`
    what else must be known. `particulars` makes the row that the trade keeps of the order. `deposit_bp` is the share
    that a customer who pays in advance is asked for; a public body never is. Where nothing is ordered yet but agreed
    upon, as with a subscription, `agreement` signs it (customer, public id, actor) and returns the address of its page,
    and `each` says what the price is for: « par panier ».
    """

    title: str
    wishes: tuple[Wish, ...]
    withdrawal: Withdrawal
    back: str
    facts: tuple[Fact, ...] = ()
    remark: str = ""
    particulars: Callable[[int], Base] | None = None
    deposit_bp: int = 0
    delivery: AddressDetails | None = None
    basket_id: int | None = None
    agreement: Callable[[Customer, UUID, str], str] | None = None
    each: str = ""


class Checkout(Protocol):
    """How a workshop reads what was chosen there; the manifest maps this Protocol to the answer."""

    @property
    def withdrawals(self) -> tuple[Withdrawal, ...]:
        """The rights to withdraw, or the reasons for none, that its sales fall under."""

    def select(self, choice: Mapping[str, Any]) -> Selection:
        """Returns what a choice comes to today; raises TradeError, in a sentence, when it is no longer to be had."""


@dataclass(frozen=True, kw_only=True)
class Purchase:
    """A choice with who orders it; `public_id` is the order's, so that a form sent twice places one."""

    public_id: UUID
    choice: Mapping[str, Any]
    customer: CustomerDetails
    purchase_order: str | None = None


def conclude(*, workshop: Workshop, purchase: Purchase, actor: str) -> PlacedOrder | str:
    """Places the order of a choice, or signs its agreement and returns the address of its page; in the caller's unit.

    Raises what the trade and `place_order` raise.
    """
    checkout: Checkout = workshop.provide(Checkout)
    selection = checkout.select(purchase.choice)
    if selection.agreement is None:
        return _place(workshop, selection, purchase, actor)
    customer = register_customer(details=purchase.customer, actor=actor)
    return selection.agreement(customer, purchase.public_id, actor)


def place_purchase(*, workshop: Workshop, purchase: Purchase, actor: str) -> PlacedOrder:
    """Places the order of a choice in the caller's unit; raises what the trade and `place_order` raise."""
    checkout: Checkout = workshop.provide(Checkout)
    return _place(workshop, checkout.select(purchase.choice), purchase, actor)


def pays_later(kind: CustomerKind, purchase_order: str | None) -> bool:
    """Tells whether a customer pays on invoice: a public body with a purchase order, after the service by law."""
    return kind is CustomerKind.PUBLIC and bool(purchase_order)


def _place(workshop: Workshop, selection: Selection, purchase: Purchase, actor: str) -> PlacedOrder:
    customer = register_customer(details=purchase.customer, actor=actor)
    later = pays_later(customer.kind, purchase.purchase_order)
    placed = place_order(
        public_id=purchase.public_id,
        site_id=find_site(workshop.slug).id,
        customer=customer,
        wishes=selection.wishes,
        particulars=selection.particulars,
        purchase_order=purchase.purchase_order,
        conditions=Conditions(
            territory=trade_of(workshop.slug).territory_for(customer),
            deposit_bp=0 if later else selection.deposit_bp,
            confirmed=f"Bon de commande {purchase.purchase_order}" if later else "",
            withdrawal=selection.withdrawal if customer.kind is CustomerKind.PERSON else None,
            delivery=selection.delivery,
            basket_id=selection.basket_id,
        ),
        actor=actor,
    )
    if selection.basket_id is not None:
        baskets.empty(basket_id=selection.basket_id, item_ids=[wish.item_id for wish in selection.wishes])
    return placed
