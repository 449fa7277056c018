"""The immersions of a place: agreed on, gone on with, called off."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from shared.accounts.access import actor, visitor_may
from shared.accounts.permissions import Permission, requires
from shared.db import atomic
from shared.kernel import clock
from shared.kernel.errors import InvalidInput
from shared.people.queries import find_path
from shared.people.views.blueprint import may_here, site_of_the_page
from shared.training.forms import ReasonForm, read_id
from shared.training.placements.forms import PlacementForm
from shared.training.placements.queries import find_placement, list_placements
from shared.training.placements.services import agree_placement, call_off_placement

placements = Blueprint("placements", __name__, template_folder="../templates", url_prefix="/formation/immersions")

View = str | Response | tuple[str, int]


@placements.get("")
@requires(Permission.VIEW_TRAINING)
def overview() -> View:
    """Shows who is at a host, who will be, who was."""
    site, today = site_of_the_page(), clock.today()
    rows = list_placements(site.id)
    return render_template(
        "training/placements.html",
        now=[each for each in rows if each.first_day <= today <= each.last_day],
        coming=[each for each in rows if each.first_day > today],
        over=[each for each in rows if each.last_day < today],
        may_manage=may_here(Permission.MANAGE_TRAINING),
        may_read_rules=visitor_may(Permission.VIEW_RULES),
    )


@placements.get("/<uuid:person>/nouvelle")
@requires(Permission.MANAGE_TRAINING)
def new(person: UUID) -> View:
    """Asks where somebody goes, what for and when."""
    site = site_of_the_page()
    form = PlacementForm(formdata=None)
    if asked := request.args.get("suite"):
        form.go_on_with(find_placement(site.id, read_id(asked)))
    return _page(form, person)


@placements.post("/<uuid:person>/nouvelle")
@requires(Permission.MANAGE_TRAINING)
def agree(person: UUID) -> View:
    """Agrees on an immersion."""
    site_id, form = site_of_the_page().id, PlacementForm()
    wish = form.to_wish()
    if wish is not None:
        try:
            with atomic():
                agree_placement(site_id=site_id, person=person, wish=wish, actor=actor())
        except InvalidInput as refusal:
            form.refuse(refusal)
        else:
            flash("L’immersion est notée. «\u00a0Tous présents\u00a0» la reconnaît sur la feuille du jour.", "success")
            return redirect(url_for(".overview"))
    return _page(form, person), 422


@placements.get("/seule/<uuid:placement>/annuler")
@requires(Permission.MANAGE_TRAINING)
def ask_call_off(placement: UUID) -> View:
    """Asks why an immersion does not take place."""
    found = find_placement(site_of_the_page().id, placement)
    return render_template("training/placement_off.html", form=ReasonForm(formdata=None), placement=found)


@placements.post("/seule/<uuid:placement>/annuler")
@requires(Permission.MANAGE_TRAINING)
def call_off(placement: UUID) -> View:
    """Calls an immersion off."""
    site_id, form = site_of_the_page().id, ReasonForm()
    if form.validate():
        try:
            with atomic():
                call_off_placement(site_id=site_id, placement=placement, reason=form.reason.data, actor=actor())
        except InvalidInput as refusal:
            form.refuse(refusal)
        else:
            flash("L’immersion est annulée. Ses jours ne comptent plus.", "success")
            return redirect(url_for(".overview"))
    found = find_placement(site_id, placement)
    return render_template("training/placement_off.html", form=form, placement=found), 422


def _page(form: PlacementForm, person: UUID) -> str:
    path = find_path(site_of_the_page().id, person)
    return render_template("training/placement.html", form=form, member=path[-1], person=person)
