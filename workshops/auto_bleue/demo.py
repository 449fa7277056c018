"""The garage, invented: who works there, who brings a car, and what becomes of it.

The team is that of the published year: 11 mechanics, 5 cleaners, 3 body-shop assistants.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from random import Random
from uuid import UUID

from shared.demo.agenda import Agenda
from shared.demo.customers import PROFESSIONALS, household
from shared.demo.days import live_on
from shared.demo.place import ACTOR
from shared.demo.plan import TeamPlan
from shared.demo.sales import call_off, give_back, pay_online, pay_what_is_due, walk_away
from shared.demo.team import place_accounts, settle_team
from shared.kernel import clock
from shared.kernel.weeks import Month, days_between
from shared.orders.catalogue.queries import list_items, options_on_sale
from shared.orders.models import Order, OrderAction
from shared.orders.services import CustomerDetails, move_order
from shared.payments.models import PaymentMeans
from shared.payments.places import confirm_unpaid
from shared.payroll.holidays import is_working_day
from shared.workshop import DemoSpan, find_site
from workshops.auto_bleue.catalogue import SITE
from workshops.auto_bleue.openings import find_service_need, list_free_slots
from workshops.auto_bleue.services import Booking, Chosen, book

PLAN = TeamPlan(
    jobs={"Mécanicien": (11, 6), "Agent de nettoyage": (5, 3), "Aide carrossier": (3, 2)},
    here_before=8,
    leavers=8,
    placed=4,
    under_measure=8,
    mean_age=39,
    weekly_hours=(26, 26, 28, 30),
    employee=("Charlie", "Salarié"),
)
"""What the association has published of its year, and our sharing of it out between the workshops."""

_A_DAY, _A_QUIET_DAY = (2, 2, 3, 3, 3), (0, 0, 1)
"""How many book on a working day, in the year and lately; and in between."""

_HOUSEHOLDS = 180
_FOR_A_PROFESSIONAL = 0.12
_PAYS_AFTER = dict(zip(PROFESSIONALS, (24, 18, 75, 33), strict=True))
"""After how many days each of those who are invoiced pays: one is always late."""
_OF_ACCOUNT = 0.03
_VEHICLES = ("Renault Clio", "Peugeot 208", "Citroën Berlingo", "Dacia Sandero", "Renault Kangoo", "Fiat Panda")
_LETTERS = "ABCDEFGHJKLMNPQRSTVWXYZ"
_TAKES_OPTION, _KNOWS_MILEAGE, _USED_PARTS = 0.25, 0.5, 0.5
_COUNTER = (PaymentMeans.CARD_COUNTER, PaymentMeans.CASH, PaymentMeans.CHEQUE)
_FATES = {"online": 52, "counter": 32, "walks_away": 7, "calls_off": 4, "gets_back": 3, "never_comes": 2}
"""Of a hundred households that book: who pays how, who does not, who changes their mind, who is not content."""

_HOURS = {OrderAction.START: 9, OrderAction.FINISH: 12, OrderAction.HAND_OVER: 17}


def demonstrate(span: DemoSpan) -> None:
    """Invents the team, once, its days and the garage's orders."""
    site = find_site(SITE)
    present = settle_team(site=site, plan=PLAN, span=span, actor=ACTOR)
    if present:
        place_accounts(site=site, person=present[0].person, actor=ACTOR)
    live_on(site=site, span=span, actor=ACTOR)
    agenda = Agenda()
    for day in days_between(span.first, span.today):
        if is_working_day(day):
            _note_bookings(agenda, day, span)
    agenda.live(clock.now())


def _note_bookings(agenda: Agenda, day: date, span: DemoSpan) -> None:
    busy = day.year == span.year or day >= Month.of(span.today).shifted(-1).first
    chance = Random(day.toordinal())
    for place in range(chance.choice(_A_DAY if busy else _A_QUIET_DAY) * span.scale):
        moment = clock.at_paris(day, 9 + 2 * place % 9, chance.randrange(60))
        agenda.note(moment, _Story(agenda, Random(f"{day} {place}")).begin)


