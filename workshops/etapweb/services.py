"""Keeping a brief, asking for a quote with it, moving a project along. All acts belong to the caller's unit."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select

from shared.audit.services import record_event
from shared.db import session
from shared.kernel import clock
from shared.kernel.errors import NotFound, Refused
from shared.kernel.identifiers import fingerprint
from shared.orders.links import secret_of
from shared.orders.models import ORDER_TRANSITIONS, Order, OrderAction, OrderStatus, Quote
from shared.orders.queries import find_order_by_id
from shared.orders.quotes.services import request_quote
from shared.orders.services import CustomerDetails, lock_order, move_order, register_customer
from shared.signals import quote_accepted
from shared.workshop import find_site
from workshops.etapweb.catalogue import MILESTONES, SITE
from workshops.etapweb.models import MILESTONE_TRANSITIONS, Brief, Milestone, MilestoneAction, MilestoneState

BRIEF = "etapweb-brief"
"""What the secret of a brief is drawn for."""

KEPT_FOR = timedelta(days=60)
"""How long a brief that nobody sends is kept."""

LARGEST_BRIEF = 20_000


def save_brief(*, public_id: UUID, values: dict[str, Any]) -> Brief:
    """Keeps what somebody has written so far; raises Refused once it is sent, or when it is too much."""
    if len(str(values)) > LARGEST_BRIEF:
        raise Refused("C’est trop long pour être gardé\u00a0: raccourcissez vos textes.")
    brief = session.scalar(select(Brief).where(Brief.public_id == public_id).with_for_update())
    if brief is None:
        brief = Brief(public_id=public_id, secret_sha256=fingerprint(secret_of(public_id, BRIEF)), values=values)
        session.add(brief)
    elif brief.quote_id is not None:
        raise Refused("Ce projet est déjà envoyé.")
    brief.values, brief.saved_at = values, clock.now()
    session.flush()
    return brief


def send_brief(
    *,
    public_id: UUID,
    title: str,
    answers: list[tuple[str, str]],
    customer: CustomerDetails,
    purchase_order: str | None,
    actor: str,
) -> Quote:
    """Asks for a quote with a brief; the same brief sent twice is one request."""
    quote = request_quote(
        public_id=public_id,
        site_id=find_site(SITE).id,
        customer=register_customer(details=customer, actor=actor),
        title=title,
        answers=answers,
        purchase_order=purchase_order,
        actor=actor,
    )
    brief = session.scalar(select(Brief).where(Brief.public_id == public_id).with_for_update())
    if brief is not None and brief.quote_id is None:
        # The request says all of it; nothing is kept twice.
        brief.quote_id, brief.values = quote.id, {}
        session.flush()
    return quote


def forget_old_briefs() -> None:
    """Deletes the briefs that nobody has touched for `KEPT_FOR` and that were not sent."""
    session.execute(delete(Brief).where(Brief.quote_id.is_(None), Brief.saved_at < clock.now() - KEPT_FOR))


@quote_accepted.connect
def plan_project(_sender: object, *, quote_id: int, order_id: int) -> None:  # noqa: ARG001 - the signal's names
    """Gives an accepted project its milestones."""
    if find_order_by_id(order_id).site.slug == SITE:
        session.add_all(
            Milestone(order_id=order_id, position=position, label=label)
            for position, label in enumerate(MILESTONES, start=1)
        )
        session.flush()


def move_milestone(*, milestone: UUID, action: MilestoneAction, actor: str) -> Order:
    """Moves a part of a project; the first begins the order's work, the last one approved makes it ready.

    Raises Refused when an earlier part is not done or the step is not possible, NotFound.
    """
    order_id = session.scalar(select(Milestone.order_id).where(Milestone.public_id == milestone))
    if order_id is None:
        raise NotFound("Cette étape n’existe pas.")
    order = lock_order(order_id)
    if order.status is OrderStatus.CANCELLED:
        raise Refused("Cette commande est annulée.")
    project = select(Milestone).where(Milestone.order_id == order_id).order_by(Milestone.position)
    parts = session.scalars(project.execution_options(populate_existing=True)).all()
    found = next(part for part in parts if part.public_id == milestone)
    before = [part for part in parts if part.position < found.position and part.state is not MilestoneState.DONE]
    if action is MilestoneAction.START and before:
        raise Refused(f"Terminez d’abord l’étape « {before[0].label} ».")
    found.state = MILESTONE_TRANSITIONS.after(found.state, action)
    found.moved_at, found.moved_by = clock.now(), actor
    if action is MilestoneAction.REWORK:
        found.reworks += 1
    session.flush()
    detail: dict[str, object] = {"milestone": found.label, "action": action.value}
    record_event(actor=actor, action="etapweb.milestone_moved", subject=f"order:{order.public_id}", detail=detail)
    if ORDER_TRANSITIONS.allows(order.status, OrderAction.START):
        move_order(order_id=order_id, action=OrderAction.START, actor=actor)
    over = all(part.state is MilestoneState.DONE for part in parts)
    if over and ORDER_TRANSITIONS.allows(order.status, OrderAction.FINISH):
        move_order(order_id=order_id, action=OrderAction.FINISH, actor=actor)
    return order
