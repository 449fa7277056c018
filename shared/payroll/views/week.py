"""The week of a team: its holes, its closing."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for

from shared.accounts.access import actor
from shared.accounts.permissions import Permission, requires
from shared.db import atomic
from shared.kernel import clock
from shared.kernel.errors import Refused
from shared.kernel.weeks import Week
from shared.payroll.forms import ReopenForm
from shared.payroll.queries import find_week
from shared.payroll.validation import close_week, reopen_week
from shared.payroll.views.blueprint import View, may_here, payroll, site_of_the_page


@payroll.get("/semaine")
@requires(Permission.VIEW_HOURS)
def week_now() -> View:
    """Opens the present week."""
    return redirect(url_for(".week", week=Week.of(clock.today())))


@payroll.get("/semaine/<week:week>")
@requires(Permission.VIEW_HOURS)
def week(week: Week) -> View:
    """Shows who was there in a week, and what nobody has said yet."""
    return _page(week)


@payroll.post("/semaine/<week:week>/clore")
@requires(Permission.EDIT_HOURS)
def close_the_week(week: Week) -> View:
    """Validates every day of the week at once, or says what misses."""
    try:
        with atomic():
            close_week(site=site_of_the_page(), week=week, actor=actor())
    except Refused as refusal:
        return _page(week, refused=refusal), 409
    # The page itself says that the week is closed.
    return redirect(url_for(".week", week=week))


@payroll.post("/semaine/<week:week>/rouvrir")
@requires(Permission.EDIT_HOURS)
def reopen_the_week(week: Week) -> View:
    """Opens the validated days of the week again, with the reason."""
    form = ReopenForm()
    if not form.validate():
        return _page(week, reopening=form), 422
    try:
        with atomic():
            reopen_week(site=site_of_the_page(), week=week, reason=form.reason.data, actor=actor())
    except Refused as refusal:
        return _page(week, refused=refusal), 409
    flash(f"La semaine {week.number} est rouverte. Corrigez, puis fermez-la de nouveau.", "success")
    return redirect(url_for(".week", week=week))


def _page(week: Week, *, refused: Refused | None = None, reopening: ReopenForm | None = None) -> str:
    return render_template(
        "payroll/week.html",
        page=find_week(site_of_the_page().id, week),
        present=Week.of(clock.today()),
        refused=refused,
        reopening=reopening or ReopenForm(formdata=None),
        can_edit=may_here(Permission.EDIT_HOURS),
    )
