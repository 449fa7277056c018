"""The revenue screen and its downloads."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from typing import Any

from flask import Blueprint, Response, redirect, render_template, request, send_file, url_for
from flask_login import current_user
from werkzeug.wrappers import Response as Redirection

from shared.accounts.access import actor, sites_with, visitor_may
from shared.accounts.permissions import Permission, requires
from shared.db import atomic
from shared.invoicing.revenue import RevenueLine, RevenueQuestion, control_of, list_revenue
from shared.kernel import clock
from shared.kernel.errors import InvalidInput
from shared.kernel.money import euros
from shared.kernel.weeks import Month, days_between
from shared.reporting.charts import HEIGHT, WIDTH, Amount, Bar, bars
from shared.reporting.forms import ExportForm, PeriodForm
from shared.reporting.invoices import (
    PAGE_SIZE,
    DocumentRow,
    Search,
    Settled,
    count_documents,
    export_documents,
    list_documents,
)
from shared.reporting.journal import export_fec, list_account_totals, list_entries
from shared.reporting.revenue import Format, export_revenue, summarise
from shared.web.filters import day_month, month_fr, month_short, percent_bp
from shared.web.navigation import NavEntry
from shared.workshop import registry

reporting = Blueprint("reporting", __name__, template_folder="templates", url_prefix="/gestion")

NAVIGATION = (
    NavEntry("Chiffre d’affaires", "reporting.revenue", "chart", Permission.VIEW_REVENUE),
    NavEntry("Factures", "reporting.invoices", "file", Permission.VIEW_REVENUE),
    NavEntry("Journal comptable", "reporting.journal_now", "book", Permission.VIEW_JOURNAL),
)

LONGEST_BY_DAY = 31
LONGEST_CHART = 3 * 366
"""Days; a longer period has its table alone."""


@reporting.get("/chiffre-affaires")
@requires(Permission.VIEW_REVENUE)
def revenue() -> tuple[str, int]:
    """Shows the revenue of a period: totals, a chart, a table, and the files to take away."""
    form = PeriodForm(request.args if "first" in request.args else None, data=_this_month())
    question = form.to_question(_own_sites()) if "first" in request.args else _default_question()
    return _revenue_page(form, question), 200 if question else 422


@reporting.post("/chiffre-affaires/fichier")
@requires(Permission.EXPORT_REVENUE)
def revenue_file() -> Response | tuple[str, int]:
    """Gives the revenue of a period as a file, and records who took it."""
    form = ExportForm()
    question = form.to_question(_own_sites())
    if question is None:
        return _revenue_page(form, None), 422
    kind = Format(form.form.data)
    content = BytesIO()
    with atomic():
        export_revenue(question, kind, content, actor=actor())
    content.seek(0)
    name = f"chiffre-affaires-{question.first}-{question.last}.{kind.value}"
    return send_file(content, kind.media_type, as_attachment=True, download_name=name)


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
        rows=[{"document": each, "url": _order_url(each)} for each in list_documents(search, page=number)],
        page=_page_links(number, last, total),
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
        site_ids=_own_sites(),
    )


def _order_url(document: DocumentRow) -> str:
    workshop = registry().get(document.slug)
    return url_for(f"{workshop.staff_name}.orders.order", public_id=document.order) if workshop else ""


def _page_links(number: int, last: int, total: int) -> dict[str, Any]:
    def link(page: int) -> str:
        asked: dict[str, Any] = request.args.to_dict() | {"page": str(page)}
        return url_for(".invoices", **asked)

    return {
        "number": number,
        "last": last,
        "total": total,
        "previous_url": link(number - 1) if number > 1 else None,
        "next_url": link(number + 1) if number < last else None,
    }


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


def _revenue_page(form: PeriodForm, question: RevenueQuestion | None) -> str:
    lines = list_revenue(question) if question else []
    total = control_of(lines)
    return render_template(
        "reporting/revenue.html",
        form=form,
        formats=list(Format),
        question=question,
        shortcuts=_shortcuts(),
        total=total,
        rows=_rows(lines),
        totals=("Total", "", "", *map(euros, total[1:])),
        chart=_chart(lines, question),
        chart_size=(WIDTH, HEIGHT),
    )


def _own_sites() -> frozenset[int] | None:
    sites = sites_with(current_user, Permission.VIEW_REVENUE)
    return None if sites is None else frozenset(sites)


def _this_month() -> dict[str, date]:
    month = Month.of(clock.today())
    return {"first": month.first, "last": month.last}


def _default_question() -> RevenueQuestion:
    return RevenueQuestion(**_this_month(), site_ids=_own_sites())


def _shortcuts() -> list[tuple[str, date, date]]:
    """Returns the periods that one click asks for: (label, first day, last day)."""
    today = clock.today()
    month, before = Month.of(today), Month.of(today).shifted(-1)
    return [
        ("Ce mois", month.first, month.last),
        ("Le mois dernier", before.first, before.last),
        ("Cette année", date(today.year, 1, 1), date(today.year, 12, 31)),
        ("L’an dernier", date(today.year - 1, 1, 1), date(today.year - 1, 12, 31)),
    ]


def _rows(lines: list[RevenueLine]) -> list[tuple[str, ...]]:
    """Returns the table's rows as people read them: workshop, month, rate, net, VAT, gross."""
    labels = {workshop.name: workshop.label for workshop in registry()}
    return [
        (labels.get(name, name), month_fr(Month.parse(month).first), percent_bp(vat_bp), *map(euros, cents))
        for name, month, vat_bp, *cents in summarise(lines)
    ]


def _chart(lines: list[RevenueLine], question: RevenueQuestion | None) -> list[Bar]:
    """Returns net revenue by day for a period of a month or less, else by month; days without sales are bars too."""
    if question is None or (question.last - question.first).days > LONGEST_CHART:
        return []
    if (question.last - question.first).days < LONGEST_BY_DAY:
        totals = dict.fromkeys(days_between(question.first, question.last), 0)
        for line in lines:
            totals[line.date] += line.net_cents
        return bars([Amount(day_month(day), str(day.day), cents, euros(cents)) for day, cents in totals.items()])
    totals = {Month.of(day).first: 0 for day in days_between(question.first, question.last)}
    for line in lines:
        totals[Month.of(line.date).first] += line.net_cents
    return bars([Amount(month_fr(day), month_short(day), cents, euros(cents)) for day, cents in totals.items()])
