"""Placing an order: what is copied, what is refused, and the secret under which its page is found."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import func, select, text, update

from shared.audit.models import AuditEvent
from shared.db import atomic, session
from shared.kernel import clock
from shared.kernel.errors import Conflict, NotFound, Refused
from shared.kernel.identifiers import new_public_id
from shared.notifications.models import Mail
from shared.orders.catalogue.queries import list_items
from shared.orders.models import CatalogueItem, Customer, Order, OrderLine, OrderStatus, VatRule
from shared.orders.pricing import Wish
from shared.orders.queries import find_order_by_secret, list_orders_of
from shared.orders.services import PlacedOrder, place_order, register_customer
from shared.workshop import find_site
from tests.support.sales import BUYER
from tests.support.shelf import reprice, withdraw

pytestmark = pytest.mark.usefixtures("context")

ACTOR = "test:customer"


def place(*wishes: Wish, site: str = "auto-bleue", **fixed: object) -> PlacedOrder:
    values = {"public_id": new_public_id()} | fixed
    with atomic():
        customer = register_customer(details=BUYER, actor=ACTOR)
        return place_order(
            site_id=find_site(site).id,
            customer=customer,
            wishes=wishes,
            actor=ACTOR,
            **values,  # type: ignore[arg-type]
        )


def wish(code: str, quantity_e4: int = 10_000) -> Wish:
    item = next(item for item in list_items("auto-bleue") if item.code == code)
    return Wish(item.id, item.price_cents, quantity_e4)


def test_the_lines_are_copied_and_add_up() -> None:
    order = place(wish("vidange"), wish("freins-avant"), wish("nettoyage", 15_000)).order

    found = list(session.scalars(select(OrderLine).order_by(OrderLine.position)))
    assert [(line.label, line.gross_cents, line.vat_bp) for line in found] == [
        ("Vidange et filtre à huile", 8900, 2000),
        ("Plaquettes de frein avant", 14900, 2000),
        ("Nettoyage complet", 10350, 2000),
    ]
    assert (order.gross_cents, order.net_cents, order.vat_cents) == (34150, 28458, 5692)
    assert (order.net_cents, order.vat_cents) == (
        sum(line.net_cents for line in found),
        sum(line.vat_cents for line in found),
    )


def test_a_later_price_leaves_a_placed_order_alone() -> None:
    order = place(wish("vidange")).order
    with atomic():
        reprice("vidange", 9900)
        session.execute(update(CatalogueItem).values(label="Autre chose"))

    line = session.scalars(select(OrderLine).where(OrderLine.order_id == order.id)).one()
    assert (line.label, line.gross_cents) == ("Vidange et filtre à huile", 8900)


def test_the_vat_is_that_of_the_day_of_the_order() -> None:
    with atomic():
        later = {"valid_from": date(2030, 1, 1), "source": "x", "confirmed": False}
        session.add(VatRule(code="normal", label="Autre", vat_bp=2100, category="S", **later))
    with clock.at(clock.at_paris(date(2029, 12, 31), 23, 59)):
        before = place(wish("vidange")).order
    with clock.at(clock.at_paris(date(2030, 1, 1), 0)):
        after = place(wish("vidange")).order
    assert (before.vat_cents, after.vat_cents) == (1483, 1545)


def test_a_reference_says_the_year_and_is_never_given_twice() -> None:
    references = {place(wish("vidange")).order.reference for _ in range(3)}
    assert len(references) == 3
    assert all(re.fullmatch(rf"CMD-{clock.today().year}-\d{{5}}", reference) for reference in references)


def test_the_same_order_sent_twice_is_one_order() -> None:
    public_id = new_public_id()
    first, second = (place(wish("vidange"), public_id=public_id) for _ in range(2))
    assert first.order.id == second.order.id
    assert first.secret == second.secret
    assert session.scalar(select(func.count()).select_from(Order)) == 1
    assert session.scalar(select(func.count()).select_from(Mail)) == 1


def test_the_secret_opens_the_order_and_is_stored_nowhere() -> None:
    placed = place(wish("vidange"))
    assert re.fullmatch(r"[\w-]{22}", placed.secret)
    assert find_order_by_secret(placed.secret).id == placed.order.id
    with pytest.raises(NotFound):
        find_order_by_secret(placed.secret[:-1])
    stored = session.execute(text("SELECT * FROM orders")).mappings().one()
    assert placed.secret not in {str(value) for value in stored.values()}


def test_a_price_that_changed_meanwhile_is_shown_again_before_anything_is_ordered() -> None:
    seen = wish("vidange")
    with atomic():
        reprice("vidange", 9900)
    with pytest.raises(Conflict, match="Le prix a changé"):
        place(seen)
    assert session.scalar(select(func.count()).select_from(Order)) == 0


def test_what_is_no_longer_sold_or_sold_elsewhere_is_refused() -> None:
    seen = wish("vidange")
    with pytest.raises(Refused, match="plus en vente"):
        place(seen, site="gourmand")
    with atomic():
        withdraw("vidange")
    with pytest.raises(Refused, match="plus en vente"):
        place(seen)
    assert session.scalar(select(func.count()).select_from(Order)) == 0


def test_a_known_customer_is_found_again_and_never_changed_by_what_somebody_types() -> None:
    with atomic():
        first = register_customer(details=BUYER, actor=ACTOR)
        again = register_customer(details=replace(BUYER, email=str(BUYER.email).upper()), actor=ACTOR)
        moved = register_customer(details=replace(BUYER, street="9 rue d’Ailleurs"), actor=ACTOR)
    assert first.id == again.id
    assert moved.id != first.id
    assert session.scalars(select(Customer.street).where(Customer.id == first.id)).one() == BUYER.street


def test_the_customer_is_told_by_mail_with_the_link_and_no_detail_in_the_subject() -> None:
    placed = place(wish("vidange"))
    mail = session.scalars(select(Mail)).one()
    assert mail.recipient == BUYER.email
    assert mail.subject == f"Votre commande est enregistrée ({placed.order.reference})"
    assert f"/commande/{placed.secret}\n" in mail.body
    assert "89,00" in mail.body


def test_the_audit_says_who_ordered_and_nothing_personal() -> None:
    placed = place(wish("vidange"))
    event = session.scalars(select(AuditEvent).where(AuditEvent.action == "order.placed")).one()
    assert (event.actor, event.subject) == (ACTOR, f"order:{placed.order.public_id}")
    assert event.detail == {"cents": 8900}


def test_orders_are_found_by_the_mail_address_newest_first() -> None:
    orders = [place(wish("vidange")).order, place(wish("nettoyage")).order]
    rows = list_orders_of(str(BUYER.email).upper())
    assert [row.id for row in rows] == [order.id for order in reversed(orders)]
    assert rows[0].labels == ("Nettoyage complet",)
    assert rows[0].status is OrderStatus.PLACED
    assert list_orders_of("quelqu.un@example.org") == []
