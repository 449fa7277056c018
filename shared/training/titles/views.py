"""The titles of the house: their list, and the import of a table with a preview that writes nothing."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from shared.accounts.access import actor, visitor_may
from shared.accounts.permissions import Permission, requires
from shared.db import atomic
from shared.files.columns import Line
from shared.kernel.errors import InvalidInput
from shared.training.queries.sessions import list_titles
from shared.training.titles.forms import ConfirmForm, ImportForm
from shared.training.titles.imports import Preview, look_through, take_over
from shared.training.titles.queries import list_title_rows
from shared.training.titles.sheets import MOST_ROWS, pack, read_lines, table_of, unpack
from shared.web.downloads import format_asked_for, send_table
from shared.web.navigation import NavEntry

titles = Blueprint("titles", __name__, template_folder="../templates", url_prefix="/gestion/titres")

NAVIGATION = (NavEntry("Titres", "titles.overview", "award", Permission.MANAGE_RULES),)

View = str | Response | tuple[str, int]


@titles.get("")
@requires(Permission.VIEW_RULES)
def overview() -> View:
    """Shows every title with its level, its last day of registration, its blocks, and where that comes from."""
    may_change = visitor_may(Permission.MANAGE_RULES)
    return render_template("training/titles.html", rows=list_title_rows(), may_change=may_change)


@titles.get("/importer")
@requires(Permission.MANAGE_RULES)
def importing() -> View:
    """Asks for a table."""
    return _page(ImportForm(formdata=None))


@titles.post("/importer/modele")
@requires(Permission.MANAGE_RULES)
def model() -> Response:
    """Gives the table to start from, with the titles of today."""
    form = format_asked_for()
    return send_table(table_of(list_titles()), form, "modele-titres")


@titles.post("/importer")
@requires(Permission.MANAGE_RULES)
def preview() -> View:
    """Shows what a table would write, and what is wrong with it by row and column; writes nothing."""
    form = ImportForm()
    if not form.validate() or not form.file.data:
        form.refuse(InvalidInput("file", "Choisissez un fichier Excel (.xlsx) ou CSV."))
        return _page(form), 422
    try:
        lines, faults = read_lines(form.file.data.stream)
    except InvalidInput as refusal:
        form.refuse(refusal)
        return _page(form), 422
    found = Preview([], faults) if faults else look_through(lines)
    return _page(form, found, lines), 422 if found.faults else 200


@titles.post("/importer/enregistrer")
@requires(Permission.MANAGE_RULES)
def confirm() -> View:
    """Writes what the preview showed, all of it or nothing."""
    sent, form = ConfirmForm(), ImportForm(formdata=None)
    try:
        lines = unpack(sent.rows.data or "")
        with atomic():
            found = take_over(lines=lines, seen=sent.seen.data or "", actor=actor())
            moving = len(found.moving)
    except InvalidInput as refusal:
        form.file.errors = [refusal.sentence]
        return _page(form), 422
    if found.faults or found.stale:
        return _page(form, look_through(lines), lines, stale=found.stale), 422
    if moving:
        flash(f"{moving} titres sont importés." if moving > 1 else "Un titre est importé.", "success")
    else:
        flash("Rien n’était à écrire\u00a0: les titres sont déjà ainsi.", "info")
    return redirect(url_for(".overview"), 303)


def _page(
    form: ImportForm, found: Preview | None = None, lines: list[Line] | None = None, *, stale: bool = False
) -> str:
    confirmation = ConfirmForm(formdata=None)
    if found and lines and not found.faults:
        confirmation.rows.data, confirmation.seen.data = pack(lines), found.seen
    return render_template(
        "training/title_import.html",
        form=form,
        found=found,
        confirmation=confirmation,
        stale=stale,
        most_rows=MOST_ROWS,
    )
