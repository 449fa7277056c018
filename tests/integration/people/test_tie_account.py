"""Tying an account to a person: one to one, an employee of the same site only, and on record."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import select

from shared.accounts.models import User
from shared.accounts.queries import find_user_by_email
from shared.audit.models import AuditEvent
from shared.cli.program import ateliers
from shared.db import atomic, session
from shared.kernel.errors import NotFound, Refused
from shared.people.accounts import find_person_by_matricule, tie_account, untie_account
from shared.people.models import Person
from tests.support.personas import EMPLOYEE, SUPERVISOR, Persona, move_in
from tests.support.team import hire_team, terms

ACTOR = "cli:test"
OTHER = Persona("colleague", EMPLOYEE.role, "auto-bleue")
ELSEWHERE = Persona("elsewhere", EMPLOYEE.role, "gourmand")


@pytest.fixture(autouse=True)
def people(app: Flask, context: None) -> None:
    """Two people of the garage, and four accounts."""
    for persona in (EMPLOYEE, OTHER, ELSEWHERE, SUPERVISOR):
        move_in(app, persona)
    hire_team(2)


def user_of(persona: Persona) -> User:
    user = find_user_by_email(persona.email)
    assert user
    return user


def tie(persona: Persona = EMPLOYEE, matricule: str = "AU0001") -> None:
    with atomic():
        tie_account(person=find_person_by_matricule(matricule), user=user_of(persona), actor=ACTOR)


def untie(persona: Persona = EMPLOYEE) -> None:
    with atomic():
        untie_account(user=user_of(persona), actor=ACTOR)


def tied() -> dict[str, str]:
    """Returns who is tied: address by matricule."""
    rows = session.execute(select(Person.matricule, User.email).join(User, User.id == Person.user_id))
    return {str(row.matricule): row.email for row in rows}


def test_an_account_is_tied_and_untied_on_record() -> None:
    tie()
    assert tied() == {"AU0001": EMPLOYEE.email}

    untie()
    assert tied() == {}
    tie()
    events = session.execute(select(AuditEvent.action, AuditEvent.actor).where(AuditEvent.subject.like("person:%")))
    assert [tuple(event) for event in events] == [
        ("person.account_tied", ACTOR), ("person.account_untied", ACTOR), ("person.account_tied", ACTOR),
    ]  # fmt: skip


@pytest.mark.parametrize("persona", [SUPERVISOR, ELSEWHERE], ids=str)
def test_only_an_employee_of_a_site_of_the_person_is_tied(persona: Persona) -> None:
    with pytest.raises(Refused, match="Donnez d’abord à ce compte le rôle"):
        tie(persona)

    assert tied() == {}


def test_a_contract_that_is_over_counts_too() -> None:
    hire_team(1, "gourmand", terms(first=date(2025, 1, 6), last=date(2025, 8, 5)))

    tie(ELSEWHERE, "GO0001")

    assert tied() == {"GO0001": ELSEWHERE.email}


def test_a_person_has_one_account_and_an_account_one_person() -> None:
    tie()

    for persona, matricule, words in (
        (EMPLOYEE, "AU0001", "déjà rattaché à cette personne"),
        (OTHER, "AU0001", "a déjà un compte"),
        (EMPLOYEE, "AU0002", "déjà rattaché à quelqu’un d’autre"),
    ):
        with pytest.raises(Refused, match=words):
            tie(persona, matricule)
    assert tied() == {"AU0001": EMPLOYEE.email}


def test_what_is_not_there_is_said() -> None:
    with pytest.raises(NotFound, match="Personne n’a ce matricule"):
        tie(matricule="ZZ9999")
    with pytest.raises(NotFound, match="n’existe pas"), atomic():
        tie_account(person=UUID(int=7), user=user_of(EMPLOYEE), actor=ACTOR)
    with pytest.raises(Refused, match="n’est rattaché à personne"):
        untie()


def test_the_command_line_ties_by_matricule(app: Flask) -> None:
    calls = (("tie", EMPLOYEE.email, "au0001"), ("tie", OTHER.email, "AU0001"), ("untie", EMPLOYEE.email))

    results = [CliRunner().invoke(ateliers, ["user", *call], obj=lambda: app) for call in calls]

    assert [result.exit_code for result in results] == [0, 1, 0]
    assert "voit maintenant ses propres heures" in results[0].stdout
    assert "a déjà un compte" in results[1].stderr
