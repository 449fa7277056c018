"""The week's page says what the law has to say, and stands in nobody's way."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from lxml import html
from sqlalchemy import select

from shared.db import atomic, session
from shared.kernel.weeks import Week
from shared.payroll.queries import find_week
from shared.payroll.services import record_line
from shared.people.models import Contract, ContractKind, Half, LabourLimit, LimitCode
from tests.support.client import Visitor
from tests.support.office import amend, hire, member, renew
from tests.support.sheets import fill, write
from tests.support.team import FOUR_DAYS, MONDAY, hire_team, site_id, terms

AM, PM = Half.MORNING, Half.AFTERNOON
WEEK = Week(2026, 46)
PAGE = "/auto-bleue/atelier/heures/semaine/2026-W46"


def work_long(contract: UUID) -> None:
    """Four days of nine hours for a contract of twenty-eight."""
    for day in WEEK.days[:4]:
        write(contract, {AM: {"TRAV": 270}, PM: {"TRAV": 270}}, day=day)


def test_a_long_week_of_a_part_time_contract_is_told_with_its_articles(
    supervisor: Visitor, crew: list[UUID], inside: Callable[..., Any]
) -> None:
    inside(work_long, crew[0])

    items = html.fromstring(supervisor.get(PAGE).text).xpath("//section[contains(@class, 'notices')]//li")

    said = [" ".join(item.text_content().split()) for item in items]
    assert [sentence.partition(". C.")[0] for sentence in said] == [
        "Ada B. : 36 h dans la semaine, 1 h au-dessus de 35 h : ce sont des heures supplémentaires",
        "Ada B. : 36 h dans la semaine : un contrat à temps partiel reste en dessous de 35 h",
        "Ada B. : 8 h de plus que les 28 h du contrat : 2 h 48 au plus",
    ]
    assert [item.findtext("small") for item in items] == [
        "C. trav. L. 3121-27",
        "C. trav. L. 3123-9, à confirmer",
        "C. trav. L. 3123-28",
    ]


def test_an_ordinary_week_says_nothing(supervisor: Visitor, crew: list[UUID], inside: Callable[..., Any]) -> None:
    for day in WEEK.days[:4]:
        inside(fill, day)

    assert "À savoir" not in supervisor.get(PAGE).text


def test_a_limit_moves_from_its_day_on_and_not_before(team: list[UUID]) -> None:
    work_long(team[0])
    with atomic():
        session.add(
            LabourLimit(
                kind=ContractKind.CDDI,
                code=LimitCode.COMPLEMENTARY_SHARE,
                amount=3333,
                source="Accord de branche",
                confirmed=True,
                valid_from=MONDAY - timedelta(days=7),
            )
        )

    (ada,) = find_week(site_id(), WEEK).notices
    assert [notice.code for notice in ada.notices] == ["overtime", "legal_week"]

    for day in WEEK.shifted(-1).days[:4]:
        write(team[0], {AM: {"TRAV": 270}, PM: {"TRAV": 270}}, day=day)
    (before,) = find_week(site_id(), WEEK.shifted(-1)).notices
    assert [notice.code for notice in before.notices] == ["overtime", "legal_week", "complementary"]


def work_longer(contract: UUID, week: Week, minutes: int) -> None:
    """Four days of `minutes`, half in the morning."""
    for day in week.days[:4]:
        write(contract, {AM: {"TRAV": minutes // 2}, PM: {"TRAV": minutes - minutes // 2}}, day=day)


def notices(week: Week = WEEK) -> list[str]:
    """The codes of what is said of Ada's week."""
    return [notice.code for person in find_week(site_id(), week).notices for notice in person.notices]


@pytest.mark.usefixtures("context")
def test_a_renewal_does_not_make_the_law_forget_the_weeks_before() -> None:
    renewed = WEEK.shifted(-3)
    contract = hire(contract=terms(WEEK.shifted(-11).first, renewed.first - timedelta(days=1)))
    again = renew(member(contract).person, terms(renewed.first))
    for shift in range(-11, 1):
        work_longer(again if shift >= -3 else contract, WEEK.shifted(shift), 28 * 60 // 4 + 30)

    assert notices(WEEK.shifted(-1)) == []
    assert notices() == ["lasting_excess"]


@pytest.mark.usefixtures("context")
def test_hours_that_an_earlier_contract_asked_for_are_no_excess_over_a_shorter_one() -> None:
    contract = hire(contract=terms(WEEK.shifted(-11).first))
    for shift in range(-11, 0):
        work_longer(contract, WEEK.shifted(shift), 28 * 60 // 4)
    shorter = amend(contract, WEEK.first, 21 * 60, tuple(slot for slot in FOUR_DAYS if slot.weekday < 3))
    for day in WEEK.days[:3]:
        write(shorter, {AM: {"TRAV": 210}, PM: {"TRAV": 210}}, day=day)

    assert notices() == []


def test_a_week_that_one_site_sees_in_part_is_judged_whole(context: None) -> None:
    contract = hire(contract=terms(WEEK.first, WEEK.days[2]))
    elsewhere = hire("Bruno", contract=terms(WEEK.days[3]), slug="gourmand")
    with atomic():
        bruno = session.scalars(select(Contract).where(Contract.public_id == elsewhere)).one()
        bruno.person_id = session.scalars(select(Contract.person_id).where(Contract.public_id == contract)).one()
    for day in WEEK.days[:3]:
        write(contract, {AM: {"TRAV": 300}, PM: {"TRAV": 300}}, day=day)
    with atomic():
        record_line(
            site_id=site_id("gourmand"),
            day=WEEK.days[3],
            contract=elsewhere,
            entries={AM: {"TRAV": 240}, PM: {"TRAV": 240}},
            comment="",
            seen_version=0,
            actor="test",
        )

    assert notices() == ["overtime", "legal_week", "complementary"]


def test_at_a_sensitive_site_no_code_of_law_tells_what_it_is(context: None) -> None:
    (contract,) = hire_team(1, "valorilot")
    with atomic():
        record_line(
            site_id=site_id("valorilot"),
            day=WEEK.last,
            contract=contract,
            entries={AM: {"TRAV": 120}},
            comment="",
            seen_version=0,
            actor="test",
        )

    (person,) = find_week(site_id("valorilot"), WEEK).notices

    assert [(notice.code, notice.source) for notice in person.notices] == [("sunday", "règle du site")]
