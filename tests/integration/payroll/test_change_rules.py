"""The administrator changes what an hour counts as, from a day on; what was validated stays as it was counted."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from flask import Flask
from lxml import html
from sqlalchemy import select

from shared.audit.models import AuditEvent
from shared.db import session
from shared.kernel.errors import InvalidInput
from shared.payroll.categories import read_categories
from shared.payroll.rules.services import read_amount, show_amount
from shared.people.limits import read_limits
from shared.people.models import ContractKind, LimitCode, Unit
from tests.support.client import Visitor
from tests.support.months import approve
from tests.support.personas import ADMINISTRATOR, CIP, DIRECTION, EVERYBODY, FINANCE, Persona
from tests.support.sheets import fill, validate
from tests.support.team import hire_team, terms

RULES = "/gestion/regles"
SICKNESS = f"{RULES}/categories/MAL/tous"
SHARE = f"{RULES}/limites/complementary_share/cddi"
READERS = {ADMINISTRATOR, CIP, FINANCE, DIRECTION}
PAGES = {
    ("GET", RULES): READERS,
    ("GET", SICKNESS): {ADMINISTRATOR},
    ("POST", SICKNESS): {ADMINISTRATOR},
    ("GET", SHARE): {ADMINISTRATOR},
    ("POST", SHARE): {ADMINISTRATOR},
}
CDDI = ContractKind.CDDI

SignIn = Callable[[Persona], Visitor]
Inside = Callable[..., Any]


def errors(answer: Any) -> list[str]:
    return [each.text_content() for each in html.fromstring(answer.text).find_class("field-error")]


@pytest.mark.parametrize("persona", EVERYBODY, ids=str)
def test_each_role_opens_what_it_may_and_nothing_else(sign_in: SignIn, persona: Persona) -> None:
    visitor = sign_in(persona)

    answers = {page: visitor.open(page[1], method=page[0]).status_code != 403 for page in PAGES}

    assert answers == {page: persona in allowed for page, allowed in PAGES.items()}


def test_every_page_of_the_rules_is_listed_here(app: Flask) -> None:
    assert len([rule for rule in app.url_map.iter_rules() if rule.endpoint.startswith("rules.")]) == len(PAGES)


def test_sickness_becomes_paid_from_a_day_on(sign_in: SignIn, inside: Inside) -> None:
    answer = sign_in(ADMINISTRATOR).submit(
        SICKNESS, paid="y", asp="yes", valid_from="2026-12-01", source="Accord du 20 novembre", confirmed="y"
    )

    assert answer.location == RULES
    book = inside(read_categories)
    before, after = (book.at("MAL", day, CDDI) for day in (date(2026, 11, 30), date(2026, 12, 1)))
    assert (before.paid, before.asp, after.paid, after.asp) == (False, None, True, True)
    event = inside(lambda: session.scalars(select(AuditEvent).where(AuditEvent.action == "rule.changed")).one())
    assert (event.subject, event.detail["from"]) == ("hour_category:MAL", "2026-12-01")
    assert "Accord du 20 novembre" not in str(event.detail)


def test_a_limit_moves_and_its_history_is_shown(sign_in: SignIn, inside: Inside) -> None:
    administrator = sign_in(ADMINISTRATOR)

    assert administrator.submit(SHARE, amount="33,33 %", valid_from="2027-01-01", source="Accord").location == RULES

    limits = [inside(read_limits, day)[CDDI] for day in (date(2026, 12, 31), date(2027, 1, 1))]
    assert [limit[LimitCode.COMPLEMENTARY_SHARE].amount for limit in limits] == [1000, 3333]
    page = administrator.get(RULES).text
    assert "33,33\xa0%" in page
    assert "01/01/2020\xa0: 10\xa0%" in page


@pytest.fixture
def october_validated(inside: Inside) -> None:
    """A workshop that has validated its October."""

    def work() -> None:
        hire_team(1, contract=terms(date(2026, 10, 29)))
        fill(date(2026, 10, 29))
        validate(date(2026, 10, 29))
        approve()

    inside(work)


@pytest.mark.usefixtures("october_validated")
@pytest.mark.parametrize("day", ["2026-10-31", "2026-10-01", "2026-03-01"])
def test_a_validated_month_keeps_what_it_was_counted_by(sign_in: SignIn, inside: Inside, day: str) -> None:
    answer = sign_in(ADMINISTRATOR).submit(SICKNESS, paid="y", valid_from=day)

    assert answer.status_code == 422
    assert any("jusqu’au 31/10/2026" in sentence for sentence in errors(answer))
    assert not inside(read_categories).at("MAL", date(2026, 10, 31), CDDI).paid


@pytest.mark.usefixtures("october_validated")
def test_the_first_day_after_it_is_free(sign_in: SignIn, inside: Inside) -> None:
    assert sign_in(ADMINISTRATOR).submit(SICKNESS, paid="y", valid_from="2026-11-01").location == RULES

    assert inside(read_categories).at("MAL", date(2026, 11, 1), CDDI).paid


@pytest.mark.parametrize(
    ("page", "fields", "says"),
    [
        (SICKNESS, {"source": " "}, "Écrivez d’où vient la règle"),
        (SICKNESS, {"valid_from": "demain"}, "Cette date n’existe pas"),
        (SICKNESS, {"valid_from": "2020-01-01"}, "La règle d’avant compte depuis le 01/01/2020"),
        (SICKNESS, {"source": "x" * 201}, "200 caractères au plus"),
        (SHARE, {"amount": "beaucoup"}, "Écrivez un nombre"),
        (SHARE, {"amount": "0"}, "plus grande que zéro"),
        (SHARE, {"amount": ""}, "Écrivez la limite."),
        (f"{RULES}/limites/longest_day/cddi", {"amount": "dix heures"}, "Cette durée ne se lit pas."),
    ],
)
def test_what_is_wrong_is_said_at_its_field(sign_in: SignIn, page: str, fields: dict[str, str], says: str) -> None:
    answer = sign_in(ADMINISTRATOR).submit(page, **fields)

    assert answer.status_code == 422
    assert any(says in sentence for sentence in errors(answer))


@pytest.mark.parametrize(
    "path", ["categories/RTT/tous", "categories/MAL/cep", "limites/longest_day/tous", "limites/x/cddi"]
)
def test_a_rule_that_does_not_exist_is_not_found(sign_in: SignIn, path: str) -> None:
    assert sign_in(ADMINISTRATOR).get(f"{RULES}/{path}").status_code == 404


@pytest.mark.parametrize(
    ("text", "unit", "amount"),
    [
        ("10h", Unit.MINUTES, 600),
        ("10 %", Unit.BASIS_POINTS, 1000),
        ("33,33", Unit.BASIS_POINTS, 3333),
        ("33.3 %", Unit.BASIS_POINTS, 3330),
        ("6", Unit.DAYS, 6),
        ("4", Unit.MONTHS, 4),
    ],
)
def test_amounts_are_read_and_shown(text: str, unit: Unit, amount: int) -> None:
    assert read_amount(text, unit) == amount
    assert read_amount(show_amount(amount, unit).replace("jours", "").replace("mois", ""), unit) == amount


@pytest.mark.parametrize(
    ("text", "unit"), [("33,333", Unit.BASIS_POINTS), ("-1", Unit.DAYS), ("6,5", Unit.DAYS), ("", Unit.DAYS)]
)
def test_what_is_no_amount_is_refused(text: str, unit: Unit) -> None:
    with pytest.raises(InvalidInput) as refusal:
        read_amount(text, unit)
    assert refusal.value.field == "amount"
