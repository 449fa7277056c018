"""The week's page says what the law has to say, and stands in nobody's way."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

from lxml import html

from shared.db import atomic, session
from shared.kernel.weeks import Week
from shared.payroll.queries import find_week
from shared.payroll.services import record_line
from shared.people.models import ContractKind, Half, LabourLimit, LimitCode
from tests.support.client import Visitor
from tests.support.sheets import fill, write
from tests.support.team import MONDAY, hire_team, site_id

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
    assert said == [
        "Ada B. : 36 h dans la semaine : 1 h supplémentaires (C. trav. L. 3121-27)",
        "Ada B. : 8 h de plus que le contrat, au lieu de 2 h 48 au plus (C. trav. L. 3123-28)",
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
    assert [notice.code for notice in ada.notices] == ["overtime"]

    for day in WEEK.shifted(-1).days[:4]:
        write(team[0], {AM: {"TRAV": 270}, PM: {"TRAV": 270}}, day=day)
    (before,) = find_week(site_id(), WEEK.shifted(-1)).notices
    assert [notice.code for notice in before.notices] == ["overtime", "complementary"]


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
