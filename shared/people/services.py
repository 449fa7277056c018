"""Hiring people, and what happens to their contracts."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from shared import signals
from shared.audit.services import record_event
from shared.db import session
from shared.kernel import clock
from shared.kernel.errors import InvalidInput, NotFound, Refused
from shared.kernel.identifiers import new_public_id
from shared.kernel.text import folded
from shared.people.limits import Limits, read_limits
from shared.people.models import NAME_LENGTH, Contract, ContractKind, LimitCode, Person, TimetableSlot
from shared.people.timetable import Slot, at_most, check_timetable
from shared.people.vault import forget_entries
from shared.workshop import Site

LATEST_END = date(2199, 12, 31)
"""No contract is signed for longer; beyond it somebody has mistyped a year."""

YOUNGEST, OLDEST = 16, 100
"""Ages at hire between which a date of birth is believed. Source: the ASP's employee record (`dateNaissance`)."""

# Letters, digits and hyphens: the same in every payroll file, and never a formula in a spreadsheet.
_MATRICULE = re.compile(r"^[0-9A-Z][0-9A-Z-]{0,19}$")


@dataclass(frozen=True, kw_only=True)
class Terms:
    """What a contract says; both dates are included, and the timetable lasts `weekly_minutes` in all."""

    job: str
    starts_on: date
    ends_on: date
    weekly_minutes: int
    timetable: tuple[Slot, ...]


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
    first_name, last_name = _name("first_name", first_name), _name("last_name", last_name)
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


def sign_contract(*, person: UUID, site_id: int, terms: Terms, actor: str) -> UUID:
    """Adds a contract to a person's path and returns its public id; two contracts never run on the same day.

    Raises NotFound for an unknown person, InvalidInput naming the field that is wrong.
    """
    known = select(Contract.id).join(Person).where(Person.public_id == person)
    action = "contract.renewed" if session.scalar(known.limit(1)) else "contract.signed"
    return _sign(person=person, site_id=site_id, terms=terms, actor=actor, action=action)


def _sign(*, person: UUID, site_id: int, terms: Terms, actor: str, action: str) -> UUID:
    site = session.get_one(Site, site_id)
    _check_terms(terms, read_limits(terms.starts_on)[ContractKind.at(site)])
    # Locked, so that two contracts signed at once see each other.
    person_id = session.scalar(select(Person.id).where(Person.public_id == person).with_for_update())
    if person_id is None:
        raise NotFound("Cette personne n’existe pas.")
    _refuse_overlap(person_id, terms)
    contract = Contract(
        person_id=person_id,
        site_id=site_id,
        kind=None if site.sensitive else ContractKind.at(site),
        job=_name("job", terms.job),
        starts_on=terms.starts_on,
        ends_on=terms.ends_on,
        weekly_minutes=terms.weekly_minutes,
        timetable=_slots(terms),
    )
    session.add(contract)
    session.flush()
    record_event(actor=actor, action=action, subject=f"contract:{contract.public_id}")
    return contract.public_id


def correct_contract(*, site_id: int, contract: UUID, terms: Terms, actor: str) -> None:
    """Writes a contract that has not begun anew; raises Refused once it has, InvalidInput naming the wrong field."""
    segment = _contract_to_come(site_id, contract)
    site = session.get_one(Site, site_id)
    _check_terms(terms, read_limits(terms.starts_on)[ContractKind.at(site)])
    _refuse_overlap(segment.person_id, terms, beside=segment.id)
    before = (segment.starts_on, segment.ends_on, segment.weekly_minutes)
    segment.job, segment.weekly_minutes = _name("job", terms.job), terms.weekly_minutes
    segment.starts_on, segment.ends_on = terms.starts_on, terms.ends_on
    session.execute(delete(TimetableSlot).where(TimetableSlot.contract_id == segment.id))
    session.add_all(_slots(terms, contract_id=segment.id))
    session.flush()
    _record_plan(actor, "contract.corrected", contract, before)


def withdraw_contract(*, site_id: int, contract: UUID, reason: str, actor: str) -> bool:
    """Takes back a contract that has not begun; somebody who never had another one is forgotten with it.

    Returns whether the person is still known. The audit keeps what was planned and why not. Raises Refused once it has
    begun, InvalidInput (field `reason`) without a reason.
    """
    if not reason.strip():
        raise InvalidInput("reason", "Écrivez pourquoi ce contrat est annulé.")
    segment = _contract_to_come(site_id, contract)
    before, person_id = (segment.starts_on, segment.ends_on, segment.weekly_minutes), segment.person_id
    session.execute(delete(TimetableSlot).where(TimetableSlot.contract_id == segment.id))
    session.execute(delete(Contract).where(Contract.id == segment.id))
    has_other = session.scalar(select(Contract.id).where(Contract.person_id == person_id).limit(1)) is not None
    if not has_other:
        forget_entries(person_id)
        session.execute(delete(Person).where(Person.id == person_id))
    _record_plan(actor, "contract.withdrawn", contract, before, reason=" ".join(reason.split()))
    return has_other


