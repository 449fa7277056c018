"""Whoever may see exams finds on the first page which results are to be noted and whose re-sit is to be planned."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from lxml import html

from shared.people.queries import list_team
from shared.training.models import ExamOutcome
from tests.support import exams
from tests.support.personas import CIP, DIRECTION, FINANCE, SUPERVISOR, Persona, client_of
from tests.support.team import MONDAY, hire_team, site_id

Inside = Callable[..., Any]
Read = Callable[..., str]
SITE = "auto-bleue"


@pytest.fixture
def exam(inside: Inside) -> Any:
    """Three people of the garage sat the mechanics' exam last week."""

    def sit() -> Any:
        hire_team(3)
        people = [each.person for each in list_team(site_id(), MONDAY)]
        planned = exams.plan(MONDAY - timedelta(days=6), slug=SITE, rncp=exams.MECHANIC)
        exams.register(planned, *people, slug=SITE)
        return planned, people

    return inside(sit)


@pytest.mark.parametrize("persona", [CIP, DIRECTION], ids=str)
def test_results_wait_to_be_noted_one_tap_away(app: Flask, read: Read, exam: Any, persona: Persona) -> None:
    page = read(persona).replace("\xa0", " ")

    assert "3 candidats Un résultat d’examen est à noter" in page
    assert "Auto Bleue, 10/11/2026 : 3 candidats Noter les résultats" in page
    (link,) = html.fromstring(client_of(app, persona).get("/bureau").text).xpath(
        "//article//a[starts-with(normalize-space(), 'Noter les résultats')]"
    )
    assert link.get("href") == f"/auto-bleue/atelier/examens/{exam[0]}"


def test_minutes_that_are_awaited_wait_too_and_results_do_not(inside: Inside, read: Read, exam: Any) -> None:
    planned, people = exam
    inside(exams.note, planned, people[0], ExamOutcome.PENDING, slug=SITE)
    inside(exams.note, planned, people[1], ExamOutcome.PASSED, slug=SITE)
    inside(exams.note, planned, people[2], ExamOutcome.ABSENT, slug=SITE)
    assert "1 candidat Un résultat d’examen est à noter" in read(CIP)

    inside(exams.note, planned, people[0], ExamOutcome.FAILED, slug=SITE)
    assert "résultat d’examen" not in read(CIP)


def test_an_exam_to_come_waits_for_nothing(inside: Inside, read: Read) -> None:
    inside(exams.plan, MONDAY + timedelta(days=3), slug=SITE, rncp=exams.MECHANIC)

    assert "résultat d’examen" not in read(CIP)


def test_a_partial_success_asks_for_a_resit_until_one_is_planned(inside: Inside, read: Read) -> None:
    def sit() -> list[Any]:
        people = exams.group(2, SITE)
        planned = exams.plan(MONDAY - timedelta(days=6), MONDAY - timedelta(days=6), slug=SITE)
        exams.register(planned, *people, slug=SITE)
        first, *others = [block.code for block in exams.title().blocks]
        exams.note(planned, people[0], ExamOutcome.PARTIAL, first, slug=SITE)
        exams.note(planned, people[1], ExamOutcome.PASSED, slug=SITE)
        return [people[:1], ", ".join(others)]

    people, missing = inside(sit)

    page = read(CIP).replace("\xa0", " ")
    assert f"1 Un rattrapage est à prévoir Ada Bouleau, Auto Bleue : il manque {missing}" in page
    assert "Voir les examens, Auto Bleue" in page
    inside(exams.resit, people, MONDAY + timedelta(days=40), SITE)
    assert "rattrapage" not in read(CIP)


@pytest.mark.parametrize("persona", [SUPERVISOR, FINANCE], ids=str)
def test_the_others_see_none_of_it(read: Read, exam: Any, persona: Persona) -> None:
    assert exam
    assert "résultat d’examen" not in read(persona)
