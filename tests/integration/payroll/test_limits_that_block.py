"""The longest day and the longest week: refused with the words of their own row, under each kind of contract, and a
row with a date moves them from that date on only, whichever way somebody records.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from uuid import UUID

import pytest

from shared.db import atomic, session
from shared.kernel.errors import InvalidInput
from shared.kernel.weeks import Week
from shared.payroll.ledger import Entries
from shared.payroll.services import fill_day, record_line
from shared.payroll.verification import list_wrong_hours
from shared.payroll.week_entry import WeekFaults, WeekWish, record_week
from shared.people.models import ContractKind, Half, LabourLimit, LimitCode
from tests.support.office import hire, member
from tests.support.team import site_id, terms

pytestmark = pytest.mark.usefixtures("context")

AM, PM = Half.MORNING, Half.AFTERNOON
CDDI, CEP = ContractKind.CDDI, ContractKind.CEP
PLACES = {CDDI: "auto-bleue", CEP: "valorilot"}
WEEK = Week(2026, 46)
MONDAY, TUESDAY, WEDNESDAY, THURSDAY = WEEK.days[:4]
H = 60

Record = Callable[[str, UUID, date, int], None]


def moves(kind: ContractKind, code: LimitCode, amount: int, day: date, source: str = "Accord du 1er octobre") -> None:
    """Adds a row as an administrator does."""
    with atomic():
        row = LabourLimit(kind=kind, code=code, amount=amount, source=source, confirmed=True, valid_from=day)
        session.add(row)


def split(minutes: int) -> Entries:
    return {AM: {"TRAV": minutes // 2}, PM: {"TRAV": minutes - minutes // 2}}


def by_line(slug: str, contract: UUID, day: date, minutes: int) -> None:
    """Writes a person's day out."""
    with atomic():
        record_line(
            site_id=site_id(slug),
            day=day,
            contract=contract,
            entries=split(minutes),
            comment="",
            seen_version=9,
            actor="test",
        )


def by_grid(slug: str, contract: UUID, day: date, minutes: int) -> None:
    """Types a cell of the week; what is wrong there is told like anywhere else."""
    wish = WeekWish(was={}, now={(contract, day): f"{minutes // H}h{minutes % H:02d}"}, seen={day: 9})
    try:
        with atomic():
            record_week(site_id=site_id(slug), week=Week.of(day), wish=wish, actor="test")
    except WeekFaults as faults:
        (fault,) = faults.faults.values()
        raise InvalidInput("cell", fault.sentence) from faults


def refusal(record: Record, kind: ContractKind, contract: UUID, day: date, minutes: int) -> str:
    """Returns the sentence of a refusal, empty when there is none."""
    try:
        record(PLACES[kind], contract, day, minutes)
    except InvalidInput as refused:
        return refused.sentence
    return ""


ways = pytest.mark.parametrize("record", [by_line, by_grid], ids=["line", "grid"])
kinds = pytest.mark.parametrize("kind", list(ContractKind), ids=str)


@ways
@pytest.mark.parametrize(
    ("kind", "source"), [(CDDI, "C. trav. L. 3121-18"), (CEP, "règle du site")], ids=["cddi", "cep"]
)
def test_a_day_has_ten_hours_at_most(record: Record, kind: ContractKind, source: str) -> None:
    contract = hire(slug=PLACES[kind])

    assert refusal(record, kind, contract, MONDAY, 10 * H) == ""
    assert refusal(record, kind, contract, TUESDAY, 10 * H + 1) == (
        f"10\u00a0h\u00a001 dans la journée\u00a0: la loi en permet 10\u00a0h au plus ({source})."
    )


@ways
@pytest.mark.parametrize(
    ("kind", "source"), [(CDDI, "C. trav. L. 3121-20"), (CEP, "règle du site")], ids=["cddi", "cep"]
)
def test_a_week_has_forty_eight_hours_at_most(record: Record, kind: ContractKind, source: str) -> None:
    contract = hire(slug=PLACES[kind])
    for day in (MONDAY, TUESDAY, WEDNESDAY, THURSDAY):
        record(PLACES[kind], contract, day, 10 * H)

    assert refusal(record, kind, contract, WEEK.days[4], 8 * H + 1) == (
        f"Ada aurait 48\u00a0h\u00a001 dans la semaine\u00a0: la loi en permet 48\u00a0h au plus ({source})."
    )
    assert refusal(record, kind, contract, WEEK.days[4], 8 * H) == ""


