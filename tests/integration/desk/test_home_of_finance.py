"""Finance's home: what was invoiced this month, what is still to come in, and what of it is late."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO

import pytest
from flask import Flask

from shared.db import atomic
from shared.kernel import clock
from shared.kernel.weeks import Month
from shared.orders.models import CustomerKind
from shared.orders.services import CustomerDetails
from shared.payments.models import PaymentMeans
from shared.payments.services import invoice_what_is_owed, receive_payment
from shared.payroll.export import Profile, export_payroll
from shared.people.queries import list_team
from shared.workshop import find_site
from tests.support import sales
from tests.support.months import approve, check
from tests.support.personas import DIRECTION, FINANCE, SUPERVISOR, Persona, client_of
from tests.support.sheets import fill, validate
from tests.support.team import hire_team, site_id, terms

Read = Callable[..., str]
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


def owes(app: Flask, days_ago: int, *, paid: int = 0, buyer: CustomerDetails = TOWN) -> None:
    """Invoices an order that is paid in part; a town has thirty days."""
    day = clock.today() - timedelta(days=days_ago)
    with app.app_context(), atomic():
        order = sales.order(day, buyer=buyer)
        with clock.at(clock.at_paris(day, 16)):
            if paid:
                receive_payment(order_id=order.id, means=PaymentMeans.CHEQUE, amount_cents=paid, actor="test")
            invoice_what_is_owed(order_id=order.id, actor="test")


def home(app: Flask, persona: Persona = FINANCE) -> str:
    return " ".join(client_of(app, persona).get("/bureau").text.split()).replace("\u202f", " ")


def test_nothing_to_come_in_is_no_card(app: Flask) -> None:
    with app.app_context(), atomic():
        sales.sell(clock.today())
    assert "Factures à encaisser" not in home(app)


def test_what_is_owed_and_what_is_late_is_one_tap_away(app: Flask) -> None:
    owes(app, 40, paid=2000)
    owes(app, 3)
    page = home(app)
    assert "158,00 €" in page.replace("\u00a0", " ")
    assert "Sur 2 factures. En retard : 69,00 €, 1 facture." in page.replace("\u00a0", " ")
    assert "/gestion/factures?etat=owed" in page


@pytest.mark.parametrize("days_ago", [0, 30])
def test_nothing_is_late_on_the_day_it_is_due(app: Flask, days_ago: int) -> None:
    owes(app, days_ago)
    assert "Aucune n’est en retard." in home(app)


def test_a_consumer_pays_at_once(app: Flask) -> None:
    owes(app, 1, buyer=replace(sales.BUYER))
    assert "En retard" in home(app)


def test_the_direction_sees_it_and_a_supervisor_does_not(app: Flask) -> None:
    owes(app, 40)
    assert "Factures à encaisser" in home(app, DIRECTION)
    assert "Factures à encaisser" not in home(app, SUPERVISOR)
    assert date.min < clock.today()


def test_the_year_so_far_is_one_tap_away(app: Flask) -> None:
    with app.app_context(), atomic():
        sales.sell(clock.today())
    page = home(app).replace("\u00a0", " ")
    assert f"Depuis le 1er janvier {clock.today().year}" in page
    assert page.count("74,17 €") == 2
    assert 'href="/gestion/annee"' in page
    assert "/gestion/annee" not in home(app, SUPERVISOR)


def test_last_month_waits_for_payroll_until_it_is_taken(app: Flask) -> None:
    before = Month.of(clock.today()).shifted(-1)
    contract = terms(before.first, Month.of(clock.today()).shifted(3).last)
    with app.app_context():
        hire_team(2, contract=contract)
        hire_team(1, "gourmand", contract)
    assert "0 sur 2" in home(app)
    assert "2 sites restent à vérifier." in home(app)

    with app.app_context():
        for day in before.days:
            if any(member.planned(day).total for member in list_team(site_id(), day)):
                fill(day)
                validate(day)
        approve(before)
        check(before)
    page = home(app)
    assert "1 site est prêt, 1 site reste à vérifier." in page
    assert f'href="/auto-bleue/atelier/heures/mois/{before}"' in page

    with app.app_context(), atomic():
        export_payroll([find_site("auto-bleue")], before, Profile.CSV, BytesIO(), actor="test")
    assert "0 sur 1" in home(app)
    assert "Paie" not in home(app, DIRECTION)
