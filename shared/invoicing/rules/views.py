"""What invoices and books go by, for whoever answers for them: what counts, since when, by which text."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from flask import Blueprint, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from shared.accounts.access import actor, visitor_may
from shared.accounts.permissions import Permission, requires
from shared.db import atomic
from shared.invoicing.models import AccountPurpose
from shared.invoicing.rules.forms import AccountForm, BillingRuleForm, MentionForm, RateForm, SellerForm
from shared.invoicing.rules.queries import (
    AccountRule,
    find_rule,
    list_account_rules,
    list_mention_rules,
    list_sellers,
    list_vat_rules,
    seller_today,
)
from shared.invoicing.rules.services import change_account, change_mention, change_vat, name_seller
from shared.kernel import clock
from shared.kernel.dated import DatedRule
from shared.kernel.errors import InvalidInput
from shared.web.forms import RuleForm
from shared.web.navigation import NavEntry

billing = Blueprint("billing", __name__, template_folder="../templates", url_prefix="/gestion/facturation")

NAVIGATION = (NavEntry("Règles des factures", "billing.overview", "settings", Permission.VIEW_BILLING_RULES),)

View = str | Response | tuple[str, int]


@billing.get("")
@requires(Permission.VIEW_BILLING_RULES)
def overview() -> str:
    """Shows who we are on invoices, and every mention, VAT rule and account with its source."""
    sellers = list_sellers()
    return render_template(
        "invoicing/rules.html",
        seller=seller_today(sellers),
        sellers=sellers,
        today=clock.today(),
        mentions=list_mention_rules(),
        vat=list_vat_rules(),
        accounts=list_account_rules(),
        may_change=visitor_may(Permission.MANAGE_BILLING_RULES),
    )


@billing.get("/vendeur")
@requires(Permission.MANAGE_BILLING_RULES)
def seller() -> str:
    """Asks who we are on invoices from a day on."""
    form, present = SellerForm(formdata=None), seller_today(list_sellers())
    form.valid_from.data = clock.today() + timedelta(days=1) if present else clock.today()
    if present:
        form.show(present)
    return render_template("invoicing/seller.html", form=form)


@billing.post("/vendeur")
@requires(Permission.MANAGE_BILLING_RULES)
def record_seller() -> View:
    """Says so."""
    form = SellerForm()
    if form.validate() and _try(
        form,
        lambda: name_seller(
            seller=form.to_seller(), valid_from=form.valid_from.data, source=form.source.data, actor=actor()
        ),
    ):
        return _done(form)
    return render_template("invoicing/seller.html", form=form), 422


@billing.get("/mentions/<code>")
@requires(Permission.MANAGE_BILLING_RULES)
def mention(code: str) -> str:
    """Asks for another text."""
    rule, form = find_rule(list_mention_rules(), {"code": code}), MentionForm(formdata=None)
    form.text.data = rule.at(_propose(form, rule)).words
    return _page(rule, form)


@billing.post("/mentions/<code>")
@requires(Permission.MANAGE_BILLING_RULES)
def record_mention(code: str) -> View:
    """Records it as a new row."""
    rule, form = find_rule(list_mention_rules(), {"code": code}), MentionForm()
    if form.validate() and _try(
        form, lambda: change_mention(code=code, text=form.text.data, change=form.to_change(), actor=actor())
    ):
        return _done(form)
    return _page(rule, form), 422


@billing.get("/tva/<code>")
@requires(Permission.MANAGE_BILLING_RULES)
def vat(code: str) -> str:
    """Asks for another rate, or for another reason for none."""
    rule = find_rule(list_vat_rules(), {"code": code})
    form = _vat_form(rule, from_page=False)
    words = rule.at(_propose(form, rule)).words
    field = form.rate if isinstance(form, RateForm) else form.text
    field.data = words
    return _page(rule, form)


@billing.post("/tva/<code>")
@requires(Permission.MANAGE_BILLING_RULES)
def record_vat(code: str) -> View:
    """Records it as a new row."""
    rule = find_rule(list_vat_rules(), {"code": code})
    form = _vat_form(rule, from_page=True)

    def act() -> None:
        taxed = isinstance(form, RateForm)
        change_vat(
            code=code,
            vat_bp=form.read_rate() if isinstance(form, RateForm) else 0,
            mention="" if taxed else form.text.data,
            change=form.to_change(),
            actor=actor(),
        )

    if form.validate() and _try(form, act):
        return _done(form)
    return _page(rule, form), 422


@billing.get("/comptes/<code>/<rate>")
@requires(Permission.MANAGE_BILLING_RULES)
def account(code: str, rate: str) -> str:
    """Asks for another account."""
    rule, form = find_rule(list_account_rules(), {"code": code, "rate": rate}), AccountForm(formdata=None)
    form.number.data, _, form.text.data = rule.at(_propose(form, rule)).words.partition(", ")
    return _page(rule, form)


@billing.post("/comptes/<code>/<rate>")
@requires(Permission.MANAGE_BILLING_RULES)
def record_account(code: str, rate: str) -> View:
    """Records it as a new row."""
    rule, form = find_rule(list_account_rules(), {"code": code, "rate": rate}), AccountForm()
    if form.validate() and _try(
        form,
        lambda: change_account(
            purpose=AccountPurpose(code),
            vat_bp=rule.vat_bp if isinstance(rule, AccountRule) else -1,
            number=form.number.data,
            label=form.text.data,
            change=form.to_change(),
            actor=actor(),
        ),
    ):
        return _done(form)
    return _page(rule, form), 422


def _vat_form(rule: DatedRule, *, from_page: bool) -> RateForm | MentionForm:
    kind = RateForm if rule.in_force.words.endswith("%") else MentionForm
    return kind() if from_page else kind(formdata=None)


def _propose(form: BillingRuleForm, rule: DatedRule) -> date:
    """Fills in tomorrow, with what counts then, and returns that day."""
    day = clock.today() + timedelta(days=1)
    form.propose(day, rule.at(day))
    return day


def _page(rule: DatedRule, form: RuleForm) -> str:
    return render_template("invoicing/rule.html", rule=rule, form=form)


def _try(form: RuleForm, act: Callable[[], None]) -> bool:
    """Does one thing, or puts the sentence of its refusal into the form."""
    try:
        with atomic():
            act()
    except InvalidInput as refusal:
        form.refuse(refusal)
        return False
    return True


def _done(form: RuleForm) -> Response:
    flash(f"C’est noté\u00a0: cela compte à partir du {form.valid_from.data:%d/%m/%Y}.", "success")
    return redirect(url_for(".overview"), 303)
