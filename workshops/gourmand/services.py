"""Ordering a meal, changing for how many, feeding our own homes, keeping the kitchen. Acts belong to a unit."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import select

from shared.audit.services import record_event
from shared.db import session
from shared.kernel import clock
from shared.kernel.errors import Conflict, InvalidInput, NotFound, Refused
from shared.kernel.money import E4
from shared.orders.models import CatalogueItem, OrderLine
from shared.orders.services import lock_order
from shared.payments.amendment import amend_order
from workshops.gourmand.allergens import Allergen
from workshops.gourmand.calendar import lead_hours, starts_at
from workshops.gourmand.models import Catering, Dish, InternalHome, InternalMeal, Kitchen, Offer
from workshops.gourmand.openings import find_kitchen, has_room_for, hold_kitchen, list_bands, list_free_slots, room_left

FULL = "Ce créneau n’est plus possible pour autant de personnes. Voici ceux qui le sont."
MOST_INTERNAL = 1_000


@dataclass(frozen=True, kw_only=True)
class Meal:
    """What is to be cooked for an order."""

    item_id: int
    heads: int
    day: date
    slot: int
    diets: str = ""


def check_heads(offer: Offer, heads: int) -> None:
    """Raises InvalidInput (field `heads`) when an offer is not made for so many."""
    if not offer.least_heads <= heads <= offer.most_heads:
        raise InvalidInput("heads", f"De {offer.least_heads} à {offer.most_heads} personnes pour cette offre.")


def expect_meal(order_id: int, *, meal: Meal) -> Catering:
    """Takes the room of a meal in the kitchen; meals are taken one after the other, so nobody else gets it meanwhile.

    Raises InvalidInput (field `heads`), Conflict when lead time or room do not allow it any more.
    """
    hold_kitchen()
    check_heads(session.get_one(Offer, meal.item_id), meal.heads)
    free = list_free_slots(list_bands(meal.item_id), meal.heads, only=meal.day)
    if meal.slot not in free.get(meal.day, ()):
        raise Conflict(FULL)
    return Catering(
        order_id=order_id,
        item_id=meal.item_id,
        heads=meal.heads,
        day=meal.day,
        slot=meal.slot,
        diets=meal.diets,
    )


def change_heads(*, order_id: int, heads: int, actor: str) -> None:
    """Cooks for more or fewer, until the hour when the number is final; every line by the head follows.

    Raises InvalidInput (field `heads`) for a number that the offer, the lead time or the room do not allow, Refused
    after that hour.
    """
    order = lock_order(order_id)
    hold_kitchen()
    catering = find_catering(order_id)
    if clock.now() > lock_of(catering):
        raise Refused("Le nombre est définitif\u00a0: l’équipe a fait ses achats. Appelez-la en cas d’imprévu.")
    check_heads(session.get_one(Offer, catering.item_id), heads)
    if heads > catering.heads:
        _check_more(catering, heads)
    before, catering.heads = catering.heads, heads
    session.flush()
    lines = session.scalars(select(OrderLine).where(OrderLine.order_id == order_id)).all()
    quantities = {line.position: heads * E4 for line in lines if line.quantity_e4 == before * E4}
    amend_order(order_id=order_id, quantities_e4=quantities, actor=actor)
    detail: dict[str, object] = {"from": before, "to": heads}
    record_event(actor=actor, action="gourmand.heads_changed", subject=f"order:{order.public_id}", detail=detail)


def _check_more(catering: Catering, heads: int) -> None:
    hours = lead_hours(list_bands(catering.item_id), heads)
    if hours is None or clock.now() + timedelta(hours=hours) > starts_at(catering.day, catering.slot):
        raise InvalidInput("heads", f"Pour {heads} personnes, il faut commander {hours or 0} heures avant.")
    if not has_room_for(catering.day, catering.slot, heads, but=catering.order_id):
        left = max(catering.heads, min(heads, room_left(catering.day, but=catering.order_id)))
        raise InvalidInput("heads", f"La cuisine est pleine ce jour-là\u00a0: {left} personnes au plus.")


def lock_of(catering: Catering) -> datetime:
    """Returns the instant from which the number of heads is final."""
    return starts_at(catering.day, catering.slot) - timedelta(hours=find_kitchen(clock.today()).lock_hours)


def find_catering(order_id: int) -> Catering:
    """Returns the meal of an order; raises NotFound."""
    found = session.scalar(select(Catering).where(Catering.order_id == order_id))
    if found is None:
        raise NotFound("Cette commande n’est pas un repas.")
    return found


def note_internal_meal(*, home: UUID, item: UUID, meal: Meal, actor: str) -> None:
    """Notes meals for one of our own homes, or another number for the same; they take room and are never invoiced.

    Raises InvalidInput (fields `heads`, `day`) when the kitchen has no room, NotFound.
    """
    hold_kitchen()
    found = session.scalar(select(InternalHome).where(InternalHome.public_id == home))
    sold = session.scalar(select(CatalogueItem).join(Offer).where(CatalogueItem.public_id == item))
    if found is None or sold is None:
        raise NotFound("Cette maison ou ce menu n’existe pas.")
    if not 0 < meal.heads <= MOST_INTERNAL:
        raise InvalidInput("heads", f"De 1 à {MOST_INTERNAL} repas.")
    if meal.day < clock.today():
        raise InvalidInput("day", "Ce jour est passé. Choisissez aujourd’hui ou plus tard.")
    same = select(InternalMeal).where(
        InternalMeal.home_id == found.id, InternalMeal.day == meal.day, InternalMeal.slot == meal.slot
    )
    row = session.scalar(same.with_for_update())
    already = row.heads if row else 0
    if not has_room_for(meal.day, meal.slot, meal.heads - already):
        raise InvalidInput(
            "heads", f"La cuisine est pleine\u00a0: encore {max(0, room_left(meal.day))} repas ce jour-là."
        )
    if row is None:
        row = InternalMeal(home_id=found.id, day=meal.day, slot=meal.slot)
        session.add(row)
    row.item_id, row.heads, row.noted_by, row.noted_at = sold.id, meal.heads, actor, clock.now()
    session.flush()
    detail: dict[str, object] = {"day": meal.day.isoformat(), "heads": meal.heads}
    record_event(actor=actor, action="gourmand.internal_meal", subject=f"account:{found.account}", detail=detail)


def say_allergens(*, dish: UUID, allergens: Collection[Allergen], actor: str) -> None:
    """Says what a dish contains from now on; raises NotFound."""
    found = session.scalar(select(Dish).where(Dish.public_id == dish).with_for_update())
    if found is None:
        raise NotFound("Ce plat n’existe pas.")
    found.allergens, found.changed_by = [each.value for each in Allergen if each in allergens], actor
    session.flush()
    detail: dict[str, object] = {"allergens": found.allergens}
    record_event(actor=actor, action="gourmand.allergens_said", subject=f"dish:{found.code}", detail=detail)


def change_kitchen(*, covers_per_slot: int, covers_per_day: int, lock_hours: int, valid_from: date, actor: str) -> None:
    """Sets what the kitchen can cook from a day on; raises InvalidInput naming the field."""
    if covers_per_slot > covers_per_day:
        raise InvalidInput("covers_per_slot", "Un créneau ne peut pas avoir plus de couverts que la journée.")
    if valid_from < clock.today():
        raise InvalidInput("valid_from", "Choisissez aujourd’hui ou plus tard.")
    if session.scalar(select(Kitchen.id).where(Kitchen.valid_from == valid_from)) is not None:
        raise InvalidInput("valid_from", "La cuisine change déjà ce jour-là\u00a0: choisissez un autre jour.")
    now = find_kitchen(valid_from)
    session.add(
        Kitchen(
            valid_from=valid_from,
            weekdays=now.weekdays,
            slots=now.slots,
            covers_per_slot=covers_per_slot,
            covers_per_day=covers_per_day,
            days_offered=now.days_offered,
            lock_hours=lock_hours,
            deposit_bp=now.deposit_bp,
            noted_by=actor,
        )
    )
    session.flush()
    record_event(actor=actor, action="gourmand.kitchen_changed", subject=f"day:{valid_from}")
