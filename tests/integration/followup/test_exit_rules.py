"""The direction says what an exit counts as from a day on; what was noted, and the years that are over, stay."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from flask import Flask
from lxml import html
from sqlalchemy import func, select

from shared.audit.models import AuditEvent
from shared.db import session
from shared.followup.models import ContactRule, ExitCategory, ExitReason, ExitRule
from shared.followup.queries import find_exit, find_exit_rule
from shared.followup.services import find_fitting_reason, find_reason
from shared.kernel import clock
from tests.support.client import Visitor
from tests.support.exits import HIRED, LONG, SHORT, leave
from tests.support.monday import at_work, inside
from tests.support.personas import ADMINISTRATOR, CIP, DIRECTION, FINANCE, SUPERVISOR, Persona
from tests.support.queries import statements
from tests.support.team import site_id

__all__ = ["at_work", "inside"]

Inside = Callable[..., Any]
SignIn = Callable[[Persona], Visitor]
PAGE = "/gestion/regles/sorties"
RETIRED, ILLNESS = 15, 16
NEW = {"valid_from": "2026-12-01", "source": "Réponse de l’ASP", "confirmed": "y"}


def words(page: str) -> str:
    return " ".join(html.fromstring(page).xpath("//main")[0].text_content().split())


def rows() -> int:
    return sum(
        session.scalars(select(func.count()).select_from(each)).one() for each in (ExitReason, ExitRule, ContactRule)
    )


def test_every_rule_says_its_source_and_that_it_is_unconfirmed(sign_in: SignIn) -> None:
    page = sign_in(DIRECTION).get(PAGE)
    shown = words(page.text)
    assert "Sortie positive, compte dans le dénominateur" in shown
    assert "81 jours de séjour et 1 h de travail au moins" in shown
    assert "un CDD est durable à partir de 6 mois" in shown
    assert "À 3, 6, 12 mois" in shown
    assert "À 3, 6, 12, 18, 24 mois" in shown
    assert shown.count("À confirmer") == 22 + 1 + 2 + 1


@pytest.mark.parametrize("persona", [DIRECTION, ADMINISTRATOR], ids=str)
def test_a_reason_counts_as_something_else_from_a_day_on(sign_in: SignIn, inside: Inside, persona: Persona) -> None:
    visitor = sign_in(persona)
    answer = visitor.submit(f"{PAGE}/motifs/{RETIRED}", category="withdrawn", in_denominator=None, **NEW)

    assert answer.status_code == 303
    shown = words(visitor.get(PAGE).text)
    assert "La règle compte à partir du 01/12/2026. Les sorties déjà notées gardent la leur." in shown
    assert "À partir du 01/12/2026 : Retrait des sorties constatées, hors du dénominateur" in shown
    assert inside(find_reason, RETIRED, date(2026, 11, 30)).category is ExitCategory.POSITIVE
    after = inside(find_reason, RETIRED, date(2026, 12, 1))
    assert (after.category, after.in_denominator, after.confirmed, after.label) == (
        ExitCategory.WITHDRAWN, False, True, "Retraite",
    )  # fmt: skip
    told = inside(lambda: session.scalars(select(AuditEvent).order_by(AuditEvent.id.desc()).limit(1)).one())
    assert (told.action, told.subject) == ("rule.changed", f"exit_reason:{RETIRED}")


def test_a_confidential_reason_stays_confidential(sign_in: SignIn, inside: Inside) -> None:
    sign_in(DIRECTION).submit(f"{PAGE}/motifs/{ILLNESS}", category="other", in_denominator="y", **NEW)
    assert inside(find_reason, ILLNESS, date(2026, 12, 1)).confidential


def test_an_exit_that_was_noted_keeps_its_row(sign_in: SignIn, inside: Inside) -> None:
    departure = inside(leave)
    direction = sign_in(DIRECTION)
    sent = NEW | {"valid_from": "2026-01-01"}
    assert direction.submit(f"{PAGE}/motifs/{HIRED}", category="other", **sent).status_code == 303
    assert inside(lambda: find_exit(site_id(), departure).category) is ExitCategory.DURABLE
    assert inside(find_reason, HIRED, date(2026, 8, 16)).category is ExitCategory.OTHER


def test_the_boundary_of_a_durable_job_moves_from_a_day_on(sign_in: SignIn, inside: Inside) -> None:
    answer = sign_in(DIRECTION).submit(f"{PAGE}/sorties-comptees", durable_months="9", least_hours="2", **NEW)
    assert answer.status_code == 303
    rule = inside(find_exit_rule, date(2026, 12, 1))
    assert (rule.durable_months, rule.least_minutes, rule.least_days) == (9, 120, 81)
    assert inside(find_fitting_reason, LONG, 7, date(2026, 11, 30)).code == LONG
    assert inside(find_fitting_reason, LONG, 7, date(2026, 12, 1)).code == SHORT


def test_the_months_of_the_contacts_are_a_list(sign_in: SignIn, inside: Inside) -> None:
    answer = sign_in(DIRECTION).submit(f"{PAGE}/contacts/usual", months="12, 4 et 8 4", **NEW)
    assert answer.status_code == 303
    with clock.at(clock.at_paris(date(2026, 12, 20), 9)):
        after = inside(leave, left_on=date(2026, 12, 1))
        found = inside(lambda: find_exit(site_id(), after))
    assert [each.months for each in found.milestones] == [4, 8, 12]
    assert found.rule.confirmed
    before = inside(leave, "Bruno Mésange")
    assert [each.months for each in inside(lambda: find_exit(site_id(), before)).milestones] == [3, 6, 12]


@pytest.mark.parametrize(
    "case",
    [
        (f"motifs/{HIRED}", {"valid_from": "2025-12-31"}, "valid_from", "L’année 2025 est finie"),
        (f"motifs/{HIRED}", {"valid_from": "2032-01-01"}, "valid_from", "vérifiez l’année"),
        (f"motifs/{HIRED}", {"source": ""}, "source", "Écrivez d’où vient la règle"),
        (f"motifs/{HIRED}", {"category": "withdrawn"}, "in_denominator", "Un retrait n’est jamais"),
        ("contacts/long", {"months": "trois"}, "months", "Écrivez des mois"),
        ("contacts/long", {"months": "0, 3"}, "months", "de 1 à 60"),
        ("contacts/long", {"months": "1 2 3 4 5 6 7 8 9"}, "months", "de un à 8 nombres"),
        ("sorties-comptees", {"durable_months": "0"}, "durable_months", "Écrivez un nombre de 1 à 60"),
        ("sorties-comptees", {"least_days": "-1"}, "least_days", "Écrivez un nombre de 0 à 730"),
        ("sorties-comptees", {"least_hours": "une"}, "least_hours", "Écrivez un nombre de 0 à 1000"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(
    sign_in: SignIn, inside: Inside, case: tuple[str, dict[str, str], str, str]
) -> None:
    page, typed, field, sentence = case
    before = inside(rows)
    answer = sign_in(DIRECTION).submit(f"{PAGE}/{page}", **(NEW | typed))
    assert answer.status_code == 422
    (error,) = html.fromstring(answer.text).xpath("//*[@id=$name]", name=f"{field}-error")
    assert sentence in " ".join(error.text_content().split())
    assert inside(rows) == before


def test_a_day_has_one_rule_and_the_same_again_is_no_change(sign_in: SignIn, inside: Inside) -> None:
    direction, page = sign_in(DIRECTION), f"{PAGE}/sorties-comptees"
    assert "rien ne change" in direction.submit(page, valid_from="2026-12-01").text
    assert direction.submit(page, durable_months="9", **NEW).status_code == 303
    assert "change déjà le 01/12/2026" in direction.submit(page, durable_months="8", **NEW).text
    assert inside(rows) == 22 + 2 + 2


@pytest.mark.parametrize(("persona", "reads"), [(CIP, 200), (FINANCE, 200), (SUPERVISOR, 403)], ids=str)
def test_others_read_at_most(sign_in: SignIn, persona: Persona, reads: int) -> None:
    visitor = sign_in(persona)
    assert visitor.get(PAGE).status_code == reads
    for page in (f"motifs/{HIRED}", "sorties-comptees", "contacts/usual"):
        assert visitor.get(f"{PAGE}/{page}").status_code == 403


def test_a_rule_that_is_none_is_not_found(sign_in: SignIn) -> None:
    for page in ("motifs/999", "contacts/never"):
        assert sign_in(DIRECTION).get(f"{PAGE}/{page}").status_code == 404


def test_the_page_asks_as_often_after_every_change(app: Flask, sign_in: SignIn) -> None:
    direction = sign_in(DIRECTION)

    def count() -> int:
        with statements(app) as sent:
            direction.get(PAGE)
        return len(sent)

    before = count()
    for code in (1, 2, 3):
        direction.submit(f"{PAGE}/motifs/{code}", category="other", **NEW)
    assert count() == before <= 4
