"""A basket every week: subscribed, left out, paused, stopped, fetched from a list, invoiced once a month."""

from __future__ import annotations

from contextlib import AbstractContextManager
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from shared.db import atomic, session
from shared.invoicing.models import Invoice
from shared.kernel import clock
from shared.kernel.codes import Unit
from shared.kernel.errors import Conflict, InvalidInput, Refused
from shared.kernel.identifiers import new_public_id
from shared.kernel.weeks import Month, Week
from shared.notifications.models import Mail
from shared.orders.closures.services import close_days, open_again
from shared.orders.links import secret_of
from shared.orders.models import CatalogueItem, Closure, Order, OrderStatus
from shared.orders.quotes.offer import Offer, OfferedLine
from shared.orders.quotes.services import request_quote, send_quote
from shared.orders.services import CustomerDetails, register_customer
from shared.orders.stock import count_in, list_wrong_levels
from shared.payments.balance import find_balance
from shared.workshop import find_site
from tests.integration.orders.test_deposits import FIRM, list_everything_wrong
from tests.support import sales
from tests.support.client import Visitor
from tests.support.personas import client_of, supervisor_of
from workshops.agrilot.jobs import bill
from workshops.agrilot.models import BasketPause, PickupPoint, Subscription
from workshops.agrilot.openings import deliveries, first_round
from workshops.agrilot.queries import list_rounds, list_week
from workshops.agrilot.services import (
    LINK,
    bill_month,
    find_subscription,
    pause,
    resume,
    stop,
    subscribe,
)

MONDAY = date(2026, 11, 2)
THURSDAY = date(2026, 11, 5)


def noon(day: date) -> AbstractContextManager[None]:
    """Lets the story go on at noon of a day."""
    return clock.at(clock.at_paris(day, 12))


def sign(
    starts_on: date = THURSDAY, *, buyer: CustomerDetails = sales.BUYER, size: str = "panier-moyen"
) -> Subscription:
    """Subscribes on the Monday of the first week, at a point that is open on Thursdays."""
    sales.name_the_seller()
    item = session.scalars(select(CatalogueItem).where(CatalogueItem.code == size)).one()
    point = session.scalars(select(PickupPoint).where(PickupPoint.weekday == 3).order_by(PickupPoint.id)).first()
    assert point is not None
    return subscribe(
        public_id=new_public_id(),
        customer=register_customer(details=buyer, actor="test"),
        item_id=item.id,
        point_id=point.id,
        starts_on=starts_on,
        actor="test",
    )


def days_of(subscription_id: int, month: str) -> list[int]:
    found = find_subscription(subscription_id)
    return [day.day for day in deliveries(found, Month.parse(month).first, Month.parse(month).last)]


def test_a_month_with_a_week_left_out_is_one_invoice(app: Flask) -> None:
    with app.app_context():
        with noon(MONDAY), atomic():
            mine = sign()
            assert days_of(mine.id, "2026-11") == [5, 12, 19, 26]
            pause(subscription_id=mine.id, first=date(2026, 11, 16), last=date(2026, 11, 22), actor="visitor")
            assert days_of(mine.id, "2026-11") == [5, 12, 26]
        with noon(date(2026, 11, 30)), pytest.raises(Refused, match="pas fini"), atomic():
            bill_month(subscription_id=mine.id, month=Month.parse("2026-11"), actor="test")
        with noon(date(2026, 12, 1)):
            bill(day="2026-12-01")
            bill(day="2026-12-02")
            (order,) = session.scalars(select(Order)).all()
            assert (order.status, order.gross_cents) == (OrderStatus.DONE, 3 * 1500)
            assert find_balance(order.id).due_cents == 4500
            (invoice,) = session.scalars(select(Invoice)).all()
            assert invoice.number == "AGR-2026-000001"
            assert session.scalars(select(Mail.kind)).all() == ["basket_signed", "order_invoiced"]
        assert list_everything_wrong() == []


def test_a_firm_is_invoiced_without_vat_first(app: Flask) -> None:
    with app.app_context():
        with noon(MONDAY), atomic():
            mine = sign(buyer=FIRM)
        with noon(date(2026, 12, 1)), atomic():
            order = bill_month(subscription_id=mine.id, month=Month.parse("2026-11"), actor="test")
            assert order is not None
            assert (order.net_cents, order.vat_cents) == (4 * 1422, 313)
        assert list_everything_wrong() == []


