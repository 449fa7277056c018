"""A small invented house whose year 2025 is counted by hand: seven people in ACI, four in AQI, one exam."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import select

from shared.db import atomic, session
from shared.followup.services import record_exit
from shared.kernel import clock
from shared.people.contracts.services import sign_contract
from shared.people.models import Person
from shared.people.services import hire_person
from shared.people.vault import note_court_measure
from shared.reporting.impact.figures import Report, count_measures, find_report
from shared.training.cohorts.services import prepare_exam
from shared.training.models import ExamOutcome
from tests.support import exams
from tests.support.team import site_id, terms
from tests.support.training import cohort

YEAR = 2025
HIRED, ELSEWHERE, TRAINING, JOBLESS, SILENT, LONG, SHORT, JUSTICE = 3, 2, 5, 7, 8, 9, 10, 18

PEOPLE = (
    # Where, who, born in, from, to, reason of leaving, under a court measure.
    ("auto-bleue", "Ada Bouleau", 1985, date(2025, 2, 3), date(2026, 1, 31), None, True),
    ("auto-bleue", "Bruno Mésange", 1995, date(2025, 1, 6), date(2025, 8, 31), HIRED, False),
    ("auto-bleue", "Chloé Tilleul", 1974, date(2025, 1, 6), date(2025, 5, 31), SHORT, True),
    ("auto-bleue", "Driss Pinson", 1990, date(2025, 5, 5), date(2025, 6, 4), JOBLESS, False),
    ("valorilot", "Elsa Charme", 1980, date(2025, 3, 3), date(2025, 10, 31), JUSTICE, True),
    ("gourmand", "Farid Grive", 1970, date(2024, 11, 4), date(2025, 7, 3), None, False),
    ("gourmand", "Gaëlle Érable", 2000, date(2025, 1, 6), date(2025, 9, 5), JOBLESS, False),
    ("aqi-paris", "Hugo Linotte", 1980, date(2025, 3, 3), date(2025, 11, 28), TRAINING, True),
    ("aqi-paris", "Inès Frêne", 1990, date(2025, 3, 3), date(2025, 11, 28), None, False),
    ("aqi-paris", "Jonas Bruant", 1991, date(2025, 3, 3), date(2025, 7, 31), LONG, False),
    ("aqi-paris", "Kenza Aulne", 1972, date(2025, 3, 3), date(2025, 9, 30), SILENT, False),
)
RENEWED_TO = date(2025, 11, 3)
EXAM_DAYS = date(2025, 11, 20), date(2025, 11, 21)


def settle_house() -> None:
    """Brings everybody in: hired, renewed, examined, gone, as the screens would. Inès's exit is not noted yet."""
    for slug, name, born, first, last, reason, measure in PEOPLE:
        bring(slug, name, date(born, 12, 31), first, last)
        with atomic():
            note_court_measure(person=person(name), under_measure=measure, actor="test")
        if reason:
            leave(name, slug, reason)
    with atomic():
        farid, kitchen = person("Farid Grive"), site_id("gourmand")
        more = terms(date(2025, 7, 4), RENEWED_TO)
        sign_contract(person=farid, site_id=kitchen, terms=more, actor="test")
        record_exit(site_id=kitchen, person=farid, reason=TRAINING, actor="test")
    exam = hold_exam(
        {"Hugo Linotte": ExamOutcome.PASSED, "Inès Frêne": ExamOutcome.FAILED}, congratulated="Hugo Linotte"
    )
    gather([name for slug, name, *_ in PEOPLE if slug == exams.SITE], exam, date(2025, 3, 3), date(2025, 11, 28))


def bring(slug: str, name: str, born_on: date | None, first: date, last: date) -> None:
    """Hires somebody."""
    first_name, last_name = name.split()
    with atomic():
        hire_person(
            site_id=site_id(slug),
            first_name=first_name,
            last_name=last_name,
            matricule=None,
            terms=terms(first, last),
            born_on=born_on,
            actor="test",
        )


def leave(name: str, slug: str, reason: int) -> None:
    """Notes for what somebody has left."""
    with atomic():
        record_exit(site_id=site_id(slug), person=person(name), reason=reason, actor="test")


def hold_exam(outcomes: dict[str, ExamOutcome], congratulated: str = "") -> UUID:
    """Plans the exam of the group, registers those who are named and notes what came of it."""
    with clock.at(clock.at_paris(EXAM_DAYS[1], 18)):
        exam = exams.plan(*EXAM_DAYS)
        exams.register(exam, *(person(name) for name in outcomes))
        for name, outcome in outcomes.items():
            exams.note(exam, person(name), outcome, congratulated=name == congratulated)
    return exam


def gather(names: list[str], exam: UUID, first_day: date, last_day: date) -> None:
    """Opens the group of these people, which prepares an exam."""
    people = [person(name) for name in names]
    group = cohort(people, exams.SITE, label=f"{first_day}", first_day=first_day, last_day=last_day)
    with atomic():
        prepare_exam(site_id=site_id(exams.SITE), cohort=group, exam=exam, actor="test")


def person(name: str) -> UUID:
    """Returns the public id of somebody."""
    first_name, last_name = name.split()
    named = select(Person.public_id).where(Person.first_name == first_name, Person.last_name == last_name)
    return session.scalars(named).one()


def report(year: int = YEAR) -> Report:
    """Returns the report with the court measures."""
    return count_measures(find_report(year), actor="cli:test")


Counts = dict[str, tuple[int | None, int | None, int | None]]


def counts(found: Report | None = None) -> Counts:
    """Returns numerator, denominator and value by id."""
    figures = (found or report()).figures
    return {each.indicator.id: (each.numerator, each.denominator, each.value) for each in figures}


def moved(before: Counts, after: Counts) -> Counts:
    """Returns what differs, as it is afterwards; both reports have the same figures."""
    assert before.keys() == after.keys()
    return {name: value for name, value in after.items() if before[name] != value}
