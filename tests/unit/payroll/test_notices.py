"""What is said of a week that the law allows with a remark: the article, and nothing that blocks."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.payroll.notices import MEAN_WEEKS, WorkedWeek, list_notices
from shared.people.limits import Limit, Limits
from shared.people.models import ContractKind, Half
from shared.people.reference import CDDI_LIMITS, CEP_LIMITS
from shared.people.timetable import Slot, regular_week

CDDI, CEP = ContractKind.CDDI, ContractKind.CEP
AM, PM = Half.MORNING, Half.AFTERNOON
LIMITS: dict[ContractKind, Limits] = {
    kind: {seed.code: Limit(seed.amount, seed.source, seed.confirmed) for seed in seeds}
    for kind, seeds in ((CDDI, CDDI_LIMITS), (CEP, CEP_LIMITS))
}
MONDAY = date(2026, 11, 16)
H = 60


def codes(
    kind: ContractKind = CDDI, *, hours: float = 26, days: Mapping[int, float] | None = None, **more: Any
) -> list[str]:
    """Returns the codes of what is said of a contract of `hours` and of hours worked by weekday."""
    worked = {MONDAY + timedelta(days=day): round(spent * H) for day, spent in (days or {}).items()}
    facts: dict[str, Any] = {"entries": {}, "slots": {}, "holidays": {}} | more
    week = WorkedWeek(kind=kind, contract=round(hours * H), days=worked, **facts)
    return [notice.code for notice in list_notices(week, LIMITS[kind])]


def five(spent: float) -> dict[int, float]:
    return dict.fromkeys(range(5), spent)


@pytest.mark.parametrize(
    ("kind", "hours", "days", "expected"),
    [
        (CDDI, 26, five(5.2), []),
        (CDDI, 26, five(5.72), []),
        (CDDI, 26, five(5.74), ["complementary"]),
        (CDDI, 26, five(6.8), ["complementary"]),
        (CDDI, 26, five(7), ["legal_week", "complementary"]),
        (CDDI, 26, five(7.2), ["overtime", "complementary"]),
        (CDDI, 35, five(7), []),
        (CDDI, 35, five(7.1), ["overtime"]),
        (CDDI, 35, five(9), ["overtime"]),
        (CDDI, 20, five(4.4), []),
        (CDDI, 20, five(4.5), ["complementary"]),
        (CDDI, 26, dict.fromkeys(range(6), 4.0), []),
        (CDDI, 26, dict.fromkeys(range(7), 3.5), ["rest", "sunday"]),
        (CDDI, 26, {6: 4}, ["sunday"]),
        (CDDI, 26, {}, []),
        (CEP, 28, five(5.6), []),
        (CEP, 28, five(6.5), []),
        (CEP, 28, five(7), ["legal_week"]),
        (CEP, 28, five(7.5), ["overtime"]),
        (CEP, 35, five(7), []),
        (CEP, 35, five(8), ["overtime"]),
        (CEP, 28, {6: 4}, ["sunday"]),
        (CEP, 28, dict.fromkeys(range(7), 3.5), ["rest", "sunday"]),
    ],
)
def test_a_week_is_judged_by_its_contract(
    kind: ContractKind, hours: float, days: dict[int, float], expected: list[str]
) -> None:
    assert codes(kind, hours=hours, days=days) == expected


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        ([26 * H] * 11, []),
        ([28 * H] * 11, ["lasting_excess"]),
        ([28 * H - 1] * 11, []),
        ([28 * H] * 10, []),
    ],
)
def test_a_lasting_excess_over_twelve_weeks_is_told(before: list[int], expected: list[str]) -> None:
    assert codes(days={0: 10, 1: 10, 2: 8}, before=before) == expected


def test_a_mean_above_44_hours_is_told() -> None:
    assert "mean" in codes(hours=35, days=five(9), before=[45 * H] * 11)
    assert "mean" not in codes(hours=35, days=five(8.6), before=[44 * H] * 11)


DAY_SLOTS = regular_week([0], (8 * H, 11 * H), (12 * H, 15 * H + 30))
WITHOUT_BREAK = regular_week([0], (8 * H, 12 * H), (12 * H + 10, 16 * H))


@pytest.mark.parametrize(
    ("entries", "slots", "expected"),
    [
        ({AM: {"TRAV": 180}, PM: {"TRAV": 210}}, DAY_SLOTS, []),
        ({AM: {"TRAV": 240}, PM: {"TRAV": 230}}, WITHOUT_BREAK, ["break"]),
        ({AM: {"TRAV": 240}, PM: {"MAL": 230}}, WITHOUT_BREAK, []),
        ({AM: {"TRAV": 361}}, DAY_SLOTS, ["break"]),
        ({AM: {"TRAV": 360}}, DAY_SLOTS, []),
        ({AM: {"FOR_INT": 200, "TRAV": 200}}, DAY_SLOTS, ["break"]),
    ],
)
def test_a_break_is_due_at_six_hours(
    entries: dict[Half, dict[str, int]], slots: tuple[Slot, ...], expected: list[str]
) -> None:
    assert codes(entries={MONDAY: entries}, slots={MONDAY: slots}) == expected


def test_holidays_are_remarked_for_who_is_not_paid_for_them_and_may_day_for_everybody() -> None:
    armistice, may_day = date(2026, 11, 11), date(2026, 5, 1)
    holidays = {armistice: "Armistice", may_day: "Fête du Travail"}

    def said(kind: ContractKind, day: date) -> list[str]:
        week = WorkedWeek(kind=kind, contract=26 * H, days={day: 240}, entries={}, slots={}, holidays=holidays)
        return [notice.code for notice in list_notices(week, LIMITS[kind])]

    assert said(CDDI, armistice) == []
    assert said(CEP, armistice) == ["holiday"]
    assert said(CDDI, may_day) == said(CEP, may_day) == ["may_day"]


def test_every_notice_names_its_article_and_says_when_nobody_has_read_it() -> None:
    week = WorkedWeek(
        kind=CDDI,
        contract=26 * H,
        days={MONDAY + timedelta(days=day): 400 for day in range(7)},
        entries={},
        slots={},
        holidays={},
        before=[40 * H] * 11,
    )

    notices = {notice.code: notice for notice in list_notices(week, LIMITS[CDDI])}

    assert all(notice.source.startswith("C. trav. L. ") for notice in notices.values())
    assert not notices["lasting_excess"].confirmed
    assert notices["complementary"].confirmed
    said = notices["complementary"].words
    assert said == "20\xa0h\xa040 de plus que le contrat, au lieu de 2\xa0h\xa036 au plus"


@given(
    st.sampled_from([20, 26, 28, 35]),
    st.lists(st.integers(0, 600), min_size=7, max_size=7),
    st.integers(0, 6),
    st.integers(1, 120),
)
def test_working_longer_never_silences_an_excess(contract: int, minutes: list[int], day: int, more: int) -> None:
    before = codes(hours=contract, days={each: spent / H for each, spent in enumerate(minutes)})
    minutes[day] += more
    after = codes(hours=contract, days={each: spent / H for each, spent in enumerate(minutes)})

    excesses = {"complementary", "overtime", "rest"}
    assert set(before) & excesses <= set(after)
    assert not ("legal_week" in before and not {"legal_week", "overtime"} & set(after))


def test_the_planned_week_of_an_ordinary_contract_says_nothing() -> None:
    slots = {MONDAY + timedelta(days=day): DAY_SLOTS for day in range(4)}
    entries = {day: {AM: {"TRAV": 180}, PM: {"TRAV": 210}} for day in slots}

    assert (
        codes(days=dict.fromkeys(range(4), 6.5), entries=entries, slots=slots, before=[26 * H] * (MEAN_WEEKS - 1)) == []
    )
