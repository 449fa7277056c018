"""How the house itself is doing: the work that waits, and the work that was given up."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from shared.accounts.access import actor
from shared.accounts.permissions import Permission, requires
from shared.db import atomic
from shared.jobs.queries import find_outbox_state, list_jobs_in_trouble
from shared.jobs.services import LABELS, retry_job
from shared.web.navigation import NavEntry

MOST_JOBS = 50

operations = Blueprint("operations", __name__, url_prefix="/gestion/exploitation", template_folder="templates")

NAVIGATION = (NavEntry("Exploitation", "operations.overview", "settings", Permission.VIEW_OPERATIONS),)


@operations.get("")
@requires(Permission.VIEW_OPERATIONS)
def overview() -> str:
    """Shows the state of the outbox and the jobs that need somebody."""
    in_trouble = [(LABELS.get(job.kind, job.kind), job) for job in list_jobs_in_trouble(most=MOST_JOBS)]
    return render_template("desk/operations.html", state=find_outbox_state(), jobs=in_trouble)


@operations.post("/travaux/<uuid:public_id>/reessayer")
@requires(Permission.VIEW_OPERATIONS)
def retry(public_id: UUID) -> Response:
    """Gives a job its tries back."""
    with atomic():
        retry_job(public_id=public_id, actor=actor())
    flash("Ce travail est de nouveau dans la file.", "success")
    return redirect(url_for(".overview"))