def amend_contract(
    *, site_id: int, contract: UUID, from_day: date, weekly_minutes: int, timetable: tuple[Slot, ...], actor: str
) -> UUID:
    """Changes the hours of a contract from a day on: it ends the day before, and a new one goes on to the same end.

    Returns the new contract. Raises InvalidInput naming the field that is wrong, NotFound.
    """
    segment = _locked_contract(site_id, contract)
    if not segment.starts_on < from_day <= segment.ends_on:
        raise InvalidInput(
            "from_day",
            f"Choisissez un jour après le {segment.starts_on:%d/%m/%Y}, au plus tard le {segment.ends_on:%d/%m/%Y}.",
        )
    terms = Terms(
        job=segment.job,
        starts_on=from_day,
        ends_on=segment.ends_on,
        weekly_minutes=weekly_minutes,
        timetable=timetable,
    )
    person = session.get_one(Person, segment.person_id)
    _shorten(segment, from_day - timedelta(days=1))
    record_event(actor=actor, action="contract.amended", subject=f"contract:{segment.public_id}")
    return _sign(person=person.public_id, site_id=site_id, terms=terms, actor=actor, action="contract.signed")


def end_contract(*, site_id: int, contract: UUID, ends_on: date, actor: str) -> None:
    """Gives a contract an earlier last day; raises InvalidInput for any other, and when hours are recorded after it."""
    segment = _locked_contract(site_id, contract)
    if not segment.starts_on <= ends_on < segment.ends_on:
        raise InvalidInput(
            "ends_on", f"Choisissez un jour entre le {segment.starts_on:%d/%m/%Y} et le {segment.ends_on:%d/%m/%Y}."
        )
    _shorten(segment, ends_on)
    record_event(
        actor=actor,
        action="contract.ended",
        subject=f"contract:{segment.public_id}",
        detail={"ends_on": ends_on.isoformat()},
    )


def give_matricule(*, site_id: int, person: UUID, matricule: str, actor: str) -> None:
    """Records the number by which payroll knows somebody of this site; raises InvalidInput, NotFound."""
    here = select(Contract.person_id).where(Contract.site_id == site_id)
    found = session.scalar(select(Person).where(Person.public_id == person, Person.id.in_(here)).with_for_update())
    if found is None:
        raise NotFound("Cette personne n’a pas de contrat ici.")
    if found.matricule != matricule.strip().upper():
        found.matricule = _free_matricule(matricule)
        record_event(actor=actor, action="person.matricule_given", subject=f"person:{person}")


def _locked_contract(site_id: int, contract: UUID) -> Contract:
    mine = select(Contract).where(Contract.public_id == contract, Contract.site_id == site_id)
    segment = session.scalar(mine.with_for_update())
    if segment is None:
        raise NotFound("Ce contrat n’est pas de cet atelier.")
    return segment


def _contract_to_come(site_id: int, contract: UUID) -> Contract:
    segment = _locked_contract(site_id, contract)
    if segment.starts_on <= clock.today():
        raise Refused("Ce contrat a commencé\u00a0: changez ses horaires ou mettez-y fin.")
    # Whoever signs another contract for the same person waits.
    session.execute(select(Person.id).where(Person.id == segment.person_id).with_for_update())
    return segment


def _slots(terms: Terms, **more: int) -> list[TimetableSlot]:
    return [
        TimetableSlot(weekday=slot.weekday, half=slot.half, starts_at=slot.starts_at, ends_at=slot.ends_at, **more)
        for slot in terms.timetable
    ]


def _record_plan(actor: str, action: str, contract: UUID, before: tuple[date, date, int], **more: str) -> None:
    starts_on, ends_on, weekly_minutes = before
    detail: dict[str, object] = {"was": [starts_on.isoformat(), ends_on.isoformat(), weekly_minutes], **more}
    record_event(actor=actor, action=action, subject=f"contract:{contract}", detail=detail)


def _shorten(segment: Contract, ends_on: date) -> None:
    segment.ends_on = ends_on
    session.flush()
    signals.contract_shortened.send(contract_id=segment.id, ends_on=ends_on)


def _name(field: str, text: str) -> str:
    bare = " ".join(text.split())
    if not bare:
        raise InvalidInput(field, "Il manque ce nom.")
    if len(bare) > NAME_LENGTH:
        raise InvalidInput(field, f"Ce nom dépasse {NAME_LENGTH} caractères.")
    return bare


def _check_age(born_on: date, starts_on: date) -> None:
    age = starts_on.year - born_on.year - ((starts_on.month, starts_on.day) < (born_on.month, born_on.day))
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


def _check_terms(terms: Terms, limits: Limits) -> None:
    if terms.ends_on < terms.starts_on:
        raise InvalidInput("ends_on", "Le contrat finit avant de commencer.")
    if terms.ends_on > LATEST_END:
        raise InvalidInput("ends_on", f"Ce jour est trop loin\u00a0: au plus tard le {LATEST_END:%d/%m/%Y}.")
    longest = limits[LimitCode.LONGEST_WEEK]
    if not 0 < terms.weekly_minutes <= longest.amount:
        raise InvalidInput("weekly_minutes", f"Une semaine a des heures, et {at_most(longest)}")
    check_timetable(terms.timetable, terms.weekly_minutes, limits[LimitCode.LONGEST_DAY])


def _refuse_overlap(person_id: int, terms: Terms, beside: int | None = None) -> None:
    others = session.execute(
        select(Contract.starts_on, Contract.ends_on)
        .where(Contract.person_id == person_id, Contract.id != (beside or 0))
        .where(Contract.starts_on <= terms.ends_on, Contract.ends_on >= terms.starts_on)
        .order_by(Contract.starts_on)
    ).all()
    if others:
        spans = ", ".join(f"du {each.starts_on:%d/%m/%Y} au {each.ends_on:%d/%m/%Y}" for each in others)
        raise InvalidInput("starts_on", f"Cette personne a déjà un contrat {spans}.")
