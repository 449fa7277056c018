"""Those who have left are called at 3, 6 and 12 months: it stands in the deadlines until it is noted."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from lxml import html
from sqlalchemy import select

from shared.audit.models import AuditEvent
from shared.db import session
from shared.followup.models import ExitContact, Situation
from shared.followup.queries import find_exit
from shared.kernel import clock
from shared.kernel.errors import InvalidInput, NotFound, Refused
from tests.support.client import Visitor
from tests.support.exits import DEATH, GONE, ILLNESS, call, leave
from tests.support.monday import at_work, inside
from tests.support.office import renew
from tests.support.personas import CIP, DIRECTION, Persona
from tests.support.queries import statements
from tests.support.team import NAMES, site_id, terms

__all__ = ["at_work", "inside"]

Inside = Callable[..., Any]
SignIn = Callable[[Persona], Visitor]
DEADLINES = "/echeances"
PAGE = "/auto-bleue/atelier/sorties/fiche"
TODAY = date(2026, 11, 16)


def lines(visitor: Visitor) -> list[str]:
    page = visitor.get(DEADLINES)
    assert page.status_code == 200
    return [" ".join(each.text_content().split()) for each in html.fromstring(page.text).xpath("//main//li[@id]")]


def words(page: str) -> str:
    return " ".join(html.fromstring(page).xpath("//main")[0].text_content().split())


def test_a_contact_is_awaited_until_it_is_noted(sign_in: SignIn, inside: Inside) -> None:
    departure, adviser = inside(leave), sign_in(CIP)
    (line,) = lines(adviser)
    assert "Ada Bouleau Contact après la sortie Aujourd’hui" in line
    assert "3 mois après la sortie" in line
    link = html.fromstring(adviser.get(DEADLINES).text).xpath("//main//li[@id]//h3/a/@href")
    assert link == [f"{PAGE}/{departure}"]
    assert "À 3 mois À faire" in words(adviser.get(link[0]).text)

    answer = adviser.submit(link[0], action=f"{link[0]}/contacts/3", reached="yes", situation="job")

    assert answer.status_code == 303
    shown = words(adviser.get(link[0]).text)
    assert "À 3 mois En emploi noté pour le 16/11/2026 par Cip" in shown
    assert "À 6 mois À venir le 16/02/2027" in shown
    assert lines(adviser) == []
    person = inside(lambda: find_exit(site_id(), departure).person)
    assert "À 3 mois En emploi" in words(adviser.get(f"/auto-bleue/atelier/equipe/{person}").text)


def test_no_answer_is_noted_too_and_another_try_counts(inside: Inside, sign_in: SignIn) -> None:
    departure, adviser = inside(leave), sign_in(CIP)
    inside(call, departure, reached=False)
    assert "Pas de réponse" in words(adviser.get(f"{PAGE}/{departure}").text)
    assert lines(adviser) == []

    inside(call, departure, situation=Situation.SEARCHING)
    assert "Cherche un emploi" in words(adviser.get(f"{PAGE}/{departure}").text)
    noted = inside(lambda: [each.situation for each in session.scalars(select(ExitContact).order_by(ExitContact.id))])
    assert noted == [Situation.UNKNOWN, Situation.SEARCHING]


def test_the_next_one_takes_its_place(sign_in: SignIn, inside: Inside) -> None:
    departure = inside(leave, left_on=date(2026, 5, 20))
    adviser = sign_in(CIP)
    (line,) = lines(adviser)
    assert "6 mois après la sortie" in line
    shown = words(adviser.get(f"{PAGE}/{departure}").text)
    assert "À 3 mois Pas fait c’était le 20/08/2026" in shown
    inside(call, departure, 3, on=date(2026, 8, 20))
    assert len(lines(adviser)) == 1


def test_a_contact_is_put_off_alone(sign_in: SignIn, inside: Inside) -> None:
    inside(leave)
    adviser = sign_in(CIP)
    (act,) = [
        form.action for form in html.fromstring(adviser.get(DEADLINES).text).forms if "reporter" in (form.action or "")
    ]
    assert adviser.submit(DEADLINES, action=act, until="2026-11-30", reason="Rappeler").status_code == 303
    assert "Revient le 30/11/2026" in lines(adviser)[0]
    with clock.at(clock.at_paris(date(2027, 2, 1), 9)):
        assert "Revient" not in lines(sign_in(CIP))[0]


def test_a_long_follow_up_goes_on_for_two_years(inside: Inside) -> None:
    departure = inside(leave, slug="valorilot", left_on=date(2024, 12, 10))
    found = inside(lambda: find_exit(site_id("valorilot"), departure))
    assert [each.months for each in found.milestones] == [3, 6, 12, 18, 24]
    assert found.awaited.months == 24
    assert not found.rule.confirmed


def test_a_withdrawal_is_not_followed(sign_in: SignIn, inside: Inside) -> None:
    adviser = sign_in(CIP)
    for name, reason in (("Ada Bouleau", DEATH), ("Bruno Mésange", ILLNESS)):
        departure = inside(leave, name, reason)
        assert "aucun contact n’est prévu" in words(adviser.get(f"{PAGE}/{departure}").text)
        with pytest.raises(Refused, match="retrait"):
            inside(call, departure)
    assert lines(adviser) == []


def test_whoever_is_back_is_not_called(sign_in: SignIn, inside: Inside) -> None:
    departure = inside(leave)
    person = inside(lambda: find_exit(site_id(), departure).person)
    inside(renew, person, terms(TODAY - timedelta(days=14), TODAY + timedelta(days=300)))
    assert not [line for line in lines(sign_in(CIP)) if "Contact après la sortie" in line]


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"contacted_on": "2026-11-17", "reached": "no"}, "n’est pas encore arrivé"),
        ({"contacted_on": "2026-08-16", "reached": "no"}, "Choisissez un jour après la sortie"),
        ({"contacted_on": "hier", "reached": "no"}, "Cette date n’existe pas"),
        ({"contacted_on": "2026-11-16"}, "Dites si la personne a répondu"),
        ({"contacted_on": "2026-11-16", "reached": "yes"}, "Dites où en est la personne"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(
    sign_in: SignIn, inside: Inside, typed: dict[str, str], sentence: str
) -> None:
    page, adviser = f"{PAGE}/{inside(leave)}", sign_in(CIP)
    answer = adviser.submit(page, action=f"{page}/contacts/3", **typed)
    assert answer.status_code == 422
    (error,) = html.fromstring(answer.text).xpath("//p[@class='field-error']")
    assert sentence in error.text_content()
    assert inside(lambda: session.scalars(select(ExitContact)).all()) == []


def test_a_call_that_no_rule_has_or_that_is_far_is_refused(inside: Inside) -> None:
    departure = inside(leave)
    with pytest.raises(NotFound):
        inside(call, departure, 4)
    with pytest.raises(Refused, match="trop tôt"):
        inside(call, departure, 12)
    with pytest.raises(NotFound):
        inside(call, departure, slug="gourmand")
    with pytest.raises(InvalidInput):
        inside(call, departure, on=GONE)


def test_the_direction_notes_too_and_the_audit_does_not_say_what(sign_in: SignIn, inside: Inside) -> None:
    page, direction = f"{PAGE}/{inside(leave)}", sign_in(DIRECTION)
    assert direction.submit(page, action=f"{page}/contacts/3", reached="yes", situation="other").status_code == 303
    told = inside(lambda: session.scalars(select(AuditEvent).order_by(AuditEvent.id.desc()).limit(1)).one())
    assert (told.action, told.detail) == ("exit.contact_noted", {"months": 3})


def test_the_deadlines_ask_as_often_for_many_exits(app: Flask, sign_in: SignIn, inside: Inside) -> None:
    adviser = sign_in(CIP)
    inside(leave)

    def count() -> int:
        with statements(app) as sent:
            adviser.get(DEADLINES)
        return len(sent)

    before = count()
    for name in NAMES[1:12]:
        inside(leave, name)
    assert len(lines(adviser)) == 12
    assert count() == before <= 12
