"""Whoever opens the demonstration finds the published year, books that agree, and a house that lives today."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import func, select

from shared.accounts.demonstration import PASSWORD
from shared.api.health import STUCK_AFTER
from shared.db import session
from shared.invoicing.models import Invoice, InvoiceKind
from shared.jobs.queries import find_lateness
from shared.kernel import clock
from shared.orders.models import Order, OrderStatus
from shared.payments.models import Payment
from shared.payroll.holidays import is_working_day, shift_working_days
from shared.payroll.models import DayEntry, DayLine, DaySheet, DayStatus
from shared.workshop import find_site, registry
from tests.support.house import House
from tests.support.person import Person

FIRST, LAST = date(2024, 1, 1), date(2024, 12, 31)
LEAST_HALF_DAYS, LEAST_ORDERS = 25_000, 600
MOST_SOLD_CENTS = 700_000_00
# Read once: a run may pass midnight.
TODAY = clock.today()


@pytest.fixture
def demonstration(house: House, app: Flask) -> Flask:
    """The house of `ateliers demo load`, as it is on the day of the test."""
    assert "La démonstration est chargée." in _run(house, "demo", "load", "--today", TODAY.isoformat())
    return app


@pytest.mark.timeout(900)
def test_whoever_opens_the_demonstration_finds_a_house_that_lives(
    house: House, demonstration: Flask, person: Person
) -> None:
    assert "Tout concorde" in _run(house, "verify")
    assert "déjà chargée" in _run(house, "demo", "load")
    with demonstration.app_context():
        _check_the_year()
        _check_today(TODAY)
    _direction_opens_the_year(person)
    _finance_reads_the_same_revenue(person)
    _a_supervisor_goes_on_with_the_day(person)
    _a_visitor_finds_a_slot(person)


def _run(house: House, *arguments: str) -> str:
    environment = os.environ | {
        "ATELIERS_DATABASE_URL": house.settings.database_url,
        "ATELIERS_DATA_DIR": str(house.settings.data_dir),
    }
    command = [sys.executable, "-c", "from workshops.app import main; main()", *arguments]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def _check_the_year() -> None:
    halves = (
        select(DayEntry.day_line_id, DayEntry.half)
        .join(DayLine, DayLine.id == DayEntry.day_line_id)
        .join(DaySheet, DaySheet.id == DayLine.day_sheet_id)
        .where(DaySheet.day.between(FIRST, LAST))
        .distinct()
    )
    assert session.scalars(select(func.count()).select_from(halves.subquery())).one() >= LEAST_HALF_DAYS
    opened, closed = clock.at_paris(FIRST, 0), clock.at_paris(date(2025, 1, 1), 0)
    of_the_year = Order.placed_at.between(opened, closed)
    by_status = dict(
        session.execute(select(Order.status, func.count()).where(of_the_year).group_by(Order.status)).all()
    )
    assert sum(by_status.values()) >= LEAST_ORDERS
    assert by_status.keys() == {OrderStatus.DONE, OrderStatus.CANCELLED}
    sold = select(Invoice.kind, func.count(), func.sum(Invoice.gross_cents)).where(
        Invoice.issued_on.between(FIRST, LAST)
    )
    documents = {kind: (count, cents) for kind, count, cents in session.execute(sold.group_by(Invoice.kind))}
    assert documents[InvoiceKind.INVOICE][0] > documents[InvoiceKind.CREDIT_NOTE][0] > 0
    assert 0 < sum(cents for _, cents in documents.values()) < MOST_SOLD_CENTS
    assert session.scalars(select(func.count()).select_from(Payment)).one() > LEAST_ORDERS
    selling = set(session.scalars(select(Invoice.site_id).where(Invoice.issued_on.between(FIRST, LAST))))
    assert selling == {find_site(workshop.slug).id for workshop in registry()}
    assert documents[InvoiceKind.DEPOSIT][0] > 0


def _check_today(today: date) -> None:
    """Days are recorded up to yesterday, today is left to whoever comes, and there is work on the board."""
    garage = find_site("auto-bleue").id
    before = today if is_working_day(today) else shift_working_days(today, 1)
    last = session.scalar(
        select(func.max(DaySheet.day)).where(DaySheet.site_id == garage, DaySheet.status == DayStatus.VALIDATED)
    )
    assert last == shift_working_days(before, -1)
    assert find_lateness() < STUCK_AFTER
    waiting = select(func.count()).where(Order.status.in_((OrderStatus.CONFIRMED, OrderStatus.PAID)))
    assert session.scalar(waiting)


def _direction_opens_the_year(person: Person) -> None:
    person.signs_in("direction@example.org", PASSWORD)
    person.sees("Les équipes en")
    person.taps("Voir l’année")
    for year in range(clock.today().year - 1, LAST.year - 1, -1):
        person.taps(f"{year}")
    person.sees("L’année 2024")
    for figure in ("145", "67", "32 sur 78"):
        person.sees(figure)


def _finance_reads_the_same_revenue(person: Person) -> None:
    total = person.page.locator(".totals .figure").first.inner_text()
    person.gives_the_screen_to("finance@example.org", PASSWORD)
    person.sees("Factures à encaisser")
    person.sees("En retard")
    person.sees("Paie")
    person.taps("Voir l’année")
    for year in range(clock.today().year - 1, LAST.year - 1, -1):
        person.taps(f"{year}")
    person.taps("de ventes hors taxes")
    person.sees("Chiffre d’affaires")
    assert person.page.locator(".totals .figure").first.inner_text() == total


def _a_supervisor_goes_on_with_the_day(person: Person) -> None:
    person.gives_the_screen_to("encadrant@example.org", PASSWORD)
    person.taps("Ouvrir la feuille du jour")
    if is_working_day(clock.today()):
        person.sees("Tous présents")
    else:
        person.sees("Personne n’est attendu")


def _a_visitor_finds_a_slot(person: Person) -> None:
    person.taps("Se déconnecter", role="button")
    person.taps("Accueil")
    person.taps("Découvrir Auto Bleue")
    person.taps("Réserver\u00a0: Vidange et filtre à huile")
    assert person.page.locator("details label").count() > 0
    person.sees("Vidange et filtre à huile")
