"""Twelve people sign for a half-day of training on one tablet: fourteen taps, and the day sheet has their hours."""

from __future__ import annotations

from datetime import timedelta
from time import monotonic

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from shared.kernel import clock
from shared.training.models import AttendanceMark
from tests.support.browser import PHONE, TABLET
from tests.support.person import Person
from tests.support.personas import SUPERVISOR, move_in
from tests.support.sheets import line
from tests.support.team import AT_WORK, NAMES, hire_team
from tests.support.training import everybody, sheet_of, training

TWELVE = 12
MOST_TAPS = 14


@pytest.fixture(autouse=True)
def monday_morning(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is Monday, half past eight, for the server's threads too; the seconds pass as usual."""
    began = monotonic()
    monkeypatch.setattr(clock, "now", lambda: AT_WORK + timedelta(seconds=monotonic() - began))


def tile(name: str) -> str:
    first, last = name.split()
    return f"{first} {last[:1]}."


def draws(page: Page) -> None:
    """A hand writes two strokes, which is no tap: it points at nothing."""
    field = page.locator(".pad-field")
    expect(field).to_be_visible()
    box = field.bounding_box()
    assert box
    for start, end in (((0.2, 0.6), (0.5, 0.3)), ((0.5, 0.7), (0.8, 0.5))):
        page.mouse.move(box["x"] + box["width"] * start[0], box["y"] + box["height"] * start[1])
        page.mouse.down()
        page.mouse.move(box["x"] + box["width"] * end[0], box["y"] + box["height"] * end[1], steps=6)
        page.mouse.up()
    expect(page.locator("#pad")).not_to_be_visible()


@pytest.mark.parametrize("page", [PHONE, TABLET], indirect=True, ids=str)
def test_twelve_sign_in_fourteen_taps(app: Flask, person: Person) -> None:
    move_in(app, SUPERVISOR)
    with app.app_context():
        contracts = hire_team(TWELVE)
        session_of = training(everybody())
    person.signs_in(SUPERVISOR.email, SUPERVISOR.password)
    person.taps("Feuille du jour", role="link")
    person.sees("faire signer")
    before = person.taps_made

    person.taps("Gestes et postures, matin\u00a0: faire signer")
    person.sees("Touchez votre nom pour signer")
    for name in NAMES[:TWELVE]:
        person.taps(tile(name), role="button")
        draws(person.page)
    person.sees("12 sur 12")
    person.taps("Clore la séance", role="button")
    person.sees("La séance est close. La feuille du jour a ses heures de formation.")

    assert person.taps_made - before == MOST_TAPS
    with app.app_context():
        page = sheet_of(session_of)
        assert {place.mark for place in page.places} == {AttendanceMark.SIGNED}
        assert all(place.drawing and len(place.drawing) == 2 for place in page.places)
        assert all(line(contract).entries == {"am": {"FOR_INT": 210}} for contract in contracts)
    person.taps("Heures de ce jour", role="link")
    person.sees("émargé")


@pytest.mark.parametrize("page", [TABLET.plain()], indirect=True, ids=str)
def test_without_javascript_a_training_is_planned_signed_and_closed_without_one(app: Flask, person: Person) -> None:
    move_in(app, SUPERVISOR)
    with app.app_context():
        contracts = hire_team(3)
    person.signs_in(SUPERVISOR.email, SUPERVISOR.password)
    person.goes_to("Formation")
    person.sees("Pas encore de formation")
    person.taps("Prévoir une séance")
    person.taps("Prévoir la séance", role="button")
    person.sees("Écrivez ce qui est enseigné, comme «\u00a0Gestes et postures\u00a0».")
    person.types("Ce qui est enseigné", "Produits dangereux")
    person.taps("Prévoir la séance", role="button")
    person.sees("Cochez qui suit cette formation.")
    for name in ("Ada B.", "Bruno M."):
        person.taps(person.page.locator("label.choice", has_text=name))
    person.taps("Prévoir la séance", role="button")
    person.sees("Touchez votre nom pour signer")
    person.taps("Ada B.", role="button")
    person.sees("1 sur 2")
    person.sees("1 sans signature\u00a0: elle sera notée absente.")
    person.taps("Clore la séance", role="button")
    person.sees("Le motif se dit sur la")
    with app.app_context():
        assert line(contracts[0]).entries == {"am": {"FOR_INT": 210}}
    person.taps(person.page.locator("summary", has_text="Corriger cette feuille"))
    person.types("Pourquoi", "Bruno avait oublié")
    person.taps("Rouvrir", role="button")
    person.taps("Bruno M.", role="button")
    person.taps("Clore la séance", role="button")
    person.sees("2 sur 2")
    with app.app_context():
        assert line(contracts[1]).entries == {"am": {"FOR_INT": 210}}
