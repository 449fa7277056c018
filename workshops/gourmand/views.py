"""Public pages: the offers with their allergens, a meal for so many, another number of people."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from shared.accounts.access import actor
from shared.accounts.permissions import public
from shared.db import atomic
from shared.kernel import clock
from shared.kernel.errors import InvalidInput, NotFound, Refused
from shared.kernel.money import E4
from shared.orders.models import CustomerKind, Order
from shared.orders.pricing import Wish, price_lines, quote
from shared.orders.queries import find_order_by_secret
from shared.portal.ordering import begin_checkout, waiting_at
from workshops.gourmand.catalogue import SITE
from workshops.gourmand.checkout import Choice
from workshops.gourmand.forms import HeadsForm, MealForm
from workshops.gourmand.models import Kitchen
from workshops.gourmand.openings import find_kitchen, list_bands, list_free_slots
from workshops.gourmand.queries import Caterer, Menu, find_menu, list_menus
from workshops.gourmand.services import change_heads, find_catering

public_pages = Blueprint("gourmand", __name__, template_folder="templates")

View = str | Response | tuple[str, int]


@public_pages.get("/")
@public
def home() -> str:
    """Presents the kitchen and what it caters."""
    return render_template("gourmand/home.html", menus=list_menus())


@public_pages.get("/traiteur/<code>")
@public
def order_meal(code: str) -> View:
    """Asks for how many, then shows the price and the dates that are possible for so many."""
    try:
        menu = find_menu(code)
    except NotFound as refusal:
        flash(refusal.sentence, "info")
        return redirect(url_for(".home"))
    waiting = _waiting(code)
    values = MealForm.show(waiting) if waiting else {"heads": request.args.get("personnes", type=int)}
    kitchen = find_kitchen(clock.today())
    return _meal_page(menu, MealForm(menu, _slots(menu, values["heads"], kitchen), data=values), kitchen)


@public_pages.get("/traiteur")
@public
def order_again() -> Response:
    """Leads back to the meal that waits to be ordered."""
    waiting = _waiting()
    return redirect(url_for(".order_meal", code=waiting.offer) if waiting else url_for(".home"))


@public_pages.post("/traiteur/<code>")
@public
def choose_meal(code: str) -> View:
    """Shows the price and the dates for another number, or keeps the meal and goes on to who orders."""
    menu, kitchen = find_menu(code), find_kitchen(clock.today())
    form = MealForm(menu, _slots(menu, request.form.get("heads", type=int), kitchen))
    if "montrer" in request.form:
        form.check_heads()
        return _meal_page(menu, form, kitchen)
    if not form.validate():
        return _meal_page(menu, form, kitchen), 422
    return begin_checkout(SITE, form.to_choice().to_plain())


@public_pages.get("/nombre/<secret>")
@public
def heads(secret: str) -> str:
    """Asks for how many the meal is now."""
    order = _changeable(secret)
    form = HeadsForm(formdata=None)
    form.heads.data = find_catering(order.id).heads
    return render_template("gourmand/heads.html", order=order, secret=secret, form=form)


@public_pages.post("/nombre/<secret>")
@public
def record_heads(secret: str) -> View:
    """Changes for how many, and leads back to the order."""
    order, form = _changeable(secret), HeadsForm()
    if form.validate():
        try:
            with atomic():
                change_heads(order_id=order.id, heads=form.heads.data, actor=actor())
        except InvalidInput as refusal:
            form.refuse(refusal)
        except Refused as refusal:
            flash(refusal.sentence, "warning")
            return redirect(url_for("portal.order", secret=secret), 303)
        else:
            flash(f"C’est noté\u00a0: {form.heads.data} personnes.", "success")
            return redirect(url_for("portal.order", secret=secret), 303)
    return render_template("gourmand/heads.html", order=order, secret=secret, form=form), 422


def _slots(menu: Menu, wanted: int | None, kitchen: Kitchen) -> dict[date, tuple[int, ...]]:
    """Returns the slots for so many, none for a number that the offer is not made for."""
    offer = menu.offer
    if wanted is None or not offer.least_heads <= wanted <= offer.most_heads:
        return {}
    return list_free_slots(list_bands(menu.item.id), wanted, kitchen=kitchen)


def _meal_page(menu: Menu, form: MealForm, kitchen: Kitchen) -> str:
    heads, ticked = form.heads.data, set(form.options.data or ())
    cost = None
    if heads and not form.heads.errors and menu.offer.least_heads <= heads <= menu.offer.most_heads:
        wanted = [menu.item, *(option for option in menu.options if option.code in ticked)]
        wishes = [Wish(item.id, item.price_cents, heads * E4) for item in wanted]
        cost = quote(price_lines(menu.item.site_id, wishes, CustomerKind.PERSON))
    return render_template("gourmand/meal.html", menu=menu, form=form, cost=cost, kitchen=kitchen)


def _waiting(code: str = "") -> Choice | None:
    waiting = waiting_at(SITE)
    choice = Choice.from_plain(waiting.choice) if waiting else None
    return choice if choice and code in {"", choice.offer} else None


def _changeable(secret: str) -> Order:
    order = find_order_by_secret(secret)
    if order.site.slug != SITE or not Caterer().list_links(order, secret=secret):
        raise NotFound("Le nombre de personnes ne se change plus en ligne. Appelez la cuisine.")
    return order
