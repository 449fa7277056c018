"""Groups: who is in one, its weeks become sheets, its hours are counted, its exam; and immersions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import func, select

from shared.db import atomic, session
from shared.kernel import clock
from shared.kernel.errors import InvalidInput, NotFound, Refused
from shared.kernel.minutes import HOUR
from shared.people.models import Half, Person
from shared.training.attendance.planning import prepare_sheets
from shared.training.attendance.queries import list_sessions
from shared.training.cohorts import services
from shared.training.cohorts.queries import find_board, list_cohorts, list_counters
from shared.training.models import Attendance, CohortHalf, PlacementAim, TrainingSession, TrainingStatus, Whereabouts
from shared.training.placements.queries import list_placements
from shared.training.placements.services import PlacementWish, agree_placement, call_off_placement
from tests.support.exams import plan
from tests.support.queries import statements
from tests.support.sheets import fill, line, tap
from tests.support.team import AT_WORK, MONDAY, hire_team, site_id, terms
from tests.support.training import (
    ACTOR,
    FIRST_DAY,
    LAST_DAY,
    TUESDAY_AND_THURSDAY,
    alternates,
    closed,
    cohort,
    everybody,
    signed,
)

AM, PM = Half
TUESDAY = MONDAY + timedelta(days=1)
SIRET = "12345678200002"


@pytest.fixture(autouse=True)
def monday(app: Flask) -> Iterator[None]:
    """Half past eight on Monday, inside the application."""
    with app.app_context(), clock.at(AT_WORK):
        yield


def act(verb: str, group: UUID, **more: Any) -> Any:
    with atomic():
        return getattr(services, verb)(site_id=site_id(), cohort=group, actor=ACTOR, **more)


def board(group: UUID) -> Any:
    return find_board(site_id(), group, full_names=True)


def test_the_weeks_of_a_group_become_sheets_that_everybody_of_the_day_is_on() -> None:
    hire_team(3)
    ada, bruno, chloe = everybody()
    group = cohort([ada, bruno])
    sheets = alternates(group)
    # Tuesdays and Thursdays from 2 November to 30 June, without Christmas' week being off: holidays alone are.
    assert sheets == session.scalar(select(func.count()).select_from(TrainingSession))
    days = set(session.scalars(select(TrainingSession.day)))
    assert {day.weekday() for day in days} == {1, 3}
    assert date(2027, 5, 6) not in days, "Ascension Day"
    assert {each.expected for each in list_sessions([site_id()], TUESDAY, TUESDAY)} == {2}
    # After the last day of the contracts nobody is expected.
    assert {each.expected for each in list_sessions([site_id()], date(2027, 5, 1), LAST_DAY)} == {0}

    act("join_cohort", group, people=[chloe], joined_on=TUESDAY)
    act("leave_cohort", group, person=bruno, left_on=TUESDAY)
    assert {each.expected for each in list_sessions([site_id()], TUESDAY, TUESDAY)} == {3}
    thursday = TUESDAY + timedelta(days=2)
    assert {each.expected for each in list_sessions([site_id()], thursday, thursday)} == {2}
    with pytest.raises(InvalidInput, match="déjà leur feuille"), atomic():
        prepare_sheets(site_id=site_id(), cohort=group, first_day=FIRST_DAY, last_day=LAST_DAY, actor=ACTOR)


def test_hours_of_training_are_counted_from_the_day_sheets_within_the_group() -> None:
    contracts = hire_team(2)
    ada, bruno = everybody()
    group = cohort([ada, bruno], first_day=MONDAY)
    tap(contracts[0], "FOR_EXT", day=MONDAY - timedelta(days=4))
    tap(contracts[0], "FOR_EXT", day=MONDAY)
    tap(contracts[1], "TRAV", day=MONDAY)
    found = {each.name: each.counter for each in board(group).members}
    assert found["Ada Bouleau"].words == "7\u00a0h sur 300\u00a0h"
    assert (found["Bruno Mésange"].words, found["Bruno Mésange"].percent) == ("0\u00a0h sur 300\u00a0h", 0)
    assert list_cohorts(site_id())[0].mean.done == 210
    (own,) = list_counters(Person.public_id == ada)
    assert (own.label, own.counter.done) == ("Hiver 2026", 7 * HOUR)
    assert list_counters(Person.public_id == uuid4()) == []


def test_a_sheet_that_is_closed_counts_once() -> None:
    hire_team(1)
    (ada,) = everybody()
    group = cohort([ada])
    alternates(group)
    with clock.at(AT_WORK + timedelta(days=1)):
        morning, afternoon = (each.training for each in list_sessions([site_id()], TUESDAY, TUESDAY))
        for session_of in (morning, afternoon):
            signed(session_of, ada)
            closed(session_of)
        (row,) = board(group).members
        assert (row.counter.done, row.came, row.sheets) == (7 * HOUR, 2, 2)


def test_two_rhythms_never_share_a_day_and_a_dropped_one_frees_them() -> None:
    hire_team(1)
    group = cohort(everybody())
    rhythm = act("set_rhythm", group, first_day=FIRST_DAY, last_day=MONDAY, rhythm={(0, AM): Whereabouts.COMPANY})
    with pytest.raises(InvalidInput) as refused:
        act("set_rhythm", group, first_day=MONDAY, last_day=LAST_DAY, rhythm=TUESDAY_AND_THURSDAY)
    assert refused.value.field == "first_day"
    act("drop_rhythm", group, rhythm=rhythm)
    assert session.scalar(select(func.count()).select_from(CohortHalf)) == 0
    act("set_rhythm", group, first_day=MONDAY, last_day=LAST_DAY, rhythm=TUESDAY_AND_THURSDAY)
    with pytest.raises(NotFound):
        act("drop_rhythm", group, rhythm=rhythm)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"label": " "}, "label"),
        ({"label": "x" * 121}, "label"),
        ({"provider": "x" * 121}, "provider"),
        ({"label": "Déjà là"}, "label"),
        ({"title": uuid4()}, "title"),
        ({"last_day": date(2026, 11, 1)}, "last_day"),
        ({"last_day": date(2029, 11, 1)}, "last_day"),
        ({"first_day": date(1999, 11, 1)}, "first_day"),
        ({"people": [uuid4()]}, "people"),
    ],
)
def test_a_group_that_cannot_be_says_why_at_its_field(change: dict[str, Any], field: str) -> None:
    hire_team(1)
    cohort([], label="Déjà là")
    with pytest.raises(InvalidInput) as refused:
        cohort(**({"people": everybody()} | change))
    assert refused.value.field == field
    assert len(list_cohorts(site_id())) == 1


def test_somebody_is_in_a_group_once_and_within_its_days() -> None:
    hire_team(2)
    ada, bruno = everybody()
    group = cohort([ada])
    for people, day, field in (
        ([ada], TUESDAY, "people"),
        ([], TUESDAY, "people"),
        ([bruno], LAST_DAY + timedelta(days=1), "joined_on"),
        ([bruno], LAST_DAY, "people"),
    ):
        with pytest.raises(InvalidInput) as refused:
            act("join_cohort", group, people=people, joined_on=day)
        assert refused.value.field == field
    with pytest.raises(InvalidInput):
        act("leave_cohort", group, person=ada, left_on=FIRST_DAY - timedelta(days=1))
    with pytest.raises(NotFound):
        act("leave_cohort", group, person=bruno, left_on=TUESDAY)


def test_a_group_prepares_a_whole_exam_of_its_title_here() -> None:
    hire_team(1)
    group = cohort(everybody())
    garage = "auto-bleue"
    own, other = plan(slug=garage), plan(slug=garage, rncp="RNCP38101")
    blocks, elsewhere = plan(date(2026, 12, 1), slug=garage, codes=["BC01"]), plan(slug="etapweb")
    for exam in (blocks, other, elsewhere, uuid4()):
        with pytest.raises(InvalidInput) as refused:
            act("prepare_exam", group, exam=exam)
        assert refused.value.field == "exam"
    act("prepare_exam", group, exam=own)
    assert board(group).cohort.exam.public_id == own
    act("prepare_exam", group, exam=None)
    assert board(group).cohort.exam is None


def test_the_board_asks_as_much_of_the_database_for_twenty_as_for_two(app: Flask) -> None:
    hire_team(22)
    people = everybody()
    few, many = cohort(people[:2], label="Deux"), cohort(people[2:], label="Vingt")
    for group in (few, many):
        act("set_rhythm", group, first_day=FIRST_DAY, last_day=LAST_DAY, rhythm=TUESDAY_AND_THURSDAY)
    with statements(app) as of_two:
        board(few)
    with statements(app) as of_twenty:
        board(many)
    assert len(of_two) == len(of_twenty) <= 24


def wish(first_day: date = MONDAY, last_day: date = MONDAY + timedelta(days=11), **more: Any) -> PlacementWish:
    words: dict[str, Any] = {"host": "Garage Exemple", "siret": SIRET, "town": "Amiens", "aim": PlacementAim.DISCOVER}
    return PlacementWish(first_day=first_day, last_day=last_day, **(words | more))


def agreed(person: UUID, *args: Any, **more: Any) -> UUID:
    with atomic():
        return agree_placement(site_id=site_id(), person=person, wish=wish(*args, **more), actor=ACTOR)


def test_whoever_is_at_a_host_is_so_on_the_day_sheet() -> None:
    contracts = hire_team(2)
    ada = everybody()[0]
    placement = agreed(ada)
    fill()
    assert line(contracts[0]).entries == {AM: {"PMSMP": 210}, PM: {"PMSMP": 210}}
    assert line(contracts[1]).entries == {AM: {"TRAV": 210}, PM: {"TRAV": 210}}
    with atomic():
        call_off_placement(site_id=site_id(), placement=placement, reason="L’entreprise a fermé", actor=ACTOR)
    assert list_placements(site_id()) == []
    with pytest.raises(Refused), atomic():
        call_off_placement(site_id=site_id(), placement=placement, reason="encore", actor=ACTOR)
    agreed(ada)


def test_an_immersion_is_renewed_once_and_keeps_its_host() -> None:
    hire_team(1)
    (ada,) = everybody()
    first = agreed(ada)
    again = agreed(ada, MONDAY + timedelta(days=14), MONDAY + timedelta(days=20), renews=first)
    assert {(each.placement, each.may_be_renewed) for each in list_placements(site_id(), ada)} == {
        (first, False),
        (again, False),
    }
    with pytest.raises(InvalidInput, match=re.escape("D. 5135-2")):
        agreed(ada, MONDAY + timedelta(days=28), MONDAY + timedelta(days=30), renews=again)
    with pytest.raises(Refused, match="renouvelée"), atomic():
        call_off_placement(site_id=site_id(), placement=first, reason="malade", actor=ACTOR)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"host": " "}, "host"),
        ({"town": ""}, "town"),
        ({"tutor": "x" * 121}, "tutor"),
        ({"objectives": "x" * 201}, "objectives"),
        ({"siret": "12345678200003"}, "siret"),
        ({"siret": "12"}, "siret"),
        ({"first_day": date(2027, 4, 25), "last_day": date(2027, 5, 4)}, "last_day"),
        ({"last_day": MONDAY - timedelta(days=1)}, "last_day"),
        ({"last_day": MONDAY + timedelta(days=40)}, "last_day"),
        ({"renews": uuid4()}, "first_day"),
    ],
)
def test_an_immersion_that_cannot_be_says_why_at_its_field(change: dict[str, Any], field: str) -> None:
    hire_team(1, contract=terms())
    with pytest.raises(InvalidInput) as refused:
        agreed(everybody()[0], **change)
    assert refused.value.field == field
    assert list_placements(site_id()) == []


def test_nobody_is_placed_from_a_sensitive_site_nor_by_another_one() -> None:
    hire_team(1)
    (ada,) = everybody()
    with pytest.raises(Refused), atomic():
        agree_placement(site_id=site_id("valorilot"), person=ada, wish=wish(), actor=ACTOR)
    with pytest.raises(NotFound), atomic():
        agree_placement(site_id=site_id("etapweb"), person=ada, wish=wish(), actor=ACTOR)
    assert session.scalar(select(func.count()).select_from(Attendance)) == 0
    assert TrainingStatus.PLANNED.label == "À signer"
