"""The closed days of a workshop: who was promised something meanwhile, closing, opening again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from shared.accounts.access import actor
from shared.accounts.permissions import Permission, requires
from shared.db import atomic
from shared.desk.orders.blueprint import may_here, site_of_the_page, workshop_of_the_page
from shared.kernel import clock
from shared.kernel.errors import InvalidInput
from shared.orders.closures.forms import ClosureForm
from shared.orders.closures.queries import list_closures_to_come
from shared.orders.closures.services import close_days, open_again
from shared.orders.models import Closure
from shared.orders.queries import OrderRow, list_board, trade_of

closures = Blueprint("closures", __name__, template_folder="templates", url_prefix="/fermetures")

View = str | Response | tuple[str, int]


class Promise(NamedTuple):
    """An order that was promised for a day that is closed now, and its page."""

    day: date
    order: OrderRow
    url: str


@closures.get("")
@requires(Permission.VIEW_ORDERS)
def overview() -> str:
    """Shows the days to come on which nobody is served, and whom to call because of them."""
    return _page(ClosureForm(formdata=None))


@closures.post("")
@requires(Permission.MOVE_ORDERS)
def close() -> View:
    """Serves nobody on some days."""
    form = ClosureForm()
    if form.validate():
        try:
            with atomic():
                days = {"first": form.first.data, "last": form.last.data, "reason": form.reason.data}
                told = close_days(site=site_of_the_page(), **days, actor=actor())
        except InvalidInput as refusal:
            form.refuse(refusal)
        else:
            flash(f"C’est noté\u00a0: ces jours ne sont plus proposés.{_mails(told)}", "success")
            return redirect(url_for(".overview"), 303)
    return _page(form), 422


@closures.post("/<uuid:public_id>/rouvrir")
@requires(Permission.MOVE_ORDERS)
def reopen(public_id: UUID) -> Response:
    """Takes a closure back."""
    with atomic():
        told = open_again(site=site_of_the_page(), public_id=public_id, actor=actor())
    flash(f"Ces jours sont de nouveau proposés.{_mails(told)}", "success")
    return redirect(url_for(".overview"), 303)


def _mails(told: int) -> str:
    if told == 0:
        return ""
    return f" {told} personnes abonnées reçoivent un courriel." if told > 1 else " L’abonné reçoit un courriel."


def _page(form: ClosureForm) -> str:
    coming = list_closures_to_come(site_of_the_page().id, clock.today())
    return render_template(
        "desk/closures.html",
        closures=list(zip(coming, _promises(coming), strict=True)),
        form=form,
        may_close=may_here(Permission.MOVE_ORDERS),
    )


def _promises(coming: Sequence[Closure]) -> Iterator[list[Promise]]:
    """Yields for each closure the orders that somebody expects on its days."""
    site, page = site_of_the_page(), f"{workshop_of_the_page().staff_name}.orders.order"
    rows = {row.id: row for row in list_board(site.id)} if coming else {}
    days = sorted((day, order_id) for order_id, day in trade_of(site.slug).list_days(list(rows)).items())
    for closure in coming:
        yield [
            Promise(day, rows[order_id], url_for(page, public_id=rows[order_id].public_id))
            for day, order_id in days
            if closure.first <= day <= closure.last
        ]
