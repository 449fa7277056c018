"""The rules of exits for whoever answers for them: what counts, since when, by which text; a new row from a day on."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from shared.accounts.access import actor, visitor_may
from shared.accounts.permissions import Permission, requires
from shared.db import atomic
from shared.followup.contacts.queries import read_contact_rules
from shared.followup.models import ExitCategory, Rhythm
from shared.followup.queries import find_exit_rule, list_reasons
from shared.followup.rules.forms import ContactsForm, CountingForm, ExitRuleForm, ReasonForm
from shared.followup.rules.queries import find_counting_rule, find_rule, list_contact_rules, list_reason_rules
from shared.followup.rules.services import change_contacts, change_counting, change_reason
from shared.kernel import clock
from shared.kernel.dated import DatedRule
from shared.kernel.errors import InvalidInput
from shared.web.navigation import NavEntry

exit_rules = Blueprint("exit_rules", __name__, template_folder="../templates", url_prefix="/gestion/regles/sorties")

NAVIGATION = (NavEntry("Règles des sorties", "exit_rules.overview", "shield", Permission.VIEW_RULES),)

View = str | Response | tuple[str, int]


@exit_rules.get("")
@requires(Permission.VIEW_RULES)
def overview() -> View:
    """Shows every rule of exits with its source, and since when it counts."""
    return render_template(
        "followup/rules.html",
        reasons=list_reason_rules(),
        counting=[find_counting_rule()],
        contacts=list_contact_rules(),
        may_change=visitor_may(Permission.MANAGE_EXIT_RULES),
    )


@exit_rules.get("/motifs/<int:code>")
@requires(Permission.MANAGE_EXIT_RULES)
def reason(code: int) -> View:
    """Asks what a reason counts as from a day on."""
    rule, form = find_rule(list_reason_rules(), str(code)), ReasonForm(formdata=None)
    form.show(next(row for row in list_reasons(clock.today()) if row.code == code))
    return _page(rule, form, propose=True)


@exit_rules.post("/motifs/<int:code>")
@requires(Permission.MANAGE_EXIT_RULES)
def record_reason(code: int) -> View:
    """Records it as a new row."""
    form = ReasonForm()

    def act() -> None:
        change_reason(
            code=code,
            category=ExitCategory(form.category.data),
            in_denominator=form.in_denominator.data,
            job_or_training=form.job_or_training.data,
            since=form.to_since(),
            actor=actor(),
        )

    return _record(form, act) or (_page(find_rule(list_reason_rules(), str(code)), form), 422)


@exit_rules.get("/sorties-comptees")
@requires(Permission.MANAGE_EXIT_RULES)
def counting() -> View:
    """Asks which exits count from a day on."""
    form = CountingForm(formdata=None)
    if row := find_exit_rule(clock.today()):
        form.show(row)
    return _page(find_counting_rule(), form, propose=True)


@exit_rules.post("/sorties-comptees")
@requires(Permission.MANAGE_EXIT_RULES)
def record_counting() -> View:
    """Records it as a new row."""
    form = CountingForm()

    def act() -> None:
        change_counting(counting=form.to_counting(), since=form.to_since(), actor=actor())

    return _record(form, act) or (_page(find_counting_rule(), form), 422)


@exit_rules.get("/contacts/<code>")
@requires(Permission.MANAGE_EXIT_RULES)
def contacts(code: str) -> View:
    """Asks when those who leave from a day on are called."""
    rule, form = find_rule(list_contact_rules(), code), ContactsForm(formdata=None)
    known = read_contact_rules()[Rhythm(code)]
    form.show(next((row for row in known if row.valid_from <= clock.today()), known[-1]))
    return _page(rule, form, propose=True)


@exit_rules.post("/contacts/<code>")
@requires(Permission.MANAGE_EXIT_RULES)
def record_contacts(code: str) -> View:
    """Records it as a new row."""
    rule, form = find_rule(list_contact_rules(), code), ContactsForm()

    def act() -> None:
        change_contacts(rhythm=Rhythm(code), months=form.to_months(), since=form.to_since(), actor=actor())

    return _record(form, act) or (_page(rule, form), 422)


def _record(form: ExitRuleForm, act: Callable[[], None]) -> Response | None:
    """Does what the form asks for, None with a sentence at its field where it can't."""
    if not form.validate():
        return None
    try:
        with atomic():
            act()
    except InvalidInput as refusal:
        form.refuse(refusal)
        return None
    since = f"{form.valid_from.data:%d/%m/%Y}"
    flash(f"La règle compte à partir du {since}. Les sorties déjà notées gardent la leur.", "success")
    return redirect(url_for(".overview"), 303)


def _page(rule: DatedRule, form: ExitRuleForm, *, propose: bool = False) -> str:
    if propose:
        form.propose(clock.today(), rule.in_force)
    return render_template("followup/rule.html", rule=rule, form=form)
