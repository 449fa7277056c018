"""The administrator changes what an hour counts as, from a day on; what was validated stays as it was counted."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from lxml import html
from sqlalchemy import select

from shared.audit.models import AuditEvent
from shared.db import atomic, session
from shared.kernel import clock
from shared.kernel.errors import InvalidInput, NotFound
from shared.payroll.categories import read_categories
from shared.payroll.models import HourCategory
from shared.payroll.rules.queries import Flags
from shared.payroll.rules.services import change_category, change_limit
from shared.people.contracts.queries import list_wages, read_rules
from shared.people.limits import read_limits
from shared.people.models import ContractKind, LabourLimit, LimitCode
from tests.support.client import Visitor
from tests.support.months import approve
from tests.support.personas import ADMINISTRATOR, CIP, DIRECTION, EVERYBODY, FINANCE, Persona
from tests.support.queries import statements
from tests.support.sheets import fill, validate
from tests.support.team import AT_WORK, hire_team, terms

RULES = "/gestion/regles"
SICKNESS = f"{RULES}/categories/MAL/tous"
SHARE = f"{RULES}/limites/complementary_share/cddi"
WAGE = f"{RULES}/smic"
READERS = {ADMINISTRATOR, CIP, FINANCE, DIRECTION}
PAGES = {
    ("GET", RULES): READERS,
    ("GET", SICKNESS): {ADMINISTRATOR},
    ("POST", SICKNESS): {ADMINISTRATOR},
    ("GET", SHARE): {ADMINISTRATOR},
    ("POST", SHARE): {ADMINISTRATOR},
    ("GET", WAGE): {ADMINISTRATOR},
    ("POST", WAGE): {ADMINISTRATOR},
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


def test_the_audit_tells_what_it_was_and_what_it_becomes(sign_in: SignIn, inside: Inside) -> None:
    sign_in(ADMINISTRATOR).submit(
        SICKNESS, paid="y", asp="yes", valid_from="2026-12-01", source="Accord du 20 novembre", confirmed="y"
    )

    event = inside(lambda: session.scalars(select(AuditEvent).where(AuditEvent.action == "rule.changed")).one())
    assert event.subject == "hour_category:MAL"
    assert event.detail == {
        "kind": None,
        "from": "2026-12-01",
        "before": {"rule": "non payé, aide au poste à confirmer", "confirmed": False},
        "after": {"rule": "payé, compte pour l’aide au poste", "confirmed": True},
    }


def test_no_row_is_ever_edited(sign_in: SignIn, inside: Inside) -> None:
    def rows() -> list[tuple[object, ...]]:
        return [
            tuple(row)
            for table in (HourCategory, LabourLimit)
            for row in session.execute(select(table.__table__).order_by(table.id))
        ]

    before = inside(rows)
    administrator = sign_in(ADMINISTRATOR)

    administrator.submit(SICKNESS, paid="y", valid_from="2026-12-01")
    administrator.submit(SHARE, amount="33,33 %", valid_from="2026-12-01")

    after = inside(rows)
    assert len(after) == len(before) + 2
    assert set(before) < set(after)


def test_a_limit_moves_and_its_history_is_shown(sign_in: SignIn, inside: Inside) -> None:
    administrator = sign_in(ADMINISTRATOR)

    assert administrator.submit(SHARE, amount="33,33 %", valid_from="2027-01-01", source="Accord").location == RULES

    limits = [inside(read_limits, day)[CDDI] for day in (date(2026, 12, 31), date(2027, 1, 1))]
    assert [limit[LimitCode.COMPLEMENTARY_SHARE].amount for limit in limits] == [1000, 3333]
    row = row_of(administrator.get(RULES).text, "Heures complémentaires, au plus CDDI")
    assert "10\u00a0% À partir du 01/01/2027\u00a0: 33,33\u00a0%" in row
    with clock.at(AT_WORK + timedelta(days=60)):
        row = row_of(sign_in(FINANCE).get(RULES).text, "Heures complémentaires, au plus CDDI")
    assert "33,33\u00a0%" in row
    assert "Avant 01/01/2020\u00a0: 10\u00a0% (C. trav. L. 3123-28)" in row


def row_of(page: str, rule: str) -> str:
    """Returns what the table says of a rule."""
    rows = html.fromstring(page).xpath("//tbody/tr")
    texts = {" ".join(row[0].text_content().split()): row.text_content() for row in rows}
    return re.sub(r"[ \n]+", " ", texts[rule])


def test_confirming_is_a_row_like_any_other(sign_in: SignIn, inside: Inside) -> None:
    administrator = sign_in(ADMINISTRATOR)
    assert "À confirmer" in row_of(administrator.get(RULES).text, "Congé payé")

    answer = administrator.submit(f"{RULES}/categories/CP/tous", confirmed="y")

    assert answer.location == RULES
    assert "À confirmer" not in row_of(administrator.get(RULES).text, "Congé payé").partition("Avant")[0]
    rows = inside(lambda: session.scalars(select(HourCategory.confirmed).where(HourCategory.code == "CP")).all())
    assert sorted(rows) == [False, True]


def test_the_exception_of_a_kind_changes_alone(sign_in: SignIn, inside: Inside) -> None:
    sign_in(ADMINISTRATOR).submit(f"{RULES}/categories/JF/cep", paid="y", valid_from="2026-12-01")

    book = inside(read_categories)
    december = date(2026, 12, 25)
    assert book.at("JF", december, ContractKind.CEP).asp is None
    assert (book.at("JF", december, ContractKind.CEP).paid, book.at("JF", december, CDDI).asp) == (True, True)


def test_a_mistake_in_a_date_to_come_locks_nothing(sign_in: SignIn, inside: Inside) -> None:
    administrator = sign_in(ADMINISTRATOR)
    administrator.submit(SHARE, amount="50", valid_from="2030-01-01", source="Faute de frappe")

    assert administrator.submit(SHARE, amount="33,33", valid_from="2027-01-01", source="Accord").location == RULES

    days = (date(2026, 12, 31), date(2027, 1, 1), date(2029, 12, 31))
    limits = [inside(read_limits, day)[CDDI][LimitCode.COMPLEMENTARY_SHARE].amount for day in days]
    assert limits == [1000, 3333, 3333]
    proposed = html.fromstring(administrator.get(SHARE).text).get_element_by_id("amount").value
    assert proposed == "10\u00a0%"


@pytest.mark.parametrize(
    "path",
    [
        "limites/working_days_in_a_week/cddi",
        "limites/shortest_contract/cddi",
        "limites/legal_week/cep",
        "limites/complementary_share/cddi",
    ],
)
def test_the_amount_is_proposed_as_it_may_be_sent_back(sign_in: SignIn, path: str) -> None:
    assert sign_in(ADMINISTRATOR).submit(f"{RULES}/{path}", source="Accord").location == RULES


def test_the_pages_show_no_person_and_no_button_to_who_only_reads(sign_in: SignIn) -> None:
    page = sign_in(FINANCE).get(RULES).text

    assert "Maladie" in page
    assert f"{RULES}/categories" not in page


@pytest.mark.parametrize("versions", [1, 9])
def test_the_page_asks_as_often_for_a_long_history(app: Flask, sign_in: SignIn, inside: Inside, versions: int) -> None:
    administrator = sign_in(ADMINISTRATOR)
    for month in range(1, versions):
        administrator.submit(SHARE, amount=str(10 + month), valid_from=f"2027-{month:02d}-01")

    with statements(app) as sent:
        administrator.get(RULES)

    # Who it is, the categories, the limits, the minimum wage.
    assert len(sent) == 4, "\n".join(sent)


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
    assert errors(answer) == ["Le mois 10/2026 est déjà validé\u00a0: choisissez une date après le 31/10/2026."]
    assert html.fromstring(answer.text).get_element_by_id("valid_from").value == day
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
        (SICKNESS, {"valid_from": ""}, "Choisissez le premier jour."),
        (SICKNESS, {"valid_from": "2020-01-01"}, "Cette règle change déjà le 01/01/2020"),
        (SICKNESS, {"valid_from": "2019-12-31"}, "Cette règle commence le 01/01/2020"),
        (SICKNESS, {"valid_from": "2062-12-01"}, "C’est dans plus de 5 ans"),
        (SICKNESS, {}, "rien ne change"),
        (SICKNESS, {"source": "x" * 201}, "200 caractères au plus"),
        (SHARE, {}, "rien ne change"),
        (SHARE, {"amount": "beaucoup"}, "Un pourcentage, comme 10"),
        (SHARE, {"amount": "0"}, "plus que zéro"),
        (SHARE, {"amount": "-10"}, "Un pourcentage, comme 10"),
        (SHARE, {"amount": "99999999999999999999"}, "Un pourcentage, comme 10"),
        (f"{RULES}/limites/longest_day/cddi", {"amount": "25h"}, "24\u00a0h au plus"),
        (f"{RULES}/limites/longest_week/cep", {"amount": "50"}, "48\u00a0h au plus"),
        (SHARE, {"amount": ""}, "Écrivez la limite."),
        (f"{RULES}/limites/longest_day/cddi", {"amount": "dix heures"}, "Cette durée ne se lit pas."),
    ],
)
def test_what_is_wrong_is_said_at_its_field(sign_in: SignIn, page: str, fields: dict[str, str], says: str) -> None:
    answer = sign_in(ADMINISTRATOR).submit(page, **fields)

    assert answer.status_code == 422
    assert any(says in sentence for sentence in errors(answer))


def test_both_a_wrong_amount_and_a_wrong_date_are_said_at_once(sign_in: SignIn) -> None:
    answer = sign_in(ADMINISTRATOR).submit(SHARE, amount="beaucoup", valid_from="demain", source="")

    assert answer.status_code == 422
    assert len(errors(answer)) == 3
    page = html.fromstring(answer.text)
    assert (page.get_element_by_id("amount").value, page.get_element_by_id("valid_from").value) == (
        "beaucoup",
        "demain",
    )


@pytest.mark.parametrize("code", ["longest_day", "longest_week"])
def test_a_limit_that_blocks_rests_on_a_text_that_somebody_has_read(sign_in: SignIn, inside: Inside, code: str) -> None:
    page = f"{RULES}/limites/{code}/cddi"

    answer = sign_in(ADMINISTRATOR).submit(page, amount="9h", source="On m’a dit", confirmed=None)

    assert answer.status_code == 422
    assert errors(answer) == ["Cette limite empêche d’enregistrer des heures\u00a0: lisez le texte, puis cochez."]
    assert inside(read_limits, date(2027, 1, 1))[CDDI][LimitCode(code)].amount > 9 * 60


def test_a_choice_that_does_not_exist_is_refused_in_french(sign_in: SignIn) -> None:
    administrator = sign_in(ADMINISTRATOR)
    form = html.fromstring(administrator.get(SICKNESS).text).xpath("//main//form")[0]

    answer = administrator.post(SICKNESS, data=dict(form.form_values()) | {"asp": "maybe"})

    assert errors(answer) == ["Dites si ces minutes comptent pour l’aide au poste."]


@pytest.mark.usefixtures("context")
def test_services_refuse_what_no_page_offers() -> None:
    rest: dict[str, Any] = {"valid_from": date(2027, 1, 1), "source": "x", "confirmed": True, "actor": "test"}
    flags = Flags(paid=True, effective=False, training=False, asp=None)

    with pytest.raises(NotFound), atomic():
        change_category(code="RTT", kind=None, flags=flags, **rest)
    with pytest.raises(NotFound), atomic():
        change_limit(code=LimitCode.COMPLEMENTARY_SHARE, kind=ContractKind.CEP, amount=1, **rest)
    with pytest.raises(InvalidInput, match="plus grande que zéro"), atomic():
        change_limit(code=LimitCode.COMPLEMENTARY_SHARE, kind=CDDI, amount=0, **rest)


@pytest.mark.parametrize(
    "path", ["categories/RTT/tous", "categories/MAL/cep", "limites/longest_day/tous", "limites/x/cddi"]
)
def test_a_rule_that_does_not_exist_is_not_found(sign_in: SignIn, path: str) -> None:
    assert sign_in(ADMINISTRATOR).get(f"{RULES}/{path}").status_code == 404


def test_the_minimum_wage_rises_on_its_day(sign_in: SignIn, inside: Inside) -> None:
    administrator, day = sign_in(ADMINISTRATOR), clock.today() + timedelta(days=45)
    raised = {"amount": "12,52", "source": "Arrêté à venir", "valid_from": day.isoformat()}

    assert administrator.submit(WAGE, **raised).status_code == 302

    page = html.fromstring(administrator.get(RULES).text).text_content()
    assert "12,31" in page
    assert f"À partir du {day:%d/%m/%Y}\u00a0: 12,52" in page
    rules = inside(lambda: read_rules(CDDI, day))
    assert [each.hourly_cents for each in (rules.wage_on(day - timedelta(days=1)), rules.wage_on(day)) if each] == [
        1231,
        1252,
    ]
    assert "le SMIC est déjà noté" in errors(administrator.submit(WAGE, **raised))[0]


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"amount": "douze"}, "Ce montant ne se lit pas. Écrivez-le comme 12,50."),
        ({"amount": "1231"}, "Écrivez le salaire d’une heure, comme 12,31."),
        ({"amount": "12,30"}, "Le SMIC ne baisse pas\u00a0: il est à 12,31\u00a0€."),
        ({"valid_from": "2019-01-01"}, "Choisissez une autre date"),
        ({"valid_from": "2126-01-01"}, "C’est dans plus de 5 ans"),
    ],
)
def test_a_wage_that_cannot_be_is_refused(
    sign_in: SignIn, inside: Inside, typed: dict[str, str], sentence: str
) -> None:
    good = {"amount": "12,52", "source": "Arrêté", "valid_from": (clock.today() + timedelta(days=45)).isoformat()}

    answer = sign_in(ADMINISTRATOR).submit(WAGE, **(good | typed))

    assert answer.status_code == 422
    assert errors(answer)[0].startswith(sentence)
    assert inside(lambda: list_wages()[-1].hourly_cents) == 1231