@dataclass
class _Story:
    """One customer's: what they book, how they pay, and what becomes of their car."""

    agenda: Agenda
    chance: Random

    def begin(self) -> None:
        """Books, and has the rest happen on its day."""
        booking = self._booking()
        if booking is None:
            return
        order = book(booking=booking, actor=ACTOR).order
        if pays_after := _PAYS_AFTER.get(booking.customer):
            self._on_invoice(order, booking.day, pays_after)
        else:
            fate = self.chance.choices(list(_FATES), list(_FATES.values()))[0]
            getattr(self, f"_{fate}")(order, booking.day)

    def _online(self, order: Order, day: date) -> None:
        pay_online(order, actor=ACTOR)
        self._work(order, day)

    def _counter(self, order: Order, day: date) -> None:
        confirm_unpaid(order_id=order.id, actor=ACTOR)
        means = self.chance.choice(_COUNTER)
        self._work(order, day, before_it_leaves=partial(pay_what_is_due, order, means, actor=ACTOR))

    def _on_invoice(self, order: Order, day: date, pays_after: int) -> None:
        confirm_unpaid(order_id=order.id, actor=ACTOR)
        self._work(order, day)
        pay = partial(pay_what_is_due, order, PaymentMeans.TRANSFER, actor=ACTOR)
        self.agenda.note(clock.at_paris(day + timedelta(days=pays_after), 11), pay)

    def _walks_away(self, order: Order, _day: date) -> None:
        self.agenda.note(clock.now() + timedelta(minutes=21), partial(walk_away, order))

    def _calls_off(self, order: Order, day: date) -> None:
        pay_online(order, actor=ACTOR)
        before = clock.at_paris(day, 8) - timedelta(hours=self.chance.randrange(1, 12))
        reason = "Le client ne peut pas venir"
        self.agenda.note(max(before, clock.now()), partial(call_off, order, reason, actor=ACTOR))

    def _gets_back(self, order: Order, day: date) -> None:
        self._online(order, day)
        reason = "Geste commercial\u00a0: travail repris"
        back = partial(give_back, order, order.gross_cents // 5, reason, actor=ACTOR)
        self.agenda.note(clock.at_paris(day + timedelta(days=4), 15), back)

    def _never_comes(self, order: Order, day: date) -> None:
        confirm_unpaid(order_id=order.id, actor=ACTOR)
        reason = "Le véhicule n’est pas venu"
        self.agenda.note(clock.at_paris(day, 18), partial(call_off, order, reason, actor=ACTOR))

    def _work(self, order: Order, day: date, before_it_leaves: Callable[[], object] | None = None) -> None:
        """Moves an order along on its day; who pays on site does so when the car is ready."""
        for action, hour in _HOURS.items():
            moment = clock.at_paris(day, hour)
            if action is OrderAction.HAND_OVER and before_it_leaves:
                self.agenda.note(moment, before_it_leaves)
            self.agenda.note(moment, partial(move_order, order_id=order.id, action=action, actor=ACTOR))

    def _booking(self) -> Booking | None:
        """Returns what somebody wants and when, None when the garage has no slot left for it."""
        chance = self.chance
        customer = _customer(chance)
        item = chance.choice(list_items(SITE))
        options = [option for option in options_on_sale(item) if chance.random() < _TAKES_OPTION]
        slots = list_free_slots(item, clock.today(), options)
        free = [(day, start) for day, starts in slots.items() for start in starts]
        if not free:
            return None
        day, starts_at = chance.choice(free[: len(free) // 2 + 1])
        plate, vehicle = _vehicle(customer, chance)
        return Booking(
            order_public_id=UUID(int=chance.getrandbits(128), version=4),
            service=Chosen(item.id, item.price_cents),
            options=tuple(Chosen(option.id, option.price_cents) for option in options),
            mileage_km=chance.randrange(20_000, 220_000) if chance.random() < _KNOWS_MILEAGE else None,
            used_parts=chance.random() < _USED_PARTS if find_service_need(item.id).fits_parts else None,
            plate=plate,
            vehicle=vehicle,
            day=day,
            starts_at=starts_at,
            customer=customer,
            purchase_order=f"EJ-{chance.randrange(1000, 9999)}" if customer.service_code else None,
        )


def _customer(chance: Random) -> CustomerDetails:
    draw = chance.random()
    if draw < _FOR_A_PROFESSIONAL:
        return chance.choice(PROFESSIONALS)
    if draw < _FOR_A_PROFESSIONAL + _OF_ACCOUNT:
        return household(0)
    return household(chance.randrange(1, _HOUSEHOLDS))


def _vehicle(owner: CustomerDetails, chance: Random) -> tuple[str, str]:
    """Returns the plate and the make of one of somebody's vehicles: the same each time they come."""
    own = Random(f"{owner.email} {chance.randrange(2)}")
    letters = "".join(own.choices(_LETTERS, k=4))
    return f"{letters[:2]}-{own.randrange(100, 999)}-{letters[2:]}", own.choice(_VEHICLES)
