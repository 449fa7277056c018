"""An employee's own page: today, what was noted, the contract, and never a word about anybody else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from shared.accounts.queries import find_user_by_email
from shared.db import atomic, session
from shared.kernel import clock
from shared.kernel.weeks import Month, Week
from shared.payroll.categories import Totals
from shared.payroll.queries.own import find_own_home, find_own_month
from shared.payroll.reasons import Span
from shared.people.accounts import find_person_by_matricule, tie_account, untie_account
from shared.people.contracts.services import sign_contract
from shared.people.models import Contract, Half, Person
from shared.training.models import TrainingKind
from tests.support.client import Visitor
from tests.support.personas import DIRECTION, EMPLOYEE, SUPERVISOR, Persona, client_of, move_in
from tests.support.queries import statements
from tests.support.sheets import fill, tap, undo, write
from tests.support.team import AT_WORK, MONDAY, NAMES, hire_team, site_id, terms
from tests.support.training import cohort, everybody, training

Inside = Callable[..., Any]
Read = Callable[..., str]

FRIDAY = MONDAY + timedelta(days=4)
LAST_MONDAY = MONDAY - timedelta(days=7)


def tie(matricule: str = "AU0001") -> None:
    """Ties the persona to the first of the team."""
    with atomic():
        user = find_user_by_email(EMPLOYEE.email)
        assert user
        tie_account(person=find_person_by_matricule(matricule), user=user, actor="cli:test")


def own_id() -> int:
    """Returns the id of the persona's account."""
    user = find_user_by_email(EMPLOYEE.email)
    assert user
    return user.id


@pytest.fixture
def team(app: Flask, inside: Inside) -> list[UUID]:
    """Twelve people; the first, Ada Bouleau, has an account that is tied."""
    move_in(app, EMPLOYEE)
    contracts: list[UUID] = inside(hire_team, 12)
    inside(tie)
    return contracts


@pytest.mark.usefixtures("team")
def test_a_working_day_says_when_to_come_and_until_when_the_contract_runs(read: Read) -> None:
    page = read(EMPLOYEE)

    assert "Aujourd’hui, vous travaillez de 8:00 à 11:30 et de 13:00 à 16:30" in page
    assert "Votre contrat va jusqu’au 30 avril 2027." in page
    assert "Une erreur ? Parlez-en à votre encadrant." in page


@pytest.mark.usefixtures("team")
def test_a_day_off_says_which_comes_next(read: Read) -> None:
    with clock.at(AT_WORK + timedelta(days=4)):
        page = read(EMPLOYEE)

    assert "Vous ne travaillez pas aujourd’hui Prochain jour : lundi 23 novembre, à 8:00" in page


@pytest.mark.usefixtures("team")
def test_a_public_holiday_is_said_and_is_no_next_day(read: Read) -> None:
    with clock.at(clock.at_paris(date(2026, 11, 11), 8)):
        page = read(EMPLOYEE)
        assert "Aujourd’hui, c’est férié Armistice" in page
        assert "Prochain jour : jeudi 12 novembre, à 8:00" in page


def test_both_weeks_say_in_words_what_was_noted(team: list[UUID], inside: Inside, read: Read) -> None:
    inside(fill, LAST_MONDAY)
    inside(tap, team[0], "RET", 30, day=LAST_MONDAY, comment="Bus en retard")
    inside(fill)
    inside(tap, team[0], "MAL", span=Span.AFTERNOON)

    page = read(EMPLOYEE)

    this_week, last_week = page.split("La semaine dernière")
    assert "Lundi 16 aujourd’hui Travail 3 h 30 Malade 3 h 30" in this_week
    assert "Mardi 17 Prévu 8:00–11:30, 13:00–16:30" in this_week
    assert "Lundi 9 Travail 6 h 30 Retard 30 min « Bus en retard »" in last_week
    assert "Mardi 10 Pas encore noté" in last_week
    assert "Vendredi 13 Pas de travail prévu" in last_week
    assert "Heures en novembre 2026 : 10 h, et 4 h non travaillées" in page


