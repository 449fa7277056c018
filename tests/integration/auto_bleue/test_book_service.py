"""Booking a service: everything on one page, a last look, an order. Nothing is lost on the way or binds too early."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from lxml import html
from sqlalchemy import func, select, update

from shared.db import atomic, session
from shared.kernel import clock
from shared.kernel.identifiers import new_public_id
from shared.orders.closures.services import close_days
from shared.orders.models import CatalogueItem, Customer, Order
from shared.payments.cancellation import cancel_order
from shared.workshop import find_site
from tests.support import sales
from tests.support.client import Visitor
from tests.support.garage import WIDE, free, item, open_wide
from tests.support.queries import statements
from tests.support.shelf import reprice
from tests.support.team import FOUR_DAYS, hire_team, terms
from tests.support.till import Till
from workshops.auto_bleue.models import Appointment
from workshops.auto_bleue.planning import change_planning
from workshops.auto_bleue.services import Booking, Chosen, book

HOME, BOOK, CONFIRM = "/auto-bleue/", "/auto-bleue/reserver", "/commander/auto-bleue/confirmer"
BRAKES = f"{BOOK}?service=freins-avant"

FILLED = {
    "plate": "ab 123 cd",
    "vehicle": "Peugeot 208",
    "name": "Camille Saule",
    "email": "Camille.Saule@example.org",
    "phone": "+33612345678",
    "street": "3 rue des Exemples",
    "postcode": "80000",
    "city": "Amiens",
}


@pytest.fixture(autouse=True)
def wide_garage(app: Flask) -> None:
    """There is room, whoever is there."""
    with app.app_context(), atomic():
        open_wide()


@pytest.fixture
def slot(app: Flask) -> tuple[date, int]:
    """The second of the free slots."""
    with app.app_context():
        return free("freins-avant")[1]


def filled(client: Visitor, **changed: Any) -> dict[str, Any]:
    """Returns what somebody types, and the second slot that the page offers."""
    page = html.fromstring(client.get(BRAKES).text)
    return FILLED | {"slot": page.xpath("//input[@name='slot']/@value")[1]} | changed


def count(app: Flask, model: type[Order | Customer | Appointment]) -> int:
    with app.app_context():
        return session.scalar(select(func.count()).select_from(model)) or 0


def send(client: Visitor, **values: Any) -> Any:
    """Sends the form as a program would, with values that the page does not offer."""
    token = client.get(BRAKES).text.partition('name="csrf_token" value="')[2].partition('"')[0]
    return client.post(BOOK, data={"csrf_token": token, "service": "freins-avant"} | values)


def test_the_home_page_shows_each_service_with_price_and_time(client: Visitor) -> None:
    page = client.get(HOME).text
    for shown in ("Vidange et filtre à huile", "89,00\u00a0€", "149,00\u00a0€", "69,00\u00a0€", "1\u00a0h\u00a030"):
        assert shown in page


def test_a_service_chosen_on_the_home_page_is_already_chosen(client: Visitor) -> None:
    page = html.fromstring(client.get(f"{BOOK}?service=nettoyage").text)
    assert page.xpath("//input[@name='service']/@value") == ["nettoyage"]
    assert "Nettoyage complet" in page.text_content()


def test_without_a_service_the_page_asks_for_one(client: Visitor) -> None:
    for path in (BOOK, f"{BOOK}?service=moteur", f"{BOOK}?service="):
        page = html.fromstring(client.get(path).text)
        links = page.xpath("//main//a[contains(@class, 'choice')]/@href")
        assert links == [f"{BOOK}?service={code}" for code in ("vidange", "freins-avant", "nettoyage", "retroviseur")]


def test_a_booking_becomes_an_order_only_at_the_last_button(
    app: Flask, client: Visitor, till: Till, slot: tuple[date, int]
) -> None:
    prepared = client.submit(BRAKES, **filled(client))
    assert (prepared.status_code, prepared.location) == (303, CONFIRM)
    assert count(app, Order) == count(app, Customer) == 0

    page = client.get(CONFIRM)
    for shown in ("Plaquettes de frein avant", "AB-123-CD", "149,00\u00a0€", "24,83\u00a0€", "06 12 34 56 78"):
        assert shown in page.text
    assert "Commander avec obligation de paiement" in page.text
    assert f"form-action 'self' {till.standin.url}" in page.headers["Content-Security-Policy"]

    answer = client.submit(CONFIRM)
    assert answer.status_code == 303
    assert answer.location.startswith(f"{till.standin.url}/c/pay/")
    with app.app_context():
        order = session.scalars(select(Order)).one()
        appointment = session.scalars(select(Appointment)).one()
        customer = session.scalars(select(Customer)).one()
    assert order.gross_cents == 14900
    assert (appointment.plate, (appointment.day, appointment.starts_at)) == ("AB-123-CD", slot)
    assert appointment.ends_at - appointment.starts_at == 90
    assert (customer.email, customer.phone) == ("camille.saule@example.org", "06 12 34 56 78")


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("slot", "", "Choisissez un jour et une heure."),
        ("slot", "0", "Ce créneau n’est plus libre."),
        ("slot", "2020-01-01T0800", "Ce créneau n’est plus libre."),
        ("slot", "2026-02-30T0800", "Ce créneau n’est plus libre."),
        ("slot", "2026-02-30T0815", "Ce créneau n’est plus libre."),
        ("plate", "", "Écrivez la plaque du véhicule."),
        ("plate", "AB-12-CD", "Écrivez-la comme AB-123-CD ou 1234 AB 80."),
        ("vehicle", " \x00 ", "Écrivez la marque et le modèle."),
        ("vehicle", "x" * 61, "60 caractères au plus"),
        ("name", "  ", "Écrivez votre nom"),
        ("email", "camille", "Elle ressemble à nom@exemple.fr."),
        ("phone", "demain", "Écrivez-le comme 06 12 34 56 78."),
        ("postcode", "8000", "Un code postal a cinq chiffres"),
        ("city", "", "Écrivez votre ville."),
    ],
)
def test_bad_input_comes_back_with_a_sentence_and_all_that_was_typed(
    client: Visitor, field: str, typed: str, sentence: str
) -> None:
    answer = send(client, **filled(client, **{field: typed}))
    assert answer.status_code == 422
    assert sentence in answer.text
    kept = FILLED
    for name in ("name", "street", "vehicle", "plate", "email"):
        if name != field:
            assert f'value="{kept[name]}"' in answer.text, name
    with client.session_transaction() as cookie:
        assert "auto_bleue_booking" not in cookie


@pytest.mark.parametrize("offset", [-1, 0])
def test_neither_yesterday_nor_today_can_be_booked(client: Visitor, offset: int) -> None:
    day = clock.today() + timedelta(days=offset)
    assert "Ce créneau n’est plus libre." in send(client, **filled(client, slot=f"{day}T0800")).text


def test_a_day_of_rest_cannot_be_booked(client: Visitor) -> None:
    with clock.at(clock.at_paris(clock.today().replace(month=12, day=23), 10)):
        christmas = clock.today() + timedelta(days=2)
        assert "Ce créneau n’est plus libre." in send(client, **filled(client, slot=f"{christmas}T0800")).text


def test_what_was_typed_is_still_there_when_one_goes_back(client: Visitor) -> None:
    client.submit(BRAKES, **filled(client))
    page = client.get(BOOK).text
    for kept in ("AB-123-CD", "Peugeot 208", "3 rue des Exemples", "06 12 34 56 78"):
        assert f'value="{kept}"' in page
    assert 'name="service" type="hidden" value="freins-avant"' in page
    assert page.count(" checked") == 2, "the slot, and for whom"


def test_the_last_button_pressed_twice_places_one_order(app: Flask, client: Visitor, till: Till) -> None:
    client.submit(BRAKES, **filled(client))
    with client.session_transaction() as cookie:
        waiting = cookie["commande"]
    first = client.submit(CONFIRM)
    with client.session_transaction() as cookie:
        cookie["commande"] = waiting
    second = client.submit(CONFIRM)
    assert count(app, Order) == count(app, Appointment) == 1
    assert first.location == second.location
    assert first.location.startswith(till.standin.url)


@pytest.mark.usefixtures("till")
def test_an_old_confirmation_page_places_nothing_more(app: Flask, client: Visitor) -> None:
    client.submit(BRAKES, **filled(client))
    token = client.get(CONFIRM).text.partition('name="csrf_token" value="')[2].partition('"')[0]
    client.post(CONFIRM, data={"csrf_token": token})
    again = client.post(CONFIRM, data={"csrf_token": token}, follow_redirects=True)
    assert "Cette commande est déjà enregistrée" in again.text
    assert count(app, Order) == 1


def test_a_slot_that_passed_in_between_leads_back_to_the_free_ones(app: Flask, client: Visitor) -> None:
    client.submit(BRAKES, **filled(client))
    with clock.at(clock.now() + timedelta(days=5)):
        answer = client.submit(CONFIRM)
        assert answer.location == BOOK
        assert "Ce créneau n’est plus libre." in client.get(BOOK).text
    assert count(app, Order) == count(app, Customer) == 0


def test_a_price_that_changed_in_between_is_shown_before_it_binds(app: Flask, client: Visitor) -> None:
    client.submit(BRAKES, **filled(client))
    with app.app_context(), atomic():
        reprice("freins-avant", 15900)
    assert client.get(CONFIRM).location == BOOK
    assert "Le prix a changé" in client.get(BOOK).text
    assert count(app, Order) == 0
    client.submit(BRAKES, **filled(client))
    assert "159,00\u00a0€" in client.get(CONFIRM).text


def test_a_service_withdrawn_in_between_leads_back_to_the_booking(app: Flask, client: Visitor) -> None:
    client.submit(BRAKES, **filled(client))
    with app.app_context(), atomic():
        session.execute(update(CatalogueItem).values(active=False))
    assert client.get(CONFIRM).location == BOOK
    assert client.get(BOOK).status_code == 200


def test_the_confirmation_needs_a_booking(client: Visitor) -> None:
    assert client.get(CONFIRM).location == HOME


def test_a_form_without_token_is_refused(app: Flask, client: Visitor) -> None:
    assert client.post(BOOK, data=filled(client)).status_code == 400
    client.submit(BRAKES, **filled(client))
    assert client.post(CONFIRM).status_code == 400
    assert count(app, Order) == 0


@pytest.mark.parametrize(("path", "budget"), [(HOME, 2), (BOOK, 2), (BRAKES, 8)])
def test_the_public_pages_cost_little(app: Flask, client: Visitor, path: str, budget: int) -> None:
    with statements(app) as sent:
        client.get(path)
    assert len(sent) <= budget, sent


FIRM = {
    "kind": "company",
    "organisation": "Menuiserie du Canal",
    "siret": "123 456 782 00002",
    "vat_number": "FR11123456782",
    "purchase_order": "BC-2026-17",
}


def test_a_company_books_with_its_numbers_and_is_quoted_without_vat(app: Flask, client: Visitor, till: Till) -> None:
    assert client.submit(BRAKES, **filled(client, **FIRM)).status_code == 303
    page = client.get(CONFIRM).text
    for shown in ("Menuiserie du Canal", "Camille Saule", "12345678200002", "BC-2026-17", "hors taxes"):
        assert shown in page
    back = client.get(BOOK).text
    assert 'value="Menuiserie du Canal"' in back
    assert 'value="Camille Saule"' in back

    assert client.submit(CONFIRM).location.startswith(till.standin.url)

    with app.app_context():
        customer = session.scalars(select(Customer)).one()
        order = session.scalars(select(Order)).one()
    assert (customer.kind, customer.name, customer.contact) == ("company", "Menuiserie du Canal", "Camille Saule")
    assert (customer.siret, customer.vat_number, order.purchase_order) == (
        *("12345678200002", "FR11123456782"),
        "BC-2026-17",
    )
    assert order.net_cents + order.vat_cents == order.gross_cents


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"siret": ""}, "Un SIRET a 14 chiffres"),
        ({"siret": "12345678200003"}, "un chiffre est faux"),
        ({"organisation": " "}, "Écrivez le nom de l’organisme"),
        ({"vat_number": "FR00123456782"}, "Ce numéro de TVA ne se vérifie pas"),
    ],
)
def test_a_company_s_wrong_number_is_said_beside_it_and_all_is_kept(
    client: Visitor, changed: dict[str, str], sentence: str
) -> None:
    answer = send(client, **filled(client, **(FIRM | changed)))
    assert answer.status_code == 422
    assert sentence in answer.text
    assert 'value="BC-2026-17"' in answer.text
    assert "<details open" in answer.text.replace(' class="act for-others"', "")


def test_a_person_need_not_say_what_a_company_must(client: Visitor) -> None:
    assert client.submit(BRAKES, **filled(client, siret="nonsense")).status_code == 303
    assert send(client, **filled(client, kind="king")).status_code == 303


def test_the_last_slot_goes_to_one_customer_and_the_other_sees_the_next(app: Flask, till: Till) -> None:
    with app.app_context(), atomic():
        open_wide_from_today(mechanics_bays=1)
    first, second = (Visitor(app, app.response_class) for _ in range(2))
    assert till.standin.url
    for customer in (first, second):
        assert customer.submit(BRAKES, **filled(customer, email=f"{id(customer)}@example.org")).status_code == 303
    taken = filled(first)["slot"]

    first.submit(CONFIRM)
    refused = second.submit(CONFIRM)

    assert refused.location == BOOK
    page = html.fromstring(second.get(BOOK).text)
    offered = page.xpath("//input[@name='slot']/@value")
    assert "Ce créneau n’est plus libre." in page.text_content()
    assert taken not in offered
    assert offered
    assert page.xpath("//input[@name='plate']/@value") == ["AB-123-CD"]
    assert count(app, Order) == 1


def test_a_closed_day_offers_nothing_and_a_cancelled_order_gives_its_slot_back(app: Flask, client: Visitor) -> None:
    with app.app_context(), atomic():
        open_wide_from_today(mechanics_bays=1)
        day, start = free("freins-avant")[0]
        booking = Booking(
            order_public_id=new_public_id(),
            service=Chosen(item("freins-avant").id, 14900),
            plate="AB-123-CD",
            vehicle="Renault Clio",
            day=day,
            starts_at=start,
            customer=sales.BUYER,
        )
        order = book(booking=booking, actor="test").order
        assert (day, start) not in free("freins-avant")
        assert (day, start) not in free("vidange"), "the same bay"
        assert (day, start) in free("nettoyage"), "another one"
        cancel_order(order_id=order.id, reason="x", actor="test")
        assert (day, start) in free("freins-avant")
        close_days(site=find_site("auto-bleue"), first=day, last=day, reason="Inventaire", actor="test")
        assert day not in {free_day for free_day, _ in free("freins-avant")}


def test_capacity_is_that_of_the_people_who_are_planned(app: Flask) -> None:
    with app.app_context():
        with atomic():
            open_wide_from_today(mechanics_bays=50, counts_people=True)
        assert free() == []
        hire_team(2, contract=replace(terms(date(2020, 1, 1), date(2099, 12, 31)), timetable=FOUR_DAYS))
        offered = free()
    assert {day.weekday() for day, _ in offered} == {0, 1, 2, 3}
    assert {start for _, start in offered} == {*range(480, 660, 30), *range(780, 960, 30)}


def open_wide_from_today(**changed: Any) -> None:
    change_planning(valid_from=clock.today(), actor="test", **(WIDE | changed))
