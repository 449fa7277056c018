"""A contract on the desk: signed, signed with a remark, or refused with the article that says why."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.kernel.minutes import HOUR
from shared.kernel.weeks import months_later
from shared.people.contracts.drafts import Derogation, Draft
from shared.people.contracts.judging import Rules, Wage, judge, lowest_pay, trial_end
from shared.people.contracts.lengths import Length, age_on, length_of, total_length
from shared.people.limits import Limit, source_beside
from shared.people.models import NO_TERM, ContractKind, Ground
from shared.people.reference import CDDI_LIMITS, CEP_LIMITS, MINIMUM_WAGES

WAGES = tuple(Wage(day, cents, source) for day, (cents, source) in MINIMUM_WAGES.items())
RULES = {
    kind: Rules(
        {each.code: Limit(each.amount, source_beside(kind, each.source), each.confirmed) for each in seeds}, WAGES
    )
    for kind, seeds in ((ContractKind.CDDI, CDDI_LIMITS), (ContractKind.CEP, CEP_LIMITS))
}

JULY = date(2026, 7, 1)
CDDI = Draft(
    kind=ContractKind.CDDI, starts_on=JULY, ends_on=date(2027, 2, 28), weekly_minutes=26 * HOUR, hourly_cents=1231
)
CEP = Draft(
    kind=ContractKind.CEP, starts_on=JULY, ends_on=date(2026, 12, 31), weekly_minutes=28 * HOUR, hourly_cents=554
)
TWO_YEARS = ((date(2024, 7, 1), date(2026, 6, 30)),)
"""Twenty-four months that end the day before."""
ACCEPTED, WARNED, REFUSED = "accepted", "warned", "refused"


def decided(ground: Ground, day: date = date(2026, 6, 15), until: date | None = None) -> Derogation:
    return Derogation(ground, day, "classeur 3", until)


def born(years: int, days_more: int = 0) -> date:
    """Returns the birthday of somebody who is so old, and some days more, on the first day of the contract."""
    return date(JULY.year - years, JULY.month, JULY.day) - timedelta(days=days_more)


def beyond(ground: Ground, **more: Any) -> dict[str, Any]:
    """Returns four months that follow twenty-four, on a ground."""
    return {"before": TWO_YEARS, "ends_on": date(2026, 10, 31), "derogations": (decided(ground, **more),)}


SHORT, ALL_SHORT = Ground.SHORT_WEEK, Ground.SHORT_WEEK_OF_ALL
L5132 = "C. trav. L. 5132-15-1"
CASES: list[tuple[str, Draft, dict[str, Any], str, str]] = [
    # How long one contract is.
    ("eight months", CDDI, {}, ACCEPTED, ""),
    ("four months to the day", CDDI, {"ends_on": date(2026, 10, 31)}, ACCEPTED, ""),
    ("three months and 29 days", CDDI, {"ends_on": date(2026, 10, 29)}, REFUSED, L5132),
    ("a day less than four months", CDDI, {"ends_on": date(2026, 10, 30)}, REFUSED, L5132),
    ("three months with a waiver", CDDI, {"ends_on": date(2026, 9, 30), "waived": True}, ACCEPTED, ""),
    ("a day with a waiver", CDDI, {"ends_on": JULY, "waived": True}, ACCEPTED, ""),
    (
        "a renewal of two months after six",
        CDDI,
        {"before": ((date(2026, 1, 1), date(2026, 6, 30)),), "ends_on": date(2026, 8, 31)},
        ACCEPTED,
        "",
    ),
    (
        "two months after a gap",
        CDDI,
        {"before": ((date(2026, 1, 1), date(2026, 6, 29)),), "ends_on": date(2026, 8, 31)},
        REFUSED,
        L5132,
    ),
    (
        "four months from 31 October, the last day of February",
        CDDI,
        {"starts_on": date(2026, 10, 31), "ends_on": date(2027, 2, 27)},
        ACCEPTED,
        "",
    ),
    # How long all contracts are.
    ("24 months at once", CDDI, {"ends_on": date(2028, 6, 30)}, ACCEPTED, ""),
    ("24 months and a day", CDDI, {"ends_on": date(2028, 7, 1)}, REFUSED, L5132),
    (
        "four months after twenty",
        CDDI,
        {"before": ((date(2024, 11, 1), date(2026, 6, 30)),), "ends_on": date(2026, 10, 31)},
        ACCEPTED,
        "",
    ),
    (
        "four months and a day after twenty",
        CDDI,
        {"before": ((date(2024, 11, 1), date(2026, 6, 30)),), "ends_on": date(2026, 11, 1)},
        REFUSED,
        L5132,
    ),
    (
        "twenty months years ago count",
        CDDI,
        {"before": ((date(2020, 1, 1), date(2021, 8, 31)),), "ends_on": date(2026, 11, 30)},
        REFUSED,
        L5132,
    ),
    ("after 24 months without a reason", CDDI, {"before": TWO_YEARS, "ends_on": date(2026, 10, 31)}, REFUSED, L5132),
    (
        "a derogation on hours does not lengthen",
        CDDI,
        {"before": TWO_YEARS, "ends_on": date(2026, 10, 31), "derogations": (decided(SHORT),)},
        REFUSED,
        L5132,
    ),
    ("to finish a training", CDDI, beyond(Ground.TRAINING, until=date(2026, 10, 31)), ACCEPTED, ""),
    ("a training whose end nobody knows", CDDI, beyond(Ground.TRAINING), REFUSED, L5132),
    ("longer than the training", CDDI, beyond(Ground.TRAINING, until=date(2026, 10, 30)), REFUSED, L5132),
    ("RQTH", CDDI, beyond(Ground.DISABILITY), ACCEPTED, ""),
    (
        "RQTH, sixty months in all",
        CDDI,
        beyond(Ground.DISABILITY) | {"before": ((date(2021, 11, 1), date(2026, 6, 30)),)},
        ACCEPTED,
        "",
    ),
    (
        "RQTH, a day beyond sixty months",
        CDDI,
        beyond(Ground.DISABILITY) | {"before": ((date(2021, 10, 31), date(2026, 6, 30)),)},
        WARNED,
        "plateforme",
    ),
    ("50 years on the first day", CDDI, beyond(Ground.SENIOR) | {"born_on": born(50)}, ACCEPTED, ""),
    ("50 years the day after", CDDI, beyond(Ground.SENIOR) | {"born_on": born(50, -1)}, REFUSED, L5132),
    ("50 years, born nobody knows when", CDDI, beyond(Ground.SENIOR), WARNED, L5132),
    (
        "50 years and more, a day beyond seven years",
        CDDI,
        beyond(Ground.SENIOR) | {"born_on": born(52), "before": ((date(2019, 10, 31), date(2026, 6, 30)),)},
        WARNED,
        "plateforme",
    ),
    (
        "particular difficulties, twelve months",
        CDDI,
        beyond(Ground.DIFFICULTIES) | {"ends_on": date(2027, 6, 30)},
        ACCEPTED,
        "",
    ),
    (
        "particular difficulties, a day more than twelve months",
        CDDI,
        beyond(Ground.DIFFICULTIES) | {"ends_on": date(2027, 7, 1)},
        REFUSED,
        L5132,
    ),
    (
        "particular difficulties, a day beyond sixty months",
        CDDI,
        beyond(Ground.DIFFICULTIES) | {"before": ((date(2021, 10, 31), date(2026, 6, 30)),)},
        REFUSED,
        L5132,
    ),
    ("the PASS ends with the contract", CDDI, {"pass_ends_on": CDDI.ends_on}, ACCEPTED, ""),
    ("the PASS ends a day before", CDDI, {"pass_ends_on": CDDI.ends_on - timedelta(days=1)}, REFUSED, "PASS IAE"),
    # CDI inclusion: what it asks for is not confirmed.
    (
        "CDI inclusion, 57 and a year after the beginning",
        CDDI,
        {"ends_on": NO_TERM, "born_on": born(57), "before": ((date(2025, 7, 1), date(2026, 6, 30)),)},
        ACCEPTED,
        "",
    ),
    (
        "CDI inclusion, 57 tomorrow",
        CDDI,
        {"ends_on": NO_TERM, "born_on": born(57, -1), "before": ((date(2025, 7, 1), date(2026, 6, 30)),)},
        WARNED,
        "D. 5132-10-15",
    ),
    ("CDI inclusion for a newcomer", CDDI, {"ends_on": NO_TERM, "born_on": born(60)}, WARNED, "D. 5132-10-15"),
    (
        "CDI inclusion, born nobody knows when",
        CDDI,
        {"ends_on": NO_TERM, "before": TWO_YEARS},
        WARNED,
        "D. 5132-10-15",
    ),
    ("CEP without an end", CEP, {"ends_on": NO_TERM}, REFUSED, ""),
    # The week.
    ("20 h", CDDI, {"weekly_minutes": 20 * HOUR}, ACCEPTED, ""),
    ("19 h 59", CDDI, {"weekly_minutes": 20 * HOUR - 1}, REFUSED, L5132),
    ("19 h", CDDI, {"weekly_minutes": 19 * HOUR}, REFUSED, L5132),
    (
        "19 h with a derogation of a year",
        CDDI,
        {"weekly_minutes": 19 * HOUR, "derogations": (decided(SHORT, until=date(2027, 6, 14)),)},
        ACCEPTED,
        "",
    ),
    (
        "12 h where the whole workshop has one",
        CDDI,
        {"weekly_minutes": 12 * HOUR, "derogations": (decided(ALL_SHORT, until=date(2027, 5, 31)),)},
        ACCEPTED,
        "",
    ),
    (
        "a derogation longer than a year",
        CDDI,
        {"weekly_minutes": 19 * HOUR, "derogations": (decided(SHORT, until=date(2027, 6, 15)),)},
        REFUSED,
        "D. 5132-43-5",
    ),
    (
        "a derogation that is over",
        CDDI,
        {"weekly_minutes": 19 * HOUR, "derogations": (decided(SHORT, date(2025, 6, 1)),)},
        REFUSED,
        "D. 5132-43-5",
    ),
    (
        "a derogation that ends before the contract",
        CDDI,
        {"weekly_minutes": 19 * HOUR, "derogations": (decided(SHORT, until=date(2026, 12, 31)),)},
        WARNED,
        "D. 5132-43-5",
    ),
    (
        "a reason to go on says nothing of the week",
        CDDI,
        {"weekly_minutes": 19 * HOUR} | {"derogations": (decided(Ground.SENIOR),)},
        REFUSED,
        L5132,
    ),
    ("35 h", CDDI, {"weekly_minutes": 35 * HOUR}, ACCEPTED, ""),
    ("35 h 01", CDDI, {"weekly_minutes": 35 * HOUR + 1}, WARNED, L5132),
    ("CEP of 10 h", CEP, {"weekly_minutes": 10 * HOUR}, ACCEPTED, ""),
    ("CEP of 9 h 59", CEP, {"weekly_minutes": 10 * HOUR - 1}, REFUSED, "règle du site"),
    ("CEP of 35 h 01", CEP, {"weekly_minutes": 35 * HOUR + 1}, REFUSED, "règle du site"),
    ("CEP of a month", CEP, {"ends_on": date(2026, 7, 31)}, ACCEPTED, ""),
    ("CEP of three years", CEP, {"ends_on": date(2029, 6, 30), "hourly_cents": 600}, ACCEPTED, ""),
    # Pay.
    ("the minimum wage", CDDI, {"hourly_cents": 1231}, ACCEPTED, ""),
    ("a cent less than the minimum wage", CDDI, {"hourly_cents": 1230}, REFUSED, "L. 3231-2"),
    ("nobody said the pay", CDDI, {"hourly_cents": None}, ACCEPTED, ""),
    ("CEP at 5.54 € in July 2026", CEP, {"hourly_cents": 554}, ACCEPTED, ""),
    ("CEP at 5.53 € in July 2026", CEP, {"hourly_cents": 553}, REFUSED, "règle du site"),
    (
        "CEP at 5.41 € in May 2026, where June asks for more",
        CEP,
        {"starts_on": date(2026, 5, 1), "hourly_cents": 541},
        WARNED,
        "22 mai 2026",
    ),
    (
        "the minimum wage of 2025 through two rises",
        CDDI,
        {"starts_on": date(2025, 12, 1), "ends_on": date(2026, 7, 31), "hourly_cents": 1188},
        WARNED,
        "2025-1228",
    ),
    (
        "before any wage that is known",
        CDDI,
        {"starts_on": date(2021, 1, 1), "ends_on": date(2021, 6, 30), "hourly_cents": 900},
        ACCEPTED,
        "",
    ),
]


@pytest.mark.parametrize(
    ("draft", "changes", "verdict", "source"), [case[1:] for case in CASES], ids=[case[0] for case in CASES]
)
def test_each_contract_gets_its_answer(draft: Draft, changes: dict[str, Any], verdict: str, source: str) -> None:
    found = judge(replace(draft, **changes), RULES[draft.kind])
    answer = REFUSED if any(each.refuses for each in found) else WARNED if found else ACCEPTED
    assert answer == verdict, [each.sentence for each in found]
    if verdict != ACCEPTED:
        assert any(source in each.source for each in found if each.refuses == (verdict == REFUSED))


def test_there_are_forty_cases_of_each_answer_some() -> None:
    counted = Counter(case[3] for case in CASES)
    assert sum(counted.values()) >= 40
    assert min(counted.values()) >= 5


def test_what_is_not_confirmed_never_refuses_and_says_so() -> None:
    found = judge(replace(CDDI, weekly_minutes=35 * HOUR + 1), RULES[ContractKind.CDDI])
    assert [each.sentence for each in found] == [f"Un contrat a 35\u00a0h par semaine au plus ({L5132}, à confirmer)."]


def test_every_refusal_comes_at_once() -> None:
    poor = replace(CDDI, ends_on=date(2026, 8, 1), weekly_minutes=10 * HOUR, hourly_cents=1000)
    assert [each.field for each in judge(poor, RULES[ContractKind.CDDI])] == ["ends_on", "weekly_minutes", "hourly"]


def test_nothing_beside_a_prisoner_names_the_law_of_prisons() -> None:
    poor = replace(CEP, weekly_minutes=40 * HOUR, hourly_cents=100)
    for each in judge(poor, RULES[ContractKind.CEP]):
        assert "pénit" not in each.sentence.casefold()


@pytest.mark.parametrize(
    ("first", "last", "length"),
    [
        (date(2026, 1, 1), date(2026, 4, 30), Length(4, 0)),
        (date(2026, 1, 31), date(2026, 2, 27), Length(1, 0)),
        (date(2026, 1, 15), date(2026, 1, 15), Length(0, 1)),
        (date(2024, 2, 29), date(2025, 2, 27), Length(12, 0)),
        (date(2024, 2, 29), date(2025, 2, 28), Length(12, 1)),
        (date(2026, 7, 1), date(2028, 7, 1), Length(24, 1)),
    ],
)
def test_a_length_is_months_and_days(first: date, last: date, length: Length) -> None:
    assert length_of(first, last) == length


DAYS = st.dates(date(2000, 1, 1), date(2060, 12, 31))


@given(DAYS, st.integers(1, 84))
def test_so_many_months_end_the_day_before_the_same_day(first: date, months: int) -> None:
    last = months_later(first, months) - timedelta(days=1)
    assert not length_of(first, last).exceeds(months)
    assert length_of(first, last + timedelta(days=1)).exceeds(months)


@given(DAYS, st.integers(0, 700), st.integers(0, 700))
def test_a_run_cut_into_segments_is_as_long_as_the_run(first: date, one: int, two: int) -> None:
    middle = first + timedelta(days=one)
    last = middle + timedelta(days=1 + two)
    cut = [(middle + timedelta(days=1), last), (first, middle)]
    assert total_length(cut) == length_of(first, last)


@given(st.integers(1, 5_000), st.integers(1, 10_000))
def test_the_lowest_pay_is_a_share_rounded_up(wage_cents: int, share_bp: int) -> None:
    cents = lowest_pay(wage_cents, share_bp)
    assert (cents - 1) * 10_000 < wage_cents * share_bp <= cents * 10_000


@pytest.mark.parametrize(
    ("last", "trial"),
    [
        (date(2026, 7, 31), date(2026, 7, 4)),
        (date(2026, 12, 31), date(2026, 7, 14)),
        (date(2027, 1, 1), date(2026, 7, 31)),
        (date(2026, 7, 3), JULY),
    ],
)
def test_a_trial_lasts_a_day_a_week_or_a_month(last: date, trial: date) -> None:
    assert trial_end(JULY, last) == trial


def test_a_birthday_on_a_leap_day_comes_the_day_after() -> None:
    assert (age_on(date(2026, 2, 28), date(1976, 2, 29)), age_on(date(2026, 3, 1), date(1976, 2, 29))) == (49, 50)
