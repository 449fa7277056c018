"""The limits of immersions for whoever answers for them: what counts, since when, by which article; a row more."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from shared.accounts.access import actor, visitor_may
from shared.accounts.permissions import Permission, requires
from shared.db import atomic
from shared.kernel import clock
from shared.kernel.errors import InvalidInput
from shared.training.placements.rules.forms import PlacementLimitForm
from shared.training.placements.rules.queries import find_placement_rule, list_placement_rules, read_placement_limits
from shared.training.placements.rules.services import change_placement_limit

placement_rules = Blueprint(
    "placement_rules", __name__, template_folder="../../templates", url_prefix="/gestion/regles/immersions"
)

View = str | Response | tuple[str, int]


@placement_rules.get("")
@requires(Permission.VIEW_RULES)
def overview() -> View:
    """Shows every limit of immersions with its article, and since when it counts."""
    may_change = visitor_may(Permission.MANAGE_RULES)
    return render_template("training/placement_rules.html", limits=list_placement_rules(), may_change=may_change)


@placement_rules.get("/<code>")
@requires(Permission.MANAGE_RULES)
def limit(code: str) -> View:
    """Asks for another amount from a day on."""
    (limited, rule), form, day = find_placement_rule(code), PlacementLimitForm(formdata=None), clock.today()
    form.propose(day, rule.at(day))
    form.amount.data = read_placement_limits(day)[limited].amount
    return render_template("training/placement_rule.html", rule=rule, form=form, unit=limited.unit)


@placement_rules.post("/<code>")
@requires(Permission.MANAGE_RULES)
def record_limit(code: str) -> View:
    """Records it as a new row."""
    (limited, rule), form = find_placement_rule(code), PlacementLimitForm()
    if form.validate():
        try:
            with atomic():
                change_placement_limit(
                    code=limited,
                    amount=form.amount.data,
                    valid_from=form.valid_from.data,
                    source=form.source.data,
                    confirmed=form.confirmed.data,
                    actor=actor(),
                )
        except InvalidInput as refusal:
            form.refuse(refusal)
        else:
            flash(f"La règle compte à partir du {form.valid_from.data:%d/%m/%Y}.", "success")
            return redirect(url_for(".overview"), 303)
    return render_template("training/placement_rule.html", rule=rule, form=form, unit=limited.unit), 422
