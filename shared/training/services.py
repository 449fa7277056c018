"""Planning an exam, registering its candidates, and noting what came of it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from sqlalchemy import select

from shared.audit.services import record_event
from shared.db import session
from shared.kernel import clock
from shared.kernel.errors import InvalidInput, NotFound, Refused
from shared.people.models import Contract, Person
from shared.training.models import ExamCandidate, ExamOutcome, ExamSession


def plan_exam(*, site_id: int, title: str, first_day: date, last_day: date, actor: str) -> UUID:
    """Plans an exam, both days included; returns its public id. Raises InvalidInput, Refused for one planned twice."""
    if last_day < first_day:
        raise InvalidInput("last_day", "L’examen finit avant de commencer.")
    same = select(ExamSession.id).where(ExamSession.site_id == site_id, ExamSession.title == title)
    if session.scalar(same.where(ExamSession.first_day == first_day)):
        raise Refused("Cet examen est déjà prévu.")
    exam = ExamSession(site_id=site_id, title=title, first_day=first_day, last_day=last_day)
    session.add(exam)
    session.flush()
    record_event(actor=actor, action="exam.planned", subject=f"exam:{exam.public_id}")
    return exam.public_id


def register_candidates(*, exam: UUID, people: Iterable[UUID], actor: str) -> None:
    """Registers people who are on contract at the exam's site on its first day.

    Raises NotFound for an unknown exam or somebody of elsewhere, Refused for somebody registered before.
    """
    found = _locked_exam(exam)
    on_contract = (
        select(Person.id)
        .join(Contract, Contract.person_id == Person.id)
        .where(Contract.site_id == found.site_id)
        .where(Contract.starts_on <= found.first_day, Contract.ends_on >= found.first_day)
    )
    for person in people:
        person_id = session.scalar(on_contract.where(Person.public_id == person))
        if person_id is None:
            raise NotFound("Cette personne n’est pas en contrat ici ce jour-là.")
        mine = select(ExamCandidate.id).where(ExamCandidate.exam_id == found.id)
        if session.scalar(mine.where(ExamCandidate.person_id == person_id)):
            raise Refused("Cette personne est déjà inscrite.")
        session.add(
            ExamCandidate(exam_id=found.id, person_id=person_id, outcome=ExamOutcome.REGISTERED, congratulated=False)
        )
        session.flush()
    record_event(actor=actor, action="exam.registered", subject=f"exam:{exam}")


def record_outcome(*, exam: UUID, person: UUID, outcome: ExamOutcome, actor: str, congratulated: bool = False) -> None:
    """Notes what came of a candidate's exam, once it has begun.

    Raises NotFound for somebody who is no candidate, Refused before the exam, InvalidInput (field `outcome`) for
    congratulations without success.
    """
    found = _locked_exam(exam)
    candidate = session.scalar(
        select(ExamCandidate)
        .join(Person, Person.id == ExamCandidate.person_id)
        .where(ExamCandidate.exam_id == found.id, Person.public_id == person)
    )
    if candidate is None:
        raise NotFound("Cette personne n’est pas inscrite à cet examen.")
    if clock.today() < found.first_day:
        raise Refused(f"L’examen commence le {found.first_day:%d/%m/%Y}.")
    if congratulated and outcome is not ExamOutcome.PASSED:
        raise InvalidInput("outcome", "Les félicitations vont avec la réussite.")
    candidate.outcome, candidate.congratulated = outcome, congratulated
    record_event(actor=actor, action="exam.outcome", subject=f"exam:{exam}")


def _locked_exam(exam: UUID) -> ExamSession:
    found = session.scalar(select(ExamSession).where(ExamSession.public_id == exam).with_for_update())
    if found is None:
        raise NotFound("Cet examen n’existe pas.")
    return found
