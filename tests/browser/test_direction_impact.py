"""The direction opens last year's report, asks what a figure means and who is in it, and takes it home."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from pathlib import Path
from time import monotonic

import pypdf
import pytest
from flask import Flask
from playwright.sync_api import expect

from shared.kernel import clock
from tests.support.browser import on_every_screen, on_every_screen_without_javascript
from tests.support.impact import settle_house
from tests.support.person import Person
from tests.support.personas import DIRECTION, move_in
from tests.support.team import AT_WORK


@pytest.fixture(autouse=True)
def monday_morning(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is Monday, half past eight, for the server's threads too; the seconds pass as usual."""
    began = monotonic()
    monkeypatch.setattr(clock, "now", lambda: AT_WORK + timedelta(seconds=monotonic() - began))


@pytest.fixture
def house_of_2025(app: Flask) -> None:
    """Seven people in ACI, four in AQI, and the direction's account."""
    move_in(app, DIRECTION)
    with app.app_context():
        settle_house()


def reads_the_report(person: Person) -> None:
    person.signs_in(DIRECTION.email, DIRECTION.password)
    person.taps("Voir l’impact")
    person.sees("Impact 2025")
    card = person.page.locator(".impact li", has_text="Sorties d’ACI vers un emploi ou une formation")
    expect(card).to_contain_text("50\u00a0%")
    expect(card).to_contain_text("3 / 6")
    person.taps(card.locator("summary"))
    expect(card.locator("details")).to_contain_text("Indicateur de l’association.")
    person.taps(person.page.get_by_role("button", name="Compter dans le coffre").first)
    expect(person.page.locator(".impact li", has_text="Sous main de justice, en ACI")).to_contain_text("3 / 7")
    person.taps("Sorties d’ACI vers un emploi ou une formation")
    person.sees("Farid Grive")
    person.sees("Motif confidentiel")
    person.taps("Impact 2025")
    person.taps("Public")
    with person.page.expect_download() as taken:
        person.taps("PDF", role="button")
    assert taken.value.suggested_filename == "impact-2025-public.pdf"
    file = pypdf.PdfReader(BytesIO(Path(taken.value.path()).read_bytes()))
    assert "non communiqué" in file.pages[0].extract_text()


@on_every_screen
@pytest.mark.usefixtures("house_of_2025")
def test_the_direction_reads_the_report_and_takes_it_home(person: Person) -> None:
    reads_the_report(person)


@on_every_screen_without_javascript
@pytest.mark.usefixtures("house_of_2025")
def test_the_direction_reads_it_without_javascript(person: Person) -> None:
    reads_the_report(person)
