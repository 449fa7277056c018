"""Somebody's own hours, month by month, to read on a telephone or to print on one sheet of paper."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask_login import current_user

from shared.accounts.permissions import Permission, requires
from shared.kernel import clock
from shared.kernel.weeks import Month
from shared.payroll.queries.own import find_own_month
from shared.web.navigation import NavEntry

own_hours = Blueprint("own_hours", __name__, url_prefix="/mes-heures", template_folder="templates")

NAVIGATION = (NavEntry("Mes heures", "own_hours.month_now", "clock", Permission.VIEW_OWN_HOURS),)


@own_hours.get("")
@requires(Permission.VIEW_OWN_HOURS)
def month_now() -> str:
    """Shows the own hours of this month."""
    return _page(Month.of(clock.today()))


@own_hours.get("/<month:month>")
@requires(Permission.VIEW_OWN_HOURS)
def month(month: Month) -> str:
    """Shows the own hours of a month before."""
    return _page(month)


def _page(month: Month) -> str:
    page = find_own_month(current_user.id, month)
    return render_template("desk/own_hours.html", page=page, present=Month.of(clock.today()))
