"""The administrator adds a row to a rule of the PASS IAE; what was there stays, and what it allows changes that day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from lxml import html
from sqlalchemy import select

from shared.audit.models import AuditEvent
from shared.db import atomic, session
from shared.kernel.errors import InvalidInput
from shared.people.models import PassLimit, ProlongationRule
from shared.people.passes.changing import Allowance, change_pass_limit, change_prolongation_rule
from shared.people.passes.rules import read_pass_rules
from shared.people.passes.words import PassLimitCode, ProlongationReason
from tests.support.client import Visitor
from tests.support.personas import ADMINISTRATOR, CIP, DIRECTION, EVERYBODY, FINANCE, Persona
from tests.support.queries import statements
from tests.support.team import MONDAY

RULES = "/gestion/regles/pass-iae"
LOOK_BACK, TRAINING = f"{RULES}/limites/look_back_days", f"{RULES}/prolongations/training"
READERS = {ADMINISTRATOR, CIP, FINANCE, DIRECTION}
PAGES = {
    ("GET", RULES): READERS,
    ("GET", LOOK_BACK): {ADMINISTRATOR},
    ("POST", LOOK_BACK): {ADMINISTRATOR},
    ("GET", TRAINING): {ADMINISTRATOR},
    ("POST", TRAINING): {ADMINISTRATOR},
}
NEW_YEAR = date(2027, 1, 1)
SignIn = Callable[[Persona], Visitor]
Inside = Callable[..., Any]


def errors(answer: Any) -> list[str]:
    return [each.text_content() for each in html.fromstring(answer.text).find_class("field-error")]


def row_of(page: str, rule: str) -> str:
    """Returns what the table says of a rule, on one line."""
    rows = (" ".join(each.text_content().split()) for each in html.fromstring(page).xpath("//main//tbody/tr"))
    return next(row for row in rows if row.startswith(rule))


@pytest.mark.parametrize("persona", EVERYBODY, ids=str)
def test_each_role_opens_what_it_may_and_nothing_else(sign_in: SignIn, persona: Persona) -> None:
    visitor = sign_in(persona)

    answers = {page: visitor.open(page[1], method=page[0]).status_code != 403 for page in PAGES}

    assert answers == {page: persona in allowed for page, allowed in PAGES.items()}


def test_every_page_is_listed_here(app: Flask) -> None:
    assert len([rule for rule in app.url_map.iter_rules() if rule.endpoint.startswith("pass_rules.")]) == len(PAGES)


def test_a_limit_moves_and_its_history_is_shown(sign_in: SignIn, inside: Inside) -> None:
    administrator = sign_in(ADMINISTRATOR)

    answer = administrator.submit(LOOK_BACK, amount="400", valid_from="2027-01-01", source="Décret à venir")

    assert answer.location == RULES
    day = timedelta(days=1)
    assert [inside(read_pass_rules, each).look_back_days for each in (NEW_YEAR - day, NEW_YEAR)] == [365, 400]
    told = row_of(administrator.get(RULES).text, "Une suspension se note après coup, au plus")
    assert "365 jours À partir du 01/01/2027 : 400 jours" in told
    event = inside(lambda: session.scalars(select(AuditEvent).where(AuditEvent.action == "rule.changed")).one())
    assert event.subject == "pass_limit:look_back_days"
    assert event.detail == {"from": "2027-01-01", "before": "365\u00a0jours", "after": "400\u00a0jours"}


def test_a_reason_allows_less_and_stays_kept_apart(sign_in: SignIn, inside: Inside) -> None:
    administrator, page = sign_in(ADMINISTRATOR), f"{RULES}/prolongations/rqth"

    assert administrator.submit(page, each_days="180", total_days="", valid_from="2027-01-01").location == RULES

    terms = inside(read_pass_rules, NEW_YEAR).prolongations[ProlongationReason.RQTH]
    assert (terms.each_days, terms.total_days, terms.kept_apart, terms.needs_opinion) == (180, None, True, True)
    assert "sans limite en tout" in row_of(administrator.get(RULES).text, "Handicap reconnu")


@pytest.mark.parametrize(
    ("page", "typed", "sentence"),
    [
        (LOOK_BACK, {"amount": "0"}, "Écrivez un nombre de 1 à 3650."),
        (LOOK_BACK, {"amount": "un an"}, "Écrivez un nombre de 1 à 3650."),
        (LOOK_BACK, {"amount": "365"}, "La règle est déjà celle-ci à cette date"),
        (LOOK_BACK, {"valid_from": "2021-12-01"}, "Cette règle change déjà le 01/12/2021"),
        (LOOK_BACK, {"valid_from": "2019-01-01"}, "Cette règle commence le 01/12/2021"),
        (LOOK_BACK, {"valid_from": "2126-01-01"}, "C’est dans plus de 5 ans"),
        (LOOK_BACK, {"source": " "}, "Écrivez d’où vient la règle"),
        (TRAINING, {"each_days": "400", "total_days": "300"}, "En tout, c’est au moins autant qu’à chaque fois."),
        (TRAINING, {"total_days": "beaucoup"}, "Écrivez un nombre de 1 à 3650."),
        (TRAINING, {"each_days": "365"}, "La règle est déjà celle-ci à cette date"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field_and_kept(
    sign_in: SignIn, inside: Inside, page: str, typed: dict[str, str], sentence: str
) -> None:
    def rows() -> list[int]:
        return [len(session.scalars(select(table.id)).all()) for table in (PassLimit, ProlongationRule)]

    before = inside(rows)
    good = {"valid_from": "2027-01-01", "amount" if page == LOOK_BACK else "each_days": "400"}

    answer = sign_in(ADMINISTRATOR).submit(page, **(good | typed))

    assert answer.status_code == 422
    assert errors(answer)[0].startswith(sentence)
    assert inside(rows) == before
    if "total_days" in typed:
        assert typed["total_days"] in answer.text


def test_a_rule_that_does_not_exist_has_no_page(sign_in: SignIn) -> None:
    administrator = sign_in(ADMINISTRATOR)
    for kind in ("limites", "prolongations"):
        assert administrator.get(f"{RULES}/{kind}/rien").status_code == 404


def test_the_services_refuse_what_no_form_sends(inside: Inside) -> None:
    def change(amount: int) -> None:
        with atomic():
            change_pass_limit(
                code=PassLimitCode.DAYS, amount=amount, valid_from=MONDAY, source="x", confirmed=True, actor="test"
            )

    def allow(each: int) -> None:
        with atomic():
            change_prolongation_rule(
                reason=ProlongationReason.SENIOR,
                allowance=Allowance(each_days=each, total_days=None, needs_opinion=False, needs_report=False),
                valid_from=MONDAY,
                source="x",
                confirmed=True,
                actor="test",
            )

    for act in (change, allow):
        with pytest.raises(InvalidInput):
            inside(act, 0)


def test_the_page_asks_as_often_whatever_the_history(app: Flask, sign_in: SignIn) -> None:
    administrator = sign_in(ADMINISTRATOR)

    def count() -> int:
        with statements(app) as sent:
            administrator.get(RULES)
        return len(sent)

    few = count()
    for year in (2027, 2028, 2029):
        administrator.submit(LOOK_BACK, amount=str(year - 1600), valid_from=f"{year}-01-01")
    assert count() == few == 3
