"""The texts of sale as the association keeps them: what counts, what nobody has approved, a new one."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from shared.accounts.access import actor, visitor_may
from shared.accounts.permissions import Permission, requires
from shared.db import atomic
from shared.kernel import clock
from shared.kernel.errors import InvalidInput
from shared.orders.terms.forms import TextForm
from shared.orders.terms.texts import change_text, find_text, list_texts
from shared.web.navigation import NavEntry

terms = Blueprint("terms", __name__, template_folder="../templates", url_prefix="/gestion/textes")

NAVIGATION = (NavEntry("Textes de vente", "terms.overview", "book", Permission.VIEW_BILLING_RULES),)


@terms.get("")
@requires(Permission.VIEW_BILLING_RULES)
def overview() -> str:
    """Lists the texts that count today, those of the house first, then each workshop's."""
    may_change = visitor_may(Permission.MANAGE_BILLING_RULES, None)
    return render_template("terms/overview.html", rows=list_texts(), may_change=may_change)


@terms.get("/<int:text_id>")
@requires(Permission.MANAGE_BILLING_RULES)
def edit(text_id: int) -> str:
    """Shows a text, to be changed or approved as it is."""
    found = find_text(text_id)
    form = TextForm(formdata=None, obj=found)
    form.valid_from.data = clock.today()
    return render_template("terms/edit.html", text=found, form=form)


@terms.post("/<int:text_id>")
@requires(Permission.MANAGE_BILLING_RULES)
def record(text_id: int) -> Response | tuple[str, int]:
    """Gives a text these words from a day on; whoever does approves them."""
    found, form = find_text(text_id), TextForm()
    if form.validate():
        try:
            with atomic():
                change_text(
                    code=found.code,
                    site_id=found.site_id,
                    title=form.title.data,
                    text=form.text.data,
                    valid_from=form.valid_from.data,
                    source=form.source.data,
                    actor=actor(),
                )
        except InvalidInput as refusal:
            form.refuse(refusal)
        else:
            flash(f"«\u00a0{form.title.data}\u00a0» compte à partir du {form.valid_from.data:%d/%m/%Y}.", "success")
            return redirect(url_for(".overview"), 303)
    return render_template("terms/edit.html", text=found, form=form), 422
