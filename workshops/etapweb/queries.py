"""What the agency knows of its orders and briefs, for its own pages and those that all workshops share."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select

from shared.db import session
from shared.kernel.identifiers import fingerprint
from shared.orders.models import Customer, Order, OrderStatus, Quote
from shared.orders.territory import Territory, territory_of
from shared.orders.trade import Buyer, Fact, Stage, StageState, Trade
from shared.payments.balance import list_balances
from workshops.etapweb.models import Brief, Milestone, MilestoneState

_STATES: dict[MilestoneState, StageState] = {MilestoneState.TO_DO: "todo", MilestoneState.DONE: "done"}
_OPEN = (OrderStatus.CONFIRMED, OrderStatus.PAID, OrderStatus.STARTED, OrderStatus.READY)


class Agency(Trade):
    """What the agency knows of its orders: their quote, their milestones, and where a customer is taxed."""

    def list_facts(self, order_ids: Sequence[int]) -> dict[int, tuple[Fact, ...]]:
        """Returns the subject of each order asked for, in one statement."""
        facts: dict[int, tuple[Fact, ...]] = dict.fromkeys(order_ids, ())
        rows = select(Quote.order_id, Quote.title).where(Quote.order_id.in_(order_ids))
        for order_id, title in session.execute(rows):
            if order_id is not None:
                facts[order_id] = (Fact("Projet", title),)
        return facts

    def list_stages(self, order: Order) -> tuple[Stage, ...]:
        """Returns the milestones of a project, in the order of the work."""
        parts = select(Milestone.label, Milestone.state).where(Milestone.order_id == order.id)
        rows = session.execute(parts.order_by(Milestone.position))
        return tuple(Stage(label, _STATES.get(state, "current")) for label, state in rows)

    def territory_for(self, customer: Buyer) -> Territory:
        """Returns the territory of a professional: what is made at a distance is taxed where they are.

        A person's is ours. Source: CGI art. 259, 1° and 2°.
        """
        if not customer.kind.is_professional:
            return Territory.METROPOLE
        return territory_of(customer.country, customer.postcode)


class ProjectRow(NamedTuple):
    """A project under way: its order, its milestones, and what of the deposit is still awaited, in cents."""

    order: UUID
    reference: str
    title: str
    customer: str
    status: OrderStatus
    placed_at: datetime
    deposit_due_cents: int
    milestones: list[Milestone]


def find_brief(public_id: UUID) -> Brief | None:
    """Returns a brief that has not been sent."""
    return session.scalar(select(Brief).where(Brief.public_id == public_id, Brief.quote_id.is_(None)))


def find_brief_by_secret(secret: str) -> Brief | None:
    """Returns the brief that this secret opens, unless it has been sent."""
    return session.scalar(select(Brief).where(Brief.secret_sha256 == fingerprint(secret), Brief.quote_id.is_(None)))


def list_projects(site_id: int) -> list[ProjectRow]:
    """Returns the projects under way, the oldest first. Three statements."""
    columns = (Order.id, Order.public_id, Order.reference, Quote.title, Customer.name, Order.status, Order.placed_at)
    under_way = select(*columns).join(Quote, Quote.order_id == Order.id)
    joined = under_way.join(Customer, Customer.id == Order.customer_id)
    rows = session.execute(joined.where(Order.site_id == site_id, Order.status.in_(_OPEN)).order_by(Order.id)).all()
    ids = [row.id for row in rows]
    milestones: dict[int, list[Milestone]] = defaultdict(list)
    parts = select(Milestone).where(Milestone.order_id.in_(ids)).order_by(Milestone.order_id, Milestone.position)
    for part in session.scalars(parts):
        milestones[part.order_id].append(part)
    balances = list_balances(ids)
    return [
        ProjectRow(
            order=row.public_id,
            reference=row.reference,
            title=row.title,
            customer=row.name,
            status=row.status,
            placed_at=row.placed_at,
            deposit_due_cents=balances[row.id].due_now_cents if balances[row.id].deposit_cents else 0,
            milestones=milestones[row.id],
        )
        for row in rows
    ]
