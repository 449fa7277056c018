"""The week typed by keyboard, one cell a person and day, saved in one request."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for

from shared.accounts.access import actor
from shared.accounts.permissions import Permission, requires
from shared.db import atomic
from shared.kernel.errors import Refused
from shared.kernel.weeks import Week
from shared.payroll.forms import WeekForm
from shared.payroll.queries.week_grid import find_week_grid
from shared.payroll.reasons import REASONS
from shared.payroll.views.blueprint import View, payroll, site_id_of_the_page
from shared.payroll.week_entry import WeekFaults, WeekWish, record_week


@payroll.get("/semaine/<week:week>/saisie")
@requires(Permission.EDIT_HOURS)
def week_entry(week: Week) -> View:
    """Shows the week as a grid to type into."""
    return _page(week)


@payroll.post("/semaine/<week:week>/saisie")
@requires(Permission.EDIT_HOURS)
def record_the_week(week: Week) -> View:
    """Records all cells at once, or shows each that is wrong with its sentence, and keeps what was typed."""
    wish = WeekForm().to_wish(week.days)
    try:
        with atomic():
            count = record_week(site_id=site_id_of_the_page(), week=week, wish=wish, actor=actor())
    except WeekFaults as refusal:
        return _page(week, wish=wish, refusal=refusal), 409 if refusal.is_conflict else 422
    except Refused as refusal:
        flash(refusal.sentence, "info")
    else:
        flash("1 case enregistrée." if count == 1 else f"{count} cases enregistrées.", "success")
    return redirect(url_for(".week_entry", week=week))


def _page(week: Week, *, wish: WeekWish | None = None, refusal: WeekFaults | None = None) -> str:
    page, faults = find_week_grid(site_id_of_the_page(), week), refusal.faults if refusal else {}
    return render_template(
        "payroll/week_entry.html",
        page=page,
        # Only what was changed here is kept: another cell may say by now what another screen wrote.
        typed={place: wish.now[place] for place in wish.changed} if wish else {},
        refusal=refusal,
        faults=faults,
        elsewhere=[fault.sentence for place, fault in faults.items() if place not in page.places],
        reasons=REASONS,
    )
