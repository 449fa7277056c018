"""The exams of a site: what is to come, what came of those that are over, and all of it as a file."""

from __future__ import annotations

from collections import defaultdict

from flask import render_template
from werkzeug.wrappers import Response

from shared.accounts.access import actor, visitor_may
from shared.accounts.permissions import Permission, requires
from shared.audit.services import record_event
from shared.db import atomic
from shared.files.tables import Column, Kind, Table
from shared.kernel import clock
from shared.people.views.blueprint import may_here, site_of_the_page
from shared.training.queries.registering import Resit, list_resits
from shared.training.queries.sessions import list_exams, list_results, list_titles
from shared.training.rates import rates_of
from shared.training.views.blueprint import View, exams
from shared.web.downloads import format_asked_for, send_table

COLUMNS = (
    Column("name", "Nom"),
    Column("title", "Titre"),
    Column("kind", "Session"),
    Column("first_day", "Premier jour", Kind.DATE),
    Column("last_day", "Dernier jour", Kind.DATE),
    Column("outcome", "Résultat"),
    Column("blocks", "Blocs obtenus"),
    Column("congratulated", "Félicitations du jury"),
    Column("site", "Site"),
)


@exams.get("")
@requires(Permission.VIEW_EXAM_DATES)
def overview() -> View:
    """Shows the exams of the site: to whoever leads the team their dates, to the office all that came of them."""
    site, may_view = site_of_the_page(), may_here(Permission.VIEW_EXAMS)
    found = list_exams(site.id)
    resits: dict[int, list[Resit]] = defaultdict(list)
    for each in list_resits(site.id) if may_view else ():
        resits[each.title_id].append(each)
    return render_template(
        "training/overview.html",
        coming=[each for each in reversed(found) if not each.is_over],
        over=[(each, rates_of(each.outcomes)) for each in found if each.is_over],
        resits=[(title, resits[title.id]) for title in list_titles() if title.id in resits],
        may_view=may_view,
        may_manage=may_here(Permission.MANAGE_EXAMS),
        may_read_titles=visitor_may(Permission.VIEW_RULES),
    )


@exams.post("/fichier")
@requires(Permission.VIEW_EXAMS)
def results_file() -> Response:
    """Gives what came of every candidate as a file, and records who took it."""
    form, site = format_asked_for(), site_of_the_page()
    rows = [
        (
            each.name,
            each.title,
            each.kind.label,
            each.first_day,
            each.last_day,
            each.outcome.label,
            each.blocks,
            "oui" if each.congratulated else "",
            site.neutral_label,
        )
        for each in list_results(site.id)
    ]
    with atomic():
        detail: dict[str, object] = {"format": form, "rows": len(rows)}
        record_event(actor=actor(), action="exams.exported", subject=f"site:{site.public_id}", detail=detail)
    return send_table(Table("Examens", COLUMNS, rows), form, f"examens-{site.neutral_slug}-{clock.today()}")
