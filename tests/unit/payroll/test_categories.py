"""A minute counts by the flags of its own day and of the kind of contract."""

from __future__ import annotations

from datetime import date

import pytest

from shared.payroll.categories import Categories, Category, Totals
from shared.people.models import ContractKind, Half

CDDI, CEP = ContractKind.CDDI, ContractKind.CEP
AM, PM = Half.MORNING, Half.AFTERNOON
LONG_AGO, JULY = date(2020, 1, 1), date(2026, 7, 1)


def category(code: str, *, paid: bool = False, effective: bool = False, asp: bool | None = False) -> Category:
    return Category(code, code.title(), paid, effective, training=code.startswith("FOR"), asp=asp)


BOOK = Categories(
    {
        ("TRAV", None): [(LONG_AGO, category("TRAV", paid=True, effective=True, asp=True))],
        ("FOR_INT", None): [(LONG_AGO, category("FOR_INT", paid=True, effective=True, asp=True))],
        ("JF", None): [(LONG_AGO, category("JF", paid=True, asp=True))],
        ("JF", CEP): [(LONG_AGO, category("JF"))],
        ("MAL", None): [(LONG_AGO, category("MAL", asp=None)), (JULY, category("MAL", paid=True, asp=True))],
    }
)


@pytest.mark.parametrize(
    ("code", "day", "kind", "flags"),
    [
        ("JF", date(2026, 5, 1), CDDI, (True, True)),
        ("JF", date(2026, 5, 1), CEP, (False, False)),
        ("MAL", date(2026, 6, 30), CDDI, (False, None)),
        ("MAL", date(2026, 7, 1), CDDI, (True, True)),
        ("MAL", date(2026, 7, 1), CEP, (True, True)),
    ],
)
def test_the_exception_of_a_kind_and_the_latest_row_count(
    code: str, day: date, kind: ContractKind, flags: tuple[bool, bool | None]
) -> None:
    found = BOOK.at(code, day, kind)

    assert (found.paid, found.asp) == flags


@pytest.mark.parametrize(("code", "day"), [("RTT", JULY), ("TRAV", date(2019, 12, 31))])
def test_what_was_not_in_force_is_unknown(code: str, day: date) -> None:
    with pytest.raises(KeyError):
        BOOK.at(code, day, CDDI)


def test_a_day_is_counted_in_both_ledgers_and_by_its_flags() -> None:
    entries = {AM: {"TRAV": 120, "FOR_INT": 90}, PM: {"MAL": 210}}

    before, after = (BOOK.totals(entries, day, CDDI) for day in (date(2026, 6, 30), JULY))

    assert before == Totals(presence=210, training=90, absence=210, paid=210, effective=210, asp=210, asp_unsure=210)
    assert after == Totals(presence=210, training=90, absence=210, paid=420, effective=210, asp=420)
    assert (before.production, before.training) == (120, 90)


@pytest.mark.parametrize(("minutes", "hours"), [(0, 0), (29, 0), (30, 1), (89, 1), (90, 2), (5400, 90)])
def test_the_asp_takes_whole_hours_rounded_once(minutes: int, hours: int) -> None:
    assert Totals(asp=minutes).asp_hours == hours


def test_rounding_happens_on_the_sum_and_not_on_its_parts() -> None:
    third = Totals(asp=20)

    assert (third + third + third).asp_hours == 1
    assert sum(each.asp_hours for each in (third, third, third)) == 0
