"""Every document that was issued, as a page and as a file."""

from __future__ import annotations

from io import BytesIO

from flask import Response, render_template, request, send_file

from shared.accounts.access import actor, visitor_may
from shared.accounts.permissions import Permission, requires
from shared.db import atomic
from shared.kernel import clock
from shared.kernel.errors import InvalidInput
from shared.kernel.weeks import Month
from shared.payments.settlement import Settled
from shared.reporting.invoices import PAGE_SIZE, Search, count_documents, export_documents, list_documents
from shared.reporting.revenue import Format
from shared.reporting.views.blueprint import order_url, own_sites, page_links, reporting


@reporting.get("/factures")
@requires(Permission.VIEW_REVENUE)
def invoices() -> str:
    """Lists the documents that were issued, found by number, customer, month or what is owed."""
    search = _search()
    total = count_documents(search)
    last = max(1, -(-total // PAGE_SIZE))
    number = min(max(1, request.args.get("page", 1, int)), last)
    return render_template(
        "reporting/invoices.html",
        search=search,
        states=list(Settled),
        rows=[
            {"document": each, "url": order_url(each.slug, each.order)} for each in list_documents(search, page=number)
        ],
        page=page_links(".invoices", number, last, total),
        may_export=visitor_may(Permission.EXPORT_REVENUE),
    )


@reporting.post("/factures/fichier")
@requires(Permission.EXPORT_REVENUE)
def invoices_file() -> Response:
    """Gives what the list shows as a file, and records who took it."""
    form, content = request.form.get("format", ""), BytesIO()
    if form not in set(Format) - {Format.JSON}:
        raise InvalidInput("format", "Ce format de fichier n’existe pas.")
    with atomic():
        export_documents(_search(), form, content, actor=actor())
    content.seek(0)
    name = f"factures-{clock.today()}.{form}"
    return send_file(content, Format(form).media_type, as_attachment=True, download_name=name)


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
