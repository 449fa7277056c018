"""Hiring somebody: the contract and its timetable in one act, or a sentence beside the field that is wrong."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from shared.db import atomic, session
from shared.kernel.errors import InvalidInput
from shared.people.contracts.services import sign_contract
from shared.people.models import Half, Person
from shared.people.queries import list_contracts, list_team, tile_names
from shared.people.services import hire_person
from shared.people.timetable import Planned, Slot, regular_week
from tests.support.queries import statements
from tests.support.team import FOUR_DAYS, MONDAY, hire_team, site_id, terms

pytestmark = pytest.mark.usefixtures("context")

SATURDAY = date(2026, 11, 21)


@pytest.fixture
def person_id() -> UUID:
    hire()
    return session.scalars(select(Person.public_id)).one()


def hire(**changes: Any) -> None:
    facts: dict[str, Any] = {"first_name": "Ada", "last_name": "Bouleau", "matricule": "00012", "terms": terms()}
    with atomic():
        hire_person(site_id=site_id(), actor="cli:test", **(facts | changes))


def sign(person: UUID, first: date, last: date) -> None:
    with atomic():
        sign_contract(person=person, site_id=site_id(), terms=terms(first, last), actor="cli:test")


def test_hiring_puts_the_person_into_the_team_with_the_planned_halves() -> None:
    hire()

    (member,) = list_team(site_id(), MONDAY)
    assert (member.full_name, member.matricule) == ("Ada Bouleau", "00012")
    assert member.planned(MONDAY) == Planned(210, 210)
    assert member.planned(SATURDAY) == Planned(0, 0)


@pytest.mark.parametrize("day", [date(2026, 8, 31), date(2027, 5, 1)])
def test_the_team_of_a_day_outside_the_contract_is_empty(day: date) -> None:
    hire()

    assert list_team(site_id(), day) == []
    assert list_contracts(site_id(), day, day) == []


@pytest.mark.parametrize("day", [date(2026, 9, 1), date(2027, 4, 30)])
def test_both_dates_of_a_contract_are_included(day: date) -> None:
    hire()

    assert [member.first_name for member in list_team(site_id(), day)] == ["Ada"]


def test_a_team_is_read_in_one_statement_whatever_its_size(app: Flask) -> None:
    hire_team(12)
    site = site_id()

    with statements(app) as sent:
        assert len(list_team(site, MONDAY)) == 12

    assert len(sent) == 1


def test_hiring_at_one_site_shows_nobody_at_another() -> None:
    hire()

    assert list_team(site_id("gourmand"), MONDAY) == []


@pytest.mark.parametrize("matricule", ["=1+1", "é12", "A B", "-12", "1" * 21, "@X"])
def test_a_matricule_that_no_payroll_file_can_carry_is_refused(matricule: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        hire(matricule=matricule)

    assert refusal.value.field == "matricule"
    assert list_team(site_id(), MONDAY) == []


def test_two_people_never_share_a_matricule() -> None:
    hire()

    with pytest.raises(InvalidInput, match="quelqu’un d’autre"):
        hire(last_name="Charme")


def test_a_matricule_keeps_its_zeros_and_may_come_later() -> None:
    hire(matricule=" 00a7 ")
    hire(last_name="Charme", matricule=None)

    assert [member.matricule for member in list_team(site_id(), MONDAY)] == ["00A7", None]


@pytest.mark.parametrize("name", ["", "   ", "x" * 81])
@pytest.mark.parametrize("field", ["first_name", "last_name"])
def test_a_name_is_neither_empty_nor_endless(field: str, name: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        hire(**{field: name})

    assert refusal.value.field == field


def test_a_contract_that_ends_before_it_starts_is_refused() -> None:
    with pytest.raises(InvalidInput) as refusal:
        hire(terms=terms(date(2026, 11, 2), date(2026, 11, 1)))

    assert refusal.value.field == "ends_on"


def test_a_timetable_that_does_not_add_up_to_the_contract_says_both_figures() -> None:
    with pytest.raises(InvalidInput) as refusal:
        hire(terms=replace(terms(), weekly_minutes=26 * 60))

    assert refusal.value.field == "timetable"
    assert "28\u00a0h" in refusal.value.sentence
    assert "26\u00a0h" in refusal.value.sentence


@pytest.mark.parametrize(
    ("slots", "says"),
    [
        ((*FOUR_DAYS, FOUR_DAYS[0]), "deux fois"),
        ((Slot(0, Half.MORNING, 600, 480),), "avant de finir"),
        ((Slot(7, Half.MORNING, 480, 600),), "avant de finir"),
        ((Slot(0, Half.MORNING, 480, 800), Slot(0, Half.AFTERNOON, 720, 900)), "avant la fin du matin"),
        (regular_week([0], (6 * 60, 12 * 60), (13 * 60, 18 * 60)), "L. 3121-18"),
    ],
    ids=["twice", "backwards", "eighth day", "overlap", "eleven hours"],
)
def test_a_timetable_that_nobody_can_work_is_refused(slots: tuple[Slot, ...], says: str) -> None:
    weekly = max(1, sum(slot.minutes for slot in slots))

    with pytest.raises(InvalidInput, match=says) as refusal:
        hire(terms=replace(terms(), timetable=slots, weekly_minutes=weekly))

    assert refusal.value.field == "timetable"


@pytest.mark.parametrize("weekly_minutes", [0, -60, 49 * 60])
def test_a_week_outside_the_law_is_refused(weekly_minutes: int) -> None:
    with pytest.raises(InvalidInput) as refusal:
        hire(terms=replace(terms(), weekly_minutes=weekly_minutes, timetable=()))

    assert refusal.value.field == "weekly_minutes"


@pytest.mark.parametrize(
    ("first", "last"),
    [
        (date(2027, 4, 30), date(2027, 8, 31)),
        (date(2026, 5, 1), date(2026, 9, 1)),
        (date(2026, 10, 1), date(2026, 10, 2)),
    ],
)
def test_two_contracts_never_run_on_the_same_day(person_id: UUID, first: date, last: date) -> None:
    with pytest.raises(InvalidInput, match="déjà un contrat du 01/09/2026 au 30/04/2027") as refusal:
        sign(person_id, first, last)

    assert refusal.value.field == "starts_on"


@pytest.mark.parametrize(
    ("first", "last"), [(date(2027, 5, 1), date(2027, 8, 31)), (date(2026, 5, 1), date(2026, 8, 31))]
)
def test_a_contract_may_follow_another_the_next_day(person_id: UUID, first: date, last: date) -> None:
    sign(person_id, first, last)

    assert len(list_contracts(site_id(), date(2026, 1, 1), date(2027, 12, 31))) == 2


def test_a_name_on_a_tile_says_no_more_than_tells_two_people_apart() -> None:
    for number, last_name in enumerate(["Bouleau", "Bruant", "Brune", "Charme", "Érable", "Eider"]):
        hire(last_name=last_name, matricule=f"{number}")

    team = list_team(site_id(), MONDAY)

    assert sorted(tile_names(team).values()) == ["Ada Bo.", "Ada Brua.", "Ada Brun.", "Ada C.", "Ada Ei.", "Ada Ér."]


def test_somebody_with_two_contracts_is_no_namesake_of_themselves(person_id: UUID) -> None:
    sign(person_id, date(2027, 5, 1), date(2027, 8, 31))

    both = list_contracts(site_id(), date(2027, 4, 1), date(2027, 5, 31))

    assert set(tile_names(both).values()) == {"Ada B."}
