"""Public pages: vegetables and baskets, a subscription and its page, tasks for growers by quote."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from shared.accounts.access import actor
from shared.accounts.permissions import public
from shared.db import atomic
from shared.kernel.errors import InvalidInput, NotFound, Refused, TradeError
from shared.kernel.money import E4
from shared.orders.baskets import list_lines, put_in_basket
from shared.orders.links import secret_of
from shared.portal.asking import ask_for_quote
from shared.portal.basket import basket_of_visitor, own_basket
from shared.portal.ordering import begin_checkout
from shared.workshop import find_site
from workshops.agrilot import services
from workshops.agrilot.catalogue import BASKETS, SITE, VEGETABLES
from workshops.agrilot.forms import PauseForm, RoundForm, TaskForm
from workshops.agrilot.models import Subscription
from workshops.agrilot.openings import first_round
from workshops.agrilot.queries import (
    find_item_on_sale,
    find_shelf,
    find_subscription_by_secret,
    hours_of,
    list_bills,
    list_points,
    list_rounds,
    place_of,
)

public_pages = Blueprint("agrilot", __name__, template_folder="templates")

View = str | Response | tuple[str, int]


@public_pages.get("/")
@public
def home() -> str:
    """Presents the garden, its baskets and its vegetables."""
    return render_template("agrilot/home.html", shelf=find_shelf())


@public_pages.post("/legumes/<code>")
@public
def take(code: str) -> Response:
    """Puts vegetables into the basket."""
    try:
        with atomic():
            item = find_item_on_sale(code, VEGETABLES)
            wanted = request.form.get("quantite", 1, type=int)
            seen = request.form.get("prix", item.price_cents, type=int)
            put_in_basket(basket=own_basket(), item_id=item.id, seen_cents=seen, quantity_e4=wanted * E4)
    except TradeError as refusal:
        flash(refusal.sentence, "warning")
        return redirect(url_for(".home", _anchor="legumes"), 303)
    flash(f"{item.label}\u00a0: dans votre panier.", "success")
    return redirect(url_for(".home", _anchor="legumes"), 303)


@public_pages.get("/commander")
@public
def basket_checkout() -> View:
    """Asks where and when the vegetables are fetched."""
    return _round_page(RoundForm(list_points()))


@public_pages.post("/commander")
@public
def choose_round() -> View:
    """Keeps where and when, and goes on to who orders."""
    form, basket = RoundForm(list_points()), basket_of_visitor()
    if basket is None or not form.validate():
        return _round_page(form, status=422)
    point, day = form.chosen
    return begin_checkout(SITE, {"basket": str(basket), "point": point, "day": day.isoformat()})


@public_pages.get("/paniers/<code>")
@public
def subscribe(code: str) -> View:
    """Asks where and from when somebody wants a basket every week."""
    try:
        item = find_item_on_sale(code, BASKETS)
    except NotFound as refusal:
        flash(refusal.sentence, "info")
        return redirect(url_for(".home"))
    form = RoundForm(list_points(), data={"seen": str(item.price_cents)})
    return render_template("agrilot/subscribe.html", item=item, form=form)


@public_pages.post("/paniers/<code>")
@public
def begin_subscription(code: str) -> View:
    """Keeps where and from when, and goes on to who subscribes."""
    item, form = find_item_on_sale(code, BASKETS), RoundForm(list_points())
    if not form.validate():
        return render_template("agrilot/subscribe.html", item=item, form=form), 422
    point, day = form.chosen
    seen = int(form.seen.data) if (form.seen.data or "").isdigit() else item.price_cents
    return begin_checkout(SITE, {"size": code, "seen": seen, "point": point, "day": day.isoformat()})


@public_pages.get("/abonnement/<secret>")
@public
def subscription(secret: str) -> str:
    """Shows a subscription to whoever holds its secret: the coming baskets, the pauses, the invoices."""
    return _subscription_page(find_subscription_by_secret(secret), secret)


@public_pages.post("/abonnement/<secret>/sauter/<day>")
@public
def skip(secret: str, day: str) -> Response:
    """Leaves one week out."""
    found = find_subscription_by_secret(secret)
    try:
        first, last = services.week_pause(date.fromisoformat(day))
        with atomic():
            services.pause(subscription_id=found.id, first=first, last=last, actor=actor())
    except ValueError:
        flash("Ce jour n’existe pas.", "warning")
    except TradeError as refusal:
        flash(refusal.sentence, "warning")
    else:
        flash("C’est noté\u00a0: pas de panier cette semaine-là.", "success")
    return redirect(url_for(".subscription", secret=secret), 303)


@public_pages.post("/abonnement/<secret>/pause")
@public
def pause(secret: str) -> View:
    """Pauses from one day to another."""
    found, form = find_subscription_by_secret(secret), PauseForm()
    if form.validate():
        try:
            with atomic():
                services.pause(subscription_id=found.id, first=form.first.data, last=form.last.data, actor=actor())
        except InvalidInput as refusal:
            form.refuse(refusal)
        except Refused as refusal:
            flash(refusal.sentence, "warning")
            return redirect(url_for(".subscription", secret=secret), 303)
        else:
            flash("C’est noté. Regardez vos prochains paniers.", "success")
            return redirect(url_for(".subscription", secret=secret), 303)
    return _subscription_page(found, secret, form), 422


@public_pages.post("/abonnement/<secret>/reprendre/<uuid:pause>")
@public
def resume(secret: str, pause: UUID) -> Response:
    """Takes a pause back."""
    found = find_subscription_by_secret(secret)
    try:
        with atomic():
            services.resume(subscription_id=found.id, pause=pause, actor=actor())
    except TradeError as refusal:
        flash(refusal.sentence, "warning")
    else:
        flash("C’est noté. Regardez vos prochains paniers.", "success")
    return redirect(url_for(".subscription", secret=secret), 303)


@public_pages.post("/abonnement/<secret>/arreter")
@public
def stop(secret: str) -> Response:
    """Stops a subscription, online as it began."""
    found = find_subscription_by_secret(secret)
    try:
        with atomic():
            services.stop(subscription_id=found.id, actor=actor())
    except Refused as refusal:
        flash(refusal.sentence, "warning")
    else:
        flash("Votre abonnement est arrêté. Merci d’avoir mangé nos légumes.", "success")
    return redirect(url_for(".subscription", secret=secret), 303)


@public_pages.get("/travaux")
@public
def tasks() -> str:
    """Asks what task a grower wants done."""
    return render_template("agrilot/tasks.html", form=TaskForm())


@public_pages.post("/travaux")
@public
def ask_for_task() -> View:
    """Sends the request."""
    form = TaskForm()
    if not form.validate():
        return render_template("agrilot/tasks.html", form=form), 422
    return ask_for_quote(SITE, form, purchase_order=form.purchase_order.data or None)


def _round_page(form: RoundForm, status: int = 200) -> View:
    lines = list_lines(basket_of_visitor(), find_site(SITE).id)
    if not lines:
        return redirect(url_for("portal.basket"), 303)
    return render_template("agrilot/round.html", form=form, lines=lines), status


def _subscription_page(found: Subscription, secret: str, form: PauseForm | None = None) -> str:
    bills = [(order, url_for("portal.order", secret=secret_of(order.public_id))) for order in list_bills(found.id)]
    earliest = first_round(found.point)
    return render_template(
        "agrilot/subscription.html",
        subscription=found,
        secret=secret,
        rounds=list_rounds(found),
        place=place_of(found.point),
        hours=hours_of(found.point),
        pauses=[each for each in found.pauses if each.last >= earliest],
        bills=bills,
        form=form or PauseForm(formdata=None),
    )
