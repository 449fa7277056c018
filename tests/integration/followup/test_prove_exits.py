"""What proves an exit, which job it was, and what the length of a contract makes of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from lxml import html
from sqlalchemy import select

from shared.db import atomic, session
from shared.followup.models import EmployerKind, Exit, ExitCategory, ExitJob, JobContract
from shared.followup.queries import find_exit
from shared.followup.services import Job, Proof
from shared.people.models import PersonDocument
from tests.support.client import Visitor
from tests.support.documents import a_pdf, person_of, send_file_to
from tests.support.exits import HIRED, ILLNESS, LONG, SHORT, TO_TRAINING, leave
from tests.support.monday import at_work, inside
from tests.support.office import hire
from tests.support.personas import CIP, DIRECTION, FINANCE, NEIGHBOUR, SUPERVISOR, Persona
from tests.support.queries import statements
from tests.support.team import NAMES, site_id, terms

__all__ = ["at_work", "inside"]

Inside = Callable[..., Any]
SignIn = Callable[[Persona], Visitor]
PAGE = "/auto-bleue/atelier/sorties"


def words(page: str) -> str:
    return " ".join(html.fromstring(page).xpath("//main")[0].text_content().split())


def gone(inside: Inside, name: str = "Ada Bouleau") -> UUID:
    """Somebody whose exit nobody has noted yet."""
    first, last = name.split()
    left_on = terms().starts_on
    return inside(lambda: person_of(hire(first, last, terms(left_on.replace(month=1), left_on))))  # type: ignore[no-any-return]


def sheet(departure: UUID) -> Any:
    return find_exit(site_id(), departure)


def test_an_exit_is_noted_with_its_job_and_its_proof(sign_in: SignIn, inside: Inside) -> None:
    person, adviser = gone(inside), sign_in(CIP)

    answer = send_file_to(
        adviser,
        f"{PAGE}/{person}",
        a_pdf(),
        reason=str(HIRED),
        employer_kind="company",
        employer="  Garage   du Pont ",
        contract="open_ended",
        title="Contrat de travail",
    )

    assert answer.status_code == 303
    page = words(adviser.get(answer.location).text)
    assert "La sortie est notée." in page
    assert "Garage du Pont (entreprise)" in page
    assert "ContratCDI" in page
    assert "Preuve : une" in page
    assert "Preuve de sortie : Contrat de travail" in page
    assert "Motifs de sortie de l’Extranet IAE (ASP) À confirmer" in page


def test_an_exit_without_a_proof_says_so_and_is_found_by_it(sign_in: SignIn, inside: Inside) -> None:
    bare = inside(leave, "Ada Bouleau")
    inside(leave, "Bruno Mésange", proof=Proof(a_pdf()))
    inside(leave, "Chloé Tilleul", ILLNESS)
    adviser = sign_in(CIP)

    assert "Preuve : aucune" in words(adviser.get(f"{PAGE}/fiche/{bare}").text)
    table = html.fromstring(adviser.get(f"{PAGE}?preuve=sans").text).xpath("//tbody//th")
    assert [" ".join(each.text_content().split()) for each in table] == ["Ada Bouleau"]

    assert send_file_to(adviser, f"{PAGE}/fiche/{bare}", a_pdf(said="autre"), to=f"{PAGE}/fiche/{bare}/preuve").location
    assert "Toutes les sorties ont une preuve." in words(adviser.get(f"{PAGE}?preuve=sans").text)


def test_a_proof_that_is_withdrawn_proves_nothing(sign_in: SignIn, inside: Inside) -> None:
    departure, adviser = inside(leave, proof=Proof(a_pdf())), sign_in(CIP)
    person = inside(lambda: sheet(departure).person)
    documents = f"/auto-bleue/atelier/documents/{person}"
    (document,) = inside(lambda: session.scalars(select(PersonDocument.public_id)).all())

    adviser.submit(documents, action=f"{documents}/{document}/retirer", why="Ce n’est pas le bon")

    assert "Preuve : aucune" in words(adviser.get(f"{PAGE}/fiche/{departure}").text)
    assert "Aucune" in words(adviser.get(PAGE).text)


@pytest.mark.parametrize(
    "case",
    [
        (LONG, "6", LONG, ExitCategory.DURABLE),
        (LONG, "5", SHORT, ExitCategory.TRANSITION),
        (SHORT, "8", LONG, ExitCategory.DURABLE),
        (SHORT, "", SHORT, ExitCategory.TRANSITION),
        # The length of any other job decides nothing.
        (HIRED, "2", HIRED, ExitCategory.DURABLE),
    ],
)
def test_the_length_of_the_job_decides_between_two_reasons(
    sign_in: SignIn, inside: Inside, case: tuple[int, str, int, ExitCategory]
) -> None:
    chosen, months, stored, category = case
    person, adviser = gone(inside), sign_in(CIP)
    answer = send_file_to(adviser, f"{PAGE}/{person}", b"", reason=str(chosen), months=months, contract="fixed_term")

    (departure,) = inside(lambda: session.scalars(select(Exit.public_id)).all())
    found = inside(sheet, departure)
    assert (found.reason.code, found.category) == (stored, category)
    said = words(adviser.get(answer.location).text)
    assert ("D’après la durée du contrat" in said) is (chosen != stored)


def test_the_job_is_told_later_and_again(sign_in: SignIn, inside: Inside) -> None:
    departure, adviser = inside(leave, reason=LONG), sign_in(CIP)
    page = f"{PAGE}/fiche/{departure}"

    assert adviser.submit(page, action=f"{page}/emploi", employer="Garage du Pont", months="8").status_code == 303
    shown = html.fromstring(adviser.get(page).text)
    assert shown.xpath("//input[@name='employer']/@value") == ["Garage du Pont"]
    assert adviser.submit(page, action=f"{page}/emploi", months="4", contract="temporary").status_code == 303

    found = inside(sheet, departure)
    assert (found.reason.code, found.job.months, found.job.contract) == (SHORT, 4, JobContract.TEMPORARY)
    assert len(inside(lambda: session.scalars(select(ExitJob)).all())) == 2


@pytest.mark.parametrize(
    ("typed", "field", "sentence"),
    [
        ({"reason": str(HIRED), "months": "soixante"}, "months", "Écrivez un nombre de mois"),
        ({"reason": str(HIRED), "months": "61"}, "months", "Écrivez un nombre de mois"),
        ({"reason": str(HIRED), "months": "0"}, "months", "Écrivez un nombre de mois"),
        ({"reason": str(HIRED), "employer": "x" * 121}, "employer", "120 caractères au plus"),
        ({"reason": str(HIRED), "contract": "handshake"}, "contract", "Choisissez dans la liste"),
        ({"reason": str(TO_TRAINING), "employer": "AFEC"}, "employer_kind", "n’est pas un emploi"),
        ({"reason": str(ILLNESS), "employer": "AFEC"}, "employer_kind", "n’est pas un emploi"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_noted(
    sign_in: SignIn, inside: Inside, typed: dict[str, str], field: str, sentence: str
) -> None:
    person, adviser = gone(inside), sign_in(CIP)
    answer = send_file_to(adviser, f"{PAGE}/{person}", b"", **typed)
    assert answer.status_code == 422
    (error,) = html.fromstring(answer.text).xpath("//*[@id=$name]", name=f"{field}-error")
    assert sentence in error.text_content()
    assert inside(lambda: session.scalars(select(Exit)).all()) == []


def test_a_bad_file_stops_the_whole_exit(sign_in: SignIn, inside: Inside) -> None:
    person, adviser = gone(inside), sign_in(CIP)
    answer = send_file_to(adviser, f"{PAGE}/{person}", b"bonjour", reason=str(HIRED), employer="Garage du Pont")
    assert answer.status_code == 422
    page = html.fromstring(answer.text)
    assert "ni un PDF ni une image lisible" in page.xpath("//*[@id='file-error']")[0].text_content()
    assert page.xpath("//input[@name='employer']/@value") == ["Garage du Pont"]
    assert page.xpath("//select[@name='reason']//option[@selected]/@value") == [str(HIRED)]
    assert inside(lambda: session.scalars(select(Exit)).all()) == []


def test_a_confidential_exit_keeps_no_proof(sign_in: SignIn, inside: Inside) -> None:
    departure, adviser = inside(leave, reason=ILLNESS), sign_in(CIP)
    page = f"{PAGE}/fiche/{departure}"
    shown = words(adviser.get(page).text)
    assert "Motif confidentiel" in shown
    assert "aucune preuve n’est demandée ni gardée ici" in shown
    assert send_file_to(adviser, PAGE, a_pdf(), to=f"{page}/preuve").status_code == 409
    assert inside(lambda: session.scalars(select(PersonDocument)).all()) == []


def test_the_person_s_page_shows_the_exit_to_who_follows_them(sign_in: SignIn, inside: Inside) -> None:
    departure = inside(leave, job=Job(employer_kind=EmployerKind.PUBLIC))
    person = inside(lambda: sheet(departure).person)
    for persona, seen in ((CIP, True), (DIRECTION, True), (SUPERVISOR, False), (FINANCE, False)):
        page = words(sign_in(persona).get(f"/auto-bleue/atelier/equipe/{person}").text)
        assert ("Preuve : aucune" in page) is seen


def test_an_exit_of_another_site_is_not_found(sign_in: SignIn, inside: Inside) -> None:
    departure = inside(leave, slug="gourmand")
    assert sign_in(CIP).get(f"{PAGE}/fiche/{departure}").status_code == 404
    assert sign_in(NEIGHBOUR).get(f"{PAGE}/fiche/{departure}").status_code == 403


def test_the_list_asks_as_often_for_many_proofs(app: Flask, sign_in: SignIn, inside: Inside) -> None:
    adviser = sign_in(CIP)
    departure = inside(leave, proof=Proof(a_pdf(said="0")))

    def count(path: str) -> int:
        with statements(app) as sent:
            adviser.get(path)
        return len(sent)

    before = count(PAGE), count(f"{PAGE}/fiche/{departure}")
    for number, name in enumerate(NAMES[1:12]):
        inside(leave, name, proof=Proof(a_pdf(said=str(number))))
    assert (count(PAGE), count(f"{PAGE}/fiche/{departure}")) == before
    assert before[0] <= 5
    assert before[1] <= 9


def test_nothing_of_a_job_is_kept_without_a_word(inside: Inside) -> None:
    inside(leave)
    assert inside(lambda: session.scalars(select(ExitJob)).all()) == []

    def change() -> None:
        with atomic():
            session.scalars(select(ExitJob)).one().employer = "autre"

    inside(leave, "Bruno Mésange", job=Job(employer="Garage du Pont"))
    with pytest.raises(Exception, match="append-only"):
        inside(change)
