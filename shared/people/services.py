"""Hiring people, and the number by which payroll knows them."""

from __future__ import annotations

import re
from datetime import date
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.dialects import postgresql, sqlite

from shared.audit.services import record_event
from shared.db import session
from shared.kernel.errors import InvalidInput, NotFound, Refused
from shared.kernel.identifiers import new_public_id
from shared.kernel.text import folded
from shared.people.contracts.lengths import age_on
from shared.people.contracts.services import Terms, sign_contract
from shared.people.models import Contract, Person
from shared.people.names import bare_name

YOUNGEST, OLDEST = 16, 100
"""Ages at hire between which a date of birth is believed. Source: the ASP's employee record (`dateNaissance`)."""

# Letters, digits and hyphens: the same in every payroll file, and never a formula in a spreadsheet.
_MATRICULE = re.compile(r"^[0-9A-Z][0-9A-Z-]{0,19}$")


def hire_person(
    *,
    site_id: int,
    first_name: str,
    last_name: str,
    matricule: str | None,
    terms: Terms,
    actor: str,
    public_id: UUID | None = None,
    born_on: date | None = None,
) -> UUID:
    """Records somebody new with the first contract and its timetable; returns the contract's public id.

    `public_id` is given by the form, so that one sent twice hires one person. `matricule` stays empty until payroll has
    given one, `born_on` where nobody knows it. Raises InvalidInput naming the field that is wrong, Refused when the
    form has hired somebody elsewhere.
    """
    first_name, last_name = bare_name("first_name", first_name), bare_name("last_name", last_name)
    if born_on:
        _check_age(born_on, terms.starts_on)
    public_id = public_id or new_public_id()
    dialect_insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    # Whoever comes second waits here for the first, and then finds the person.
    is_new = session.scalar(
        dialect_insert(Person)
        .values(
            public_id=public_id,
            first_name=first_name,
            last_name=last_name,
            sort_name=folded(f"{last_name} {first_name}"),
            born_on=born_on,
        )
        .on_conflict_do_nothing(index_elements=[Person.public_id])
        .returning(Person.id)
    )
    if is_new is None:
        return _hired_before(public_id, site_id)
    if matricule:
        free = _free_matricule(matricule)
        session.execute(update(Person).where(Person.id == is_new).values(matricule=free))
    return sign_contract(person=public_id, site_id=site_id, terms=terms, actor=actor)


def _hired_before(public_id: UUID, site_id: int) -> UUID:
    mine = select(Contract.public_id).join(Person).where(Person.public_id == public_id, Contract.site_id == site_id)
    contract = session.scalar(mine.order_by(Contract.id).limit(1))
    if contract is None:
        raise Refused("Ce formulaire a déjà servi\u00a0: ouvrez-en un nouveau.")
    return contract


def give_matricule(*, site_id: int, person: UUID, matricule: str, actor: str) -> None:
    """Records the number by which payroll knows somebody of this site; raises InvalidInput, NotFound."""
    here = select(Contract.person_id).where(Contract.site_id == site_id)
    found = session.scalar(select(Person).where(Person.public_id == person, Person.id.in_(here)).with_for_update())
    if found is None:
        raise NotFound("Cette personne n’a pas de contrat ici.")
    if found.matricule != matricule.strip().upper():
        found.matricule = _free_matricule(matricule)
        record_event(actor=actor, action="person.matricule_given", subject=f"person:{person}")


def _check_age(born_on: date, starts_on: date) -> None:
    age = age_on(starts_on, born_on)
    if not YOUNGEST <= age <= OLDEST:
        raise InvalidInput(
            "born_on", f"Le {starts_on:%d/%m/%Y}, cette personne aurait {age} ans\u00a0: vérifiez l’année."
        )


def _free_matricule(text: str) -> str:
    matricule = text.strip().upper()
    if not _MATRICULE.match(matricule):
        raise InvalidInput(
            "matricule", "Un matricule a 20 caractères au plus\u00a0: chiffres, lettres sans accent, tirets."
        )
    if session.scalar(select(Person.id).where(Person.matricule == matricule)):
        raise InvalidInput("matricule", "Ce matricule est déjà celui de quelqu’un d’autre.")
    return matricule
