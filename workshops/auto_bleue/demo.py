"""A month of the garage, invented: who works there, who brings a car, and what becomes of it.

The team is that of the published year: 11 mechanics, 5 cleaners, 3 body-shop assistants.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from random import Random
from uuid import UUID

from shared.kernel import clock
from shared.kernel.weeks import days_between
from shared.orders.catalogue.queries import list_items, options_on_sale
from shared.orders.models import CatalogueItem, CustomerKind, Order, OrderAction
from shared.orders.services import CustomerDetails, move_order
from shared.payments.balance import find_balance
from shared.payments.events import receive_event
from shared.payments.gateway import HostedPage, SessionState, StripeNews
from shared.payments.models import PaymentAttempt, PaymentMeans
from shared.payments.places import confirm_unpaid
from shared.payments.services import prepare_attempt, receive_payment, store_session
from shared.payroll.demo import live_on
from shared.people.demo import Post, place_accounts, plan_team
from shared.workshop import find_site
from workshops.auto_bleue.catalogue import SITE
from workshops.auto_bleue.openings import find_service_need, list_free_slots
from workshops.auto_bleue.services import Booking, Chosen, book

ACTOR = "demo"
SATURDAY = 5

TEAM = {"Mécanicien": (6, 5), "Agent de nettoyage": (3, 2), "Aide carrossier": (2, 1)}
"""By job: how many are here now, and how many left within the year. Source: the published year."""

_WEEKLY_HOURS = (26, 26, 28, 30)

# Telephone numbers that the authority keeps for fiction.
_CUSTOMERS = (
    ("Camille Saule", "camille.saule@example.org", "06 39 98 00 01", "3 rue des Exemples", "Amiens", "80000"),
    ("Noé Bruyère", "noe.bruyere@example.org", "06 39 98 00 02", "18 rue des Exemples", "Amiens", "80080"),
    ("Inès Charme", "ines.charme@example.org", "06 39 98 00 03", "7 allée des Exemples", "Longueau", "80330"),
    ("Yanis Tilleul", "yanis.tilleul@example.org", "06 39 98 00 04", "42 rue des Exemples", "Rivery", "80136"),
    ("Jeanne Alisier", "jeanne.alisier@example.org", "06 39 98 00 05", "5 place des Exemples", "Salouël", "80480"),
    ("Morgan Client", "client@example.org", "06 39 98 00 06", "11 rue des Exemples", "Amiens", "80000"),
    ("Lina Cormier", "lina.cormier@example.org", "06 39 98 00 07", "26 rue des Exemples", "Dury", "80480"),
    ("Sacha Fusain", "sacha.fusain@example.org", "06 39 98 00 08", "2 impasse des Exemples", "Camon", "80450"),
    ("Adèle Noyer", "adele.noyer@example.org", "06 39 98 00 09", "9 rue des Exemples", "Amiens", "80090"),
    ("Ilan Troène", "ilan.troene@example.org", "06 39 98 00 10", "31 rue des Exemples", "Boves", "80440"),
    ("Maya Sorbier", "maya.sorbier@example.org", "06 39 98 00 11", "14 rue des Exemples", "Amiens", "80000"),
    ("Robin Houx", "robin.houx@example.org", "06 39 98 00 12", "6 chemin des Exemples", "Pont-de-Metz", "80480"),
)
_TOWN = CustomerDetails(
    kind=CustomerKind.PUBLIC,
    name="Commune d’Exemple",
    contact="Service des achats",
    email="mairie@example.org",
    phone="03 53 01 00 01",
    street="1 place de la Mairie",
    postcode="80000",
    city="Amiens",
    # A valid key, and nobody's number.
    siret="98765432400001",
    service_code="GARAGE",
)
_FOR_THE_TOWN = 0.1
_TOWN_PAYS_AFTER = timedelta(days=18)
_VEHICLES = ("Renault Clio", "Peugeot 208", "Citroën Berlingo", "Dacia Sandero", "Renault Kangoo", "Fiat Panda")
_LETTERS = "ABCDEFGHJKLMNPQRSTVWXYZ"
_PER_DAY = (1, 1, 2, 2, 3)
_STILL_THINKING = 0.1
_ON_SITE = 0.3
_TAKES_OPTION, _KNOWS_MILEAGE, _USED_PARTS = 0.25, 0.5, 0.5
_COUNTER = (PaymentMeans.CARD_COUNTER, PaymentMeans.CASH, PaymentMeans.CHEQUE)


def demonstrate(first: date, last: date) -> None:
    """Invents the team (once), its days and the garage's orders from `first` to `last`, both included."""
    site = find_site(SITE)
    hired = live_on(site=site, posts=_posts(last), first=first, last=last, actor=ACTOR)
    if hired:
        place_accounts(site=site, person=hired[0], actor=ACTOR)
    items = list(list_items(SITE))
    for day in days_between(first, last):
        if day.weekday() < SATURDAY:
            _invent_sales(day, last, items)


