"""What is measured, as a person does it, and the data that it needs."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial

from flask import Flask
from werkzeug.test import TestResponse

from shared.db import atomic
from shared.kernel import clock
from shared.people.services import hire_person
from tests.load.place import EMPTY_PAGE, Step
from tests.load.shop import buy, stripe_answers_at_once
from tests.support import team
from tests.support.client import Visitor
from tests.support.personas import EVERYBODY, SUPERVISOR, client_of, move_in
from tests.support.sales import name_the_seller

TEAM = 12
ORDERS = 50
YEARS_OF_SHEETS = 3
ACTOR = "cli:bench"
GZIP = {"Accept-Encoding": "gzip"}

EMPTY = "An empty signed-in page"


def furnish(app: Flask) -> None:
    """Gives a new database its people: accounts, a team of twelve; and fifty orders, paid and waiting on the board."""
    for persona in EVERYBODY:
        move_in(app, persona)
    with app.app_context(), atomic():
        name_the_seller()
        site = team.site_id()
        today = clock.today()
        terms = team.terms(today - timedelta(days=365 * YEARS_OF_SHEETS), today + timedelta(days=60))
        for number, name in enumerate(team.NAMES[:TEAM], start=1):
            first, last = name.split()
            hire_person(
                site_id=site, first_name=first, last_name=last, matricule=f"M{number:03d}", terms=terms, actor=ACTOR
            )
    with stripe_answers_at_once(app.extensions["ateliers_settings"]) as stripe:
        for number in range(ORDERS):
            for step in buy(app, stripe, -number):
                answer = step.send()
                assert answer.status_code == step.status, f"{step.name}: {answer.status}"


def working_day(number: int) -> date:
    """Returns the n-th day before today on which the team is expected."""
    days = (clock.today() - timedelta(days=before) for before in range(1, 365 * YEARS_OF_SHEETS))
    planned = (day for day in days if day.weekday() in {slot.weekday for slot in team.FOUR_DAYS})
    return next(day for place, day in enumerate(planned) if place == number)


def empty_page(app: Flask) -> Iterator[Step]:
    visitor = client_of(app, SUPERVISOR)
    yield Step(EMPTY, partial(visitor.get, EMPTY_PAGE, headers=GZIP))
