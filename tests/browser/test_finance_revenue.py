"""Finance comes in, looks at last month and takes it home as a workbook."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from python_calamine import CalamineWorkbook

from shared.db import atomic
from shared.kernel import clock
from shared.kernel.weeks import Month
from tests.support.browser import on_every_screen, on_every_screen_without_javascript
from tests.support.person import Person
from tests.support.personas import FINANCE, move_in
from tests.support.sales import sell

MOST_TAPS_AFTER_THE_DOOR = 3
LABELS = {"vidange": 8900, "freins-avant": 14900}


@pytest.fixture
def last_month(app: Flask) -> Month:
    """Two sales on the first working days of last month, and finance's account."""
    month = Month.of(clock.today()).shifted(-1)
    with app.app_context(), atomic():
        for day, code in zip(month.days, LABELS, strict=False):
            sell(day, code=code)
    move_in(app, FINANCE)
    return month


@on_every_screen
def test_finance_takes_last_month_home(person: Person, last_month: Month) -> None:
    _come_in(person)
    _take_last_month(person, last_month)


@on_every_screen_without_javascript
def test_finance_takes_last_month_home_without_javascript(person: Person, last_month: Month) -> None:
    _come_in(person)
    _take_last_month(person, last_month)


@on_every_screen
def test_finance_asks_why_and_reads_the_invoice(person: Person, last_month: Month) -> None:
    _come_in(person)
    person.taps("Voir et exporter")
    person.taps("Le mois dernier")
    person.taps(person.page.get_by_role("link", name="Pourquoi ce montant").first)
    person.sees("Pourquoi 198,34\u00a0€")
    person.taps(f"AB-{last_month.year}-000001")
    person.sees("Vidange")


@on_every_screen
def test_a_period_the_wrong_way_round_is_said_beside_its_field(person: Person, last_month: Month) -> None:
    _come_in(person)
    person.taps("Voir et exporter")
    person.types("Du", f"{last_month.last}")
    person.types("Au (inclus)", f"{last_month.first}")
    person.taps("Afficher")
    person.sees("La fin est avant le début.")
    assert person.page.get_by_label("Du", exact=True).input_value() == f"{last_month.last}"


def _come_in(person: Person) -> None:
    person.arrives()
    person.unfolds("Menu")
    person.taps("Espace pro")
    person.types("Adresse de courriel", FINANCE.email)
    person.types("Mot de passe", FINANCE.password)
    person.taps("Se connecter", role="button")
    person.sees("Chiffre d’affaires du mois")


def _take_last_month(person: Person, month: Month) -> None:
    came_in_with = person.taps_made
    person.taps("Voir et exporter")
    person.taps("Le mois dernier")
    person.sees("238,00\u00a0€")
    with person.page.expect_download() as taken:
        person.taps("Classeur Excel")
    assert person.taps_made - came_in_with <= MOST_TAPS_AFTER_THE_DOOR
    file = Path(taken.value.path())
    assert taken.value.suggested_filename == f"chiffre-affaires-{month.first}-{month.last}.xlsx"
    (_, *lines) = CalamineWorkbook.from_path(file).get_sheet_by_name("Ventes").to_python()
    assert sum(round(float(str(line[7])) * 100) for line in lines[: len(LABELS)]) == sum(LABELS.values())
