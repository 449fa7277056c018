"""What is said of a week that the law allows with a remark: the article, and nothing that blocks."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from shared.payroll.notices import MEAN_WEEKS, SHORTEST_BREAK, PastWeek, WorkedWeek, list_notices
from shared.people.limits import Limit, Limits
from shared.people.models import ContractKind, Half, LimitCode
from shared.people.reference import CDDI_LIMITS, CEP_LIMITS
from shared.people.timetable import Slot, check_timetable, regular_week

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
        # Complementary hours: a tenth of the contract.
        (CDDI, 26, five(5.2), []),
        (CDDI, 26, five(5.72), []),
        (CDDI, 26, five(5.74), ["complementary"]),
        (CDDI, 26, five(6.8), ["complementary"]),
        (CDDI, 20, five(4.4), []),
        (CDDI, 20, five(4.5), ["complementary"]),
        (CDDI, 34, five(6.9), []),
        (CDDI, 30, five(6.6), []),
        # The legal week: a part-time contract stays below it, a full-time one may pass it.
        (CDDI, 34, five(6.98), []),
        (CDDI, 34, five(7), ["legal_week"]),
        (CDDI, 26, five(7), ["legal_week", "complementary"]),
        (CDDI, 26, five(7.2), ["overtime", "legal_week", "complementary"]),
        (CDDI, 35, five(7), []),
        (CDDI, 35, five(7.1), ["overtime"]),
        (CDDI, 35, five(9), ["overtime"]),
        # Days of work and of rest.
        (CDDI, 26, {}, []),
        (CDDI, 26, dict.fromkeys(range(6), 4.0), []),
        (CDDI, 26, dict.fromkeys(range(7), 3.5), ["rest", "sunday"]),
        (CDDI, 26, {6: 4}, ["sunday"]),
        (CDDI, 26, {5: 4, 6: 0}, []),
        # The other kind: no tenth, no ceiling of part time, its own rest.
        (CEP, 28, five(5.6), []),
        (CEP, 28, five(6.5), []),
        (CEP, 28, five(7), []),
        (CEP, 28, five(7.5), ["overtime"]),
        (CEP, 10, five(4), []),
        (CEP, 35, five(7), []),
        (CEP, 35, five(8), ["overtime"]),
        (CEP, 28, dict.fromkeys(range(6), 5.0), []),
        (CEP, 28, {6: 4}, ["sunday"]),
        (CEP, 28, dict.fromkeys(range(7), 3.5), ["rest", "sunday"]),
    ],
)
def test_a_week_is_judged_by_its_contract(
    kind: ContractKind, hours: float, days: dict[int, float], expected: list[str]
) -> None:
    assert codes(kind, hours=hours, days=days) == expected


def weeks(worked: int, contract: int = 26 * H, count: int = MEAN_WEEKS - 1) -> list[PastWeek]:
    return [PastWeek(worked, contract)] * count


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        (weeks(26 * H), []),
        (weeks(28 * H), ["lasting_excess"]),
        (weeks(28 * H - 1), []),
        (weeks(28 * H, count=10), []),
        # What was more than the contract of today was not more than the contract of then.
        (weeks(30 * H, contract=30 * H), []),
        (weeks(30 * H, contract=28 * H), ["lasting_excess"]),
        # A longer memory than the law's changes nothing.
        ([*weeks(26 * H), *weeks(60 * H)], []),
    ],
)
def test_a_lasting_excess_over_twelve_weeks_is_told(before: list[PastWeek], expected: list[str]) -> None:
    assert codes(days={0: 10, 1: 10, 2: 8}, before=before) == expected


def test_a_mean_above_44_hours_is_told() -> None:
    assert "mean" in codes(hours=35, days=five(9), before=weeks(45 * H, 35 * H))
    assert "mean" not in codes(hours=35, days=five(8.8), before=weeks(44 * H, 35 * H))
    assert "mean" not in codes(CEP, hours=35, days=five(9), before=weeks(45 * H, 35 * H))


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
        # Who leaves before the end of the morning, or comes late after it, has had a break.
        ({AM: {"TRAV": 225, "DEP": 15}, PM: {"TRAV": 230}}, WITHOUT_BREAK, []),
        ({AM: {"TRAV": 240}, PM: {"RET": 15, "TRAV": 215}}, WITHOUT_BREAK, []),
        ({AM: {"RET": 15, "TRAV": 225}, PM: {"TRAV": 230}}, WITHOUT_BREAK, ["break"]),
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
        before=weeks(40 * H),
    )

    notices = {notice.code: notice for notice in list_notices(week, LIMITS[CDDI])}

    assert all(notice.source.startswith("C. trav. L. ") for notice in notices.values())
    assert not notices["lasting_excess"].confirmed
    assert notices["complementary"].confirmed
    said = notices["complementary"].words
    assert said == "20\u00a0h\u00a040 de plus que les 26\u00a0h du contrat\u00a0: 2\u00a0h\u00a036 au plus"


def test_the_words_quote_the_amount_of_the_rule_and_not_a_number_of_ours() -> None:
    limits = dict(LIMITS[CDDI]) | {
        LimitCode.LONGEST_WITHOUT_BREAK: Limit(4 * H, "Accord"),
        LimitCode.WORKING_DAYS_IN_A_WEEK: Limit(5, "Accord"),
        LimitCode.LEGAL_WEEK: Limit(32 * H, "Accord"),
    }
    week = WorkedWeek(
        kind=CDDI,
        contract=26 * H,
        days={MONDAY + timedelta(days=day): 360 for day in range(6)},
        entries={MONDAY: {AM: {"TRAV": 250}}},
        slots={},
        holidays={},
    )

    said = {notice.code: notice.words for notice in list_notices(week, limits)}

    assert said["break"].endswith("20\u00a0min de pause au bout de 4\u00a0h")
    assert said["rest"] == "6 jours travaillés dans la semaine\u00a0: 5 au plus"
    assert "4\u00a0h au-dessus de 32\u00a0h" in said["overtime"]
    assert said["legal_week"].endswith("en dessous de 32\u00a0h")


def test_a_kind_of_contract_without_rules_is_told_nothing_but_its_rest() -> None:
    days = {MONDAY + timedelta(days=day): 600 for day in range(7)}
    week = WorkedWeek(kind=CEP, contract=10 * H, days=days, entries={}, slots={}, holidays={})

    assert [notice.code for notice in list_notices(week, {})] == ["sunday"]


@given(
    st.tuples(st.sampled_from(list(ContractKind)), st.sampled_from([20, 26, 28, 34, 35])),
    st.lists(st.integers(0, 600), min_size=7, max_size=7),
    st.integers(0, 50 * H),
    st.tuples(st.integers(0, 6), st.integers(1, 120)),
)
def test_working_longer_never_silences_anything(
    terms: tuple[ContractKind, int], minutes: list[int], before: int, longer: tuple[int, int]
) -> None:
    (kind, contract), (day, more) = terms, longer

    def said() -> set[str]:
        worked = {MONDAY + timedelta(days=each): spent for each, spent in enumerate(minutes)}
        week = WorkedWeek(
            kind=kind,
            contract=contract * H,
            days=worked,
            entries={each: {AM: {"TRAV": spent}} for each, spent in worked.items()},
            slots={},
            holidays={MONDAY: "Férié"},
            before=weeks(before, contract * H),
        )
        return {notice.code for notice in list_notices(week, LIMITS[kind])}

    shorter = said()
    minutes[day] += more

    assert shorter <= said()


halves = st.tuples(st.integers(5, 9), st.integers(60, 300))


@given(
    st.sampled_from(list(ContractKind)),
    st.lists(halves, min_size=1, max_size=6),
    st.integers(SHORTEST_BREAK, 90),
)
def test_the_planned_timetable_of_a_lawful_part_time_contract_says_nothing(
    kind: ContractKind, mornings: list[tuple[int, int]], lunch: int
) -> None:
    slots: dict[date, tuple[Slot, ...]] = {}
    for weekday, (start, length) in enumerate(mornings):
        noon = start * H + length
        times = (start * H, noon), (noon + lunch, noon + lunch + length)
        slots[MONDAY + timedelta(days=weekday)] = regular_week([weekday], *times)
    planned = {day: sum(slot.minutes for slot in halves) for day, halves in slots.items()}
    contract = sum(planned.values())
    assume(contract < 35 * H)
    check_timetable(
        [slot for halves in slots.values() for slot in halves], contract, LIMITS[kind][LimitCode.LONGEST_DAY]
    )

    week = WorkedWeek(
        kind=kind,
        contract=contract,
        days=planned,
        entries={day: {slot.half: {"TRAV": slot.minutes} for slot in halves} for day, halves in slots.items()},
        slots=slots,
        holidays={},
        before=weeks(contract, contract),
    )

    assert list_notices(week, LIMITS[kind]) == []


def test_the_planned_week_of_twenty_six_hours_says_nothing() -> None:
    slots = {MONDAY + timedelta(days=day): DAY_SLOTS for day in range(4)}
    entries = {day: {AM: {"TRAV": 180}, PM: {"TRAV": 210}} for day in slots}

    assert codes(days=dict.fromkeys(range(4), 6.5), entries=entries, slots=slots, before=weeks(26 * H)) == []