def test_only_what_is_in_force_counts(team: list[UUID], inside: Inside) -> None:
    inside(fill)
    inside(tap, team[0], "MAL")
    inside(undo)
    inside(write, team[0], {Half.MORNING: {"FOR_INT": 210}, Half.AFTERNOON: {"TRAV": 210}})

    home = inside(lambda: find_own_home(own_id()))

    assert home.month == Totals(presence=420, training=210, paid=420, effective=420, asp=420)
    assert home.today.totals == Totals(presence=420, training=210, paid=420, effective=420, asp=420)
    assert [words.text for words in home.today.words] == [
        "Travail 3\u00a0h\u00a030", "Formation interne 3\u00a0h\u00a030",
    ]  # fmt: skip


@pytest.mark.parametrize("path", ["/bureau", "/mes-heures", "/mes-heures/2026-10"])
def test_nobody_else_stands_on_the_page(app: Flask, team: list[UUID], inside: Inside, path: str) -> None:
    inside(fill)
    for contract in team[1:]:
        inside(tap, contract, "MAL", comment="Secret de quelqu’un d’autre")

    page = client_of(app, EMPLOYEE).get(path).text

    others = [part for name in NAMES[1:] for part in name.split()]
    assert not [part for part in others if part in page]
    assert "Malade" not in page
    assert "Secret" not in page


@pytest.mark.usefixtures("team")
def test_the_months_before_can_be_leafed_through_up_to_the_first(read: Read, app: Flask, inside: Inside) -> None:
    client = client_of(app, EMPLOYEE)
    inside(fill, date(2026, 9, 3))

    page = read(client, "/mes-heures")
    assert "Ada Bouleau, novembre 2026" in page
    assert "Octobre 2026" in page
    assert "Décembre 2026" not in page
    first = read(client, "/mes-heures/2026-09")
    assert "Total du mois : 7 h" in first
    assert "Du mardi 1er au vendredi 4 septembre" in first
    assert "Août 2026" not in first
    assert "Rien ce mois-là" in read(client, "/mes-heures/2026-07")


@pytest.mark.usefixtures("team")
@pytest.mark.parametrize("month", ["2026-13", "2026-00", "novembre"])
def test_a_month_that_does_not_exist_is_not_found(app: Flask, month: str) -> None:
    assert client_of(app, EMPLOYEE).get(f"/mes-heures/{month}").status_code == 404


@pytest.mark.usefixtures("team")
def test_a_renewal_that_follows_at_once_counts_for_the_end(inside: Inside) -> None:
    def renew(first: date, last: date) -> None:
        with atomic():
            person = find_person_by_matricule("AU0001")
            sign_contract(person=person, site_id=site_id(), terms=terms(first, last), actor="cli:test")

    inside(renew, date(2027, 5, 1), date(2027, 8, 31))
    inside(renew, date(2027, 11, 1), date(2028, 2, 28))

    contract = inside(lambda: find_own_home(own_id())).contract

    assert (contract.starts_on, contract.ends_on) == (date(2026, 9, 1), date(2027, 8, 31))


@pytest.mark.usefixtures("team")
@pytest.mark.parametrize(
    ("day", "sentence"),
    [
        (date(2026, 8, 31), "Votre contrat commence le 1er septembre 2026."),
        (date(2027, 4, 30), "Votre contrat va jusqu’au 30 avril 2027."),
        (date(2027, 5, 1), "Votre contrat s’est terminé le 30 avril 2027."),
    ],
)
def test_the_contract_is_told_before_during_and_after(read: Read, day: date, sentence: str) -> None:
    with clock.at(clock.at_paris(day, 8)):
        assert sentence in read(EMPLOYEE)


@pytest.mark.parametrize("path", ["/bureau", "/mes-heures"])
def test_an_account_tied_to_nobody_is_told_whom_to_ask(read: Read, path: str) -> None:
    page = read(EMPLOYEE, path)

    assert "Vos heures ne sont pas encore là" in page
    assert "Dites-le à votre encadrant" in page


