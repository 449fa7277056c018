"""Contracts are renewed, amended and ended without one day counted twice, and without orphaning recorded hours."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select

from shared.audit.models import AuditEvent
from shared.db import atomic, session
from shared.kernel.errors import InvalidInput, NotFound, TradeError
from shared.people.models import Contract, Half, LabourLimit, Person, TimetableSlot
from shared.people.queries import list_contracts, list_team
from shared.people.services import give_matricule
from shared.people.timetable import Slot, regular_week
from tests.support.office import amend, end, hire, member, renew
from tests.support.sheets import fill, undo
from tests.support.team import MONDAY, site_id, terms

FIRST, LAST = date(2026, 9, 1), date(2027, 4, 30)
MORNINGS = regular_week(range(5), (8 * 60, 10 * 60), (10 * 60, 12 * 60))


@pytest.fixture
def ada(context: None) -> UUID:
    """Ada's contract, from September to April."""
    return hire()


def test_other_hours_from_a_day_on_leave_the_days_before_as_they_were(ada: UUID) -> None:
    later = amend(ada, date(2026, 12, 1), 20 * 60, MORNINGS)

    before, after = member(ada), member(later)
    assert (before.starts_on, before.ends_on) == (FIRST, date(2026, 11, 30))
    assert (after.starts_on, after.ends_on, after.weekly_minutes) == (date(2026, 12, 1), LAST, 20 * 60)
    assert before.planned(date(2026, 11, 30)).total == 420
    assert after.planned(date(2026, 12, 4)).total == 240
    assert before.person == after.person


@pytest.mark.parametrize("day", [FIRST, FIRST - timedelta(days=1), LAST + timedelta(days=1)])
def test_an_amendment_lies_within_the_contract(ada: UUID, day: date) -> None:
    with pytest.raises(InvalidInput) as refusal:
        amend(ada, day)
    assert refusal.value.field == "from_day"
    assert member(ada).ends_on == LAST


def test_hours_that_do_not_add_up_change_nothing(ada: UUID) -> None:
    with pytest.raises(InvalidInput, match="L’emploi du temps fait"):
        amend(ada, date(2026, 12, 1), 26 * 60, MORNINGS)
    assert member(ada).ends_on == LAST


def test_an_end_before_recorded_hours_is_refused_until_they_are_taken_back(ada: UUID) -> None:
    fill()

    for act in (lambda: end(ada, MONDAY - timedelta(days=1)), lambda: amend(ada, MONDAY)):
        with pytest.raises(InvalidInput, match="Des heures sont déjà notées le 16/11/2026"):
            act()
    assert member(ada).ends_on == LAST

    undo()
    end(ada, MONDAY - timedelta(days=1))
    assert member(ada).ends_on == MONDAY - timedelta(days=1)


@pytest.mark.parametrize("day", [FIRST - timedelta(days=1), LAST, LAST + timedelta(days=1)])
def test_an_end_is_earlier_and_not_before_the_beginning(ada: UUID, day: date) -> None:
    with pytest.raises(InvalidInput) as refusal:
        end(ada, day)
    assert refusal.value.field == "ends_on"


@pytest.mark.usefixtures("context")
def test_a_contract_of_another_site_is_not_found() -> None:
    elsewhere = hire(slug="etapweb")

    with pytest.raises(NotFound):
        end(elsewhere, MONDAY)
    with pytest.raises(NotFound), atomic():
        give_matricule(site_id=site_id(), person=member(elsewhere, "etapweb").person, matricule="00012", actor="test")


def test_a_matricule_is_given_once_and_belongs_to_one_person(ada: UUID) -> None:
    bruno = hire("Bruno", "Mésange")
    with atomic():
        give_matricule(site_id=site_id(), person=member(ada).person, matricule=" 00012 ", actor="test")

    assert member(ada).matricule == "00012"
    with pytest.raises(InvalidInput, match="déjà celui"), atomic():
        give_matricule(site_id=site_id(), person=member(bruno).person, matricule="00012", actor="test")


