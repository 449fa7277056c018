"""Coming in the morning: an employee reads the own hours, an adviser sees what is due, a direction where to look."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from time import monotonic

import pikepdf
import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from shared.accounts.queries import find_user_by_email
from shared.db import atomic
from shared.kernel import clock
from shared.people.accounts import find_person_by_matricule, tie_account
from tests.support.browser import DESKTOP, on_every_screen, on_every_screen_without_javascript
from tests.support.person import Person
from tests.support.personas import CIP, DIRECTION, EMPLOYEE, move_in
from tests.support.sheets import fill, tap, validate
from tests.support.team import AT_WORK, MONDAY, hire_team, terms

DAYS = [MONDAY - timedelta(days=number) for number in (7, 6, 5, 4)]


@pytest.fixture(autouse=True)
def monday_morning(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is Monday, half past eight, for the server's threads too; the seconds pass as usual."""
    began = monotonic()
    monkeypatch.setattr(clock, "now", lambda: AT_WORK + timedelta(seconds=monotonic() - began))


@pytest.fixture
def team(app: Flask) -> None:
    """Three people whose contracts end in a month; last week is noted: one late, one ill, one away without a word."""
    for persona in (EMPLOYEE, CIP, DIRECTION):
        move_in(app, persona)
    with app.app_context():
        last = MONDAY + timedelta(days=30)
        contracts = hire_team(3, contract=terms(first=MONDAY - timedelta(days=60), last=last))
        with atomic():
            user = find_user_by_email(EMPLOYEE.email)
            assert user
            tie_account(person=find_person_by_matricule("AU0001"), user=user, actor="cli:test")
        for day in DAYS:
            fill(day)
            tap(contracts[2], "AI", day=day)
        tap(contracts[0], "RET", 30, day=DAYS[0], comment="Bus en retard")
        tap(contracts[1], "MAL", day=DAYS[1])
        for day in DAYS:
            validate(day)


def reads_own_hours(person: Person) -> None:
    person.signs_in(EMPLOYEE.email, EMPLOYEE.password)
    person.sees("Aujourd’hui, vous travaillez")
    expect(person.page.locator(".own-times")).to_have_text("de 8:00 à 11:30 et de 13:00 à 16:30")
    expect(person.page.locator(".own-week", has_text="Lundi 9")).to_contain_text("Retard 30\u00a0min")
    person.sees("Votre contrat va jusqu’au")
    person.taps("Toutes mes heures")
    person.sees("Ada Bouleau, novembre 2026")
    person.taps("Octobre 2026")
    person.sees("Ada Bouleau, octobre 2026")
    expect(person.page.get_by_text("Bruno")).to_have_count(0)


@on_every_screen
@pytest.mark.usefixtures("team")
def test_an_employee_reads_the_own_hours(person: Person) -> None:
    reads_own_hours(person)


@on_every_screen_without_javascript
@pytest.mark.usefixtures("team")
def test_without_javascript_too(person: Person) -> None:
    reads_own_hours(person)


@on_every_screen
def test_an_account_that_is_tied_to_nobody_is_told_whom_to_ask(app: Flask, person: Person) -> None:
    move_in(app, EMPLOYEE)
    person.signs_in(EMPLOYEE.email, EMPLOYEE.password)
    person.sees("Vos heures ne sont pas encore là")


@on_every_screen
@pytest.mark.usefixtures("team")
def test_an_adviser_sees_what_is_due_and_opens_the_day_that_misses(person: Person) -> None:
    person.signs_in(CIP.email, CIP.password)
    person.sees("À appeler")
    card = person.page.locator(".watch", has_text="Auto Bleue")
    expect(card).to_contain_text("Chloé Tilleul\u00a0: 4 absences injustifiées en 10 jours ouvrés")
    expect(card).to_contain_text("Bruno Mésange\u00a0: 1 jour")
    person.taps(card.get_by_role("link"))
    person.sees("octobre")
    expect(person.page.locator(".tile").first).to_contain_text("À saisir")


@on_every_screen
@pytest.mark.usefixtures("team")
def test_an_adviser_takes_the_most_urgent_line_and_acts_on_it(person: Person) -> None:
    person.signs_in(CIP.email, CIP.password)
    person.sees("À faire maintenant")
    first = person.page.locator(".due-lines > li").first
    expect(first).to_contain_text("Ada Bouleau")
    expect(first).to_contain_text("Dans 30 jours, le 16/12/2026")
    person.taps(first.get_by_role("button"))
    person.sees("Vous vous en occupez.")
    person.taps(person.page.locator(".due-lines > li").first.get_by_role("link"))
    person.sees("Renouveler le contrat")


@on_every_screen
@pytest.mark.usefixtures("team")
def test_a_direction_sees_the_teams_and_opens_the_month_of_one(person: Person) -> None:
    person.signs_in(DIRECTION.email, DIRECTION.password)
    person.sees("Les équipes en novembre 2026")
    expect(person.page.locator(".figures tr", has_text="Auto Bleue")).to_contain_text("48\u00a0h\u00a030")
    person.taps(person.page.locator(".figures").get_by_role("link", name="Auto Bleue"))
    person.sees("Novembre 2026")


@pytest.mark.parametrize("page", [DESKTOP], indirect=True, ids=str)
@pytest.mark.usefixtures("team")
def test_the_own_pages_fit_on_one_sheet_of_paper(page: Page, person: Person) -> None:
    person.signs_in(EMPLOYEE.email, EMPLOYEE.password)
    person.sees("Aujourd’hui, vous travaillez")
    sheets = [pages_of(page)]
    person.taps("Toutes mes heures")
    person.taps("Octobre 2026")
    person.sees("Ada Bouleau, octobre 2026")
    sheets.append(pages_of(page))

    assert sheets == [1, 1]


def pages_of(page: Page) -> int:
    """Returns on how many sheets of A4 the page prints."""
    return len(pikepdf.open(BytesIO(page.pdf(prefer_css_page_size=True))).pages)
