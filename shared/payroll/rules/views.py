"""The rules of hours for whoever answers for them: what counts, since when, by which text; a new row from a day on."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from shared.accounts.access import actor, visitor_may
from shared.accounts.permissions import Permission, requires
from shared.db import atomic
from shared.kernel import clock
from shared.kernel.dated import DatedRule
from shared.kernel.errors import InvalidInput
from shared.payroll.rules.amounts import EXAMPLES
from shared.payroll.rules.forms import CategoryForm, LimitForm, WageForm
from shared.payroll.rules.queries import (
    find_first_free_day,
    find_flags,
    find_rule,
    find_wage_rule,
    list_category_rules,
    list_limit_rules,
)
from shared.payroll.rules.services import change_category, change_limit, change_wage
from shared.people.models import ContractKind, LimitCode
from shared.web.forms import RuleForm
from shared.web.navigation import NavEntry

rules = Blueprint("rules", __name__, template_folder="../templates", url_prefix="/gestion/regles")

NAVIGATION = (NavEntry("Règles des heures", "rules.overview", "shield", Permission.VIEW_RULES),)

View = str | Response | tuple[str, int]


@rules.get("")
@requires(Permission.VIEW_RULES)
def overview() -> View:
    """Shows every rule of the hours with its source, and since when it counts."""
    return render_template(
        "payroll/rules.html",
        categories=list_category_rules(),
        limits=list_limit_rules(),
        wages=[find_wage_rule()],
        may_change=visitor_may(Permission.MANAGE_RULES),
    )


@rules.get("/categories/<code>/<kind>")
@requires(Permission.MANAGE_RULES)
def category(code: str, kind: str) -> View:
    """Asks what the minutes of a category count as from a day on."""
    rule, form, day = find_rule(list_category_rules(), code, kind), CategoryForm(formdata=None), find_first_free_day()
    form.propose(day, rule.at(day))
    form.show(find_flags(code, rule.kind, day))
    return _page(rule, form)


@rules.post("/categories/<code>/<kind>")
@requires(Permission.MANAGE_RULES)
def record_category(code: str, kind: str) -> View:
    """Records it as a new row."""
    rule, form = find_rule(list_category_rules(), code, kind), CategoryForm()
    if form.validate():
        try:
            with atomic():
                change_category(
                    code=code,
                    kind=rule.kind,
                    flags=form.to_flags(),
                    valid_from=form.valid_from.data,
                    source=form.source.data,
                    confirmed=form.confirmed.data,
                    actor=actor(),
                )
        except InvalidInput as refusal:
            form.refuse(refusal)
        else:
            return _done(form)
    return _page(rule, form), 422


@rules.get("/limites/<code>/<kind>")
@requires(Permission.MANAGE_RULES)
def limit(code: str, kind: str) -> View:
    """Asks for another amount from a day on."""
    rule, form, day = find_rule(list_limit_rules(), code, kind), LimitForm(formdata=None), find_first_free_day()
    form.propose(day, rule.at(day))
    form.amount.data = rule.at(day).words
    return _page(rule, form)


@rules.post("/limites/<code>/<kind>")
@requires(Permission.MANAGE_RULES)
def record_limit(code: str, kind: str) -> View:
    """Records it as a new row."""
    rule, form = find_rule(list_limit_rules(), code, kind), LimitForm()
    amount = form.read(LimitCode(code))
    if amount is not None:
        try:
            with atomic():
                change_limit(
                    code=LimitCode(code),
                    kind=ContractKind(kind),
                    amount=amount,
                    valid_from=form.valid_from.data,
                    source=form.source.data,
                    confirmed=form.confirmed.data,
                    actor=actor(),
                )
        except InvalidInput as refusal:
            form.refuse(refusal)
        else:
            return _done(form)
    return _page(rule, form), 422


@rules.get("/smic")
@requires(Permission.MANAGE_RULES)
def wage() -> View:
    """Asks for the minimum wage from a day on."""
    rule, form = find_wage_rule(), WageForm(formdata=None)
    form.propose(clock.today(), rule.in_force)
    return _page(rule, form)


@rules.post("/smic")
@requires(Permission.MANAGE_RULES)
def record_wage() -> View:
    """Records it as a new row."""
    rule, form = find_wage_rule(), WageForm()
    cents = form.read()
    if cents is not None:
        try:
            with atomic():
                change_wage(
                    hourly_cents=cents,
                    valid_from=form.valid_from.data,
                    source=form.source.data,
                    confirmed=form.confirmed.data,
                    actor=actor(),
                )
        except InvalidInput as refusal:
            form.refuse(refusal)
        else:
            return _done(form)
    return _page(rule, form), 422


def _page(rule: DatedRule, form: RuleForm) -> str:
    example = EXAMPLES[LimitCode(rule.code).unit] if isinstance(form, LimitForm) else ""
    return render_template("payroll/rule.html", rule=rule, form=form, example=example)


def _done(form: RuleForm) -> Response:
    flash(f"La règle compte à partir du {form.valid_from.data:%d/%m/%Y}. Les jours d’avant ne changent pas.", "success")
    return redirect(url_for(".overview"))
