"""The categories that every installation starts with; what somebody has changed since is left alone."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from shared.db import atomic, session
from shared.kernel.weeks import Month
from shared.payroll import reference
from shared.payroll.categories import read_categories
from shared.payroll.models import HourCategory
from shared.payroll.queries import find_month
from shared.payroll.reasons import REASONS
from shared.people.models import ContractKind
from tests.support.damage import damage
from tests.support.team import MONDAY, site_id

pytestmark = pytest.mark.usefixtures("context")

CDDI, CEP = ContractKind.CDDI, ContractKind.CEP

PAID, EFFECTIVE, TRAINING = "paid", "effective", "training"


@pytest.mark.parametrize(
    ("code", "flags", "asp", "confirmed"),
    [
        ("TRAV", {PAID, EFFECTIVE}, True, True),
        ("ASP_INT", {PAID, EFFECTIVE}, True, False),
        ("FOR_INT", {PAID, EFFECTIVE, TRAINING}, True, True),
        ("FOR_EXT", {PAID, EFFECTIVE, TRAINING}, True, True),
        ("PMSMP", {PAID}, True, True),
        ("REU", {PAID, EFFECTIVE}, True, False),
        ("CP", {PAID}, True, False),
        ("JF", {PAID}, True, False),
        ("RECUP", {PAID}, True, False),
        ("AA_P", {PAID}, True, False),
        ("AA_NP", set(), False, False),
        ("OBL", set(), None, False),
        ("AI", set(), False, False),
        ("MAL", set(), None, False),
        ("AT", set(), None, False),
        ("MAT", set(), False, False),
        ("RET", set(), False, False),
        ("DEP", set(), False, False),
        ("SUSP", set(), False, False),
    ],
)
def test_each_category_counts_as_the_reference_says(
    code: str, flags: set[str], *, asp: bool | None, confirmed: bool
) -> None:
    row = session.scalars(select(HourCategory).where(HourCategory.code == code, HourCategory.kind.is_(None))).one()

    assert {flag for flag in (PAID, EFFECTIVE, TRAINING) if getattr(row, flag)} == flags
    assert (row.asp, row.confirmed) == (asp, confirmed)


def test_every_button_has_its_category_and_every_category_its_button() -> None:
    stored = set(session.scalars(select(HourCategory.code)))

    assert stored == {reason.category for reason in REASONS}


def test_a_public_holiday_is_paid_under_one_kind_of_contract_and_not_under_the_other() -> None:
    categories = read_categories()

    assert (categories.at("JF", MONDAY, CDDI).paid, categories.at("JF", MONDAY, CEP).paid) == (True, False)
    assert categories.at("TRAV", MONDAY, CEP) == categories.at("TRAV", MONDAY, CDDI)


def test_seeding_again_brings_back_what_misses_and_leaves_what_was_changed() -> None:
    damage(
        "DELETE FROM hour_categories WHERE code = 'JF' AND kind = 'cep'",
        "UPDATE hour_categories SET paid = true, source = 'Accord' WHERE code = 'MAL'",
    )
    count = len(session.scalars(select(HourCategory.id)).all())

    for _ in range(2):
        with atomic():
            reference.seed()

    assert len(session.scalars(select(HourCategory.id)).all()) == count + 1
    assert not read_categories().at("JF", MONDAY, CEP).paid
    assert read_categories().at("MAL", MONDAY, CDDI).paid


@pytest.mark.parametrize("table", ["hour_categories", "labour_limits"])
@pytest.mark.parametrize("act", ["UPDATE {} SET confirmed = true", "DELETE FROM {}"])
def test_the_database_itself_keeps_every_row_of_a_rule(table: str, act: str) -> None:
    with pytest.raises(IntegrityError, match="append-only"), atomic():
        session.execute(text(act.format(table)))


def test_a_month_before_the_first_rule_is_empty_and_no_failure() -> None:
    page = find_month(site_id(), Month(2019, 12))

    assert (page.rows, page.categories) == ([], [])
    assert read_categories().listed(date(2019, 12, 31)) == []
