"""The import of a workbook of PASS IAE: a model to fill in, a preview that writes nothing, a confirmation."""

from __future__ import annotations

from io import BytesIO

from flask import flash, redirect, render_template, send_file, url_for
from werkzeug.wrappers import Response

from shared.accounts.access import actor
from shared.accounts.permissions import Permission, requires
from shared.audit.services import record_event
from shared.db import atomic
from shared.files.xlsx_file import write_xlsx
from shared.kernel.errors import InvalidInput
from shared.people.passes.forms import ConfirmForm, ImportForm
from shared.people.passes.imports import Preview, list_people_without, look_through, take_over
from shared.people.passes.sheets import Lines, blank_tables, pack, read_lines, unpack
from shared.people.passes.views.blueprint import passes
from shared.people.views.blueprint import View, site_of_the_page
from shared.web.downloads import MEDIA_TYPES


@passes.get("/importer")
@requires(Permission.MANAGE_PASSES)
def importing() -> View:
    """Asks for a workbook."""
    return _page(ImportForm(formdata=None))


@passes.post("/importer/modele")
@requires(Permission.MANAGE_PASSES)
def model() -> Response:
    """Gives the workbook to fill in, with the names of those who have no PASS yet, and records who took it."""
    site = site_of_the_page()
    people = list_people_without(site.id)
    content = BytesIO()
    write_xlsx(blank_tables(people), content)
    content.seek(0)
    with atomic():
        detail: dict[str, object] = {"rows": len(people)}
        record_event(actor=actor(), action="passes.model_taken", subject=f"site:{site.public_id}", detail=detail)
    name = f"modele-pass-iae-{site.neutral_slug}.xlsx"
    return send_file(content, MEDIA_TYPES["xlsx"], as_attachment=True, download_name=name)


@passes.post("/importer")
@requires(Permission.MANAGE_PASSES)
def preview() -> View:
    """Shows what a workbook would write, and what is wrong with it by row and column; writes nothing."""
    form = ImportForm()
    if not form.validate() or not form.file.data:
        form.refuse(InvalidInput("file", "Choisissez un fichier Excel (.xlsx)."))
        return _page(form), 422
    try:
        lines, faults = read_lines(form.file.data.stream)
    except InvalidInput as refusal:
        form.refuse(refusal)
        return _page(form), 422
    found = Preview([], faults) if faults else look_through(site_of_the_page().id, lines)
    return _page(form, found, lines), 422 if found.faults else 200


@passes.post("/importer/enregistrer")
@requires(Permission.MANAGE_PASSES)
def confirm() -> View:
    """Writes what the preview showed, all of it or nothing."""
    sent, form = ConfirmForm(), ImportForm(formdata=None)
    try:
        lines = unpack(sent.rows.data or "")
        with atomic():
            found = take_over(site=site_of_the_page(), lines=lines, actor=actor())
    except InvalidInput as refusal:
        form.file.errors = [refusal.sentence]
        return _page(form), 422
    if found.faults:
        return _page(form, found, lines), 422
    count = len(found.coming)
    flash(f"{count} PASS {'sont notés' if count > 1 else 'est noté'}.", "success")
    return redirect(url_for(".overview"), 303)


def _page(form: ImportForm, found: Preview | None = None, lines: Lines | None = None) -> str:
    confirmation = ConfirmForm(formdata=None)
    if found and lines and not found.faults:
        confirmation.rows.data = pack(lines)
    return render_template("passes/import.html", form=form, found=found, confirmation=confirmation)
