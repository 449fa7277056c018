"""Hours are recorded at the moment at which the contract is ended before that day: one of the two is refused."""

from __future__ import annotations

from datetime import timedelta
from typing import NamedTuple
from uuid import UUID

from flask import Flask

from shared.config import Settings
from shared.db import atomic
from shared.kernel.errors import TradeError
from shared.kernel.weeks import Week
from shared.payroll import services
from shared.payroll.reasons import Span
from shared.payroll.verification import list_wrong_hours
from shared.payroll.week_entry import WeekWish, record_week
from shared.people.contracts.services import end_contract
from tests.support.races import race
from tests.support.team import MONDAY, hire_team, site_id

PEOPLE = 24


class Desk(NamedTuple):
    """Whoever is at work: `tablet` and `grid` write hours, `office` ends the same people's contracts."""

    who: str
    contracts: list[UUID]


def work(desk: Desk) -> list[str]:
    """Does to each contract in turn what the desk is there for; returns what came of it."""
    return [_act(desk.who, contract) for contract in desk.contracts]


def _act(who: str, contract: UUID) -> str:
    try:
        with atomic():
            if who == "office":
                end_contract(site_id=site_id(), contract=contract, ends_on=MONDAY - timedelta(days=1), actor="cli:test")
            elif who == "grid":
                wish = WeekWish(was={}, now={(contract, MONDAY): "P"}, seen={})
                record_week(site_id=site_id(), week=Week.of(MONDAY), wish=wish, actor="cli:test")
            else:
                services.record_exception(
                    site_id=site_id(),
                    day=MONDAY,
                    contract=contract,
                    category="MAL",
                    span=Span.DAY,
                    seen_version=1000,
                    actor="cli:test",
                )
    except TradeError:
        return "refused"
    return "done"


def test_hours_and_the_end_of_the_contract_never_pass_each_other(app: Flask, settings: Settings) -> None:
    with app.app_context():
        team = hire_team(PEOPLE)
    by_tablet, by_grid = team[::2], team[1::2]

    desks = [Desk("tablet", by_tablet), Desk("office", by_tablet), Desk("grid", by_grid), Desk("office", by_grid)]
    results = race(work, desks, settings)

    for hours, ends in ((results[0], results[1]), (results[2], results[3])):
        assert isinstance(hours, list), hours
        assert isinstance(ends, list), ends
        for pair in zip(hours, ends, strict=True):
            assert sorted(pair) == ["done", "refused"]
    with app.app_context():
        assert list(list_wrong_hours()) == []
