"""A table that somebody takes home, as the two files that a list is offered as."""

from __future__ import annotations

from io import BytesIO

from flask import request, send_file
from werkzeug.wrappers import Response

from shared.files.csv_file import write_csv
from shared.files.tables import Table
from shared.files.xlsx_file import write_xlsx
from shared.kernel.errors import InvalidInput

MEDIA_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def format_asked_for() -> str:
    """Returns `csv` or `xlsx`, whichever button was pressed; raises InvalidInput for anything else."""
    form = request.form.get("format", "")
    if form not in MEDIA_TYPES:
        raise InvalidInput("format", "Ce format de fichier n’existe pas.")
    return form


def send_table(table: Table, form: str, name: str) -> Response:
    """Sends the table as a file of this format, under this name without its ending."""
    content = BytesIO()
    if form == "csv":
        write_csv(table, content)
    else:
        write_xlsx([table], content)
    content.seek(0)
    return send_file(content, MEDIA_TYPES[form], as_attachment=True, download_name=f"{name}.{form}")
