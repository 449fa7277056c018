"""The agency's own staff page: the projects under way, and one tap to the next step of each."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from shared.accounts.access import actor, visitor_may
from shared.accounts.permissions import Permission, requires
from shared.db import atomic
from shared.kernel.errors import Refused
from shared.web.navigation import NavEntry
from shared.workshop import find_site
from workshops.etapweb.catalogue import SITE
from workshops.etapweb.models import MILESTONE_TRANSITIONS, MilestoneAction
from workshops.etapweb.queries import list_projects
from workshops.etapweb.services import move_milestone

projects = Blueprint("projects", __name__, template_folder="templates", url_prefix="/projets")

NAVIGATION = (NavEntry("Projets", "projects.listing", "screen", Permission.VIEW_ORDERS),)


@projects.get("")
@requires(Permission.VIEW_ORDERS)
def listing() -> str:
    """Shows the projects under way with their milestones."""
    return render_template(
        "etapweb/projects.html",
        projects=list_projects(find_site(SITE).id),
        possible=MILESTONE_TRANSITIONS.possible,
        may_move=visitor_may(Permission.MOVE_ORDERS, SITE),
    )


@projects.post("/etapes/<uuid:milestone>")
@requires(Permission.MOVE_ORDERS)
def move(milestone: UUID) -> Response:
    """Moves a milestone; a step that somebody else has just made is not made twice."""
    wanted = request.form.get("action", "")
    if wanted in set(MilestoneAction):
        try:
            with atomic():
                move_milestone(milestone=milestone, action=MilestoneAction(wanted), actor=actor())
        except Refused as refusal:
            flash(refusal.sentence, "warning")
    return redirect(url_for(".listing"), 303)
