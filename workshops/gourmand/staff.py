"""The kitchen's own staff pages: the day's production, meals for our own homes, capacity, allergens."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from shared.accounts.access import actor, visitor_may
from shared.accounts.permissions import Permission, requires
from shared.db import atomic
from shared.kernel import clock
from shared.kernel.errors import InvalidInput
from shared.kernel.weeks import Month
from shared.web.navigation import NavEntry
from workshops.gourmand.catalogue import SITE
from workshops.gourmand.forms import AllergenForm, InternalMealForm, KitchenForm
from workshops.gourmand.openings import find_kitchen
from workshops.gourmand.queries import find_production, list_dishes, list_homes, list_internal_meals, list_menus
from workshops.gourmand.services import Meal, change_kitchen, note_internal_meal, say_allergens

kitchen = Blueprint("kitchen", __name__, template_folder="templates", url_prefix="/cuisine")

NAVIGATION = (
    NavEntry("Production", "kitchen.production", "pot", Permission.VIEW_ORDERS),
    NavEntry("Repas internes", "kitchen.internal", "home", Permission.VIEW_ORDERS),
    NavEntry("Cuisine", "kitchen.settings", "settings", Permission.VIEW_ORDERS),
)

View = str | Response | tuple[str, int]


@kitchen.get("/production")
@requires(Permission.VIEW_ORDERS)
def production() -> str:
    """Shows what is to be made on a day, today unless another is asked for."""
    day = _day_asked()
    return render_template(
        "gourmand/production.html",
        day=day,
        before=day - timedelta(days=1),
        after=day + timedelta(days=1),
        production=find_production(day),
        today=clock.today(),
    )


@kitchen.get("/repas-internes")
@requires(Permission.VIEW_ORDERS)
def internal() -> str:
    """Shows the meals of our own homes in a month, by analytic account, and notes more."""
    form = _meal_form(formdata=None)
    form.day.data = clock.today()
    return _internal_page(form)


@kitchen.post("/repas-internes")
@requires(Permission.MOVE_ORDERS)
def note_internal() -> View:
    """Notes meals for one of our own homes."""
    form = _meal_form()
    if form.validate():
        meal = Meal(item_id=form.item_id, heads=form.heads.data, day=form.day.data, slot=form.slot.data)
        try:
            with atomic():
                note_internal_meal(home=UUID(form.home.data), item=UUID(form.item.data), meal=meal, actor=actor())
        except InvalidInput as refusal:
            form.refuse(refusal)
        else:
            flash(f"{meal.heads} repas notés pour le {meal.day:%d/%m/%Y}.", "success")
            return redirect(url_for(".internal"), 303)
    return _internal_page(form), 422


@kitchen.get("/reglages")
@requires(Permission.VIEW_ORDERS)
def settings() -> str:
    """Shows what the kitchen can cook, and what each dish contains."""
    return _settings_page()


@kitchen.post("/reglages")
@requires(Permission.MOVE_ORDERS)
def change() -> View:
    """Sets what the kitchen can cook from a day on."""
    form = KitchenForm()
    if form.validate():
        try:
            with atomic():
                change_kitchen(
                    covers_per_slot=form.covers_per_slot.data,
                    covers_per_day=form.covers_per_day.data,
                    lock_hours=form.lock_hours.data,
                    valid_from=form.valid_from.data,
                    actor=actor(),
                )
        except InvalidInput as refusal:
            form.refuse(refusal)
        else:
            flash(f"C’est noté, à partir du {form.valid_from.data:%d/%m/%Y}.", "success")
            return redirect(url_for(".settings"), 303)
    return _settings_page(changing=form), 422


@kitchen.post("/plats/<uuid:dish>")
@requires(Permission.MOVE_ORDERS)
def allergens(dish: UUID) -> Response:
    """Says what a dish contains."""
    form = AllergenForm()
    if form.validate():
        with atomic():
            say_allergens(dish=dish, allergens=form.chosen(), actor=actor())
        flash("Les allergènes sont à jour, sur le site aussi.", "success")
    return redirect(url_for(".settings"), 303)


def _day_asked() -> date:
    try:
        return date.fromisoformat(request.args.get("jour", ""))
    except ValueError:
        return clock.today()


def _meal_form(**values: object) -> InternalMealForm:
    slots = list(find_kitchen(clock.today()).slots)
    return InternalMealForm(list_homes(), list_menus(), slots, **values)


def _internal_page(form: InternalMealForm) -> str:
    month = Month.of(clock.today())
    return render_template(
        "gourmand/internal.html",
        form=form,
        months=[(each, list_internal_meals(each)) for each in (month, month.shifted(-1))],
        may_note=visitor_may(Permission.MOVE_ORDERS, SITE),
    )


def _settings_page(*, changing: KitchenForm | None = None) -> str:
    today = clock.today()
    current = find_kitchen(today)
    if changing is None:
        changing = KitchenForm(formdata=None, obj=current)
        changing.valid_from.data = today + timedelta(days=1)
    dishes = []
    for dish in list_dishes():
        form = AllergenForm(formdata=None)
        form.show(dish)
        dishes.append((dish, form))
    return render_template(
        "gourmand/settings.html",
        current=current,
        changing=changing,
        dishes=dishes,
        may_change=visitor_may(Permission.MOVE_ORDERS, SITE),
    )
