"""The adviser plans exams, registers people and notes what came of it; others see no more than they may."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from uuid import UUID

import pytest
from flask import Flask
from lxml import html
from sqlalchemy import select

from shared.db import session
from shared.kernel import clock
from shared.people.models import Person
from shared.training.models import ExamOutcome
from shared.training.queries.sessions import find_session
from tests.support import exams
from tests.support.exam_pages import ADVISER, LEADER, PAGE, Inside, SignIn, errors, send, tap, words, written
from tests.support.exams import LAST_DAY, SITE, WEB
from tests.support.personas import (
    ADMINISTRATOR,
    CIP,
    CUSTOMER,
    DIRECTION,
    EMPLOYEE,
    EVERYBODY,
    FINANCE,
    NEIGHBOUR,
    SUPERVISOR,
    Persona,
)
from tests.support.team import site_id

PEOPLE = (*EVERYBODY, ADVISER, LEADER)
OFFICE = {ADVISER, DIRECTION}

PAGES = {
    ("GET", ""): OFFICE | {LEADER},
    ("POST", "/fichier"): OFFICE,
    ("GET", "/taux"): OFFICE,
    ("GET", "/prevoir"): OFFICE,
    ("POST", "/prevoir"): OFFICE,
    ("GET", "/rattrapage/{title}"): OFFICE,
    ("POST", "/rattrapage/{title}"): OFFICE,
    ("GET", "/{exam}"): OFFICE,
    ("GET", "/{exam}/changer"): OFFICE,
    ("POST", "/{exam}/changer"): OFFICE,
    ("POST", "/{exam}/annuler"): OFFICE,
    ("GET", "/{exam}/inscrire"): OFFICE,
    ("POST", "/{exam}/inscrire"): OFFICE,
    ("POST", "/{exam}/resultats"): OFFICE,
    ("POST", "/{exam}/jury"): OFFICE,
    ("POST", "/{exam}/jury/{juror}/retirer"): OFFICE,
}


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


def test_every_page_of_the_exams_is_listed_here(app: Flask) -> None:
    rules = [rule for rule in app.url_map.iter_rules() if rule.rule.startswith(PAGE)]
    assert len(rules) == len(PAGES)


@pytest.mark.parametrize("persona", PEOPLE, ids=str)
def test_each_role_opens_what_it_may_and_nothing_else(
    sign_in: SignIn, inside: Inside, exam: UUID, persona: Persona
) -> None:
    places = {"exam": exam, "title": inside(exams.title).public_id, "juror": exam}
    visitor = sign_in(persona)

    answers = {
        (method, path): visitor.open(PAGE + path.format(**places), method=method).status_code != 403
        for method, path in PAGES
    }

    assert answers == {page: persona in allowed for page, allowed in PAGES.items()}
    nobody = {SUPERVISOR, NEIGHBOUR, CIP, FINANCE, ADMINISTRATOR, EMPLOYEE, CUSTOMER}
    assert set(PEOPLE) == OFFICE | {LEADER} | nobody


def test_who_leads_the_team_sees_the_days_and_no_more(sign_in: SignIn, inside: Inside, exam: UUID) -> None:
    inside(exams.plan, date(2027, 2, 3), codes=["BC02"])
    page = sign_in(LEADER).get(PAGE)
    assert "Mercredi 3 février 2027" in words(page)
    assert "/prevoir" not in page.text
    assert str(exam) not in page.text
    assert "inscrit" not in words(page)


def test_an_exam_of_another_site_is_not_found(sign_in: SignIn, inside: Inside, exam: UUID) -> None:
    client = sign_in(DIRECTION)
    assert client.get(f"/gourmand/atelier/examens/{exam}").status_code == 404
    assert client.get(f"/gourmand/atelier/examens/{exam}/inscrire").status_code == 404
    assert "Employé polyvalent" not in words(client.get("/gourmand/atelier/examens"))
    assert client.get(f"{PAGE}/rattrapage/{exam}").status_code == 404


def test_an_exam_is_planned_for_the_title_that_is_prepared_here(sign_in: SignIn) -> None:
    client = sign_in(ADVISER)
    page = client.get(f"{PAGE}/prevoir")
    assert "RNCP38663 Employé polyvalent en restauration" in words(page)
    assert "Intitulés des blocs à confirmer" in words(page)

    days = {"first_day": "2027-03-01", "last_day": "2027-03-02", "place": "Cuisine", "centre": "Centre Exemple"}
    answer = client.submit(f"{PAGE}/prevoir", **days)

    assert answer.status_code == 302
    page = client.get(answer.location)
    assert "du lundi 1 mars 2027 au mardi 2 mars 2027, Cuisine" in words(page)
    assert "Personne n’est inscrit" in words(page)


def test_another_title_is_chosen_first_and_one_without_blocks_says_so(sign_in: SignIn, inside: Inside) -> None:
    client = sign_in(ADVISER)
    page = client.get(f"{PAGE}/prevoir?titre=")
    assert "Préparés ici" in words(page)
    mechanic = inside(exams.title, exams.MECHANIC).public_id
    assert f"/prevoir?titre={mechanic}" in page.text
    page = client.get(f"{PAGE}/prevoir?titre={mechanic}")
    assert "Les blocs de ce titre ne sont pas connus" in words(page)
    assert "Session CCP" not in words(page)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"first_day": ""}, "Choisissez le premier jour."),
        ({"first_day": "le 9"}, "Cette date n’existe pas."),
        ({"last_day": "2027-02-28"}, "L’examen finit avant de commencer."),
        ({"last_day": "2028-03-01"}, "31 jours au plus"),
        ({"first_day": "1027-03-01", "last_day": "1027-03-01"}, "Choisissez un jour entre"),
        ({"kind": "blocks"}, "Cochez au moins un bloc."),
        ({"kind": "half"}, "Choisissez ce qui est examiné."),
        ({"kind": "blocks", "blocks": "00000000-0000-0000-0000-000000000007"}, "pas de ce titre"),
        ({"kind": "blocks", "blocks": "BC01"}, "pas de ce titre"),
        ({"place": "x" * 121}, "120 lettres au plus."),
    ],
)
def test_what_makes_no_exam_is_said_at_its_field_and_kept(
    sign_in: SignIn, inside: Inside, typed: dict[str, str], sentence: str
) -> None:
    client, before = sign_in(ADVISER), written(inside)
    fields = {
        "title": f"{inside(exams.title).public_id}",
        "kind": "whole",
        "first_day": "2027-03-01",
        "last_day": "2027-03-01",
        "centre": "Centre Exemple",
    }
    answer = send(client, "/prevoir", **(fields | typed))
    assert answer.status_code == 422
    assert sentence in errors(answer)
    assert 'value="Centre Exemple"' in answer.text
    assert written(inside) == before


def test_a_title_that_nobody_knows_is_refused(sign_in: SignIn) -> None:
    answer = send(sign_in(ADVISER), "/prevoir", title="7", first_day="2027-03-01", last_day="2027-03-01")
    assert answer.status_code == 422
    assert "Choisissez un titre de la liste." in words(answer)


def test_a_block_of_another_title_is_refused_at_its_field(
    sign_in: SignIn, inside: Inside, exam: UUID, group: list[UUID]
) -> None:
    client, (block, *_) = sign_in(ADVISER), inside(exams.blocks, "BC01", rncp=WEB)
    before = written(inside)
    answer = tap(client, exam, group[0], "partial", blocks=f"{block}")
    assert answer.status_code == 422
    assert "Un de ces blocs n’est pas de ce titre." in errors(answer)
    assert f'id="blocks-{group[0]}"' in answer.text
    assert written(inside) == before


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"outcome": "passed", "person": "somebody"}, "Cette personne n’est pas inscrite à cet examen."),
        ({"outcome": "excellent"}, "Choisissez un résultat de la liste."),
        ({"outcome": "partial"}, "Cochez les blocs obtenus."),
        ({"outcome": "failed", "congratulated": "y"}, "Les félicitations vont avec la réussite."),
    ],
)
def test_an_outcome_that_is_none_is_said_and_nothing_is_written(
    sign_in: SignIn, inside: Inside, exam: UUID, typed: dict[str, str], sentence: str
) -> None:
    before = written(inside)
    ada = inside(lambda: session.scalars(select(Person.public_id).order_by(Person.id)).first())
    answer = send(sign_in(ADVISER), f"/{exam}/resultats", **({"person": f"{ada}"} | typed))
    assert answer.status_code == 422
    assert sentence in words(answer)
    assert written(inside) == before


def test_somebody_who_is_not_registered_gets_no_outcome(
    sign_in: SignIn, inside: Inside, exam: UUID, group: list[UUID]
) -> None:
    before = written(inside)
    answer = tap(sign_in(ADVISER), exam, group[2], "passed")
    assert answer.status_code == 422
    assert "Cette personne n’est pas inscrite à cet examen." in words(answer)
    assert written(inside) == before


def test_one_tap_notes_an_outcome_and_a_correction_asks_why(
    sign_in: SignIn, inside: Inside, exam: UUID, group: list[UUID]
) -> None:
    client, ada, page = sign_in(ADVISER), group[0], f"{PAGE}/{exam}"
    answer = client.submit(page, action=f"{page}/resultats", button="outcome=passed")
    assert answer.location == f"{page}#candidat-{ada}"
    assert "Titre obtenu le 10/12/2026" in words(client.get(page))

    answer = tap(client, exam, ada, "passed", congratulated="y", seen="passed")
    assert answer.status_code == 302
    assert "Félicitations du jury" in words(client.get(page))

    answer = tap(client, exam, ada, "failed", seen="passed")
    assert answer.status_code == 422
    assert "Écrivez pourquoi le résultat change." in errors(answer)
    answer = tap(client, exam, ada, "failed", seen="passed", reason="Procès-verbal relu")
    assert answer.status_code == 302
    assert "« Procès-verbal relu »" in words(client.get(page)).replace("\u00a0", " ")

    stale = tap(client, exam, ada, "absent", seen="registered")
    assert stale.status_code == 409
    assert "Quelqu’un a noté entre-temps" in stale.text
    assert inside(lambda: exams.outcomes()[0]) == (ExamOutcome.FAILED, False)


def test_a_partial_success_leads_to_a_resit_that_proposes_that_person_alone(
    sign_in: SignIn, inside: Inside, exam: UUID, group: list[UUID]
) -> None:
    client, title = sign_in(ADVISER), inside(exams.title).public_id
    tap(client, exam, group[0], "passed")
    two = [f"{each}" for each in inside(exams.blocks, "BC01", "BC04")]
    answer = tap(client, exam, group[1], "partial", blocks=two)
    assert answer.status_code == 302
    overview = client.get(PAGE)
    assert "Bruno Mésange il manque BC02, BC03" in words(overview)
    assert f"{PAGE}/rattrapage/{title}" in overview.text

    page = client.get(f"{PAGE}/rattrapage/{title}")
    ticked = html.fromstring(page.text).xpath("//input[@name='people'][@checked]/@value")
    assert ticked == [f"{group[1]}"]
    bad = send(client, f"/rattrapage/{title}", people=f"{group[0]}", first_day="2027-02-01", last_day="2027-02-01")
    assert "n’a pas de bloc à repasser" in errors(bad)
    answer = client.submit(f"{PAGE}/rattrapage/{title}", first_day="2027-02-01", last_day="2027-02-01")
    assert answer.status_code == 302
    assert "Passe BC02, BC03." in words(client.get(answer.location))
    assert "Personne à rattraper" in words(client.get(f"{PAGE}/rattrapage/{title}"))


def test_people_are_registered_from_a_list_of_those_who_may(
    sign_in: SignIn, inside: Inside, exam: UUID, group: list[UUID]
) -> None:
    client, page = sign_in(ADVISER), f"{PAGE}/{exam}/inscrire"
    offered = html.fromstring(client.get(page).text).xpath("//input[@name='people']/@value")
    assert offered == [f"{group[2]}"]
    for people in ([], [f"{group[0]}"], ["7"]):
        answer = send(client, f"/{exam}/inscrire", people=people)
        assert answer.status_code == 422
        assert errors(answer)
    assert send(client, f"/{exam}/inscrire", people=offered).status_code == 302
    assert "Personne d’autre à inscrire" in words(client.get(page))
    assert len(inside(exams.outcomes)) == 3


def test_the_jury_is_noted_on_the_page(sign_in: SignIn, inside: Inside, exam: UUID) -> None:
    client, page = sign_in(ADVISER), f"{PAGE}/{exam}"
    answer = client.submit(page, action=f"{page}/jury", name="", capacity="cheffe")
    assert answer.status_code == 422
    assert "Écrivez le nom de la personne." in errors(answer)
    assert client.submit(page, action=f"{page}/jury", name="Camille Héron", capacity="cheffe").status_code == 302
    assert "Camille Héron , cheffe" in words(client.get(page))
    juror = inside(lambda: find_session(site_id(SITE), exam).jurors[0].public_id)
    assert client.submit(page, action=f"{page}/jury/{juror}/retirer").status_code == 302
    assert "Personne n’est encore noté." in words(client.get(page))


def test_an_exam_is_changed_and_an_empty_one_cancelled(sign_in: SignIn, inside: Inside, exam: UUID) -> None:
    client = sign_in(ADVISER)
    page = f"{PAGE}/{exam}/changer"
    assert "finit avant" in errors(client.submit(page, last_day="2026-12-01"))
    assert client.submit(page, last_day="2026-12-11", place="Salle 2").status_code == 302
    assert "Salle 2" in words(client.get(f"{PAGE}/{exam}"))
    assert send(client, f"/{exam}/annuler").status_code == 409
    empty = inside(exams.plan, date(2027, 5, 3))
    assert client.submit(f"{PAGE}/{empty}", action=f"{PAGE}/{empty}/annuler").location == PAGE
    assert client.get(f"{PAGE}/{empty}").status_code == 404


def test_a_title_that_expires_before_the_exam_is_warned_of(sign_in: SignIn, inside: Inside, group: list[UUID]) -> None:
    late = inside(exams.plan, date(2029, 6, 11))
    client = sign_in(ADVISER)
    assert "Ce titre n’est enregistré que jusqu’au 04/06/2029" in words(client.get(f"{PAGE}/{late}"))
    assert "Titre expiré ce jour-là" in words(client.get(PAGE))
    assert group
