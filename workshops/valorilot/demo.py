"""The team, invented: eleven people in the year, six of them still there at its end; the job tells no trade.

The shop has new pieces every week, and most of them find somebody.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial
from random import Random
from uuid import UUID

from sqlalchemy import select

from shared.db import session
from shared.demo.agenda import Agenda
from shared.demo.customers import household
from shared.demo.place import ACTOR, demonstrate_team
from shared.demo.plan import TeamPlan
from shared.demo.sales import change_mind, move_along, pay_online
from shared.kernel import clock
from shared.orders.baskets import put_in_basket
from shared.orders.checkout import Purchase, place_purchase
from shared.orders.models import CatalogueItem, OrderAction
from shared.workshop import registry
from workshops.valorilot.catalogue import SITE
from workshops.valorilot.models import Category, Grade, Way
from workshops.valorilot.queries import is_free
from workshops.valorilot.services import PieceDetails, list_piece

PLAN = TeamPlan(
    jobs={"Production": (11, 6)},
    here_before=6,
    leavers=5,
    placed=4,
    under_measure=11,
    mean_age=39,
    weekly_hours=(28,),
    opened=(11, 6),
)
"""What the association has published of its year, and our sharing of it out between the workshops."""

_A_DAY, _A_QUIET_DAY = 0.6, 0.08
"""How many pieces are put on sale on a working day, in the year and lately; and in between."""

_FINDS_SOMEBODY, _CHANGES_MIND = 0.75, 0.04
_WARDROBE = (
    ("Veste en laine", Category.COATS, ("S", "M", "L"), 2400),
    ("Manteau long", Category.COATS, ("M", "L"), 3800),
    ("Robe à fleurs", Category.WOMEN, ("36", "38", "40", "42"), 1400),
    ("Chemisier blanc", Category.WOMEN, ("38", "40"), 900),
    ("Pantalon de velours", Category.MEN, ("40", "42", "44"), 1100),
    ("Chemise à carreaux", Category.MEN, ("M", "L", "XL"), 800),
    ("Pull rayé", Category.CHILDREN, ("6 ans", "8 ans", "10 ans"), 500),
    ("Draps de lin, la paire", Category.HOME, ("unique",), 3200),
    ("Sac en toile reprise", Category.BAGS, ("unique",), 1600),
)
_FLAWS = ("", "", "Un bouton remplacé", "Une reprise à la manche", "Couleur un peu passée")


def sell(agenda: Agenda, day: date, busy: bool) -> None:  # noqa: FBT001 - as every workshop's
    """Puts a piece on sale on some days."""
    chance = Random(f"piece {day}")
    if chance.random() < (_A_DAY if busy else _A_QUIET_DAY):
        agenda.note(clock.at_paris(day, 9, chance.randrange(60)), partial(_list, agenda, chance))


def _list(agenda: Agenda, chance: Random) -> None:
    label, category, sizes, cents = chance.choice(_WARDROBE)
    details = PieceDetails(
        label=label,
        category=category,
        size=chance.choice(sizes),
        grade=chance.choice(tuple(Grade)),
        price_cents=cents + 100 * chance.randrange(-2, 5),
        weight_g=chance.randrange(150, 1500),
        flaws=chance.choice(_FLAWS),
    )
    item = list_piece(details=details, actor=ACTOR)
    if chance.random() < _FINDS_SOMEBODY:
        agenda.note(clock.now() + timedelta(days=chance.randrange(1, 25)), partial(_sell, agenda, item, chance))


def _sell(agenda: Agenda, public_id: UUID, chance: Random) -> None:
    item = session.scalars(select(CatalogueItem).where(CatalogueItem.public_id == public_id)).one()
    workshop = registry().get(SITE)
    if workshop is None or not is_free(item.id):
        return
    basket = UUID(int=chance.getrandbits(128), version=4)
    put_in_basket(basket=basket, item_id=item.id, seen_cents=item.price_cents)
    purchase = Purchase(
        public_id=UUID(int=chance.getrandbits(128), version=4),
        choice={"basket": str(basket), "way": chance.choice(tuple(Way)).value},
        customer=household(chance.randrange(1, 90)),
    )
    order = place_purchase(workshop=workshop, purchase=purchase, actor=ACTOR).order
    pay_online(order, actor=ACTOR)
    if chance.random() < _CHANGES_MIND:
        agenda.note(clock.now() + timedelta(hours=9), partial(change_mind, order))
        return
    steps = (OrderAction.START, OrderAction.FINISH)
    agenda.note(clock.now() + timedelta(days=1), partial(move_along, order, *steps, actor=ACTOR))
    agenda.note(clock.now() + timedelta(days=4), partial(move_along, order, OrderAction.HAND_OVER, actor=ACTOR))


demonstrate = demonstrate_team("valorilot", PLAN, sell)
