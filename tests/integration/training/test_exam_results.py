"""What came of exams, as rates, as a file, on a person's page and at a sensitive site; each page in few statements."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date, timedelta
from io import StringIO
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from shared.audit.models import AuditEvent
from shared.db import atomic, session
from shared.kernel import clock
from shared.training.cohorts.services import prepare_exam
from shared.training.models import ExamCandidate, ExamOutcome
from tests.support import exams
from tests.support.exam_pages import ADVISER, LEADER, PAGE, Inside, SignIn, words
from tests.support.exams import FIRST_DAY, LAST_DAY, SITE, WEB
from tests.support.personas import DIRECTION, FINANCE, client_of
from tests.support.queries import statements
from tests.support.team import site_id
from tests.support.training import cohort


@pytest.fixture(autouse=True)
def after_the_exam() -> Iterator[None]:
    """The afternoon of the last day: outcomes may be noted."""
    with clock.at(clock.at_paris(LAST_DAY, 16)):
        yield


@pytest.fixture
def group(app: Flask, inside: Inside) -> list[UUID]:
    people: list[UUID] = inside(exams.group, 3)
    return people


@pytest.fixture
def exam(inside: Inside, group: list[UUID]) -> UUID:
    """An exam with the first two of the group."""
    planned: UUID = inside(exams.plan)
    inside(exams.register, planned, *group[:2])
    return planned


def test_the_results_go_home_as_a_file_and_it_is_recorded(
    sign_in: SignIn, inside: Inside, exam: UUID, group: list[UUID]
) -> None:
    inside(exams.note, exam, group[0], ExamOutcome.PARTIAL, "BC02", "BC01")
    client = sign_in(DIRECTION)
    answer = client.submit(PAGE, action=f"{PAGE}/fichier", button="format=csv")
    ada, bruno = list(csv.DictReader(StringIO(answer.data.decode("utf-8-sig")), delimiter=";"))
    assert (ada["Nom"], ada["Résultat"], ada["Blocs obtenus"]) == ("Ada Bouleau", "Réussite partielle", "BC01, BC02")
    assert (bruno["Nom"], bruno["Résultat"]) == ("Bruno Mésange", "Inscrit")
    assert "exams.exported" in inside(lambda: session.scalars(select(AuditEvent.action)).all())


def prepare(group: UUID, exam: UUID) -> None:
    with atomic():
        prepare_exam(site_id=site_id(SITE), cohort=group, exam=exam, actor="cli:test")


def test_the_rates_say_what_they_divide(sign_in: SignIn, inside: Inside, exam: UUID, group: list[UUID]) -> None:
    inside(exams.register, exam, group[2])
    inside(exams.note, exam, group[0], ExamOutcome.PASSED, congratulated=True)
    inside(exams.note, exam, group[1], ExamOutcome.PARTIAL, "BC01")
    inside(exams.note, exam, group[2], ExamOutcome.ABSENT)
    inside(lambda: prepare(cohort(group, SITE), exam))
    page = words(sign_in(DIRECTION).get(f"{PAGE}/taux")).replace("\u00a0", " ")
    assert "Session titre 67 % (2 sur 3) 50 % (1 sur 2) 50 % (1 sur 2) 1" in page
    assert "Hiver 2026 09/12/2026 3 2 0 67 % (2 sur 3)" in page
    assert "reçus divisés par présentés dont le résultat est connu" in page.lower()
    assert "Taux de réussite 50 % (1 sur 2)" in words(sign_in(DIRECTION).get(f"{PAGE}/{exam}")).replace("\u00a0", " ")


def test_a_person_s_page_shows_blocks_and_the_next_exam_to_who_may_see_them(
    app: Flask, inside: Inside, exam: UUID, group: list[UUID]
) -> None:
    inside(exams.note, exam, group[1], ExamOutcome.PARTIAL, "BC01")
    again = inside(exams.resit, [group[1]], date(2027, 2, 1))
    person = f"/{SITE}/atelier/equipe/{group[1]}"
    page = client_of(app, ADVISER).get(person)
    assert "BC01 Préparer et dresser des entrées et des desserts" in words(page)
    assert "acquis le 10/12/2026" in words(page)
    assert f"{PAGE}/{again}" in page.text
    assert "Prochain examen : lundi 1 février 2027" in words(page).replace("\u00a0", " ")
    for persona in (LEADER, FINANCE):
        hidden = client_of(app, persona).get(person)
        assert hidden.status_code == 200
        assert "BC01" not in hidden.text
    assert "Prochain examen" not in client_of(app, ADVISER).get(f"/{SITE}/atelier/equipe/{group[2]}").text


def test_a_sensitive_site_is_not_asked_where_and_bears_its_neutral_name(app: Flask, inside: Inside) -> None:
    people = inside(exams.group, 1, "valorilot")
    client, page = client_of(app, DIRECTION), "/site-v/atelier/examens"
    title = inside(exams.title, WEB).public_id
    form = client.get(f"{page}/prevoir?titre={title}")
    assert "Lieu" not in words(form)
    answer = client.submit(f"{page}/prevoir?titre={title}", first_day="2026-12-09", last_day="2026-12-09")
    exam = UUID(answer.location.rpartition("/")[2])
    inside(exams.register, exam, *people, slug="valorilot")
    inside(exams.note, exam, people[0], ExamOutcome.PASSED, slug="valorilot")
    shown = client.get(answer.location).text + client.get(page).text
    file = client.submit(page, action=f"{page}/fichier", button="format=csv")
    for text in (shown, file.data.decode("utf-8-sig"), file.headers["Content-Disposition"]):
        assert "valor" not in text.lower()


def test_the_pages_ask_as_often_for_many(app: Flask, inside: Inside, exam: UUID, group: list[UUID]) -> None:
    client = client_of(app, ADVISER)
    title = inside(exams.title).public_id
    pages = ("", f"/{exam}", f"/{exam}/inscrire", f"/rattrapage/{title}", "/taux")

    def counts() -> list[int]:
        found = []
        for path in pages:
            with statements(app) as sent:
                assert client.get(PAGE + path).status_code == 200
            found.append(len(sent))
        return found

    inside(exams.note, exam, group[0], ExamOutcome.PARTIAL, "BC01")
    before = counts()
    more = inside(exams.group, 12)
    inside(exams.register, exam, *more[:10])
    for person in more[:8]:
        inside(exams.note, exam, person, ExamOutcome.PARTIAL, "BC01", "BC03")
    inside(exams.plan, FIRST_DAY + timedelta(days=40))
    assert counts() == before
    assert max(before) <= 20, before


def test_a_get_writes_nothing(app: Flask, inside: Inside, exam: UUID) -> None:
    client = client_of(app, ADVISER)
    for path in ("", f"/{exam}", f"/{exam}/inscrire", "/prevoir", "/taux"):
        assert client.get(PAGE + path).status_code == 200
    assert inside(lambda: len(session.scalars(select(ExamCandidate.id)).all())) == 2
