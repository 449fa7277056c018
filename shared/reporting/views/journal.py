"""The books of a month as a page, and of a year as the accountant's software reads them."""

from __future__ import annotations

from io import BytesIO

from flask import Response, redirect, render_template, send_file, url_for
from werkzeug.wrappers import Response as Redirection

from shared.accounts.access import actor, visitor_may
from shared.accounts.permissions import Permission, requires
from shared.db import atomic
from shared.kernel import clock
from shared.kernel.money import euros
from shared.kernel.weeks import Month
from shared.reporting.journal import export_fec, list_account_totals, list_entries
from shared.reporting.views.blueprint import reporting


@reporting.get("/journal")
@requires(Permission.VIEW_JOURNAL)
def journal_now() -> Redirection:
    """Leads to the books of this month."""
    return redirect(url_for(".journal", month=Month.of(clock.today())))


@reporting.get("/journal/<month:month>")
@requires(Permission.VIEW_JOURNAL)
def journal(month: Month) -> str:
    """Shows what moved on each account in a month, and each event."""
    totals = list_account_totals(month.first, month.last)
    sums = (sum(total.debit_cents for total in totals), sum(total.credit_cents for total in totals))
    return render_template(
        "reporting/journal.html",
        month=month,
        today=clock.today(),
        rows=[(each.number, each.label, *map(euros, (*each[2:], each.balance_cents))) for each in totals],
        totals=("Total", "", *map(euros, (*sums, sums[0] - sums[1]))),
        entries=list_entries(month.first, month.last),
        may_export=visitor_may(Permission.EXPORT_REVENUE),
    )


@reporting.post("/journal/<int:year>/fichier")
@requires(Permission.EXPORT_REVENUE)
def fec_file(year: int) -> Response:
    """Gives the entries of a year as the accountant's software reads them, and records who took them."""
    content = BytesIO()
    with atomic():
        export_fec(year, content, actor=actor())
    content.seek(0)
    return send_file(content, "text/plain; charset=utf-8", as_attachment=True, download_name=f"ecritures-{year}.txt")
