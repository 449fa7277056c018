"""The administrator adds a row to a limit of immersions; what was there stays, and what is agreed changes that day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from lxml import html
from sqlalchemy import func, select

from shared.audit.models import AuditEvent
from shared.db import atomic, session
from shared.kernel.errors import InvalidInput
from shared.training.models import PlacementAim, PlacementLimit, PlacementLimitCode
from shared.training.placements.queries import list_placements
from shared.training.placements.rules.queries import read_placement_limits
from shared.training.placements.rules.services import change_placement_limit
from shared.training.placements.services import PlacementWish, agree_placement
from tests.support.client import Visitor
from tests.support.monday import at_work, inside
from tests.support.office import hire, member
from tests.support.personas import ADMINISTRATOR, CIP, DIRECTION, EVERYBODY, FINANCE, Persona
from tests.support.queries import statements
from tests.support.team import MONDAY, site_id

__all__ = ["at_work", "inside"]

RULES = "/gestion/regles/immersions"
DAYS, RENEWALS = f"{RULES}/days_at_one_host", f"{RULES}/renewals"
READERS = {ADMINISTRATOR, CIP, FINANCE, DIRECTION}
PAGES = {("GET", RULES): READERS, ("GET", DAYS): {ADMINISTRATOR}, ("POST", DAYS): {ADMINISTRATOR}}
NEW_YEAR = date(2027, 1, 1)
DAY = timedelta(days=1)
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
    assert len([rule for rule in app.url_map.iter_rules() if rule.endpoint.startswith("placement_rules.")]) == len(
        PAGES
    )


def test_the_page_is_found_from_the_rules_and_from_the_immersions(sign_in: SignIn) -> None:
    assert RULES in sign_in(ADMINISTRATOR).get("/gestion/regles").text
    adviser = sign_in(CIP)
    assert RULES in adviser.get("/auto-bleue/atelier/formation/immersions").text

    page = adviser.get(RULES).text

    assert "60 jours C. trav. D. 5135-3 depuis le 21/11/2014" in row_of(page, "Jours dans la même entreprise")
    assert "1 renouvellement C. trav. D. 5135-2" in row_of(page, "Renouvellements d’une immersion")
    assert "Changer" not in page


def test_a_limit_moves_and_its_history_is_shown(sign_in: SignIn, inside: Inside) -> None:
    administrator = sign_in(ADMINISTRATOR)

    answer = administrator.submit(DAYS, amount="90", valid_from="2027-01-01", source="Décret à venir")

    assert (answer.status_code, answer.location) == (303, RULES)
    code = PlacementLimitCode.DAYS_AT_ONE_HOST
    found = [inside(read_placement_limits, each)[code] for each in (NEW_YEAR - DAY, NEW_YEAR)]
    assert [(each.amount, each.article) for each in found] == [(60, "C. trav. D. 5135-3"), (90, "Décret à venir")]
    told = row_of(administrator.get(RULES).text, "Jours dans la même entreprise")
    assert "À partir du 01/01/2027 : 90 jours" in told
    event = inside(lambda: session.scalars(select(AuditEvent).where(AuditEvent.action == "rule.changed")).one())
    assert event.subject == "placement_limit:days_at_one_host"
    assert event.detail == {"from": "2027-01-01", "before": "60\u00a0jours", "after": "90\u00a0jours"}


def test_an_immersion_is_renewed_as_often_as_the_rule_allows(sign_in: SignIn, inside: Inside) -> None:
    def agree(first: date, renews: Any = None) -> Any:
        wish = PlacementWish(
            host="Garage de l’Écluse",
            siret="12345678200002",
            town="Amiens",
            aim=PlacementAim.DISCOVER,
            first_day=first,
            last_day=first + 4 * DAY,
            renews=renews,
        )
        with atomic():
            return agree_placement(site_id=site_id(), person=person, wish=wish, actor="test")

    def renewable() -> list[bool]:
        """Whether each may go on, the first one first."""
        return [each.may_be_renewed for each in reversed(list_placements(site_id()))]

    person = inside(lambda: member(hire()).person)
    first = inside(agree, MONDAY)
    second = inside(agree, MONDAY + 7 * DAY, first)
    assert inside(renewable) == [False, False]

    # From the day on which they begin, renewals are two.
    answer = sign_in(ADMINISTRATOR).submit(RENEWALS, amount="2", valid_from=MONDAY.isoformat(), source="Décret")

    assert answer.status_code == 303
    assert inside(renewable) == [True, True]
    inside(agree, MONDAY + 14 * DAY, second)
    assert inside(renewable) == [True, False, False]


@pytest.mark.parametrize(
    ("page", "typed", "sentence"),
    [
        (DAYS, {"amount": "0"}, "Écrivez un nombre de 1 à 400."),
        (DAYS, {"amount": "deux mois"}, "Écrivez un nombre de 0 à 400."),
        (RENEWALS, {"amount": "-1"}, "Écrivez un nombre de 0 à 400."),
        (DAYS, {"amount": "60"}, "La règle est déjà celle-ci à cette date"),
        (DAYS, {"valid_from": "2014-11-21"}, "Cette règle change déjà le 21/11/2014"),
        (DAYS, {"valid_from": "2010-01-01"}, "Cette règle commence le 21/11/2014"),
        (DAYS, {"valid_from": "2126-01-01"}, "C’est dans plus de 5 ans"),
        (DAYS, {"valid_from": "31/02/2027"}, "Cette date n’existe pas."),
        (DAYS, {"source": " "}, "Écrivez d’où vient la règle"),
        (DAYS, {"confirmed": ""}, "Cette limite refuse des immersions\u00a0: lisez le texte, puis cochez."),
    ],
)
def test_what_cannot_be_is_refused_at_its_field_and_kept(
    sign_in: SignIn, inside: Inside, page: str, typed: dict[str, str], sentence: str
) -> None:
    answer = sign_in(ADMINISTRATOR).submit(page, **({"valid_from": "2027-01-01", "amount": "45"} | typed))

    assert answer.status_code == 422
    assert errors(answer)[0].startswith(sentence)
    assert inside(lambda: session.scalar(select(func.count()).select_from(PlacementLimit))) == 5
    if "amount" in typed:
        assert f'value="{typed["amount"]}"' in answer.text


def test_a_limit_that_does_not_exist_has_no_page(sign_in: SignIn) -> None:
    assert sign_in(ADMINISTRATOR).get(f"{RULES}/rien").status_code == 404


def test_no_renewal_at_all_may_be_the_rule(inside: Inside) -> None:
    def change(code: PlacementLimitCode) -> None:
        with atomic():
            change_placement_limit(
                code=code, amount=0, valid_from=MONDAY, source="Décret", confirmed=True, actor="test"
            )

    inside(change, PlacementLimitCode.RENEWALS)
    with pytest.raises(InvalidInput):
        inside(change, PlacementLimitCode.LONGEST_MONTHS)
    assert inside(read_placement_limits, MONDAY)[PlacementLimitCode.RENEWALS].amount == 0


def test_the_page_asks_as_often_whatever_the_history(app: Flask, sign_in: SignIn) -> None:
    administrator = sign_in(ADMINISTRATOR)

    def count() -> int:
        with statements(app) as sent:
            administrator.get(RULES)
        return len(sent)

    few = count()
    for year in (2027, 2028, 2029):
        administrator.submit(DAYS, amount=str(year - 1960), valid_from=f"{year}-01-01")
    assert count() == few == 2
