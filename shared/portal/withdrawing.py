"""The function by which a consumer withdraws from an order, compulsory since 19 June 2026."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from shared.accounts.permissions import public
from shared.db import atomic
from shared.kernel.errors import Refused
from shared.orders.models import Order
from shared.orders.queries import find_order_by_secret
from shared.orders.terms.texts import list_terms
from shared.orders.terms.withdrawal import declare_withdrawal, right_to_withdraw
from shared.portal.blueprint import portal
from shared.portal.forms import WithdrawalForm
from shared.web.context import view_of
from shared.workshop import registry


@portal.get("/commande/<secret>/renoncer")
@public
def withdraw(secret: str) -> Response | str:
    """Asks for the declaration, with what follows from it."""
    order = find_order_by_secret(secret)
    if not right_to_withdraw(order).possible:
        flash("Le délai pour changer d’avis est passé, ou cette commande n’en a pas.", "info")
        return redirect(url_for(".order", secret=secret))
    form = WithdrawalForm(formdata=None)
    form.name.data = order.customer.name
    return _page(order, secret, form)


@portal.post("/commande/<secret>/renoncer")
@public
def declare(secret: str) -> Response | tuple[str, int]:
    """Takes the declaration, and acknowledges it by mail with its day and hour."""
    order, form = find_order_by_secret(secret), WithdrawalForm()
    if not form.validate():
        return _page(order, secret, form), 422
    try:
        with atomic():
            declare_withdrawal(order_id=order.id, name=form.name.data)
    except Refused as refusal:
        flash(refusal.sentence, "warning")
    else:
        flash("C’est noté. Un courriel vous le confirme, avec le jour et l’heure.", "success")
    return redirect(url_for(".order", secret=secret), 303)


def _page(order: Order, secret: str, form: WithdrawalForm) -> str:
    workshop = registry().get(order.site.slug)
    articles = list_terms(order.site_id, [order.withdrawal] if order.withdrawal else [])
    return render_template(
        "portal/withdraw.html",
        here=view_of(workshop) if workshop else None,
        order=order,
        secret=secret,
        form=form,
        articles=[article for article in articles if article.code.startswith("retractation")],
    )
