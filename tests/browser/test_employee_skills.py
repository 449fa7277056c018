"""Somebody says on a telephone what they know how to do: one tap a skill, with or without scripts."""

from __future__ import annotations

from datetime import timedelta
from time import monotonic

import pytest
from flask import Flask
from playwright.sync_api import expect

from shared.accounts.queries import find_user_by_email
from shared.db import atomic
from shared.kernel import clock
from shared.people.accounts import tie_account
from tests.support.browser import PHONE, on_every_screen
from tests.support.person import Person
from tests.support.personas import EMPLOYEE, move_in
from tests.support.skills import OIL, see, stored, team
from tests.support.team import AT_WORK, MONDAY


@pytest.fixture(autouse=True)
def monday_morning(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is Monday, half past eight, for the server's threads too; the seconds pass as usual."""
    began = monotonic()
    monkeypatch.setattr(clock, "now", lambda: AT_WORK + timedelta(seconds=monotonic() - began))


@pytest.fixture(autouse=True)
def ada(app: Flask) -> None:
    """Ada has an account, and her supervisor has seen an oil change."""
    move_in(app, EMPLOYEE)
    with app.app_context():
        (person,) = team(1)
        see(person, OIL, 1, MONDAY - timedelta(days=7))
        with atomic():
            account = find_user_by_email(EMPLOYEE.email)
            assert account is not None
            tie_account(person=person, user=account, actor="test")


@pytest.mark.parametrize("page", [PHONE, PHONE.plain()], indirect=True, ids=str)
def test_each_skill_is_one_tap(app: Flask, person: Person) -> None:
    person.signs_in(EMPLOYEE.email, EMPLOYEE.password)
    person.taps("Dire ce que je sais faire", role="link")
    person.sees("Il n’y a pas de mauvaise réponse.")
    oil = person.page.locator(f"#{OIL}")
    before = person.taps_made

    person.taps(oil.get_by_role("button", name="Je sais faire"))

    assert person.taps_made - before == 1
    expect(oil).to_contain_text("Vous dites\u00a0: Je sais faire")
    expect(oil).to_contain_text("Votre encadrant a vu\u00a0: avec aide, le 09/11/2026.")
    with app.app_context():
        assert stored()[-1] == (OIL, 3, MONDAY, True)

    person.taps(oil.locator("summary"))
    person.taps(oil.get_by_role("button", name="Avec de l’aide"))
    expect(oil).to_contain_text("Vous dites\u00a0: Avec de l’aide")


@on_every_screen
def test_the_page_is_read_on_every_screen(person: Person) -> None:
    person.signs_in(EMPLOYEE.email, EMPLOYEE.password)
    person.taps("Dire ce que je sais faire", role="link")
    person.sees("Il n’y a pas de mauvaise réponse.")
