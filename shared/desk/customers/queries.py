"""The customers that a site knows, with how often they ordered and what they owe; as many statements for any page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Select, case, exists, func, or_, select
from sqlalchemy.orm import aliased

from shared.db import session
from shared.kernel import clock
from shared.orders.customers import known_at
from shared.orders.models import Customer, CustomerKind, Order, OrderStatus
from shared.orders.territory import Territory, territory_of
from shared.payments.balance import Balance, list_balances

PAGE_SIZE = 50


class Sort(StrEnum):
    """By what the customers are listed."""

    NAME = "nom"
    LAST_ORDER = "derniere"
    CITY = "ville"

    @property
    def label(self) -> str:
        """The French words."""
        return {"nom": "Nom", "derniere": "Dernière commande", "ville": "Ville"}[self.value]


@dataclass(frozen=True, kw_only=True)
class Search:
    """What is looked for among the customers of a site."""

    site_id: int
    words: str = ""
    kind: CustomerKind | None = None
    sort: Sort = Sort.NAME


class CustomerRow(NamedTuple):
    """A customer as the list shows it; `last_order` is the day of the latest, `owed_cents` what is due on all."""

    id: int
    public_id: UUID
    kind: CustomerKind
    name: str
    contact: str | None
    email: str | None
    phone: str | None
    siret: str | None
    postcode: str
    city: str
    country: str
    orders: int
    last_order: date | None
    owed_cents: int

    @property
    def territory(self) -> Territory:
        """Where they are in the eyes of VAT."""
        return territory_of(self.country, self.postcode)


class OrderOfCustomer(NamedTuple):
    """One order on a customer's page."""

    id: int
    public_id: UUID
    reference: str
    status: OrderStatus
    gross_cents: int
    placed_at: datetime
    balance: Balance


def count_customers(search: Search) -> int:
    """Returns how many customers a search finds. One statement."""
    return int(session.scalars(_found(select(func.count(Customer.id)), search)).one())


def list_customers(search: Search, *, page: int | None = None) -> list[CustomerRow]:
    """Returns the customers that a search finds: one page of them from 1, or all. Four statements."""
    columns: tuple[Any, ...] = (
        *(Customer.id, Customer.public_id, Customer.kind, Customer.name, Customer.contact, Customer.email),
        *(Customer.phone, Customer.siret, Customer.postcode, Customer.city, Customer.country),
    )
    found: Select[Any] = _found(select(*columns), search)
    if search.sort is Sort.LAST_ORDER:
        latest = _visits(search.site_id).subquery()
        found = found.outerjoin(latest, latest.c.keeper == Customer.id)
        # Whoever never ordered comes last, on both databases.
        found = found.order_by(case((latest.c.last.is_(None), 1), else_=0), latest.c.last.desc())
    elif search.sort is Sort.CITY:
        found = found.order_by(func.lower(Customer.city))
    found = found.order_by(func.lower(Customer.name), Customer.id)
    if page is not None:
        found = found.limit(PAGE_SIZE).offset((page - 1) * PAGE_SIZE)
    rows = session.execute(found).all()
    ids = [row.id for row in rows]
    visits = {row.keeper: row for row in session.execute(_visits(search.site_id, ids))}
    owed = _owed(ids, search.site_id)
    return [
        CustomerRow._make(
            (
                *row,
                visits[row.id].orders if row.id in visits else 0,
                clock.local(visits[row.id].last).date() if row.id in visits else None,
                owed.get(row.id, 0),
            )
        )
        for row in rows
    ]


def list_orders_of_customer(customer_id: int, site_id: int) -> list[OrderOfCustomer]:
    """Returns the orders of a customer at a site, those of joined rows too, the newest first. Two statements."""
    columns = (Order.id, Order.public_id, Order.reference, Order.status, Order.gross_cents, Order.placed_at)
    theirs = select(*columns).join(Customer).where(_is(customer_id), Order.site_id == site_id)
    rows = session.execute(theirs.order_by(Order.id.desc())).all()
    balances = list_balances([row.id for row in rows])
    return [OrderOfCustomer(*row, balances[row.id]) for row in rows]


def _is(customer_id: int) -> ColumnElement[bool]:
    return or_(Customer.id == customer_id, Customer.joined_to_id == customer_id)


_KEEPER = func.coalesce(Customer.joined_to_id, Customer.id)


def _visits(site_id: int, keepers: list[int] | None = None) -> Select[Any]:
    """Returns by customer, joined rows counted with theirs, how many orders there are at a site, and the latest."""
    counted: tuple[Any, ...] = (func.count().label("orders"), func.max(Order.placed_at).label("last"))
    of_the_site: Select[Any] = (
        select(_KEEPER.label("keeper"), *counted).select_from(Order).join(Customer, Customer.id == Order.customer_id)
    )
    if keepers is not None:
        of_the_site = of_the_site.where(_kept_by(keepers))
    return of_the_site.where(Order.site_id == site_id).group_by(_KEEPER)


def _kept_by(keepers: list[int]) -> ColumnElement[bool]:
    return or_(Customer.id.in_(keepers), Customer.joined_to_id.in_(keepers))


def _owed(keepers: list[int], site_id: int) -> dict[int, int]:
    """Returns by customer what is due on their orders that are not called off. Two statements."""
    of_the_site = select(Order.id, _KEEPER).select_from(Order).join(Customer, Customer.id == Order.customer_id)
    owners = dict(session.execute(of_the_site.where(_kept_by(keepers), Order.site_id == site_id)).all())
    owed: dict[int, int] = {}
    for order_id, balance in list_balances(list(owners)).items():
        owed[owners[order_id]] = owed.get(owners[order_id], 0) + max(0, balance.due_cents)
    return owed


def _found(statement: Select[Any], search: Search) -> Select[Any]:
    joined = aliased(Customer)
    through_joined = exists().where(
        joined.joined_to_id == Customer.id, joined.id == Order.customer_id, Order.site_id == search.site_id
    )
    found = statement.where(Customer.joined_to_id.is_(None), or_(known_at(search.site_id), through_joined))
    if search.kind:
        found = found.where(Customer.kind == search.kind)
    if search.words:
        digits = "".join(letter for letter in search.words if letter.isdigit())
        columns = (Customer.name, Customer.contact, Customer.email, Customer.city)
        said = [column.icontains(search.words, autoescape=True) for column in columns]
        if digits:
            said += [Customer.siret.contains(digits), func.replace(Customer.phone, " ", "").contains(digits)]
        found = found.where(or_(*said))
    return found
