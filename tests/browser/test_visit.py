"""Somebody who has never been here looks around, and somebody who works here comes in."""

from __future__ import annotations

import pytest
from flask import Flask

from shared.workshop import Workshop
from tests.support.browser import on_every_screen, on_every_screen_without_javascript
from tests.support.person import Person
from tests.support.personas import SUPERVISOR, move_in
from workshops.app import find_workshops

WORKSHOPS = list(find_workshops())


@on_every_screen
@pytest.mark.parametrize("workshop", WORKSHOPS, ids=lambda workshop: workshop.name)
def test_a_visitor_finds_each_workshop_with_one_tap(person: Person, workshop: Workshop) -> None:
    person.arrives()
    person.taps(f"Découvrir {workshop.label}")
    person.sees(workshop.tagline)
    assert person.taps_made == 1


@on_every_screen_without_javascript
def test_a_visitor_without_javascript_finds_a_workshop(person: Person) -> None:
    person.arrives()
    person.taps(f"Découvrir {WORKSHOPS[0].label}")
    person.sees(WORKSHOPS[0].tagline)


@on_every_screen
def test_a_supervisor_comes_in(person: Person, app: Flask) -> None:
    move_in(app, SUPERVISOR)
    person.signs_in(SUPERVISOR.email, SUPERVISOR.password)
    person.sees(SUPERVISOR.name.capitalize())
