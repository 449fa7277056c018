"""Who has left, for what, and whose exit nobody has noted yet."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from shared.accounts.access import actor
from shared.accounts.permissions import Permission, requires
from shared.audit.services import record_event
from shared.db import atomic
from shared.files.tables import Column, Kind, Table
from shared.followup.forms import ExitForm
from shared.followup.queries import Departure, find_exit, list_exits, list_reasons, list_unnoted
from shared.followup.services import record_exit
from shared.followup.views.blueprint import View, followup
from shared.kernel import clock
from shared.kernel.errors import InvalidInput, NotFound
from shared.people.vault import vault_is_on
from shared.people.views.blueprint import site_of_the_page
from shared.web.downloads import format_asked_for, send_table

WITHOUT = "sans"
"""What stands in the address of the list of exits that nothing proves."""

COLUMNS = (
    Column("name", "Nom"),
    Column("job", "Poste"),
    Column("left_on", "Date de sortie", Kind.DATE),
    Column("reason", "Motif"),
    Column("category", "Compte comme"),
    Column("proof", "Preuve"),
    Column("site", "Site"),
)


@followup.get("")
@requires(Permission.RECORD_EXITS)
def exits() -> str:
    """Shows whose exit is still to be noted, and those that are, or those of them that nothing proves."""
    site_id, asked = site_of_the_page().id, request.args.get("preuve", "")
    noted = list_exits(site_id)
    unproved = [each for each in noted if each.lacks_proof]
    return render_template(
        "followup/exits.html",
        waiting=list_unnoted([site_id]),
        exits=unproved if asked == WITHOUT else noted,
        unproved=len(unproved),
        asked=asked,
    )


@followup.get("/<uuid:person>")
@requires(Permission.RECORD_EXITS)
def note(person: UUID) -> str:
    """Asks for what somebody has left, and what proves it."""
    return _form_page(person, ExitForm.choosing_from(list_reasons(clock.today()), sent=False))


@followup.post("/<uuid:person>")
@requires(Permission.RECORD_EXITS)
def note_exit(person: UUID) -> View:
    """Notes it, and shows the page of the exit."""
    form, site = ExitForm.choosing_from(list_reasons(clock.today()), sent=True), site_of_the_page()
    if form.validate():
        try:
            job, proof = form.to_job(), form.to_proof_if_any()
            with atomic():
                departure = record_exit(
                    site_id=site.id, person=person, reason=form.code(), job=job, proof=proof, actor=actor()
                )
        except InvalidInput as refusal:
            form.refuse(refusal)
        else:
            flash(_noted_words(site.id, departure, form.code()), "success")
            return redirect(url_for(".sheet", departure=departure), 303)
    return _form_page(person, form), 422


@followup.post("/fichier")
@requires(Permission.RECORD_EXITS)
def exits_file() -> Response:
    """Gives the noted exits as a file, and records who took it."""
    form, site = format_asked_for(), site_of_the_page()
    rows = [
        (each.name, each.job, each.left_on, each.reason, each.counts_as, each.proof_words, site.neutral_label)
        for each in list_exits(site.id)
    ]
    with atomic():
        detail: dict[str, object] = {"format": form, "rows": len(rows)}
        record_event(actor=actor(), action="exits.exported", subject=f"site:{site.public_id}", detail=detail)
    return send_table(Table("Sorties", COLUMNS, rows), form, f"sorties-{site.neutral_slug}-{clock.today()}")


def _form_page(person: UUID, form: ExitForm) -> str:
    found: Departure | None = next(
        (each for each in list_unnoted([site_of_the_page().id]) if each.person == person), None
    )
    if found is None:
        raise NotFound("Aucune sortie de cette personne n’est à noter ici.")
    return render_template("followup/note.html", person=found, form=form, vault=vault_is_on())


def _noted_words(site_id: int, departure: UUID, chosen: int) -> str:
    """Returns what was noted; where the length of the job has decided, it says so."""
    found = find_exit(site_id, departure)
    if found.reason is None or found.reason.code == chosen:
        return "La sortie est notée."
    counts = f"«\u00a0{found.reason.label}\u00a0»\u00a0: {found.category.label.lower()}"
    return f"La sortie est notée. D’après la durée du contrat, elle compte comme {counts}."
