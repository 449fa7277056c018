"""Staff keep the customers of their workshop: found, written down, put right, joined when they are the same."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from lxml import html
from sqlalchemy import func, select

from shared.db import atomic, session
from shared.desk.customers import card
from shared.invoicing.composition import find_seller
from shared.invoicing.document import InvoiceDocument
from shared.invoicing.models import Invoice
from shared.kernel import clock
from shared.kernel.errors import Refused
from shared.notifications.models import Mail
from shared.orders.customers import deliver_to, join_customers
from shared.orders.models import Customer, CustomerAddress, CustomerKind, Order, OrderAction
from shared.orders.services import CustomerDetails, move_order, register_customer
from shared.payments.models import PaymentMeans
from shared.payments.services import receive_payment
from tests.support import sales
from tests.support.client import Visitor
from tests.support.personas import CIP, CUSTOMER, DIRECTION, EMPLOYEE, NEIGHBOUR, SUPERVISOR, Persona
from tests.support.queries import statements

LIST = "/auto-bleue/atelier/clients"
SignIn = Callable[[Persona], Visitor]

TOWN = CustomerDetails(
    kind=CustomerKind.PUBLIC,
    name="Commune d’Exemple",
    contact="Service des achats",
    email="mairie@example.org",
    phone="03 53 01 00 01",
    street="1 place de la Mairie",
    postcode="80000",
    city="Amiens",
    siret="98765432400001",
)
NEW = {
    "name": "Lina Cormier",
    "email": "",
    "phone": "06 39 98 00 07",
    "street": "26 rue des Exemples",
    "postcode": "80480",
    "city": "Dury",
}


def ordered(app: Flask, buyer: CustomerDetails = sales.BUYER) -> tuple[int, UUID]:
    """Places an order today; returns its key and the public id of its customer."""
    with app.app_context(), atomic():
        order = sales.order(clock.today(), buyer=buyer)
        return order.id, session.get_one(Customer, order.customer_id).public_id


def names(page: str) -> list[str]:
    return [link.text_content() for link in html.fromstring(page).xpath("//table//th//a")]


def count(app: Flask) -> int:
    with app.app_context():
        return session.scalar(select(func.count()).select_from(Customer)) or 0


def test_who_ordered_is_in_the_list_with_what_is_owed(app: Flask, sign_in: SignIn) -> None:
    ordered(app)
    ordered(app, TOWN)
    page = sign_in(SUPERVISOR).get(LIST).text
    assert names(page) == ["Camille Saule", "Commune d’Exemple"]
    assert "89,00\u00a0€ à payer" in page


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("q=saule", ["Camille Saule"]),
        ("q=0300 000", ["Camille Saule"]),
        ("q=987 654 324", ["Commune d’Exemple"]),
        ("q=achats", ["Commune d’Exemple"]),
        ("q=%25", []),
        ("type=public", ["Commune d’Exemple"]),
        ("type=person", ["Camille Saule"]),
        ("type=x&tri=y&page=99", ["Camille Saule", "Commune d’Exemple"]),
        ("tri=derniere", ["Commune d’Exemple", "Camille Saule"]),
    ],
)
def test_customers_are_found_and_sorted(app: Flask, sign_in: SignIn, asked: str, found: list[str]) -> None:
    ordered(app)
    with clock.at(clock.now() + timedelta(days=1)):
        ordered(app, TOWN)
    assert names(sign_in(SUPERVISOR).get(f"{LIST}?{asked}").text) == found


def test_a_faithful_customer_s_card_shows_the_newest_orders_and_what_is_owed(
    app: Flask, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(card, "ORDERS_SHOWN", 2)
    key, customer = ordered(app)
    with app.app_context(), atomic():
        sold = [sales.sell(clock.today() - timedelta(days=before)).order_id for before in (4, 3, 2)]
        unpaid, *paid = [session.get_one(Order, each).reference for each in (key, *sold)]
    supervisor = sign_in(SUPERVISOR)

    page = supervisor.get(f"{LIST}/{customer}").text
    assert [reference for reference in (unpaid, *paid) if reference in page] == [unpaid, *paid[1:]]

    (everything,) = html.fromstring(page).xpath("//a[contains(., 'Voir les 4 commandes')]/@href")
    everything = supervisor.get(everything).text
    assert paid[0] in everything
    assert "Voir les 4 commandes" not in everything


def test_a_customer_of_another_site_is_not_found(app: Flask, sign_in: SignIn) -> None:
    _, customer = ordered(app)
    neighbour = sign_in(NEIGHBOUR)
    assert names(neighbour.get("/gourmand/atelier/clients").text) == []
    assert neighbour.get(f"/gourmand/atelier/clients/{customer}").status_code == 404
    assert neighbour.get(f"{LIST}/{customer}").status_code == 403


@pytest.mark.parametrize("persona", [CIP, EMPLOYEE, CUSTOMER], ids=str)
def test_others_do_not_open_it(sign_in: SignIn, persona: Persona) -> None:
    assert sign_in(persona).get(LIST).status_code == 403


def test_the_direction_looks_and_changes_nothing(app: Flask, sign_in: SignIn) -> None:
    _, customer = ordered(app)
    page = sign_in(DIRECTION).get(f"{LIST}/{customer}").text
    assert "Camille Saule" in page
    assert "Modifier" not in page
    assert sign_in(DIRECTION).get(f"{LIST}/nouveau").status_code == 403


def test_somebody_without_a_mail_is_written_down_once(app: Flask, sign_in: SignIn) -> None:
    supervisor = sign_in(SUPERVISOR)
    form = html.fromstring(supervisor.get(f"{LIST}/nouveau").text).xpath("//main//form")[0]
    sent = dict(form.form_values()) | NEW
    first, second = (supervisor.post(f"{LIST}/nouveau", data=sent) for _ in range(2))
    assert first.status_code == second.status_code == 303
    assert first.location == second.location
    assert count(app) == 1
    page = supervisor.get(first.location).text
    for shown in ("Lina Cormier", "06 39 98 00 07", "France métropolitaine", "Aucune commande ici."):
        assert shown in page


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"name": ""}, "Écrivez votre nom"),
        ({"email": "camille"}, "Elle ressemble à nom@exemple.fr."),
        ({"phone": "12"}, "Ce numéro ne se lit pas."),
        ({"postcode": "8048"}, "Un code postal a cinq chiffres"),
        ({"kind": "company"}, "Écrivez le nom de l’organisme"),
        ({"kind": "company", "organisation": "Garage", "siret": "98765432400002"}, "un chiffre est faux"),
        ({"kind": "public", "organisation": "Commune", "siret": TOWN.siret}, "déjà celui de Commune d’Exemple"),
        ({"kind": "company", "organisation": "G", "siret": "12345678200002", "vat_number": "FR00123456782"}, "TVA"),
    ],
)
def test_bad_input_stays_on_the_page_with_its_sentence(
    app: Flask, sign_in: SignIn, typed: dict[str, Any], sentence: str
) -> None:
    ordered(app, TOWN)
    answer = sign_in(SUPERVISOR).submit(f"{LIST}/nouveau", **(NEW | typed))
    assert answer.status_code == 422
    assert sentence in answer.text
    assert f'value="{NEW["street"]}"' in answer.text
    assert count(app) == 1


def test_an_address_abroad_has_its_own_postcode(app: Flask, sign_in: SignIn) -> None:
    supervisor = sign_in(SUPERVISOR)
    answer = supervisor.submit(f"{LIST}/nouveau", **(NEW | {"postcode": "1000", "city": "Bruxelles", "country": "BE"}))
    assert answer.status_code == 303
    assert "Union européenne" in supervisor.get(answer.location).text


def test_a_corrected_address_is_on_the_next_invoice_and_not_on_the_last(app: Flask, sign_in: SignIn) -> None:
    with app.app_context(), atomic():
        before = sales.sell(clock.today() - timedelta(days=1))
    order_id, customer = ordered(app)
    supervisor = sign_in(SUPERVISOR)
    edit = f"{LIST}/{customer}/modifier"
    assert supervisor.submit(edit, street="99 rue Neuve").status_code == 303
    with app.app_context(), atomic():
        receive_payment(order_id=order_id, means=PaymentMeans.CASH, amount_cents=8900, actor="test")
    with app.app_context():
        issued = session.scalars(select(Invoice).order_by(Invoice.id)).all()
        streets = [InvoiceDocument.from_json(each.document).buyer.address.lines for each in issued]
    assert issued[0].id == before.id
    assert streets == [("12 rue des Exemples",), ("99 rue Neuve",)]


def test_the_invoice_to_pay_goes_to_whoever_sees_to_billing(app: Flask, sign_in: SignIn) -> None:
    order_id, customer = ordered(app, TOWN)
    page, supervisor = f"{LIST}/{customer}", sign_in(SUPERVISOR)
    add = f"{page}/contacts"
    wrong = supervisor.submit(page, action=add, role="billing", name="Noé Bruyère")
    assert "Écrivez un courriel ou un téléphone" in wrong.text
    wrong = supervisor.submit(page, action=add, role="billing", name="Noé Bruyère", phone="06 39 98 00 01")
    assert "Les factures partent par courriel" in wrong.text
    told = supervisor.submit(page, action=add, role="billing", name="Noé Bruyère", email="compta@example.org")
    assert told.status_code == 303
    with app.app_context(), atomic():
        for action in (OrderAction.CONFIRM, OrderAction.START, OrderAction.FINISH, OrderAction.HAND_OVER):
            move_order(order_id=order_id, action=action, actor="test")
    with app.app_context():
        mails = {mail.kind: mail.recipient for mail in session.scalars(select(Mail))}
    assert mails["order_invoiced"] == "compta@example.org"
    assert mails["order_ready"] == "mairie@example.org"

    forget = supervisor.get(page).text.partition("/retirer")[0].rpartition('action="')[2] + "/retirer"
    supervisor.submit(page, action=forget)
    assert "compta@example.org" not in supervisor.get(page).text


def test_whoever_has_no_mail_is_written_to_by_nobody(app: Flask) -> None:
    ordered(app, replace(sales.BUYER, email=None))
    with app.app_context():
        assert session.scalar(select(func.count()).select_from(Mail)) == 0


def test_an_order_goes_to_another_place_and_its_invoice_says_so(app: Flask, sign_in: SignIn) -> None:
    order_id, customer = ordered(app, TOWN)
    page, supervisor = f"{LIST}/{customer}", sign_in(SUPERVISOR)
    place = {"label": "Dépôt nord", "street": "4 route du Nord", "postcode": "80080", "city": "Amiens"}
    assert "cinq chiffres" in supervisor.submit(page, action=f"{page}/adresses", **(place | {"postcode": "8"})).text
    assert supervisor.submit(page, action=f"{page}/adresses", **place).status_code == 303
    with app.app_context():
        address = session.scalars(select(CustomerAddress)).one()
        order = f"/auto-bleue/atelier/commandes/{session.get_one(Order, order_id).public_id}"
    supervisor.submit(order, action=f"{order}/livraison", adresse=str(address.public_id))
    assert "Dépôt nord" in supervisor.get(order).text
    with app.app_context(), atomic():
        find_seller(clock.today())
        receive_payment(order_id=order_id, means=PaymentMeans.TRANSFER, amount_cents=8900, actor="test")
    with app.app_context():
        delivery = InvoiceDocument.from_json(session.scalars(select(Invoice.document)).one()).delivery
    assert delivery is not None
    assert (delivery.name, delivery.address.city) == ("Dépôt nord", "Amiens")
    # What is invoiced stays, and the form is gone.
    assert "/livraison" not in supervisor.get(order).text
    with app.app_context(), atomic():
        deliver_to(order_id=order_id, address=None, actor="test")
    with app.app_context():
        assert InvoiceDocument.from_json(session.scalars(select(Invoice.document)).one()).delivery == delivery


def test_two_rows_of_one_customer_are_joined_and_parted(app: Flask, sign_in: SignIn) -> None:
    _, kept = ordered(app)
    _, other = ordered(app, replace(sales.BUYER, street="Ailleurs"))
    ordered(app, replace(TOWN, phone=sales.BUYER.phone))
    supervisor, page = sign_in(SUPERVISOR), f"{LIST}/{kept}"
    shown = supervisor.get(page).text
    assert "Peut-être le même client" in shown
    assert "Réunir avec Commune" not in shown.replace("\n", " ")
    supervisor.submit(page, action=f"{page}/reunir", button=f"fiche={other}")
    assert names(supervisor.get(LIST).text) == ["Camille Saule", "Commune d’Exemple"]
    joined = supervisor.get(page).text
    assert joined.count("CMD-") == 2
    assert "Fiches réunies ici" in joined
    supervisor.submit(page, action=f"{page}/reunir", button=f"fiche={other}")
    assert names(supervisor.get(LIST).text) == ["Camille Saule", "Camille Saule", "Commune d’Exemple"]


def test_who_shares_a_telephone_with_many_is_shown_ten_of_them(app: Flask, sign_in: SignIn) -> None:
    _, customer = ordered(app)
    for number in range(12):
        ordered(app, replace(sales.BUYER, name=f"Résident {number}", email=f"resident{number}@example.org"))
    assert sign_in(SUPERVISOR).get(f"{LIST}/{customer}").text.count(">Résident ") == 10


def test_a_person_and_a_town_are_never_joined(app: Flask) -> None:
    _, person = ordered(app)
    order_id, town = ordered(app, TOWN)
    with app.app_context(), atomic():
        site_id = session.get_one(Order, order_id).site_id
        for customer, into in ((person, town), (person, person)):
            with pytest.raises(Refused):
                join_customers(customer=customer, into=into, site_id=site_id, actor="test")


def test_the_file_holds_what_the_list_shows(app: Flask, sign_in: SignIn) -> None:
    ordered(app)
    ordered(app, TOWN)
    page = f"{LIST}?type=public"
    export = html.fromstring(sign_in(SUPERVISOR).get(page).text).xpath("//form[contains(@action, 'fichier')]/@action")[
        0
    ]
    answer = sign_in(SUPERVISOR).submit(page, action=export, button="format=csv")
    rows = answer.get_data(as_text=True).splitlines()
    assert len(rows) == 2
    assert "Commune d’Exemple;Service des achats" in rows[1]
    assert rows[1].endswith("89,00")


def test_the_list_asks_as_often_for_many_customers(app: Flask, sign_in: SignIn) -> None:
    ordered(app)
    supervisor = sign_in(SUPERVISOR)
    with statements(app) as few:
        supervisor.get(LIST)
    for number in range(12):
        ordered(app, replace(sales.BUYER, name=f"Client {number}"))
    with statements(app) as many:
        assert "Client 11" in supervisor.get(LIST).text
    assert len(many) == len(few) <= 8, many


def test_what_the_public_types_never_changes_a_known_customer(app: Flask) -> None:
    _, public_id = ordered(app)
    with app.app_context(), atomic():
        register_customer(details=replace(sales.BUYER, street="Ailleurs"), actor="test")
    with app.app_context():
        known = session.scalars(select(Customer).where(Customer.public_id == public_id)).one()
    assert known.street == sales.BUYER.street
