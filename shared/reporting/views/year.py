"""A year of the house on one page, and as a file."""

from __future__ import annotations

from datetime import date

from flask import render_template, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from shared.accounts.access import actor, may
from shared.accounts.permissions import Permission, requires
from shared.audit.services import record_event
from shared.db import atomic
from shared.files.tables import Column, Kind, Table
from shared.kernel import clock
from shared.kernel.errors import NotFound
from shared.kernel.money import euros
from shared.reporting.charts import HEIGHT, WIDTH, Amount, Bar, bars
from shared.reporting.views.blueprint import own_sites, reporting
from shared.reporting.year import Year, find_year
from shared.web.downloads import format_asked_for, send_table
from shared.web.filters import hundredths, month_fr, month_short
from shared.workshop import places_by_site

EARLIEST, LATEST = 2000, 2199

COLUMNS = (
    Column("month", "Mois", Kind.DATE),
    Column("net_cents", "Chiffre d’affaires HT", Kind.CENTS, total=True),
    Column("presence", "Minutes de présence", Kind.MINUTES, total=True),
    Column("training", "Dont formation", Kind.MINUTES, total=True),
    Column("posts", "ETP", Kind.HUNDREDTHS),
    Column("people", "En contrat au dernier jour", Kind.WHOLE),
    Column("come", "Arrivées", Kind.WHOLE, total=True),
    Column("left", "Départs", Kind.WHOLE, total=True),
)


@reporting.get("/annee")
@requires(Permission.VIEW_REVENUE)
def year_now() -> str:
    """Shows the present year."""
    return _page(clock.today().year)


@reporting.get("/annee/<int:number>")
@requires(Permission.VIEW_REVENUE)
def year(number: int) -> str:
    """Shows a year month by month and site by site."""
    return _page(number)


@reporting.post("/annee/<int:number>/fichier")
@requires(Permission.EXPORT_REVENUE)
def year_file(number: int) -> Response:
    """Gives the months of a year as a file, and records who took it."""
    form, found = format_asked_for(), _find(number)
    rows = [
        (
            row.month.first, row.net_cents, row.hours.presence, row.hours.training,
            row.posts, row.people, row.come, row.left,
        )
        for row in found.months
    ]  # fmt: skip
    with atomic():
        record_event(actor=actor(), action="year.exported", subject=f"year:{number}", detail={"format": form})
    return send_table(Table(f"Année {number}", COLUMNS, rows), form, f"annee-{number}")


def _page(number: int) -> str:
    found = _find(number)
    return render_template(
        "reporting/year.html",
        year=found,
        months=[(row, _revenue_of(row.month.first, row.month.last)) for row in found.months],
        before=url_for(".year", number=number - 1) if number > found.first_year else "",
        after=url_for(".year", number=number + 1) if number < clock.today().year else "",
        charts=[
            ("Chiffre d’affaires hors taxes", _revenue_bars(found)),
            ("Équivalents temps plein (ETP)", _posts_bars(found)),
        ],
        chart_size=(WIDTH, HEIGHT),
        whole=_revenue_of(date(number, 1, 1), date(number, 12, 31)),
    )


def _find(number: int) -> Year:
    """Returns a year of the sites whose revenue and hours the visitor may see; raises NotFound for an absurd one."""
    if not EARLIEST <= number <= LATEST:
        raise NotFound("Cette année n’existe pas ici.")
    places = {
        site_id: place
        for site_id, place in places_by_site().items()
        if may(current_user, Permission.VIEW_REVENUE, place.slug)
    }
    return find_year(number, places, own_sites())


def _revenue_of(first: date, last: date) -> str:
    return url_for(".revenue", first=first, last=last, par=["atelier", "tva", "client"])


def _revenue_bars(found: Year) -> list[Bar]:
    return bars([_amount(row.month.first, row.net_cents, euros(row.net_cents)) for row in found.months])


def _posts_bars(found: Year) -> list[Bar]:
    return bars([_amount(row.month.first, row.posts or 0, hundredths(row.posts or 0)) for row in found.months])


def _amount(month: date, value: int, text: str) -> Amount:
    return Amount(month_fr(month), month_short(month), value, text)