def test_whoever_is_untied_sees_nothing_from_the_next_page_on(
    app: Flask, team: list[UUID], inside: Inside, read: Read
) -> None:
    client = client_of(app, EMPLOYEE)
    assert "Ada Bouleau" in read(client, "/mes-heures")

    def untie() -> None:
        with atomic():
            user = find_user_by_email(EMPLOYEE.email)
            assert user
            untie_account(user=user, actor="cli:test")

    inside(untie)

    assert "Ada Bouleau" not in read(client, "/mes-heures")


def test_a_sensitive_site_is_not_named(app: Flask, inside: Inside) -> None:
    quiet = Persona("quiet", EMPLOYEE.role, "valorilot")
    move_in(app, quiet)
    inside(hire_team, 2, "valorilot")

    def tie_quiet() -> None:
        with atomic():
            user = find_user_by_email(quiet.email)
            assert user
            tie_account(person=find_person_by_matricule("VA0001"), user=user, actor="cli:test")

    inside(tie_quiet)
    client: Visitor = client_of(app, quiet)

    for path in ("/bureau", "/mes-heures", "/mon-compte"):
        page = client.get(path).text
        main = page[page.index("<main") : page.index("</main")]
        assert "valor" not in main.casefold()
        assert "mécanique" not in main


@pytest.mark.parametrize("persona", [SUPERVISOR, DIRECTION], ids=str)
def test_whoever_is_no_employee_has_no_such_page(app: Flask, persona: Persona) -> None:
    assert client_of(app, persona).get("/mes-heures").status_code == 403


def test_a_visitor_is_asked_who_it_is(client: Visitor) -> None:
    assert client.get("/mes-heures").location.startswith("/connexion")


@pytest.mark.parametrize("size", [1, 24])
def test_the_pages_ask_as_often_whatever_the_size_of_the_team(app: Flask, inside: Inside, size: int) -> None:
    client = client_of(app, EMPLOYEE)
    inside(hire_team, size)
    inside(tie)
    for offset in (-7, -6, -5, 0):
        inside(fill, MONDAY + timedelta(days=offset))

    counts = []
    for path in ("/bureau", "/mes-heures"):
        with statements(app) as sent:
            client.get(path)
        counts.append(len(sent))

    # Who it is, the own contracts, the categories, the own lines.
    assert counts == [7, 4]


@pytest.mark.usefixtures("team")
def test_two_contracts_of_one_person_are_one_path(inside: Inside) -> None:
    """Somebody who came back after a pause reads both contracts, each day by its own timetable."""

    def come_back() -> None:
        with atomic():
            person = find_person_by_matricule("AU0001")
            early = terms(date(2026, 1, 5), date(2026, 7, 31))
            sign_contract(person=person, site_id=site_id(), terms=early, actor="cli:test")
        assert len(session.scalars(select(Contract.id).join(Person).where(Person.matricule == "AU0001")).all()) == 2

    inside(come_back)

    july = inside(lambda: find_own_month(own_id(), Month(2026, 7)))
    assert july.begins == Month(2026, 1)
    assert [week.week for week in july.weeks][-1] == Week(2026, 31)


def test_the_first_page_says_where_to_go_and_how_much_training_is_done(
    read: Read, inside: Inside, team: list[UUID]
) -> None:
    def learn() -> None:
        ada, bruno, *_ = everybody()
        cohort([ada, bruno])
        training([ada], provider="Centre Exemple", kind=TrainingKind.EXTERNAL, subject="Hygiène")
        training([bruno], half=Half.AFTERNOON, subject="Chaîne du froid")
        tap(team[0], "FOR_EXT", day=LAST_MONDAY)
        tap(team[1], "FOR_EXT", day=LAST_MONDAY + timedelta(days=1))

    inside(learn)
    page = read(EMPLOYEE)
    assert "Ce matin, vous êtes en formation : Hygiène, Centre Exemple." in page
    assert "Votre formation : 7 h sur 300 h" in page
    assert "Chaîne du froid" not in page
