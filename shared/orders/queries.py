"""Reading VAT rules and orders, each page's worth in a fixed number of statements."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from shared.db import session
from shared.kernel import clock
from shared.kernel.errors import NotFound
from shared.kernel.identifiers import fingerprint
from shared.orders.models import Customer, Order, OrderLine, OrderStatus, OrderStep, VatRule, WithdrawalNotice
from shared.orders.territory import Territory
from shared.orders.trade import Fact, Trade, TradeLink
from shared.workshop import Site, registry

UNPAID_SHOWN = timedelta(days=14)
"""How long the board shows an order that nobody pays."""

MOST_FOUND, LEAST_DIGITS = 60, 4
"""How many orders a search shows, and from how many digits on it looks at telephone numbers."""

_UNPAID = (OrderStatus.PLACED, OrderStatus.PROCESSING)
_TO_DO = (OrderStatus.CONFIRMED, OrderStatus.PAID, OrderStatus.STARTED, OrderStatus.READY)


class OrderRow(NamedTuple):
    """An order as a list shows it; `labels` are those of its lines. Amount in cents, VAT included."""

    id: int
    public_id: UUID
    reference: str
    site: str
    status: OrderStatus
    gross_cents: int
    placed_at: datetime
    customer: str
    labels: tuple[str, ...]


def find_vat_rules(codes: Collection[str], day: date, territory: Territory = Territory.METROPOLE) -> dict[str, VatRule]:
    """Returns the rule in force on `day` under each code, the mainland's where the territory has none of its own.

    Raises LookupError when a code says nothing. One statement.
    """
    dated = select(VatRule).where(VatRule.code.in_(codes), VatRule.valid_from <= day)
    there = dated.where(VatRule.territory.in_({Territory.METROPOLE, territory})).order_by(VatRule.valid_from)
    # The territory's own come last, and so take the place of the mainland's.
    rules = sorted(session.scalars(there), key=lambda rule: rule.territory is territory)
    in_force = {rule.code: rule for rule in rules}
    if missing := set(codes) - in_force.keys():
        message = f"no VAT rule {sorted(missing)} on {day}"
        raise LookupError(message)
    return in_force


def find_order_by_secret(secret: str) -> Order:
    """Returns the order whose page bears this secret, with site, customer and lines; raises NotFound."""
    return _one(select(Order).where(Order.secret_sha256 == fingerprint(secret)))


def find_order(public_id: UUID, *, site_id: int) -> Order:
    """Returns an order of one site, with site, customer and lines; raises NotFound for another site's."""
    return _one(select(Order).where(Order.public_id == public_id, Order.site_id == site_id))


def find_order_by_reference(reference: str) -> Order:
    """Returns the order that bears a reference, with site, customer and lines; raises NotFound."""
    return _one(select(Order).where(Order.reference == reference))


def find_order_by_id(order_id: int) -> Order:
    """Returns an order with site, customer and lines; raises NotFound."""
    return _one(select(Order).where(Order.id == order_id))


def trade_of(site_slug: str) -> Trade:
    """Returns what the workshop of a site knows of its orders; nothing when it is not mounted here."""
    workshop = registry().get(site_slug)
    known: Trade = workshop.provide(Trade) if workshop and Trade in workshop.providers else Trade()
    return known


def list_facts(order: Order) -> tuple[Fact, ...]:
    """Returns what the order's workshop knows of it."""
    return trade_of(order.site.slug).list_facts([order.id])[order.id]


def list_facts_and_days(
    site_slug: str, order_ids: Sequence[int]
) -> tuple[dict[int, tuple[Fact, ...]], dict[int, date]]:
    """Returns what the workshop of a site knows of these orders, and the days on which they are wanted."""
    trade = trade_of(site_slug)
    return trade.list_facts(order_ids), trade.list_days(order_ids)


def list_trade_links(order: Order, *, secret: str | None = None) -> tuple[TradeLink, ...]:
    """Returns the workshop's own pages about an order, for its customer who holds the secret, or for staff."""
    return trade_of(order.site.slug).list_links(order, secret=secret)


def list_board(site_id: int) -> list[OrderRow]:
    """Returns the orders of a site that somebody has to do something about, the oldest first."""
    recent = clock.now() - UNPAID_SHOWN
    open_ = or_(Order.status.in_(_TO_DO), and_(Order.status.in_(_UNPAID), Order.placed_at > recent))
    return _rows(and_(Order.site_id == site_id, open_), newest_first=False)


def find_orders(site_id: int, words: str) -> list[OrderRow]:
    """Returns the orders of a site whose reference, customer or lines hold some words, the newest first."""
    on_line = exists().where(OrderLine.order_id == Order.id, OrderLine.label.icontains(words, autoescape=True))
    digits = re.sub(r"\D", "", words)
    said = [
        Order.reference.icontains(words, autoescape=True),
        Customer.name.icontains(words, autoescape=True),
        Customer.email.icontains(words, autoescape=True),
        on_line,
    ]
    if len(digits) >= LEAST_DIGITS:
        said.append(func.replace(Customer.phone, " ", "").contains(digits, autoescape=True))
    return _rows(and_(Order.site_id == site_id, or_(*said)), newest_first=True, most=MOST_FOUND)


def list_withdrawn(site_id: int) -> list[OrderRow]:
    """Returns the orders that a consumer withdrew from and that were not called off by it, the oldest first."""
    declared = exists().where(WithdrawalNotice.order_id == Order.id)
    return _rows(and_(Order.site_id == site_id, Order.status != OrderStatus.CANCELLED, declared), newest_first=False)


def list_orders_of(email: str) -> list[OrderRow]:
    """Returns the orders made under a mail address, the newest first."""
    return _rows(Customer.email == email.lower(), newest_first=True)


def list_steps(order_id: int) -> Sequence[OrderStep]:
    """Returns the log of an order, the oldest step first."""
    return session.scalars(select(OrderStep).where(OrderStep.order_id == order_id).order_by(OrderStep.id)).all()


def _one(statement: Select[Order]) -> Order:
    loading = (
        *(joinedload(Order.site), joinedload(Order.customer), joinedload(Order.delivery)),
        selectinload(Order.lines),
    )
    order = session.scalar(statement.options(*loading))
    if order is None:
        raise NotFound("Cette commande n’existe pas. Vérifiez l’adresse dans le courriel que vous avez reçu.")
    return order


def _rows(condition: ColumnElement[bool], *, newest_first: bool, most: int | None = None) -> list[OrderRow]:
    columns = (Order.id, Order.public_id, Order.reference, Site.slug, Order.status, Order.gross_cents, Order.placed_at)
    sold = select(*columns, Customer.name).select_from(Order).join(Site, Site.id == Order.site_id)
    statement = sold.join(Customer, Customer.id == Order.customer_id).where(condition)
    rows = session.execute(statement.order_by(Order.id.desc() if newest_first else Order.id).limit(most)).all()
    labels: dict[int, list[str]] = defaultdict(list)
    lines = select(OrderLine.order_id, OrderLine.label).where(OrderLine.order_id.in_([row.id for row in rows]))
    for order_id, label in session.execute(lines.order_by(OrderLine.order_id, OrderLine.position)):
        labels[order_id].append(label)
    return [OrderRow(*row, tuple(labels[row.id])) for row in rows]