@ways
@kinds
def test_the_longest_day_moves_from_its_date_on_and_not_before(record: Record, kind: ContractKind) -> None:
    contract = hire(slug=PLACES[kind])
    moves(kind, LimitCode.LONGEST_DAY, 9 * H, WEDNESDAY)

    assert refusal(record, kind, contract, TUESDAY, 10 * H) == ""
    assert "9\u00a0h au plus" in refusal(record, kind, contract, WEDNESDAY, 9 * H + 1)
    assert refusal(record, kind, contract, WEDNESDAY, 9 * H) == ""
    assert list(list_wrong_hours()) == []


@ways
@kinds
def test_the_longest_week_moves_from_its_date_on_and_not_before(record: Record, kind: ContractKind) -> None:
    contract = hire(slug=PLACES[kind])
    moves(kind, LimitCode.LONGEST_WEEK, 30 * H, WEEK.first)

    said = []
    for week in (WEEK.shifted(-1), WEEK):
        for day in week.days[:3]:
            assert refusal(record, kind, contract, day, 10 * H) == ""
        said.append(refusal(record, kind, contract, week.days[4], H))

    assert said[0] == ""
    assert "31\u00a0h dans la semaine\u00a0: la loi en permet 30\u00a0h au plus" in said[1]


@ways
def test_the_row_of_one_kind_moves_nothing_for_the_other(record: Record) -> None:
    contract = hire(slug=PLACES[CDDI])
    moves(CEP, LimitCode.LONGEST_DAY, 5 * H, WEEK.first)

    assert refusal(record, CDDI, contract, MONDAY, 10 * H) == ""


def test_the_refusal_quotes_the_row_s_own_source_where_it_may_be_read() -> None:
    contracts = {kind: hire(slug=slug) for kind, slug in PLACES.items()}
    for kind in PLACES:
        moves(kind, LimitCode.LONGEST_DAY, 9 * H, WEEK.first, "Accord d’entreprise")

    said = {kind: refusal(by_line, kind, contract, MONDAY, 10 * H) for kind, contract in contracts.items()}

    assert said[CDDI].endswith("9\u00a0h au plus (Accord d’entreprise).")
    assert said[CEP].endswith("9\u00a0h au plus (règle du site).")


@kinds
def test_a_planned_day_that_has_become_too_long_is_not_filled_unseen(kind: ContractKind) -> None:
    contract = hire(slug=PLACES[kind])
    moves(kind, LimitCode.LONGEST_DAY, 6 * H, TUESDAY)
    site = site_id(PLACES[kind])

    with atomic():
        assert fill_day(site_id=site, day=MONDAY, category="TRAV", actor="test") == 1
    with pytest.raises(InvalidInput, match="Ada\u00a0: 7\u00a0h dans la journée\u00a0: la loi en permet 6"), atomic():
        fill_day(site_id=site, day=TUESDAY, category="TRAV", actor="test")

    empty = WeekWish(
        was={}, now=dict.fromkeys([(contract, day) for day in (TUESDAY, THURSDAY)], ""), seen={}, fill=True
    )
    with pytest.raises(WeekFaults) as faults, atomic():
        record_week(site_id=site, week=WEEK, wish=empty, actor="test")
    assert set(faults.value.faults) == {(contract, TUESDAY), (contract, THURSDAY)}


@kinds
def test_a_contract_is_signed_under_the_limits_of_its_first_day(kind: ContractKind) -> None:
    moves(kind, LimitCode.LONGEST_DAY, 6 * H, MONDAY)
    source = "Accord du 1er octobre" if kind is CDDI else "règle du site"

    earlier = hire(contract=terms(MONDAY - timedelta(days=1)), slug=PLACES[kind])
    with pytest.raises(InvalidInput) as refused:
        hire("Bruno", contract=terms(MONDAY), slug=PLACES[kind])

    assert member(earlier, PLACES[kind]).weekly_minutes == 28 * H
    assert refused.value.sentence == (f"Le lundi est trop long\u00a0: la loi en permet 6\u00a0h au plus ({source}).")
