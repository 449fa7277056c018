"""The revenue: cut up as one likes, each figure opened to its lines, all of it taken home."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from io import BytesIO
from typing import Any
from uuid import UUID

from flask import redirect, render_template, request, send_file, url_for
from flask_login import current_user
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as AnyResponse

from shared.accounts.access import actor
from shared.accounts.permissions import Permission, requires
from shared.db import atomic
from shared.invoicing.revenue import RevenueQuestion, control_of
from shared.kernel import clock
from shared.kernel.money import euros
from shared.kernel.weeks import Month, days_between
from shared.reporting.charts import HEIGHT, WIDTH, Amount, Bar, bars
from shared.reporting.cube import Cube, Slice, words_of
from shared.reporting.documents import find_orders_of, list_selling_sites
from shared.reporting.exports import LONG, ask_for_export, count_lines, find_export, from_plain, take_export
from shared.reporting.forms import ExportForm, RevenueForm
from shared.reporting.revenue import Format, Wish, export_revenue
from shared.reporting.views.blueprint import order_url, own_sites, reporting
from shared.web.filters import day_month, month_fr, month_short
from shared.web.paging import page_asked_for
from shared.workshop import Site, places_by_site

LONGEST_BY_DAY = 31
LONGEST_CHART = 3 * 366
"""Days; a longer period has its table alone."""

LINES_SHOWN = 100


@reporting.get("/chiffre-affaires")
@requires(Permission.VIEW_REVENUE)
def revenue() -> tuple[str, int]:
    """Shows the revenue of a period: totals, a chart, a table cut up as one likes, and the files to take away."""
    form = _form()
    wish = form.to_wish(own_sites())
    return _revenue_page(form, wish), 200 if wish else 422


@reporting.get("/chiffre-affaires/lignes")
@requires(Permission.VIEW_REVENUE)
def revenue_lines() -> tuple[str, int]:
    """Answers "why this amount?": the lines that a figure is made of, each with its document."""
    form = _form()
    wish = form.to_wish(own_sites())
    if wish is None:
        return _revenue_page(form, None), 422
    places = {cut: request.args[f"dans-{cut.value}"] for cut in wish.cuts if f"dans-{cut.value}" in request.args}
    facts = wish.read().within(places)
    page = page_asked_for(".revenue_lines", len(facts), LINES_SHOWN)
    shown = [fact.line for fact in facts[(page.number - 1) * LINES_SHOWN : page.number * LINES_SHOWN]]
    orders = find_orders_of({line.invoice for line in shown})
    content = render_template(
        "reporting/revenue_lines.html",
        wish=wish,
        words=[(cut.label, words_of(cut, value)) for cut, value in places.items()],
        total=control_of([fact.line for fact in facts]),
        rows=[(line, order_url(*orders[line.invoice])) for line in shown],
        page=page,
        back=_address(wish),
    )
    return content, 200


@reporting.post("/chiffre-affaires/fichier")
@requires(Permission.EXPORT_REVENUE)
def revenue_file() -> AnyResponse | tuple[str, int]:
    """Gives the revenue of a period as a file, and records who took it."""
    form = ExportForm(_sites())
    wish = form.to_wish(own_sites())
    if wish is None:
        return _revenue_page(form, None), 422
    kind, lines = Format(form.form.data), count_lines(wish)
    if lines > LONG:
        with atomic():
            export = ask_for_export(wish=wish, form=kind, lines=lines, user_id=current_user.id, actor=actor())
        return redirect(url_for(".export", public_id=export), 303)
    content = BytesIO()
    with atomic():
        export_revenue(wish, kind, content, actor=actor())
    content.seek(0)
    return send_file(content, kind.media_type, as_attachment=True, download_name=_file_name(wish, kind))


@reporting.get("/exports/<uuid:public_id>")
@requires(Permission.EXPORT_REVENUE)
def export(public_id: UUID) -> str:
    """Shows how far a long file is; the page asks again by itself until it can be taken."""
    return render_template("reporting/export.html", export=find_export(public_id, user_id=current_user.id))


@reporting.get("/exports/<uuid:public_id>/fichier")
@requires(Permission.EXPORT_REVENUE)
def export_file(public_id: UUID) -> AnyResponse:
    """Gives a long file that has been made."""
    export, content = take_export(public_id, user_id=current_user.id)
    kind = Format(export.form)
    name = _file_name(from_plain(export.wish), kind)
    return send_file(BytesIO(content), kind.media_type, as_attachment=True, download_name=name)


def _file_name(wish: Wish, kind: Format) -> str:
    return f"chiffre-affaires-{wish.question.first}-{wish.question.last}.{kind.value}"


def _form() -> RevenueForm:
    if "first" in request.args:
        return RevenueForm(_sites(), request.args)
    month = Month.of(clock.today())
    asked = request.args.to_dict(flat=False) | {"first": [month.first.isoformat()], "last": [month.last.isoformat()]}
    return RevenueForm(_sites(), MultiDict(asked))


def _sites() -> Sequence[Site]:
    """Returns the sites of the workshops that sell something and whose revenue the visitor may see."""
    mine = own_sites()
    ids = [site_id for site_id in places_by_site() if mine is None or site_id in mine]
    return list_selling_sites(ids)


def _revenue_page(form: RevenueForm, wish: Wish | None) -> str:
    cube = wish.read(added_up=True) if wish else None
    total = cube.control if cube else control_of([])
    return render_template(
        "reporting/revenue.html",
        form=form,
        formats=list(Format),
        question=wish.question if wish else None,
        shortcuts=_shortcuts(form),
        total=total,
        cuts=wish.cuts if wish else (),
        rows=[_row(wish, each) for each in cube.cut(wish.cuts)] if wish and cube else [],
        totals=[euros(cents) for cents in total[1:]],
        all_lines=_address(wish, "reporting.revenue_lines") if wish else "",
        chart=_chart(cube, wish.question) if wish and cube else [],
        chart_size=(WIDTH, HEIGHT),
        disagrees=cube is not None and not cube.agrees,
    )


def _row(wish: Wish, each: Slice) -> dict[str, Any]:
    """Returns a row of the table: its words, its amounts as text, and the page that says what they are made of."""
    places = {f"dans-{cut.value}": value for cut, value in zip(wish.cuts, each.values, strict=True)}
    return {
        "words": [words_of(cut, value) for cut, value in zip(wish.cuts, each.values, strict=True)],
        "amounts": [euros(cents) for cents in (each.net_cents, each.vat_cents, each.gross_cents)],
        "url": _address(wish, "reporting.revenue_lines", **places),
    }


def _address(wish: Wish, endpoint: str = "reporting.revenue", **more: str) -> str:
    """Returns the address of a page that asks the same."""
    asked = {name: value for name, value in request.args.items(multi=True) if name in {"ou", "qui", "etat"}}
    period = {"first": wish.question.first.isoformat(), "last": wish.question.last.isoformat()}
    return url_for(endpoint, **(asked | period | {"par": [cut.value for cut in wish.cuts]} | more))  # type: ignore[arg-type]


def _shortcuts(form: RevenueForm) -> list[tuple[str, date, date, str]]:
    """Returns the periods that one click asks for, everything else kept: label, first day, last day, address."""
    today = clock.today()
    month, before = Month.of(today), Month.of(today).shifted(-1)
    periods = [
        ("Ce mois", month.first, month.last),
        ("Le mois dernier", before.first, before.last),
        ("Cette année", date(today.year, 1, 1), date(today.year, 12, 31)),
        ("L’an dernier", date(today.year - 1, 1, 1), date(today.year - 1, 12, 31)),
    ]
    kept = {"ou": form.site.data, "qui": form.kind.data, "etat": form.settled.data, "par": form.cuts.data}
    asked = {name: value for name, value in kept.items() if value}
    return [(*each, url_for(".revenue", first=each[1], last=each[2], **asked)) for each in periods]


def _chart(cube: Cube, question: RevenueQuestion) -> list[Bar]:
    """Returns net revenue by day for a period of a month or less, else by month; days without sales are bars too."""
    if (question.last - question.first).days > LONGEST_CHART:
        return []
    by_day = (question.last - question.first).days < LONGEST_BY_DAY
    step = (lambda day: day) if by_day else (lambda day: Month.of(day).first)
    totals = {step(day): 0 for day in days_between(question.first, question.last)}
    for line in cube.lines:
        totals[step(line.date)] += line.net_cents
    return bars([_bar(day, cents, by_day=by_day) for day, cents in totals.items()])


def _bar(day: date, cents: int, *, by_day: bool) -> Amount:
    if by_day:
        return Amount(day_month(day), str(day.day), cents, euros(cents))
    return Amount(month_fr(day), month_short(day), cents, euros(cents))
