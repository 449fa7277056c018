"""The blueprint that the screens of orders share, and what each of them asks."""

from __future__ import annotations

from flask import Blueprint
from werkzeug.wrappers import Response

from shared.accounts.access import visitor_may
from shared.accounts.permissions import Permission
from shared.kernel.errors import NotFound
from shared.orders.models import OrderAction, OrderStatus
from shared.web.navigation import NavEntry
from shared.workshop import Site, Workshop, find_site, here

orders = Blueprint("orders", __name__, template_folder="../templates", url_prefix="/commandes")

NAVIGATION = (NavEntry("Commandes", "orders.board", "list", Permission.VIEW_ORDERS),)

NEXT_STEP = {
    OrderStatus.CONFIRMED: OrderAction.START,
    OrderStatus.PAID: OrderAction.START,
    OrderStatus.STARTED: OrderAction.FINISH,
    OrderStatus.READY: OrderAction.HAND_OVER,
}
"""What the workshop does next; the steps of the payment are told by Stripe or noted at the counter."""

View = str | Response | tuple[str, int]


def workshop_of_the_page() -> Workshop:
    """Returns the workshop whose pages these are; raises NotFound outside one."""
    workshop = here()
    if not isinstance(workshop, Workshop):
        raise NotFound("Cette page appartient à un atelier.")
    return workshop


def site_of_the_page() -> Site:
    """Returns the site of that workshop."""
    return find_site(workshop_of_the_page().slug)


def may_here(permission: Permission) -> bool:
    """Tells whether whoever is at the screen holds `permission` at this workshop."""
    return visitor_may(permission, workshop_of_the_page().slug)


def next_step(status: OrderStatus) -> OrderAction | None:
    """Returns what whoever is at the screen may do next with an order in this status."""
    return NEXT_STEP.get(status) if may_here(Permission.MOVE_ORDERS) else None
