"""Who has left, for what, and whose exit nobody has noted yet."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from shared.accounts.access import actor
from shared.accounts.permissions import Permission, requires
from shared.audit.services import record_event
from shared.db import atomic
from shared.files.tables import Column, Kind, Table
from shared.followup.forms import ExitForm
from shared.followup.queries import list_exits, list_reasons, list_unnoted
from shared.followup.services import record_exit
from shared.kernel import clock
from shared.kernel.errors import InvalidInput
from shared.people.vault import vault_is_on
from shared.people.views.blueprint import site_of_the_page
from shared.web.downloads import format_asked_for, send_table
from shared.web.navigation import NavEntry

followup = Blueprint("followup", __name__, template_folder="templates", url_prefix="/sorties")

NAVIGATION = (NavEntry("Sorties", "followup.exits", "logout", Permission.RECORD_EXITS),)

COLUMNS = (
    Column("name", "Nom"),
    Column("job", "Poste"),
    Column("left_on", "Date de sortie", Kind.DATE),
    Column("reason", "Motif"),
    Column("category", "Compte comme"),
    Column("site", "Site"),
)


@followup.get("")
@requires(Permission.RECORD_EXITS)
def exits() -> str:
    """Shows whose exit is still to be noted, and those that are."""
    return _page()


@followup.post("/<uuid:person>")
@requires(Permission.RECORD_EXITS)
def note_exit(person: UUID) -> Response | tuple[str, int]:
    """Notes for what somebody has left."""
    form = ExitForm.choosing_from(list_reasons(clock.today()), person, sent=True)
    try:
        with atomic():
            record_exit(site_id=site_of_the_page().id, person=person, reason=form.code(), actor=actor())
    except InvalidInput as refusal:
        form.reason.errors = [refusal.sentence]
        return _page(form), 422
    flash("La sortie est notée.", "success")
    return redirect(url_for(".exits"))


@followup.post("/fichier")
@requires(Permission.RECORD_EXITS)
def exits_file() -> Response:
    """Gives the noted exits as a file, and records who took it."""
    form, site = format_asked_for(), site_of_the_page()
    rows = [
        (each.name, each.job, each.left_on, each.reason, each.counts_as, site.neutral_label)
        for each in list_exits(site.id)
    ]
    with atomic():
        detail: dict[str, object] = {"format": form, "rows": len(rows)}
        record_event(actor=actor(), action="exits.exported", subject=f"site:{site.public_id}", detail=detail)
    return send_table(Table("Sorties", COLUMNS, rows), form, f"sorties-{site.neutral_slug}-{clock.today()}")


def _page(refused: ExitForm | None = None) -> str:
    site_id, reasons = site_of_the_page().id, list_reasons(clock.today())
    waiting = []
    for each in list_unnoted([site_id]):
        form = ExitForm.choosing_from(reasons, each.person, sent=False)
        waiting.append((each, refused if refused and refused.reason.id == form.reason.id else form))
    return render_template("followup/exits.html", waiting=waiting, exits=list_exits(site_id), vault=vault_is_on())