def test_whoever_stops_gets_a_last_invoice_and_no_more_baskets(app: Flask) -> None:
    with app.app_context():
        with noon(MONDAY), atomic():
            mine = sign()
        # Wednesday is past the cut-off of Thursday: that basket still comes.
        with noon(date(2026, 11, 11)), atomic():
            assert stop(subscription_id=mine.id, actor="visitor").stops_on == date(2026, 11, 19)
        with noon(date(2026, 11, 12)), pytest.raises(Refused, match="arrêté"), atomic():
            pause(subscription_id=mine.id, first=date(2026, 11, 16), last=date(2026, 11, 22), actor="visitor")
        assert days_of(mine.id, "2026-11") == [5, 12]
        assert days_of(mine.id, "2026-12") == []
        with noon(date(2027, 1, 1)):
            bill(day="2027-01-01")
            assert session.scalars(select(Order)).all() == []


def test_a_basket_that_is_being_prepared_is_not_left_out(app: Flask) -> None:
    with app.app_context():
        with noon(MONDAY), atomic():
            mine = sign()
        with noon(date(2026, 11, 11)), pytest.raises(InvalidInput, match="jeudi 19 novembre") as refusal, atomic():
            pause(subscription_id=mine.id, first=date(2026, 11, 12), last=date(2026, 11, 12), actor="visitor")
        assert refusal.value.field == "first"


def test_a_pause_that_ends_before_it_starts_says_what_is_possible(app: Flask) -> None:
    with app.app_context(), noon(MONDAY), atomic():
        path = f"/agrilot/abonnement/{secret_of(sign().public_id, LINK)}"
    visitor = Visitor(app, app.response_class)
    with noon(MONDAY):
        answer = visitor.submit(path, action=f"{path}/pause", first="2026-11-20", last="2026-11-13")
    assert answer.status_code == 422
    assert "La pause finit avant de commencer. Choisissez le vendredi 20 novembre 2026" in answer.text
    assert 'value="2026-11-13"' in answer.text
    with app.app_context():
        assert session.scalars(select(BasketPause)).all() == []


def test_taking_a_pause_back_keeps_what_is_past(app: Flask) -> None:
    with app.app_context():
        with noon(MONDAY), atomic():
            mine = sign()
            pause(subscription_id=mine.id, first=date(2026, 11, 9), last=date(2026, 11, 29), actor="visitor")
        with noon(date(2026, 11, 16)), atomic():
            resume(subscription_id=mine.id, pause=find_subscription(mine.id).pauses[0].public_id, actor="visitor")
            assert days_of(mine.id, "2026-11") == [5, 19, 26]


def test_a_closed_garden_delivers_nothing_invoices_nothing_and_says_so(app: Flask) -> None:
    with app.app_context():
        site = find_site("agrilot")
        with noon(MONDAY), atomic():
            mine = sign()
            before_the_closure = sign(buyer=FIRM, starts_on=date(2026, 11, 12))
            closed = close_days(
                site=site, first=date(2026, 11, 16), last=date(2026, 11, 29), reason="Inventaire", actor="test"
            )
            assert closed == 2
            assert days_of(mine.id, "2026-11") == [5, 12]
            assert [each.closed for each in list_rounds(find_subscription(mine.id))][:4] == [False, False, True, True]
        told = session.scalars(select(Mail).where(Mail.kind == "basket_days_closed").order_by(Mail.id)).all()
        assert [mail.recipient for mail in told] == [sales.BUYER.email, FIRM.email]
        assert "le jeudi 19 novembre 2026 et le jeudi 26 novembre 2026" in told[0].body
        assert "Inventaire" in told[0].body
        with noon(date(2026, 11, 14)), atomic():
            point = mine.point_id
            (lists,) = [each for each in list_week(Week.of(date(2026, 11, 19))) if each.point.id == point]
            assert (lists.is_closed, lists.pickups) == (True, [])
            with pytest.raises(InvalidInput, match="jeudi 3 décembre"):
                sign(starts_on=date(2026, 11, 19))
        with noon(date(2026, 11, 14)):
            page = Visitor(app, app.response_class).get("/agrilot/paniers/panier-moyen").text
        assert [f'value="{point} 2026-{day}"' in page for day in ("11-19", "11-26", "12-03")] == [False, False, True]
        # On the second Monday they find that they can work after all: the week that is over stays without a basket.
        with noon(date(2026, 11, 23)), atomic():
            (closure,) = session.scalars(select(Closure)).all()
            assert open_again(site=site, public_id=closure.public_id, actor="test") == 2
            assert days_of(mine.id, "2026-11") == [5, 12, 26]
            assert days_of(before_the_closure.id, "2026-11") == [12, 26]
        with noon(date(2026, 12, 1)), atomic():
            order = bill_month(subscription_id=mine.id, month=Month.parse("2026-11"), actor="test")
            assert order is not None
            assert order.gross_cents == 3 * 1500


