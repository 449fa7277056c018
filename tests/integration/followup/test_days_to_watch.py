"""The adviser notes a residence permit's last day and the next medical visit; both come back as deadlines in time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from lxml import html
from sqlalchemy import select

from shared.audit.models import AuditEvent
from shared.db import atomic, session
from shared.followup.deadlines.days import DaysToWatch, note_days
from shared.followup.models import DeadlineMark
from shared.kernel.errors import NotFound
from shared.people.models import Person
from tests.support.client import Visitor
from tests.support.monday import at_work, inside
from tests.support.office import hire, member
from tests.support.personas import CIP, DIRECTION, EVERYBODY, FINANCE, NEIGHBOUR, SUPERVISOR, Persona
from tests.support.team import site_id, terms

__all__ = ["at_work", "inside"]

TODAY = date(2026, 11, 16)
LIST, TEAM = "/echeances", "/auto-bleue/atelier/equipe"
SignIn = Callable[[Persona], Visitor]
Inside = Callable[..., Any]


def deadlines(visitor: Visitor) -> list[str]:
    """Returns what each line of the list says, on one line."""
    page = html.fromstring(visitor.get(LIST).text)
    return [" ".join(each.text_content().split()) for each in page.xpath("//main//li[@id]")]


def stored(person: UUID) -> tuple[date | None, date | None]:
    row = session.scalars(select(Person).where(Person.public_id == person)).one()
    return row.permit_until, row.medical_visit_on


def note(person: UUID, permit_until: date | None, medical_visit_on: date | None = None) -> None:
    with atomic():
        days = DaysToWatch(permit_until, medical_visit_on)
        note_days(site_id=site_id(), person=person, days=days, actor="test")


@pytest.fixture
def ada(inside: Inside) -> UUID:
    """Somebody with a contract that lasts."""
    contract = inside(hire, "Ada", "Bouleau", terms(date(2026, 9, 1), date(2027, 4, 30)))
    person: UUID = inside(lambda: member(contract).person)
    return person


def test_both_days_are_noted_on_the_person_s_page(sign_in: SignIn, inside: Inside, ada: UUID) -> None:
    adviser, page = sign_in(CIP), f"{TEAM}/{ada}"

    answer = adviser.submit(page, action=f"{page}/dates", permit_until="2027-02-10", medical_visit_on="12/01/2027")

    assert (answer.status_code, answer.location) == (303, page)
    assert inside(stored, ada) == (date(2027, 2, 10), date(2027, 1, 12))
    assert 'value="2027-02-10"' in adviser.get(page).text
    visit, permit = deadlines(adviser)
    assert "Visite médicale Dans 57 jours, le 12/01/2027" in visit
    assert "Titre de séjour Dans 86 jours, le 10/02/2027" in permit
    event = inside(lambda: session.scalars(select(AuditEvent).where(AuditEvent.action == "person.days_noted")).one())
    assert event.detail == {"changed": ["permit", "medical_visit"]}


@pytest.mark.parametrize(("days", "shown"), [(121, False), (120, True), (60, True), (0, True), (-3, True)])
def test_a_permit_appears_four_months_before_its_end(
    sign_in: SignIn, inside: Inside, ada: UUID, days: int, *, shown: bool
) -> None:
    inside(note, ada, TODAY + timedelta(days=days))

    assert bool(deadlines(sign_in(CIP))) is shown


def test_a_day_that_is_over_stays_until_another_is_noted(sign_in: SignIn, inside: Inside, ada: UUID) -> None:
    inside(note, ada, None, TODAY - timedelta(days=2))
    adviser = sign_in(CIP)
    assert "Visite médicale Depuis le 14/11/2026" in deadlines(adviser)[0]

    adviser.submit(f"{TEAM}/{ada}/dates", medical_visit_on="")

    assert deadlines(adviser) == []
    assert inside(stored, ada) == (None, None)


def test_another_day_asks_anew_who_sees_to_it(sign_in: SignIn, inside: Inside, ada: UUID) -> None:
    inside(note, ada, TODAY + timedelta(days=10))
    adviser = sign_in(CIP)
    adviser.submit(LIST, action=f"{LIST}/permit/{ada}/prendre")
    assert "s’en occupe" in deadlines(adviser)[0]

    inside(note, ada, TODAY + timedelta(days=15))

    (line,) = deadlines(adviser)
    assert "s’en occupe." not in line
    assert "Sans personne" not in line
    assert inside(lambda: session.scalars(select(DeadlineMark)).one().owner_id) is None


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"permit_until": "2126-01-01"}, "Le 01/01/2126 est trop loin"),
        ({"permit_until": "2020-01-01"}, "Le 01/01/2020 est trop loin"),
        ({"medical_visit_on": "2066-01-01"}, "Le 01/01/2066 est trop loin"),
        ({"medical_visit_on": "demain"}, "Cette date n’existe pas"),
    ],
)
def test_a_mistyped_day_is_refused_at_its_field_and_kept(
    sign_in: SignIn, inside: Inside, ada: UUID, typed: dict[str, str], sentence: str
) -> None:
    answer = sign_in(CIP).submit(f"{TEAM}/{ada}/dates", **typed)

    assert answer.status_code == 422
    (error,) = html.fromstring(answer.text).find_class("field-error")
    assert error.text_content().startswith(sentence)
    assert next(iter(typed.values())) in answer.text
    assert inside(stored, ada) == (None, None)


@pytest.mark.parametrize("persona", EVERYBODY, ids=str)
def test_only_who_follows_people_opens_or_notes_them(sign_in: SignIn, ada: UUID, persona: Persona) -> None:
    visitor, page = sign_in(persona), f"{TEAM}/{ada}/dates"

    answers = {visitor.get(page).status_code != 403, visitor.post(page).status_code != 403}

    assert answers == {persona == CIP}


@pytest.mark.parametrize("persona", [SUPERVISOR, FINANCE, DIRECTION], ids=str)
def test_nobody_else_sees_a_residence_permit_anywhere(
    sign_in: SignIn, inside: Inside, ada: UUID, persona: Persona
) -> None:
    inside(note, ada, TODAY + timedelta(days=10), TODAY + timedelta(days=12))
    visitor = sign_in(persona)

    for path in (f"{TEAM}/{ada}", "/bureau", LIST):
        text = visitor.get(path).text
        assert "séjour" not in text
        assert "26/11/2026" not in text


def test_a_supervisor_plans_with_the_medical_visit(sign_in: SignIn, inside: Inside, ada: UUID) -> None:
    inside(note, ada, TODAY + timedelta(days=10), TODAY + timedelta(days=12))

    assert "Ada B.\u00a0: visite médicale dans 12 jours" in sign_in(SUPERVISOR).get("/bureau").text
    assert "visite médicale" not in sign_in(NEIGHBOUR).get("/bureau").text


def test_somebody_of_another_site_is_not_found(sign_in: SignIn, inside: Inside) -> None:
    contract = inside(hire, "Bruno", "Mésange", terms(date(2026, 9, 1)), "gourmand")
    other = inside(lambda: member(contract, "gourmand").person)

    assert sign_in(CIP).get(f"{TEAM}/{other}/dates").status_code == 404
    for person in (other, uuid4()):
        with pytest.raises(NotFound):
            inside(note, person, TODAY)
