"""The garden's own staff pages: who fetches what this week, and what was harvested."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from shared.accounts.access import actor, visitor_may
from shared.accounts.permissions import Permission, requires
from shared.db import atomic
from shared.kernel import clock
from shared.kernel.errors import Conflict, InvalidInput
from shared.kernel.weeks import Week
from shared.orders.catalogue.queries import find_item
from shared.orders.quotes.forms import parse_quantity
from shared.orders.stock import count_in, count_out
from shared.web.navigation import NavEntry
from shared.workshop import find_site
from workshops.agrilot.catalogue import SITE
from workshops.agrilot.forms import HarvestForm
from workshops.agrilot.queries import find_shelf, hours_of, list_week

garden = Blueprint("garden", __name__, template_folder="templates", url_prefix="/jardin")

NAVIGATION = (
    NavEntry("Retraits", "garden.pickups", "basket", Permission.VIEW_ORDERS),
    NavEntry("Récolte", "garden.harvest", "leaf", Permission.VIEW_ORDERS),
)


@garden.get("/retraits")
@requires(Permission.VIEW_ORDERS)
def pickups() -> str:
    """Shows who fetches what in a week, this one unless another is asked for, point by point."""
    week = _week_asked()
    return render_template(
        "agrilot/pickups.html",
        week=week,
        before=week.shifted(-1),
        after=week.shifted(1),
        lists=[(each, hours_of(each.point)) for each in list_week(week)],
        this_week=Week.of(clock.today()),
    )


@garden.get("/recolte")
@requires(Permission.VIEW_ORDERS)
def harvest() -> str:
    """Shows what of each vegetable is free, and takes what was harvested."""
    return render_template(
        "agrilot/harvest.html", shelf=find_shelf(), may_count=visitor_may(Permission.MANAGE_CATALOGUE, SITE)
    )


@garden.post("/recolte/<uuid:item>")
@requires(Permission.MANAGE_CATALOGUE)
def count(item: UUID) -> Response:
    """Counts more of a vegetable in, or some of it out."""
    form = HarvestForm()
    found = find_item(item, site_id=find_site(SITE).id)
    if form.validate():
        quantity = parse_quantity(form.quantity.data or "")
        act = count_out if "out" in request.form else count_in
        try:
            with atomic():
                act(item_id=found.id, quantity_e4=quantity, actor=actor())
        except Conflict as refusal:
            flash(refusal.sentence, "warning")
        else:
            flash(f"{found.label}\u00a0: c’est compté.", "success")
    else:
        flash("Écrivez une quantité, comme 12 ou 2,5.", "warning")
    return redirect(url_for(".harvest"), 303)


def _week_asked() -> Week:
    try:
        return Week.parse(request.args.get("semaine", ""))
    except InvalidInput:
        return Week.of(clock.today())