def test_a_full_point_and_a_day_too_early_are_refused(app: Flask) -> None:
    with app.app_context():
        with noon(MONDAY), atomic():
            point = session.scalars(select(PickupPoint).where(PickupPoint.weekday == 3)).first()
            assert point is not None
            point.capacity = 1
            sign()
        with noon(MONDAY), pytest.raises(Conflict, match="est complet"), atomic():
            sign(buyer=FIRM)
        with noon(date(2026, 11, 4)), pytest.raises(InvalidInput, match="jeudi 12 novembre"), atomic():
            sign()
        with noon(MONDAY), atomic():
            assert first_round(point) == THURSDAY


def test_the_list_of_the_week_says_who_fetches_what(app: Flask) -> None:
    with app.app_context():
        with noon(MONDAY), atomic():
            sign()
            sign(buyer=FIRM, size="panier-grand")
            lists = {each.point.name: each for each in list_week(Week.of(THURSDAY))}
            mine = next(each for each in lists.values() if each.pickups)
            assert [(pickup.name, pickup.what) for pickup in mine.pickups] == [
                ("Camille Saule", "Panier moyen"),
                ("Transports Exemple", "Grand panier"),
            ]
            assert mine.sizes == [("Grand panier", 1), ("Panier moyen", 1)]
            assert not mine.is_final
        with noon(date(2026, 11, 4)):
            assert all(each.is_final for each in list_week(Week.of(MONDAY)) if each.point.weekday == 3)


def test_vegetables_are_sold_as_far_as_they_were_counted(app: Flask) -> None:
    with app.app_context(), atomic():
        item = session.scalars(select(CatalogueItem).where(CatalogueItem.code == "carottes")).one()
        count_in(item_id=item.id, quantity_e4=30_000, actor="user:x")
    first, second = Visitor(app, app.response_class), Visitor(app, app.response_class)
    first.submit("/agrilot/", action="/agrilot/legumes/carottes", quantite="2")
    second.submit("/agrilot/", action="/agrilot/legumes/carottes", quantite="2")
    assert "vient d’être pris" in second.get("/agrilot/").text
    assert "Carottes" in first.get("/panier").text
    assert "Votre panier est vide" in second.get("/panier").text
    with app.app_context():
        assert list(list_wrong_levels()) == []


def test_a_task_is_never_priced_by_the_hour(app: Flask) -> None:
    with app.app_context():
        with atomic():
            quote = request_quote(
                public_id=new_public_id(),
                site_id=find_site("agrilot").id,
                customer=register_customer(details=FIRM, actor="test"),
                title="Désherbage, 500 mètres de rang",
                answers=[],
                actor="test",
            )
        line = OfferedLine(label="Désherbage", unit_cents=3000, vat_code="normal", unit=Unit.HOUR)
        offer = Offer(lines=(line,), valid_until=clock.today() + timedelta(days=30))
        with pytest.raises(InvalidInput, match="jamais du temps") as refusal, atomic():
            send_quote(quote=quote.public_id, site_id=quote.site_id, offer=offer, actor="user:x")
        assert refusal.value.field == "lines-0-unit"
        path = f"/agrilot/atelier/devis/{quote.public_id}"
    page = client_of(app, supervisor_of("agrilot")).get(path).text
    assert ">heure<" not in page
    assert ">kg<" in page
