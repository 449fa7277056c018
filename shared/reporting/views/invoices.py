"""Every document that was issued, as a page and as a file."""

from __future__ import annotations

from flask import render_template, request
from werkzeug.wrappers import Response

from shared.accounts.access import actor, visitor_may
from shared.accounts.permissions import Permission, requires
from shared.db import atomic
from shared.kernel import clock
from shared.kernel.errors import InvalidInput
from shared.kernel.weeks import Month
from shared.payments.settlement import Settled
from shared.reporting.invoices import PAGE_SIZE, Search, count_documents, export_documents, list_documents
from shared.reporting.views.blueprint import order_url, own_sites, reporting
from shared.web.downloads import format_asked_for, send_table
from shared.web.paging import page_asked_for


@reporting.get("/factures")
@requires(Permission.VIEW_REVENUE)
def invoices() -> str:
    """Lists the documents that were issued, found by number, customer, month or what is owed."""
    search = _search()
    page = page_asked_for(".invoices", count_documents(search), PAGE_SIZE)
    found = list_documents(search, page=page.number)
    return render_template(
        "reporting/invoices.html",
        search=search,
        states=list(Settled),
        rows=[{"document": each, "url": order_url(each.slug, each.order)} for each in found],
        page=page,
        may_export=visitor_may(Permission.EXPORT_REVENUE),
    )


@reporting.post("/factures/fichier")
@requires(Permission.EXPORT_REVENUE)
def invoices_file() -> Response:
    """Gives what the list shows as a file, and records who took it."""
    form = format_asked_for()
    with atomic():
        table = export_documents(_search(), form, actor=actor())
    return send_table(table, form, f"factures-{clock.today()}")


def _search() -> Search:
    """Reads the address; a month or a state that does not exist is as if nothing was asked."""
    asked, month = request.args.get("etat", Settled.ALL.value), request.args.get("mois", "")
    try:
        within = Month.parse(month) if month else None
    except InvalidInput:
        within = None
    return Search(
        words=request.args.get("q", "").strip()[:80],
        settled=Settled(asked) if asked in set(Settled) else Settled.ALL,
        month=within,
        site_ids=own_sites(),
    )
