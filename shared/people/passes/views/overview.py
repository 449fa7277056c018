"""The PASS IAE of the team: who has how many days left, as a page and as a file."""

from __future__ import annotations

from flask import render_template, request
from werkzeug.wrappers import Response

from shared.accounts.access import actor
from shared.accounts.permissions import Permission, requires
from shared.audit.services import record_event
from shared.db import atomic
from shared.files.tables import Column, Kind, Table
from shared.kernel import clock
from shared.people.passes.overview import FILTERS, WITHOUT, list_pass_lines, matching, ordered
from shared.people.passes.views.blueprint import passes
from shared.people.views.blueprint import may_here, site_of_the_page
from shared.web.downloads import format_asked_for, send_table

SORTS = (("end", "Fin du PASS"), ("name", "Prénom"))
COLUMNS = (
    Column("name", "Nom"),
    Column("number", "Numéro de PASS IAE"),
    Column("starts_on", "Début", Kind.DATE),
    Column("status", "État"),
    Column("ends_on", "Fin prévisible", Kind.DATE),
    Column("days_left", "Jours restants", Kind.WHOLE),
    Column("contract_ends_on", "Fin de contrat", Kind.DATE),
    Column("site", "Site"),
)


@passes.get("")
@requires(Permission.VIEW_PASSES)
def overview() -> str:
    """Shows until when each PASS of the team goes, the nearest end first."""
    lines, asked, sort = list_pass_lines(site_of_the_page().id), _filter(), request.args.get("tri", "end")
    return render_template(
        "passes/overview.html",
        lines=ordered(matching(lines, asked), sort),
        everybody=len(lines),
        filters=[("", f"Tous ({len(lines)})")]
        + [(key, f"{label} ({len(matching(lines, key))})") for key, label in _filters().items()],
        asked=asked,
        sort=sort,
        sorts=SORTS,
        may_manage=may_here(Permission.MANAGE_PASSES),
    )


@passes.post("/fichier")
@requires(Permission.MANAGE_PASSES)
def overview_file() -> Response:
    """Gives what the page shows as a file, and records who took it."""
    form, site = format_asked_for(), site_of_the_page()
    lines = ordered(matching(list_pass_lines(site.id), _filter()), request.args.get("tri", "end"))
    rows = [
        (
            line.name,
            line.card.number if line.card else None,
            line.card.dates.starts_on if line.card else None,
            line.status.label if line.status else "À noter",
            line.ends_on,
            line.days_left if line.card else None,
            line.contract_ends_on,
            site.neutral_label,
        )
        for line in lines
    ]
    with atomic():
        detail: dict[str, object] = {"format": form, "rows": len(rows)}
        record_event(actor=actor(), action="passes.exported", subject=f"site:{site.public_id}", detail=detail)
    return send_table(Table("PASS IAE", COLUMNS, rows), form, f"pass-iae-{site.neutral_slug}-{clock.today()}")


def _filters() -> dict[str, str]:
    return {**FILTERS, WITHOUT: "PASS à noter"}


def _filter() -> str:
    asked = request.args.get("fin", "")
    return asked if asked in _filters() else ""
