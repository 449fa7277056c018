"""The garage's supervisor sees who comes and changes hours; customers see it at once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from shared.db import atomic
from shared.kernel import clock
from tests.support import sales
from tests.support.client import Visitor
from tests.support.garage import free, open_wide
from tests.support.personas import CIP, CUSTOMER, EMPLOYEE, FINANCE, NEIGHBOUR, SUPERVISOR, Persona
from tests.support.queries import statements

PAGE = "/auto-bleue/atelier/planning"
SignIn = Callable[[Persona], Visitor]


@pytest.fixture(autouse=True)
def wide_garage(app: Flask) -> None:
    """There is room, whoever is there."""
    with app.app_context(), atomic():
        open_wide()


def offered(app: Flask) -> set[str]:
    """Returns the days that customers are offered."""
    with app.app_context():
        return {day.isoformat() for day, _ in free()}


def test_the_supervisor_sees_who_comes_and_when(app: Flask, sign_in: SignIn) -> None:
    with app.app_context(), atomic():
        order = sales.order(clock.today())
    page = sign_in(SUPERVISOR).get(PAGE).text
    assert "AB-123-CD" in page
    assert "8\xa0h – 9\xa0h" in page
    assert f"/auto-bleue/atelier/commandes/{order.public_id}" in page


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"opens_at": "tôt"}, "ne se lit pas"),
        ({"opens_at": "18h30"}, "Le garage ferme avant d’ouvrir."),
        ({"opens_at": "8h15"}, "une heure ou une demi-heure"),
        ({"break_to": "19h"}, "La pause sort des heures d’ouverture."),
        ({"mechanics_bays": "-1"}, "Écrivez un nombre de 0 à 50."),
        ({"days_offered": "mille"}, "Écrivez un nombre de 1 à 60."),
        ({"valid_from": "2021-01-01"}, "Le planning change déjà ce jour-là"),
        ({"valid_from": ""}, "Choisissez le premier jour."),
    ],
)
def test_a_planning_that_cannot_be_is_refused_at_its_field(
    app: Flask, sign_in: SignIn, changed: dict[str, str], sentence: str
) -> None:
    before = offered(app)
    answer = sign_in(SUPERVISOR).submit(PAGE, action=f"{PAGE}/changer", **changed)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert offered(app) == before


def test_without_a_weekday_nothing_is_open(sign_in: SignIn) -> None:
    closed: dict[str, Any] = dict.fromkeys(("monday", "tuesday", "wednesday", "thursday", "friday"), False)
    answer = sign_in(SUPERVISOR).submit(PAGE, action=f"{PAGE}/changer", **closed)
    assert "Choisissez au moins un jour d’ouverture." in answer.text


def test_other_hours_count_from_their_day_on(app: Flask, sign_in: SignIn) -> None:
    supervisor = sign_in(SUPERVISOR)
    today = clock.today()
    assert (
        supervisor.submit(PAGE, action=f"{PAGE}/changer", valid_from=today.isoformat(), opens_at="10h").status_code
        == 303
    )
    with app.app_context():
        assert min(start for _, start in free()) == 600
    later = (today + timedelta(days=40)).isoformat()
    assert supervisor.submit(PAGE, action=f"{PAGE}/changer", valid_from=later, mechanics_bays="9").status_code == 303
    assert "12 places" in supervisor.get(PAGE).text
    with app.app_context():
        assert min(start for _, start in free()) == 600


@pytest.mark.parametrize("persona", [CIP, EMPLOYEE, CUSTOMER, NEIGHBOUR, FINANCE], ids=str)
def test_others_do_not_plan_the_garage(app: Flask, sign_in: SignIn, persona: Persona) -> None:
    visitor, before = sign_in(persona), offered(app)
    assert visitor.get(PAGE).status_code == (200 if persona is FINANCE else 403)
    assert visitor.post(f"{PAGE}/changer", data={}).status_code in {400, 403}
    assert offered(app) == before


def test_the_page_asks_as_often_for_many_cars(app: Flask, sign_in: SignIn) -> None:
    supervisor = sign_in(SUPERVISOR)
    with statements(app) as few:
        supervisor.get(PAGE)
    with app.app_context(), atomic():
        for _ in range(5):
            sales.order(clock.today())
    with statements(app) as many:
        supervisor.get(PAGE)
    assert len(many) == len(few) <= 8, many
