"""The impact report: every published figure with what it was divided from, what it means, and who is in it."""

from __future__ import annotations

from datetime import date
from io import BytesIO

from flask import redirect, render_template, request, send_file, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from shared.accounts.access import actor, may, sites_with
from shared.accounts.permissions import Permission, requires
from shared.db import atomic
from shared.kernel import clock
from shared.kernel.errors import InvalidInput, NotFound, Refused
from shared.people.vault import vault_is_on
from shared.reporting.forms import ImpactFileForm
from shared.reporting.impact.crowd import find_first_year
from shared.reporting.impact.disclosure import Audience, Shown, group_figures, list_shown, show_to
from shared.reporting.impact.export import Form, record_export, write_report
from shared.reporting.impact.figures import Figure, Report, count_measures, find_report
from shared.reporting.impact.indicators import VERSION, Discretion, Group, Unit
from shared.reporting.impact.lines import NamedLine, keep_sites, name_lines
from shared.reporting.views.blueprint import own_sites, reporting
from shared.reporting.views.year import EARLIEST
from shared.web.paging import page_asked_for
from shared.workshop import places_by_site

LINES_SHOWN = 100


@reporting.get("/impact")
@requires(Permission.VIEW_IMPACT)
def impact_now() -> Response:
    """Leads to the report of the last year that is over."""
    return redirect(url_for(".impact", number=clock.today().year - 1))


@reporting.get("/impact/<int:number>")
@requires(Permission.VIEW_IMPACT)
def impact(number: int) -> str:
    """Shows the figures of a year, court measures uncounted."""
    return _page(_find(number), ImpactFileForm())


@reporting.get("/impact/<int:number>/coffre")
@requires(Permission.COUNT_MEASURES)
def impact_vault(number: int) -> Response:
    """Leads back to the year: looking into the vault takes its button."""
    return redirect(url_for(".impact", number=number))


@reporting.post("/impact/<int:number>/coffre")
@requires(Permission.COUNT_MEASURES)
def count_impact_measures(number: int) -> str:
    """Counts who is under a court measure, inside the vault, and shows the year with it; nothing of it is kept."""
    _end_the_unit()
    if not _may_count():
        raise Refused("Ce chiffre se compte pour toute la maison\u00a0: il faut un rôle qui en couvre tous les sites.")
    return _page(count_measures(_find(number), actor=actor()), ImpactFileForm(formdata=None))


@reporting.post("/impact/<int:number>/fichier")
@requires(Permission.VIEW_IMPACT)
def impact_file(number: int) -> Response | tuple[str, int]:
    """Gives the report as a file for an audience, and records who took it; the direction's has the court measures."""
    asked, form = ImpactFileForm(), _form_asked_for()
    if not asked.validate():
        return _page(_find(number), asked), 422
    audience = Audience(asked.audience.data)
    _year(number)
    with atomic():
        record_export(number, audience, form, actor=actor())
    report = _find(number)
    if _may_count():
        report = count_measures(report, actor=actor())
    content = BytesIO()
    write_report(report, audience, form, content, actor=current_user.display_name)
    content.seek(0)
    name = f"impact-{number}-{audience.value}.{form.value}"
    return send_file(content, form.media_type, as_attachment=True, download_name=name)


@reporting.get("/impact/<int:number>/lignes/<code>")
@requires(Permission.VIEW_IMPACT_LINES)
def impact_lines(number: int, code: str) -> str:
    """Answers "who is in this figure?": the people of the sites that the visitor follows."""
    figure = _find(number).find(code)
    if figure is None or figure.lines is None:
        raise NotFound("Ce chiffre n’existe pas, ou ne s’ouvre pas.")
    sites = sites_with(current_user, Permission.VIEW_IMPACT_LINES)
    lines = name_lines(keep_sites(figure.lines, sites))
    page = page_asked_for(".impact_lines", len(lines), LINES_SHOWN)
    shown = lines[(page.number - 1) * LINES_SHOWN : page.number * LINES_SHOWN]
    return render_template(
        "reporting/impact_lines.html",
        year=number,
        figure=show_to(figure, Audience.INTERNAL),
        rows=_rows(shown),
        # Where everybody counts there is nothing to say about it.
        tells=any(not line.counts for line in figure.lines),
        own_only=sites is not None,
        page=page,
        back=url_for(".impact", number=number),
    )


def _page(report: Report, form: ImpactFileForm) -> str:
    sells, opens = own_sites() is None, may(current_user, Permission.VIEW_IMPACT_LINES)
    shown = list_shown(report, Audience.INTERNAL)
    urls = {figure.indicator.id: _url_of(figure, report.year, opens=opens, sells=sells) for figure in report.figures}
    return render_template(
        "reporting/impact.html",
        report=report,
        groups=[
            (label, [(each, urls[each.indicator.id], _may_ask(each)) for each in figures])
            for label, figures in group_figures(shown)
        ],
        before=url_for(".impact", number=report.year - 1) if report.year > find_first_year() else "",
        after=url_for(".impact", number=report.year + 1) if report.year < clock.today().year else "",
        form=form,
        forms=(Form.PDF, Form.XLSX, Form.JSON),
        version=VERSION,
        vault=vault_is_on(),
        may_count=_may_count(),
    )


def _find(number: int) -> Report:
    """Returns the report of a year as far as the visitor may see it; raises NotFound for one that has not begun."""
    return find_report(_year(number), with_sales=own_sites() is None)


def _year(number: int) -> int:
    if not EARLIEST <= number <= clock.today().year:
        raise NotFound("Cette année n’existe pas ici, ou n’a pas commencé.")
    return number


def _url_of(figure: Figure, year: int, *, opens: bool, sells: bool) -> str:
    """Returns where a figure opens to, empty where this visitor may not see what it is made of."""
    if figure.lines:
        return url_for(".impact_lines", number=year, code=figure.indicator.id) if opens else ""
    if not sells:
        return ""
    if figure.indicator.group is Group.SALES:
        return url_for(".revenue", first=date(year, 1, 1), last=date(year, 12, 31), par=["atelier", "mois"])
    return url_for(".year", number=year) if figure.indicator.unit in {Unit.HOURS, Unit.POSTS} else ""


def _may_ask(shown: Shown) -> bool:
    """Tells whether a button beside this figure counts it."""
    return shown.indicator.discretion is Discretion.SENSITIVE and shown.value is None and vault_is_on() and _may_count()


def _may_count() -> bool:
    """Tells whether the visitor may count in the vault: for the whole house or not at all."""
    return may(current_user, Permission.COUNT_MEASURES) and sites_with(current_user, Permission.COUNT_MEASURES) is None


def _end_the_unit() -> None:
    """Ends the unit that the request began: the vault notes its readings in units of their own."""
    with atomic():
        pass


def _form_asked_for() -> Form:
    try:
        return Form(request.form.get("format", ""))
    except ValueError:
        raise InvalidInput("format", "Ce format de fichier n’existe pas.") from None


def _rows(lines: list[NamedLine]) -> list[tuple[NamedLine, str, str]]:
    """Returns each line with the label of its site, neutral where it has to be, and the page of the person."""
    places = places_by_site()
    rows = []
    for line in lines:
        place = places.get(line.site_id)
        url = url_for(f"{place.staff_name}.people.person", person=line.person) if place else ""
        rows.append((line, place.site.staff_label if place else "", url))
    return rows