def test_each_change_is_told_to_the_audit(ada: UUID) -> None:
    amend(ada, date(2026, 12, 1))
    end(ada, date(2026, 11, 20))

    actions = session.scalars(select(AuditEvent.action).order_by(AuditEvent.id))
    assert list(actions) == ["contract.signed", "contract.amended", "contract.signed", "contract.ended"]


def test_a_renewal_is_told_as_one_and_every_contract_in_its_way_is_named(ada: UUID) -> None:
    person = member(ada).person
    renew(person, terms(LAST + timedelta(days=1), LAST + timedelta(days=60)))
    with pytest.raises(InvalidInput, match=r"du 01/09/2026 au 30/04/2027, du 01/05/2027 au 29/06/2027"):
        renew(person, terms(LAST - timedelta(days=3), LAST + timedelta(days=30)))

    assert list(session.scalars(select(AuditEvent.action).order_by(AuditEvent.id))) == [
        "contract.signed",
        "contract.renewed",
    ]


def test_a_new_limit_counts_from_its_day_on_and_names_its_source(ada: UUID) -> None:
    with atomic():
        session.add(
            LabourLimit(
                kind="cddi",
                code="longest_day",
                amount=6 * 60,
                source="C. trav. L. 0000-0",
                confirmed=True,
                valid_from=date(2027, 1, 1),
            )
        )

    (now,) = list_team(site_id(), MONDAY)
    (then,) = list_team(site_id(), date(2027, 1, 4))
    assert (now.longest_day.amount, then.longest_day.amount) == (10 * 60, 6 * 60)
    six_hours = replace(
        terms(LAST + timedelta(days=1), date(2027, 12, 31)), weekly_minutes=24 * 60, timetable=SIX_HOURS
    )
    renew(now.person, six_hours)
    with pytest.raises(InvalidInput, match=r"6\xa0h au plus \(C\. trav\. L\. 0000-0\)"):
        renew(now.person, terms(date(2028, 1, 1), date(2028, 6, 30)))


SIX_HOURS = regular_week(range(4), (8 * 60, 11 * 60), (12 * 60, 15 * 60))

days = st.integers(0, 400).map(lambda offset: FIRST + timedelta(days=offset))
acts = st.lists(
    st.one_of(
        st.tuples(st.just("renew"), days, st.integers(0, 200)),
        st.tuples(st.just("amend"), days, st.just(0)),
        st.tuples(st.just("end"), days, st.just(0)),
    ),
    max_size=10,
)


@given(acts)
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_day_is_ever_covered_twice_whatever_is_tried(context: None, tried: list[tuple[str, date, int]]) -> None:
    with atomic():
        for model in (TimetableSlot, Contract, Person):
            session.execute(delete(model))
    person = member(hire(contract=terms(FIRST, FIRST + timedelta(days=99)))).person
    covered = {FIRST + timedelta(days=offset) for offset in range(100)}

    for kind, day, length in tried:
        segments = [each for each in list_contracts(site_id(), date.min, date.max) if each.person == person]
        running = next((each for each in segments if each.starts_on <= day <= each.ends_on), None)
        try:
            if kind == "renew":
                wanted = {day + timedelta(days=offset) for offset in range(length + 1)}
                renew(person, terms(day, day + timedelta(days=length)))
                assert not wanted & covered
                covered |= wanted
            elif kind == "amend" and running:
                amend(running.contract, day)
            elif kind == "end" and running:
                end(running.contract, day)
                covered -= {each for each in covered if day < each <= running.ends_on}
        except TradeError:
            pass

    segments = [each for each in list_contracts(site_id(), date.min, date.max) if each.person == person]
    every_day = [
        each.starts_on + timedelta(days=offset)
        for each in segments
        for offset in range((each.ends_on - each.starts_on).days + 1)
    ]
    assert sorted(every_day) == sorted(covered)


def test_saturday_hours_may_be_planned(ada: UUID) -> None:
    saturday = (Slot(5, Half.MORNING, 8 * 60, 12 * 60), *regular_week(range(4), (480, 660), (720, 900)))

    later = amend(ada, date(2026, 12, 1), 28 * 60, saturday)

    assert member(later).planned(date(2026, 12, 5)).total == 240
