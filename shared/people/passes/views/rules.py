"""The rules of the PASS IAE for whoever answers for them: what counts, since when, by which text; a row more."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from shared.accounts.access import actor, visitor_may
from shared.accounts.permissions import Permission, requires
from shared.db import atomic
from shared.kernel import clock
from shared.kernel.errors import InvalidInput
from shared.people.passes.changing import (
    Allowance,
    PassRule,
    change_pass_limit,
    change_prolongation_rule,
    find_allowance,
    find_amount,
    find_pass_rule,
    list_pass_rules,
)
from shared.people.passes.forms import PassLimitForm, ProlongationRuleForm
from shared.people.passes.words import PassLimitCode, ProlongationReason

pass_rules = Blueprint("pass_rules", __name__, template_folder="../../templates", url_prefix="/gestion/regles/pass-iae")

View = str | Response | tuple[str, int]
RuleForms = PassLimitForm | ProlongationRuleForm


@pass_rules.get("")
@requires(Permission.VIEW_RULES)
def overview() -> View:
    """Shows every rule of the PASS IAE with its source, and since when it counts."""
    limits, reasons = list_pass_rules()
    may_change = visitor_may(Permission.MANAGE_RULES)
    return render_template("passes/rules.html", limits=limits, reasons=reasons, may_change=may_change)


@pass_rules.get("/limites/<code>")
@requires(Permission.MANAGE_RULES)
def limit(code: str) -> View:
    """Asks for another amount from a day on."""
    rule, form, day = find_pass_rule(list_pass_rules()[0], code), PassLimitForm(formdata=None), clock.today()
    form.propose(day, rule.at(day))
    form.amount.data = find_amount(PassLimitCode(code), day)
    return _page(rule, form)


@pass_rules.post("/limites/<code>")
@requires(Permission.MANAGE_RULES)
def record_limit(code: str) -> View:
    """Records it as a new row."""
    rule, form = find_pass_rule(list_pass_rules()[0], code), PassLimitForm()

    def change() -> None:
        change_pass_limit(
            code=PassLimitCode(code),
            amount=form.amount.data,
            valid_from=form.valid_from.data,
            source=form.source.data,
            confirmed=form.confirmed.data,
            actor=actor(),
        )

    return _try(rule, form, change)


@pass_rules.get("/prolongations/<code>")
@requires(Permission.MANAGE_RULES)
def reason(code: str) -> View:
    """Asks what a reason of prolongation allows from a day on."""
    rule, form, day = find_pass_rule(list_pass_rules()[1], code), ProlongationRuleForm(formdata=None), clock.today()
    form.propose(day, rule.at(day))
    allowed = find_allowance(ProlongationReason(code), day)
    form.each_days.data, form.total_days.data = allowed.each_days, allowed.total_days
    form.needs_opinion.data, form.needs_report.data = allowed.needs_opinion, allowed.needs_report
    return _page(rule, form)


@pass_rules.post("/prolongations/<code>")
@requires(Permission.MANAGE_RULES)
def record_reason(code: str) -> View:
    """Records it as a new row."""
    rule, form = find_pass_rule(list_pass_rules()[1], code), ProlongationRuleForm()

    def change() -> None:
        change_prolongation_rule(
            reason=ProlongationReason(code),
            allowance=Allowance(
                each_days=form.each_days.data,
                total_days=form.total_days.data,
                needs_opinion=form.needs_opinion.data,
                needs_report=form.needs_report.data,
            ),
            valid_from=form.valid_from.data,
            source=form.source.data,
            confirmed=form.confirmed.data,
            actor=actor(),
        )

    return _try(rule, form, change)


def _try(rule: PassRule, form: RuleForms, change: Callable[[], None]) -> View:
    if form.validate():
        try:
            with atomic():
                change()
        except InvalidInput as refusal:
            form.refuse(refusal)
        else:
            flash(f"La règle compte à partir du {form.valid_from.data:%d/%m/%Y}.", "success")
            return redirect(url_for(".overview"))
    return _page(rule, form), 422


def _page(rule: PassRule, form: RuleForms) -> str:
    unit = ""
    if isinstance(form, PassLimitForm):
        unit = "mois" if PassLimitCode(rule.code).in_months else "jours"
    return render_template("passes/rule.html", rule=rule, form=form, unit=unit)
