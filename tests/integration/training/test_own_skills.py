"""Somebody says themselves what they know how to do: one tap a skill, of their own workshop, and of nobody else."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from lxml import html
from sqlalchemy import select

from shared.accounts.queries import find_user_by_email
from shared.audit.models import AuditEvent
from shared.db import atomic, session
from shared.kernel import clock
from shared.people.accounts import tie_account
from tests.support.client import Visitor
from tests.support.exam_pages import Inside, SignIn, words
from tests.support.personas import EMPLOYEE, EVERYBODY, SUPERVISOR, Persona, move_in
from tests.support.queries import statements
from tests.support.skills import OIL, TYRES, see, stored, team
from tests.support.team import AT_WORK, MONDAY

PAGE = "/mes-competences"


@pytest.fixture(autouse=True)
def at_work() -> Iterator[None]:
    """Half past eight on Monday."""
    with clock.at(AT_WORK):
        yield


@pytest.fixture
def people(app: Flask, inside: Inside) -> list[UUID]:
    """Ada, who has an account, Bruno and Chloé."""
    move_in(app, EMPLOYEE)
    found: list[UUID] = inside(team, 3)

    def tie() -> None:
        with atomic():
            account = find_user_by_email(EMPLOYEE.email)
            assert account is not None
            tie_account(person=found[0], user=account, actor="test")

    inside(tie)
    return found


def say(client: Visitor, skill: str, level: str, **more: str) -> Any:
    """Taps an answer; one that the page does not offer may be sent too."""
    token = html.fromstring(client.get(PAGE).text).xpath("//input[@name='csrf_token']/@value")[0]
    return client.post(f"{PAGE}/{skill}", data={"csrf_token": token, "level": level, **more})


def told(client: Visitor, skill: str) -> str:
    (part,) = html.fromstring(client.get(PAGE).text).xpath("//section[@id=$skill]", skill=skill)
    return " ".join(part.text_content().split()).replace("\u00a0", " ")


def test_an_answer_is_one_tap_and_leads_back_to_its_skill(sign_in: SignIn, inside: Inside, people: list[UUID]) -> None:
    ada = sign_in(EMPLOYEE)
    assert "0 sur 10 réponse" in words(ada.get(PAGE))

    answer = say(ada, OIL, "2")

    assert (answer.status_code, answer.location) == (303, f"{PAGE}#{OIL}")
    assert inside(stored) == [(OIL, 2, MONDAY, True)]
    assert "Vous dites : Je fais, on vérifie" in told(ada, OIL)
    assert "1 sur 10 réponse" in words(ada.get(PAGE))
    actors = inside(
        lambda: list(session.scalars(select(AuditEvent.actor).where(AuditEvent.action == "skill.observed")))
    )
    assert actors
    assert actors[0].startswith("user:")


def test_another_answer_the_same_day_takes_the_place_of_the_first(
    sign_in: SignIn, inside: Inside, people: list[UUID]
) -> None:
    ada = sign_in(EMPLOYEE)
    for level in ("4", "4", "1"):
        say(ada, OIL, level)
    assert inside(stored) == [(OIL, 4, MONDAY, True), (OIL, 1, MONDAY, True)]
    assert "Vous dites : Avec de l’aide" in told(ada, OIL)


def test_what_was_seen_is_shown_once_one_has_spoken(sign_in: SignIn, inside: Inside, people: list[UUID]) -> None:
    inside(see, people[0], OIL, 1, MONDAY - timedelta(days=7))
    ada = sign_in(EMPLOYEE)
    assert "Votre encadrant" not in told(ada, OIL)
    say(ada, OIL, "3")
    say(ada, TYRES, "3")
    assert "Votre encadrant a vu : avec aide, le 09/11/2026." in told(ada, OIL)
    assert "Votre encadrant ne l’a pas encore noté." in told(ada, TYRES)


def test_the_supervisor_reads_both_voices_side_by_side(sign_in: SignIn, inside: Inside, people: list[UUID]) -> None:
    inside(see, people[0], OIL, 1)
    say(sign_in(EMPLOYEE), OIL, "3")
    supervisor = sign_in(SUPERVISOR)
    assert "Vidange : Avec aide, la personne dit : Seul" in words(
        supervisor.get("/auto-bleue/atelier/competences")
    ).replace("\u00a0", " ")
    history = words(supervisor.get(f"/auto-bleue/atelier/competences/{people[0]}"))
    assert "dit de soi de sa propre main" in history


@pytest.mark.parametrize("level", ["", "5", "-1", "seul"])
def test_a_wrong_answer_is_refused_at_its_skill(
    sign_in: SignIn, inside: Inside, people: list[UUID], level: str
) -> None:
    answer = say(sign_in(EMPLOYEE), OIL, level)
    assert answer.status_code == 422
    assert "Touchez une des cinq réponses." in words(answer)
    assert inside(stored) == []


def test_a_skill_of_another_workshop_and_another_person_are_out_of_reach(
    sign_in: SignIn, inside: Inside, people: list[UUID]
) -> None:
    ada = sign_in(EMPLOYEE)
    assert say(ada, "maquette", "3").status_code == 404
    assert say(ada, OIL, "3", person=f"{people[1]}", own="").status_code == 303
    assert inside(stored) == [(OIL, 3, MONDAY, True)]
    page = ada.get(PAGE).text
    assert "Bruno" not in page
    assert "Chloé" not in page


def test_whoever_has_no_contract_today_or_no_tie_is_told_whom_to_ask(
    app: Flask, sign_in: SignIn, inside: Inside, people: list[UUID]
) -> None:
    ada = sign_in(EMPLOYEE)
    with clock.at(clock.at_paris(date(2027, 6, 1), 9)):
        later = sign_in(EMPLOYEE)
        assert "Vous n’avez pas de contrat aujourd’hui" in words(later.get(PAGE))
        assert later.post(f"{PAGE}/{OIL}", data={}).status_code == 400
    stranger = Persona("stranger", EMPLOYEE.role, "auto-bleue")
    assert "votre compte n’est pas encore relié" in words(sign_in(stranger).get(PAGE))
    assert ada.get(PAGE).status_code == 200


@pytest.mark.parametrize("persona", [each for each in EVERYBODY if each != EMPLOYEE], ids=str)
def test_nobody_else_speaks_for_somebody_here(sign_in: SignIn, people: list[UUID], persona: Persona) -> None:
    visitor = sign_in(persona)
    assert visitor.get(PAGE).status_code == 403
    assert visitor.post(f"{PAGE}/{OIL}").status_code == 403


@pytest.mark.parametrize("spoken", [0, 5])
def test_the_page_asks_as_often_whatever_was_said(
    app: Flask, sign_in: SignIn, inside: Inside, people: list[UUID], spoken: int
) -> None:
    for days in range(spoken):
        inside(see, people[0], OIL, 2, MONDAY - timedelta(days=days), own=True)
    ada = sign_in(EMPLOYEE)
    with statements(app) as sent:
        ada.get(PAGE)
    # Who it is, where they work, what was said and seen.
    assert len(sent) == 3, "\n".join(sent)


def test_the_own_home_leads_there(sign_in: SignIn, people: list[UUID], inside: Callable[..., Any]) -> None:
    assert PAGE in sign_in(EMPLOYEE).get("/bureau").text
