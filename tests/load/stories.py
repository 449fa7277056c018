"""What is measured, as a person does it, and the data that it needs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from itertools import count, islice

from flask import Flask
from lxml import html
from werkzeug.test import TestResponse

from shared.db import atomic
from shared.kernel import clock
from shared.kernel.weeks import Week
from shared.payroll.holidays import public_holiday
from shared.people.queries import list_team
from shared.people.services import hire_person
from shared.people.timetable import regular_week
from tests.load import archive, shelves
from tests.load.place import EMPTY_PAGE, GZIP, Step, Story
from tests.support import team
from tests.support.client import Visitor
from tests.support.garage import open_wide
from tests.support.personas import CUSTOMER, EVERYBODY, FINANCE, NEIGHBOUR, SUPERVISOR, Persona, client_of, move_in
from tests.support.sales import BUYER, sell

TEAM = 12
ORDERS = 50
DAYS = 1000
"""How many days of work lie behind the team, and how many turns a day sheet can be saved at most."""

ACTOR = "cli:bench"
BOARD = "/auto-bleue/atelier/commandes"
SHEET = "/auto-bleue/atelier/heures/jour"

EMPTY_PAGE_OF_FINANCE = "An empty page of finance"
INVOICE_LIST = "The list of invoices, the newest"
INVOICE_LISTS = {
    EMPTY_PAGE_OF_FINANCE: EMPTY_PAGE,
    INVOICE_LIST: "/gestion/factures",
    "The list of invoices, page 1 000": "/gestion/factures?page=1000",
    "The list of invoices, one month": f"/gestion/factures?mois={clock.today():%Y-%m}",
    "The list of invoices, by number": "/gestion/factures?q=ARCHIVE-04242",
    "The list of invoices, what is owed": "/gestion/factures?etat=owed",
    "The list of customers": "/auto-bleue/atelier/clients",
    "The revenue of all those years": f"/gestion/chiffre-affaires?first=2000-01-01&last={clock.today()}",
}
"""Pages over everything that was ever sold, and the least that such a page could be."""

WEEK_TEAM = 15
WEEK = "/gourmand/atelier/heures/semaine"
PRESENT_ALL_WEEK = f"Team's week: {WEEK_TEAM} people, 5 days, typed and saved"
CORRECTED_WEEK = f"Team's week: {WEEK_TEAM} people, 5 days, all corrected"


def furnish(app: Flask, orders: int = ORDERS) -> None:
    """Gives a new database its people, a team of twelve, and orders that are paid and wait on the board."""
    for persona in EVERYBODY:
        move_in(app, persona)
    yesterday = clock.today() - timedelta(days=1)
    with app.app_context(), atomic():
        _hire_team()
        # The shop sells as often as it is measured.
        open_wide(mechanics_bays=100_000)
        _hire_week_team()
        for _ in range(orders):
            sell(yesterday, buyer=replace(BUYER, email=CUSTOMER.email))


def furnish_with_archive(app: Flask) -> None:
    """The same, in a house that has issued invoices for years."""
    furnish(app)
    archive.fill(app)
    shelves.fill(app)


def empty_page(app: Flask) -> Story:
    """Somebody signed in opens a page with nothing on it."""
    return _opens(app, "An empty signed-in page", EMPTY_PAGE)


def invoice_lists(app: Flask) -> Iterator[Story]:
    """Finance opens the list of invoices in several ways, and an empty page beside it."""
    for name, path in INVOICE_LISTS.items():
        yield _opens(app, name, path, FINANCE)


def board(app: Flask) -> Story:
    """The supervisor opens the board of orders."""
    return _opens(app, f"The board with {ORDERS} orders", BOARD)


def day_sheet(app: Flask) -> Story:
    """The supervisor records everybody as present, then one late, and sees the sheet; another day each turn."""
    supervisor, days, latecomer = client_of(app, SUPERVISOR), _working_days(DAYS), _first_of_team(app)

    def story(turn: int) -> Iterator[Step]:
        sheet = f"{SHEET}/{days[turn]}"
        fill = partial(supervisor.submit, sheet, action=f"{sheet}/remplir", button="filling=TRAV")
        record = partial(
            supervisor.submit, sheet, action=f"{sheet}/personne", button="reason=RET:15", contract=latecomer
        )
        yield Step(f"Day sheet: {TEAM} present", fill, 303)
        yield Step("Day sheet: one late", record, 303)
        yield Step("Day sheet, shown again", partial(supervisor.get, sheet, headers=GZIP))

    return story


def week(app: Flask) -> Story:
    """Another supervisor types a whole week of fifteen people, then corrects every cell; another week each turn."""
    supervisor, weeks = client_of(app, NEIGHBOUR), _whole_weeks()

    def story(turn: int) -> Iterator[Step]:
        grid = f"{WEEK}/{weeks[turn]}/saisie"
        yield Step(PRESENT_ALL_WEEK, partial(_type_everywhere, supervisor, grid, "P"), 302)
        yield Step(CORRECTED_WEEK, partial(_type_everywhere, supervisor, grid, "F2h P"), 302)

    return story


def _type_everywhere(supervisor: Visitor, grid: str, text: str) -> TestResponse:
    cells = html.fromstring(supervisor.get(grid).text).xpath("//table//input[@type='text']/@name")
    assert len(cells) == WEEK_TEAM * 5
    return supervisor.submit(grid, **dict.fromkeys(cells, text))


def person_page(app: Flask) -> str:
    """Returns the address of one person's day, to which only a button leads."""
    return f"{SHEET}/{_working_days(1)[0]}/personne/{_first_of_team(app)}"


def _opens(app: Flask, name: str, path: str, persona: Persona = SUPERVISOR) -> Story:
    visitor = client_of(app, persona)

    def story(_turn: int) -> Iterator[Step]:
        yield Step(name, partial(visitor.get, path, headers=GZIP))

    return story


def _hire_team() -> None:
    terms = team.terms(min(_working_days(DAYS)), clock.today() + timedelta(days=60))
    for number, name in enumerate(team.NAMES[:TEAM], start=1):
        first, last = name.split()
        hire_person(
            site_id=team.site_id(),
            first_name=first,
            last_name=last,
            matricule=f"M{number:03d}",
            terms=terms,
            actor=ACTOR,
        )


def _hire_week_team() -> None:
    five_days = regular_week(range(5), (8 * 60, 11 * 60), (12 * 60, 14 * 60 + 12))
    terms = replace(
        team.terms(min(_working_days(DAYS)), clock.today() + timedelta(days=60)),
        weekly_minutes=26 * 60,
        timetable=five_days,
    )
    for number, name in enumerate(team.NAMES[:WEEK_TEAM], start=1):
        first, last = name.split()
        hire_person(
            site_id=team.site_id("gourmand"),
            first_name=first,
            last_name=last,
            matricule=f"W{number:03d}",
            terms=terms,
            actor=ACTOR,
        )


def _whole_weeks() -> list[Week]:
    """Returns the last weeks before this one, the latest first; the team was there in all of them."""
    return [Week.of(clock.today()).shifted(-before) for before in range(1, DAYS // 5)]


def _first_of_team(app: Flask) -> str:
    with app.app_context():
        return str(list_team(team.site_id(), clock.today())[0].contract)


def _working_days(number: int) -> list[date]:
    """Returns the last days before today on which the team is expected, the latest first."""
    weekdays = {slot.weekday for slot in team.FOUR_DAYS}
    days = (clock.today() - timedelta(days=before) for before in count(1))
    return list(islice((day for day in days if day.weekday() in weekdays and not public_holiday(day)), number))
