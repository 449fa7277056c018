"""A supervisor reads what the law has to say of a long week, and closes it all the same."""

from __future__ import annotations

from datetime import timedelta
from time import monotonic

import pytest
from flask import Flask
from playwright.sync_api import expect

from shared.kernel import clock
from shared.kernel.weeks import Week
from shared.people.models import Half
from tests.support.browser import on_every_screen
from tests.support.person import Person
from tests.support.personas import SUPERVISOR, move_in
from tests.support.sheets import fill, write
from tests.support.team import AT_WORK, hire_team

LAST_WEEK = Week(2026, 46)
NINE_HOURS = {Half.MORNING: {"TRAV": 270}, Half.AFTERNOON: {"TRAV": 270}}


@pytest.fixture(autouse=True)
def monday_morning(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is Monday, half past eight, for the server's threads too; the seconds pass as usual."""
    began = monotonic()
    monkeypatch.setattr(clock, "now", lambda: AT_WORK + timedelta(seconds=monotonic() - began))


@on_every_screen
def test_the_notices_stand_below_the_week_and_block_nothing(app: Flask, person: Person) -> None:
    move_in(app, SUPERVISOR)
    with app.app_context():
        contracts = hire_team(4)
        for day in LAST_WEEK.days[:4]:
            write(contracts[0], NINE_HOURS, day=day)
            fill(day)
        write(contracts[1], {Half.MORNING: {"TRAV": 120}}, day=LAST_WEEK.last)

    person.signs_in(SUPERVISOR.email, SUPERVISOR.password)
    person.taps("Semaine")
    person.taps("Sem. 46")
    person.sees("À savoir")

    notices = person.page.locator(".notices li")
    expect(notices).to_have_count(4)
    expect(notices.first).to_contain_text("36\u00a0h dans la semaine, 1\u00a0h au-dessus de 35\u00a0h")
    expect(notices.last).to_contain_text(
        "Bruno M.\u00a0: travail le 15/11\u00a0: le repos de la semaine est le dimanche"
    )
    person.taps("Clore la semaine")
    person.sees("À savoir")
