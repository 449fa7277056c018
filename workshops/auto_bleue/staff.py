"""The garage's own staff page: who is expected when, when it is open, how many bays it has."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from shared.accounts.access import actor, visitor_may
from shared.accounts.permissions import Permission, requires
from shared.db import atomic
from shared.kernel import clock
from shared.kernel.errors import InvalidInput
from shared.orders.catalogue.queries import list_items
from shared.orders.models import CatalogueItem
from shared.web.navigation import NavEntry
from workshops.auto_bleue.catalogue import SITE
from workshops.auto_bleue.forms import NeedForm, PlanningForm
from workshops.auto_bleue.openings import (
    find_planning,
    list_expected,
    list_plannings_to_come,
    list_service_needs,
    unsaid_need,
)
from workshops.auto_bleue.planning import change_planning, say_need
from workshops.auto_bleue.slots import Bay

garage = Blueprint("garage", __name__, template_folder="templates", url_prefix="/planning")

NAVIGATION = (NavEntry("Planning du garage", "garage.planning", "car", Permission.VIEW_ORDERS),)

DAYS_SHOWN = 7

View = str | Response | tuple[str, int]


@garage.get("")
@requires(Permission.VIEW_ORDERS)
def planning() -> str:
    """Shows who is expected in the coming week, and how the garage works."""
    return _page()


@garage.post("/changer")
@requires(Permission.MOVE_ORDERS)
def change() -> View:
    """Changes hours and bays from a day on."""
    form = PlanningForm()
    wish = form.read()
    if wish is not None:
        try:
            with atomic():
                change_planning(**wish, actor=actor())
        except InvalidInput as refusal:
            form.refuse(refusal)
        else:
            flash(f"Le nouveau planning compte à partir du {form.valid_from.data:%d/%m/%Y}.", "success")
            return redirect(url_for(".planning"), 303)
    return _page(changing=form), 422


@garage.post("/postes/<uuid:item>")
@requires(Permission.MOVE_ORDERS)
def need(item: UUID) -> Response:
    """Says which bay a service needs."""
    form = NeedForm()
    if form.validate():
        with atomic():
            say_need(item=item, bay=Bay(form.bay.data), fits_parts=form.fits_parts.data, actor=actor())
        flash("C’est noté. Les rendez-vous déjà pris restent.", "success")
    else:
        flash("Choisissez un poste pour ce service.", "warning")
    return redirect(url_for(".planning"), 303)


def _need_forms() -> list[tuple[CatalogueItem, str, NeedForm]]:
    """Returns the services on sale, each with what it needs in words and the form that says otherwise."""
    forms, needs = [], list_service_needs()
    for item in list_items(SITE):
        said, form = needs.get(item.id) or unsaid_need(item.id), NeedForm(formdata=None)
        form.bay.data, form.fits_parts.data = said.bay.value, said.fits_parts
        form.bay.id, form.fits_parts.id = f"bay-{item.code}", f"parts-{item.code}"
        forms.append((item, said.bay.label + (", pièces de réemploi" if said.fits_parts else ""), form))
    return forms


def _page(*, changing: PlanningForm | None = None) -> str:
    today = clock.today()
    current = find_planning(today)
    if changing is None:
        changing = PlanningForm(formdata=None)
        changing.show(current, today + timedelta(days=1))
    return render_template(
        "auto_bleue/planning.html",
        today=today,
        days=list_expected(today, today + timedelta(days=DAYS_SHOWN)),
        current=current,
        to_come=list_plannings_to_come(today),
        changing=changing,
        needs=_need_forms(),
        may_book=visitor_may(Permission.MANAGE_CUSTOMERS, SITE),
        may_change=visitor_may(Permission.MOVE_ORDERS, SITE),
    )