def _posts(today: date) -> list[Post]:
    """Returns the posts of the published year; the first is that of the account that everybody may try."""
    first, *others = plan_team(today, TEAM, _WEEKLY_HOURS)
    return [replace(first, name=("Charlie", "Salarié")), *others]


def _invent_sales(day: date, today: date, items: list[CatalogueItem]) -> None:
    chance = Random(day.toordinal())
    now = clock.now()
    for place in range(chance.choice(_PER_DAY)):
        moment = clock.at_paris(day, 9 + 3 * place, chance.randrange(60))
        if moment > now:
            return
        with clock.at(moment):
            booking = _booking(chance, items)
            order = book(booking=booking, actor=ACTOR).order
            draw = chance.random()
            on_invoice = booking.customer is _TOWN
            later = on_invoice or draw < _STILL_THINKING + _ON_SITE
            if not later:
                _pay(order)
            elif on_invoice or draw >= _STILL_THINKING:
                confirm_unpaid(order_id=order.id, actor=ACTOR)
        if on_invoice or draw >= _STILL_THINKING:
            means = chance.choice(_COUNTER) if later and not on_invoice else None
            _work(order, booking.day, today, means)
        if on_invoice:
            _transfer(order, booking.day)


def _booking(chance: Random, items: list[CatalogueItem]) -> Booking:
    name, email, phone, street, city, postcode = chance.choice(_CUSTOMERS)
    item, for_the_town = chance.choice(items), chance.random() < _FOR_THE_TOWN
    options = [option for option in options_on_sale(item) if chance.random() < _TAKES_OPTION]
    slots = list_free_slots(item, clock.today(), options)
    free = [(day, start) for day, starts in slots.items() for start in starts]
    day, starts_at = chance.choice(free[: len(free) // 2 + 1])
    plate, vehicle = _vehicle("mairie" if for_the_town else email, chance.randrange(2))
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
        customer=_TOWN
        if for_the_town
        else CustomerDetails(
            name=name,
            email=email,
            phone=phone,
            street=street,
            postcode=postcode,
            city=city,
        ),
        purchase_order=f"EJ-{chance.randrange(1000, 9999)}" if for_the_town else None,
    )


def _vehicle(owner: str, number: int) -> tuple[str, str]:
    """Returns the plate and the make of one of somebody's vehicles: the same each time they come."""
    chance = Random(f"{owner} {number}")
    letters = "".join(chance.choices(_LETTERS, k=4))
    return f"{letters[:2]}-{chance.randrange(100, 999)}-{letters[2:]}", chance.choice(_VEHICLES)


def _pay(order: Order) -> None:
    """Pays as a customer does: a page opens, and Stripe tells that it was paid."""
    attempt = prepare_attempt(order_id=order.id)
    page = HostedPage(f"cs_demo_{attempt.public_id.hex}", "https://example.org/paiement")
    store_session(attempt_id=attempt.id, page=page, actor=ACTOR)
    receive_event(news=_news(attempt, order, page), actor="stripe")


def _news(attempt: PaymentAttempt, order: Order, page: HostedPage) -> StripeNews:
    return StripeNews(
        id=f"evt_demo_{attempt.public_id.hex}",
        type="checkout.session.completed",
        created_at=clock.now(),
        live=False,
        session=SessionState(
            id=page.session_id,
            payment_status="paid",
            amount_cents=attempt.amount_cents,
            currency=attempt.currency,
            order_reference=str(order.public_id),
            attempt_reference=str(attempt.public_id),
            payment_intent=f"pi_demo_{attempt.public_id.hex}",
        ),
    )


def _transfer(order: Order, day: date) -> None:
    """Pays an invoice as a town does: some weeks after the vehicle came back."""
    moment = clock.at_paris(day + _TOWN_PAYS_AFTER, 11)
    if moment <= clock.now():
        with clock.at(moment):
            due = find_balance(order.id).due_cents
            receive_payment(order_id=order.id, means=PaymentMeans.TRANSFER, amount_cents=due, actor=ACTOR)


def _work(order: Order, day: date, today: date, means: PaymentMeans | None) -> None:
    """Moves an order along as far as its day lets it; who pays on site does so when the car is ready."""
    hours = zip((OrderAction.START, OrderAction.FINISH, OrderAction.HAND_OVER), (9, 12, 17), strict=True)
    for action, hour in hours:
        moment = clock.at_paris(day, hour)
        if moment <= clock.now() and day <= today:
            with clock.at(moment):
                if means and action is OrderAction.HAND_OVER:
                    receive_payment(order_id=order.id, means=means, amount_cents=order.gross_cents, actor=ACTOR)
                move_order(order_id=order.id, action=action, actor=ACTOR)
