"""The kitchen, invented: forty-three people in the year, twenty of them still there at its end, and what they cook."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial
from random import Random
from uuid import UUID

from shared.demo.agenda import Agenda
from shared.demo.customers import ASSOCIATION, COMPANIES, TOWN, household
from shared.demo.place import ACTOR, demonstrate_team
from shared.demo.plan import TeamPlan
from shared.demo.sales import move_along, pay_online, pay_what_is_due
from shared.kernel import clock
from shared.kernel.errors import TradeError
from shared.orders.checkout import Purchase, place_purchase
from shared.orders.models import Order, OrderAction
from shared.orders.services import AddressDetails, CustomerDetails
from shared.payments.models import PaymentMeans
from shared.workshop import registry
from workshops.gourmand.catalogue import SITE
from workshops.gourmand.checkout import Choice
from workshops.gourmand.openings import list_bands, list_free_slots
from workshops.gourmand.queries import Menu, list_homes, list_menus
from workshops.gourmand.services import Meal, change_heads, note_internal_meal

PLAN = TeamPlan(
    jobs={"Cuisine": (25, 12), "Service en salle": (11, 5), "Plonge et entretien": (7, 3)},
    here_before=17,
    leavers=23,
    placed=8,
    under_measure=16,
    mean_age=39,
    weekly_hours=(26, 28, 30),
)
"""What the association has published of its year, and our sharing of it out between the workshops."""

_A_DAY, _A_QUIET_DAY = 0.45, 0.04
"""How many meals are ordered on a working day, in the year and lately; and in between."""

_HALLS = ("Salle des fêtes", "Salle de réunion", "Maison des associations", "Gymnase")
_HEADS = {"plateau": (6, 30), "buffet": (15, 70), "gouter": (12, 60)}
_DIETS = ("", "", "1 sans gluten", "2 végétariens", "1 allergie aux fruits à coque")
_MONDAY, _NOON = 0, 12 * 60


def sell(agenda: Agenda, day: date, busy: bool) -> None:  # noqa: FBT001 - as every workshop's
    """Feeds our own homes once a week, and takes an order on some days."""
    chance = Random(f"meal {day}")
    if day.weekday() == _MONDAY and busy:
        agenda.note(clock.at_paris(day, 8), partial(_feed_homes, day, chance))
    if chance.random() < (_A_DAY if busy else _A_QUIET_DAY):
        agenda.note(clock.at_paris(day, 10, chance.randrange(60)), partial(_order, agenda, chance))


def _feed_homes(day: date, chance: Random) -> None:
    menu = next(each for each in list_menus() if each.item.code == "plateau")
    for home in list_homes():
        for ahead in (1, 3):
            meal = Meal(
                item_id=menu.item.id, heads=chance.randrange(12, 40), day=day + timedelta(days=ahead), slot=_NOON
            )
            note_internal_meal(home=home.public_id, item=menu.item.public_id, meal=meal, actor=ACTOR)


def _order(agenda: Agenda, chance: Random) -> None:
    """Somebody orders a meal for one of the coming days, and has the rest happen on its day."""
    menu = chance.choice(list_menus())
    heads = chance.randrange(*_HEADS[menu.item.code])
    free = list(list_free_slots(list_bands(menu.item.id), heads).items())[:12]
    if not free:
        return
    day, slots = chance.choice(free)
    buyer = chance.choice((TOWN, *COMPANIES, ASSOCIATION, *(household(chance.randrange(1, 60)) for _ in range(4))))
    order = _place(_choice(menu, heads, day, chance.choice(slots), chance), buyer, chance)
    if order.deposit_cents:
        pay_online(order, actor=ACTOR)
    if chance.random() < 0.25:  # noqa: PLR2004 - one in four
        agenda.note(clock.now() + timedelta(hours=20), partial(_change_heads, order, heads + chance.randrange(-2, 4)))
    agenda.note(clock.at_paris(day, 7), partial(move_along, order, OrderAction.START, actor=ACTOR))
    done = (OrderAction.FINISH, OrderAction.HAND_OVER)
    agenda.note(clock.at_paris(day, 19), partial(move_along, order, *done, actor=ACTOR))
    pays = clock.at_paris(day + timedelta(days=chance.choice((1, 3, 12, 28))), 11)
    agenda.note(pays, partial(pay_what_is_due, order, PaymentMeans.TRANSFER, actor=ACTOR))


def _choice(menu: Menu, heads: int, day: date, slot: int, chance: Random) -> Choice:
    wanted = [menu.item, *(option for option in menu.options if chance.random() < 0.5)]  # noqa: PLR2004 - one in two
    return Choice(
        offer=menu.item.code,
        seen={item.code: item.price_cents for item in wanted},
        heads=heads,
        day=day,
        slot=slot,
        place=AddressDetails(
            label=chance.choice(_HALLS),
            street=f"{chance.randrange(1, 40)} rue des Exemples",
            postcode="80000",
            city="Amiens",
        ),
        diets=chance.choice(_DIETS),
    )


def _place(choice: Choice, buyer: CustomerDetails, chance: Random) -> Order:
    workshop = registry().get(SITE)
    if workshop is None:
        raise LookupError(SITE)
    purchase = Purchase(
        public_id=UUID(int=chance.getrandbits(128), version=4),
        choice=choice.to_plain(),
        customer=buyer,
        purchase_order=f"EJ-{chance.randrange(1000, 9999)}" if buyer is TOWN else None,
    )
    return place_purchase(workshop=workshop, purchase=purchase, actor=ACTOR).order


def _change_heads(order: Order, heads: int) -> None:
    try:
        change_heads(order_id=order.id, heads=heads, actor=ACTOR)
    except TradeError:
        # Too late, or too many: it stays as it was, as it would for anybody.
        return


demonstrate = demonstrate_team("gourmand", PLAN, sell)
