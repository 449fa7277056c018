"""Somebody calls the garage: found by plate, booked in a minute; a booking moves, for staff and for its customer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from lxml import html
from sqlalchemy import func, select

from shared.db import atomic, session
from shared.invoicing.document import InvoiceDocument
from shared.invoicing.models import Invoice
from shared.kernel import clock
from shared.kernel.errors import Conflict, InvalidInput, Refused
from shared.kernel.identifiers import new_public_id
from shared.notifications.models import Mail
from shared.orders.links import secret_of
from shared.orders.models import Customer, Order, OrderAction, OrderLine, OrderStatus
from shared.orders.services import move_order
from shared.payments.cancellation import cancel_order
from shared.payments.models import PaymentMeans
from shared.payments.services import receive_payment
from tests.support import sales
from tests.support.client import Visitor
from tests.support.garage import WIDE, free, item, named, open_wide
from tests.support.personas import CIP, CUSTOMER, EMPLOYEE, FINANCE, NEIGHBOUR, SUPERVISOR, Persona
from tests.support.shelf import item_called
from workshops.auto_bleue.models import Appointment
from workshops.auto_bleue.openings import list_free_slots
from workshops.auto_bleue.planning import change_planning
from workshops.auto_bleue.plates import parse_mileage
from workshops.auto_bleue.services import Booking, Chosen, book, move_appointment

COUNTER = "/auto-bleue/atelier/rendez-vous"
BOOK = "/auto-bleue/reserver"
CONFIRM = "/commander/auto-bleue/confirmer"
SignIn = Callable[[Persona], Visitor]

CALLER = {
    "plate": "gk 228 dy",
    "vehicle": "Renault Clio",
    "name": "Sacha Fusain",
    "phone": "06 39 98 00 08",
    "street": "2 impasse des Exemples",
    "postcode": "80450",
    "city": "Camon",
}


@pytest.fixture(autouse=True)
def wide_garage(app: Flask) -> None:
    """There is room, whoever is there."""
    with app.app_context(), atomic():
        open_wide()
        sales.name_the_seller()


def booked(app: Flask, *, code: str = "vidange", options: tuple[str, ...] = ()) -> Order:
    """Books a service for Camille at the next free moment."""
    with app.app_context(), atomic():
        day, start = free(code)[0]
        chosen = item_called(code)
        booking = Booking(
            order_public_id=new_public_id(),
            service=Chosen(chosen.id, chosen.price_cents),
            options=tuple(Chosen(each.id, each.price_cents) for each in map(item_called, options)),
            plate="AB-123-CD",
            vehicle="Peugeot 208",
            day=day,
            starts_at=start,
            customer=sales.BUYER,
        )
        return book(booking=booking, actor="test").order


def appointment(app: Flask, order: Order) -> Appointment:
    with app.app_context():
        return session.scalars(select(Appointment).where(Appointment.order_id == order.id)).one()


def slots(app: Flask, code: str = "vidange") -> list[str]:
    with app.app_context():
        return [named(slot) for slot in free(code)]


def total(app: Flask, model: Any) -> int:
    with app.app_context():
        return session.scalar(select(func.count()).select_from(model)) or 0


def test_a_new_caller_without_mail_gets_a_place_and_pays_when_coming(app: Flask, sign_in: SignIn) -> None:
    supervisor = sign_in(SUPERVISOR)
    page = supervisor.get(f"{COUNTER}?q=fusain").text
    assert "Personne sous ce nom" in page
    assert f"{COUNTER}/vidange" in page
    form = html.fromstring(supervisor.get(f"{COUNTER}/vidange").text).xpath("//main//form")[0]
    sent = dict(form.form_values()) | CALLER | {"slot": slots(app)[0], "options": "filtre-air", "mileage": "84 000 km"}
    first, again = (supervisor.post(f"{COUNTER}/vidange", data=sent) for _ in range(2))

    assert first.status_code == 303
    assert first.location == again.location
    shown = supervisor.get(first.location).text
    for words in (
        "GK-228-DY",
        "84\u202f000\u00a0km",
        "Filtre à air neuf",
        "111,00\u00a0€",
        "Rendez-vous pris à l’atelier",
    ):
        assert words in shown, words
    with app.app_context():
        assert session.scalars(select(Order.status)).one() is OrderStatus.CONFIRMED
        assert session.scalars(select(Customer.email)).one() is None
    assert total(app, Mail) == 0


def test_a_known_caller_is_found_by_plate_name_make_or_telephone_and_filled_in(app: Flask, sign_in: SignIn) -> None:
    booked(app)
    supervisor = sign_in(SUPERVISOR)
    pages = [
        html.fromstring(supervisor.get(f"{COUNTER}?q={words}").text) for words in ("ab123", "saule", "peugeot", "0300")
    ]
    (link,) = {page.xpath("//a[contains(., 'AB-123-CD')]/@href")[0] for page in pages}
    page = html.fromstring(supervisor.get(link).text)
    (service,) = page.xpath("//a[contains(@href, '/vidange?')]/@href")
    form = html.fromstring(supervisor.get(service).text).xpath("//main//form")[0]
    filled = dict(form.form_values())
    assert (filled["name"], filled["plate"], filled["vehicle"]) == ("Camille Saule", "AB-123-CD", "Peugeot 208")
    answer = supervisor.submit(service, slot=slots(app)[3], street="13 rue Neuve")

    assert answer.status_code == 303
    assert total(app, Customer) == 1
    with app.app_context():
        assert session.scalars(select(Customer.street)).one() == "13 rue Neuve"
    assert total(app, Order) == 2


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"plate": "x"}, "Cette plaque ne se lit pas."),
        ({"name": ""}, "Écrivez votre nom"),
        ({"mileage": "beaucoup"}, "Écrivez le nombre de kilomètres"),
        ({"mileage": "2 000 000"}, "Écrivez le nombre de kilomètres"),
        ({"kind": "company"}, "Écrivez le nom de l’organisme"),
    ],
)
def test_bad_input_at_the_counter_keeps_what_was_typed(
    app: Flask, sign_in: SignIn, typed: dict[str, Any], sentence: str
) -> None:
    answer = sign_in(SUPERVISOR).submit(f"{COUNTER}/vidange", **(CALLER | {"slot": slots(app)[0]} | typed))
    assert answer.status_code == 422
    assert sentence in answer.text
    assert 'value="2 impasse des Exemples"' in answer.text
    assert total(app, Order) == total(app, Customer) == 0


def test_a_slot_taken_while_talking_is_said_and_nothing_is_lost(app: Flask, sign_in: SignIn) -> None:
    with app.app_context(), atomic():
        # One bay: whoever comes first has it.
        open_one_bay()
    supervisor, slot = sign_in(SUPERVISOR), slots(app)[0]
    form = html.fromstring(supervisor.get(f"{COUNTER}/vidange").text).xpath("//main//form")[0]
    booked(app)
    answer = supervisor.post(f"{COUNTER}/vidange", data=dict(form.form_values()) | CALLER | {"slot": slot})
    assert answer.status_code == 422
    assert "Ce créneau n’est plus libre." in answer.text
    assert 'value="Renault Clio"' in answer.text
    assert total(app, Order) == 1


def open_one_bay() -> None:
    """Has one bay for mechanics from today on."""
    change_planning(valid_from=clock.today(), actor="test", **(WIDE | {"mechanics_bays": 1}))


@pytest.mark.parametrize("persona", [CIP, EMPLOYEE, CUSTOMER, NEIGHBOUR], ids=str)
def test_others_take_no_appointments(sign_in: SignIn, persona: Persona) -> None:
    assert sign_in(persona).get(COUNTER).status_code == 403


def test_staff_move_an_appointment_and_the_customer_is_told(app: Flask, sign_in: SignIn) -> None:
    order, supervisor = booked(app), sign_in(SUPERVISOR)
    before = appointment(app, order)
    page = f"{COUNTER}/deplacer/{order.public_id}"
    assert page in supervisor.get(f"/auto-bleue/atelier/commandes/{order.public_id}").text
    assert "Choisissez un jour et une heure." in supervisor.submit(page).text
    with app.app_context():
        day, start = free()[-1]
    assert supervisor.submit(page, slot=named((day, start))).status_code == 303

    after = appointment(app, order)
    assert (after.day, after.starts_at) == (day, start) != (before.day, before.starts_at)
    assert after.ends_at - after.starts_at == 60
    with app.app_context():
        mail = session.scalars(select(Mail).order_by(Mail.id.desc())).first()
    assert mail is not None
    assert mail.kind == "order_rescheduled"
    # The old moment is free again, the new one counts.
    with app.app_context():
        assert (before.day, before.starts_at) in free()


def test_the_customer_moves_it_until_the_day_before(app: Flask, client: Visitor) -> None:
    order = booked(app)
    with app.app_context():
        secret = secret_of(order.public_id)
    page, first = f"/auto-bleue/rendez-vous/{secret}", appointment(app, order)
    assert page in client.get(f"/commande/{secret}").text
    assert client.submit(page, slot=slots(app)[4]).location == f"/commande/{secret}"
    assert appointment(app, order).starts_at != first.starts_at
    on_the_day = clock.at_paris(appointment(app, order).day, 7)
    with clock.at(on_the_day):
        assert client.get(page).status_code == 404
        assert page not in client.get(f"/commande/{secret}").text


@pytest.mark.parametrize("secret", ["x", "a" * 22])
def test_a_wrong_secret_moves_nothing(client: Visitor, secret: str) -> None:
    assert client.get(f"/auto-bleue/rendez-vous/{secret}").status_code == 404


def test_what_has_begun_or_is_called_off_does_not_move(app: Flask) -> None:
    begun, off = booked(app), booked(app)
    with app.app_context(), atomic():
        for action in (OrderAction.CONFIRM, OrderAction.START):
            move_order(order_id=begun.id, action=action, actor="test")
        cancel_order(order_id=off.id, reason="x", actor="test")
        day, start = free()[-1]
        for order in (begun, off):
            with pytest.raises(Refused):
                move_appointment(order_id=order.id, day=day, starts_at=start, actor="test")


def test_a_taken_slot_takes_no_second_car(app: Flask) -> None:
    with app.app_context(), atomic():
        open_one_bay()
    first, second = booked(app), booked(app)
    there = appointment(app, first)
    with app.app_context(), atomic(), pytest.raises(Conflict):
        move_appointment(order_id=second.id, day=there.day, starts_at=there.starts_at, actor="test")
    # Its own place is no obstacle to itself.
    with app.app_context(), atomic():
        move_appointment(order_id=first.id, day=there.day, starts_at=there.starts_at, actor="test")


def test_options_cost_and_take_their_time_and_are_lines_of_the_order(app: Flask) -> None:
    order = booked(app, options=("filtre-habitacle", "filtre-air"))
    with app.app_context():
        lines = session.scalars(select(OrderLine).order_by(OrderLine.position)).all()
    assert [(line.label, line.gross_cents) for line in lines] == [
        ("Vidange et filtre à huile", 8900),
        ("Filtre d’habitacle neuf", 2500),
        ("Filtre à air neuf", 2200),
    ]
    assert order.gross_cents == 13600
    # Sixty minutes and two quarters, in steps of half an hour.
    found = appointment(app, order)
    assert found.ends_at - found.starts_at == 90


def test_a_slot_too_short_for_the_options_is_refused_and_the_right_ones_are_shown(app: Flask, client: Visitor) -> None:
    with app.app_context():
        short = {named(slot) for slot in free()}
        options = [item_called(code) for code in ("filtre-habitacle", "filtre-air")]
        long = list_free_slots(item(), clock.today(), options)
        enough = {named((day, start)) for day, starts in long.items() for start in starts}
    only_without = min(short - enough)
    page = f"{BOOK}?service=vidange"
    form = html.fromstring(client.get(page).text).xpath("//main//form")[0]
    token = dict(form.form_values())["csrf_token"]
    sent = {
        "csrf_token": token,
        "service": "vidange",
        "options": ["filtre-habitacle", "filtre-air"],
        "slot": only_without,
    }
    answer = client.post(BOOK, data=sent)
    assert answer.status_code == 422
    assert "Avec ces options il faut plus de temps" in answer.text
    offered = set(html.fromstring(answer.text).xpath("//input[@name='slot']/@value"))
    assert offered == enough
    ticked = html.fromstring(answer.text).xpath("//input[@name='options'][@checked]/@value")
    assert ticked == ["filtre-habitacle", "filtre-air"]


def test_used_parts_are_offered_where_they_may_be_fitted_and_the_choice_is_kept(
    app: Flask, client: Visitor, sign_in: SignIn
) -> None:
    mirror = f"{BOOK}?service=retroviseur"
    visitor = CALLER | {"email": "sacha@example.org", "slot": slots(app, "retroviseur")[0]}
    assert "Choisissez des pièces neuves ou de réemploi." in client.submit(mirror, **visitor).text
    assert client.submit(mirror, used_parts="yes", **visitor).status_code == 303
    assert "acceptées, si disponibles" in client.get(CONFIRM).text
    assert "réemploi" not in client.get(f"{BOOK}?service=freins-avant").text
    client.submit(CONFIRM)
    with app.app_context(), atomic():
        order = session.scalars(select(Order)).one()
        receive_payment(order_id=order.id, means=PaymentMeans.CASH, amount_cents=12900, actor="test")
    with app.app_context():
        document = InvoiceDocument.from_json(session.scalars(select(Invoice.document)).one())
    assert ("Pièces de réemploi", "acceptées, si disponibles") in [(f.label, f.value) for f in document.facts]


def test_the_supervisor_says_what_a_service_needs(app: Flask, sign_in: SignIn) -> None:
    planning = "/auto-bleue/atelier/planning"
    with app.app_context():
        need = f"{planning}/postes/{item_called('freins-avant').public_id}"
    assert sign_in(SUPERVISOR).submit(planning, action=need, bay="body").status_code == 303
    assert appointment(app, booked(app, code="freins-avant")).bay == "body"
    other = need.rpartition("/")[0] + f"/{new_public_id()}"
    supervisor = sign_in(SUPERVISOR)
    token = supervisor.get(planning).text.partition('name="csrf_token" value="')[2].partition('"')[0]
    assert supervisor.post(other, data={"csrf_token": token, "bay": "body"}).status_code == 404
    assert sign_in(FINANCE).get(planning).status_code == 200


def test_who_has_proved_their_mail_finds_their_vehicles_again(app: Flask, sign_in: SignIn) -> None:
    with app.app_context(), atomic():
        day, start = free()[0]
        booking = Booking(
            order_public_id=new_public_id(),
            service=Chosen(item().id, item().price_cents),
            plate="AB-123-CD",
            vehicle="Peugeot 208",
            day=day,
            starts_at=start,
            customer=replace(sales.BUYER, email=CUSTOMER.email),
        )
        book(booking=booking, actor="test")
    page = f"{BOOK}?service=vidange"
    known = sign_in(CUSTOMER)
    (link,) = html.fromstring(known.get(page).text).xpath("//a[contains(., 'AB-123-CD')]/@href")
    filled = dict(html.fromstring(known.get(link).text).xpath("//main//form")[0].form_values())
    assert (filled["plate"], filled["vehicle"], filled["name"]) == ("AB-123-CD", "Peugeot 208", "Camille Saule")
    stranger = Visitor(app, app.response_class)
    assert "Camille" not in stranger.get(link).text
    assert "Vos véhicules" not in sign_in(SUPERVISOR).get(page).text


@pytest.mark.parametrize(
    ("typed", "kilometres"), [("84 000", 84_000), ("84000 km", 84_000), ("84.000 KM", 84_000), ("0", 0)]
)
def test_a_mileage_is_read_as_people_write_it(typed: str, kilometres: int) -> None:
    assert parse_mileage(typed) == kilometres


@pytest.mark.parametrize("typed", ["", "-1", "84k", "12345678", "km"])
def test_what_is_no_mileage_is_refused(typed: str) -> None:
    with pytest.raises(InvalidInput):
        parse_mileage(typed)


def test_tomorrow_is_the_first_day_offered(app: Flask) -> None:
    with app.app_context():
        assert free()[0][0] >= clock.today() + timedelta(days=1)
