"""Noting that somebody has left, for what, and what proves it. Acts belong to the caller's unit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select

from shared.audit.services import record_event
from shared.db import session
from shared.followup.models import (
    DURABLE_MONTHS,
    EMPLOYER_LENGTH,
    MOST_MONTHS,
    EmployerKind,
    Exit,
    ExitJob,
    ExitProof,
    ExitReason,
    JobContract,
)
from shared.followup.queries import find_exit_rule
from shared.followup.reference import LONG_JOB, SHORT_JOB, TO_TRAINING
from shared.kernel import clock
from shared.kernel.errors import InvalidInput, NotFound, Refused
from shared.kernel.text import one_line
from shared.people.documents.services import add_document
from shared.people.models import Contract, DocumentKind, Person, VaultTopic
from shared.people.vault import lock_away, vault_is_on


@dataclass(frozen=True, kw_only=True)
class Job:
    """What is known of the job that somebody has left for; all of it may be unknown."""

    employer_kind: EmployerKind | None = None
    employer: str = ""
    contract: JobContract | None = None
    months: int | None = None

    def __bool__(self) -> bool:
        return bool(self.employer_kind or self.employer or self.contract or self.months)


@dataclass(frozen=True)
class Proof:
    """A file that proves an exit, and a few words to find it again."""

    content: bytes
    title: str = ""


NO_JOB = Job()


def record_exit(
    *, site_id: int, person: UUID, reason: int, actor: str, job: Job = NO_JOB, proof: Proof | None = None
) -> UUID:
    """Notes that somebody has left the site on the last day of the last contract, for the reason with this code.

    Where the length of the job decides between two reasons, it decides. A reason that tells of health or justice goes
    to the vault, when there is one; the exit itself calls it confidential, and no file proves it. Belongs inside a
    unit. Raises NotFound for somebody of another site, Refused while a contract runs or is to come, or when the exit
    has been noted, InvalidInput (fields `reason`, those of the job, `file`).
    """
    person_id = session.scalar(select(Person.id).where(Person.public_id == person).with_for_update())
    last = select(Contract.site_id, Contract.ends_on).where(Contract.person_id == (person_id or 0))
    row = session.execute(last.order_by(Contract.ends_on.desc()).limit(1)).first()
    if person_id is None or row is None or row.site_id != site_id:
        raise NotFound("Cette personne n’a pas de contrat ici.")
    if row.ends_on > clock.today():
        raise Refused(f"Son contrat court jusqu’au {row.ends_on:%d/%m/%Y}\u00a0: mettez-y fin d’abord.")
    if session.scalar(select(Exit.id).where(Exit.person_id == person_id, Exit.left_on == row.ends_on)):
        raise Refused("Cette sortie est déjà notée.")
    found = find_fitting_reason(reason, job.months, row.ends_on)
    _check_job(found, job)
    entry = Exit(
        person_id=person_id,
        site_id=site_id,
        left_on=row.ends_on,
        reason_id=None if found.confidential else found.id,
        recorded_by=actor,
        recorded_at=clock.now(),
    )
    session.add(entry)
    session.flush()
    if found.confidential and vault_is_on():
        lock_away(person=person, topic=VaultTopic.EXIT, content={"reason": found.code}, actor=actor)
    record_event(actor=actor, action="exit.recorded", subject=f"exit:{entry.public_id}")
    if job:
        _tell_job(entry, job, actor)
    if proof:
        prove_exit(site_id=site_id, departure=entry.public_id, proof=proof, actor=actor)
    return entry.public_id


def tell_job(*, site_id: int, departure: UUID, job: Job, actor: str) -> None:
    """Notes what is known by now of the job that somebody has left for; the words before stay.

    Where its length says so, the exit is put under the other of the two reasons that it decides between. Raises
    NotFound, InvalidInput (fields of the job).
    """
    entry, _, before = _lock_exit(site_id, departure)
    if before is None:
        raise InvalidInput("employer_kind", _NO_JOB)
    if not job:
        raise InvalidInput("employer_kind", "Notez au moins une chose.")
    found = find_fitting_reason(before.code, job.months, entry.left_on) if job.months else before
    _check_job(found, job)
    if found.code != before.code:
        entry.reason_id = found.id
        detail: dict[str, object] = {"before": before.code, "after": found.code}
        record_event(actor=actor, action="exit.reason_changed", subject=f"exit:{departure}", detail=detail)
    _tell_job(entry, job, actor)


def prove_exit(*, site_id: int, departure: UUID, proof: Proof, actor: str) -> None:
    """Keeps a file that proves an exit. Raises NotFound, Refused for a confidential reason, InvalidInput (`file`)."""
    entry, person, reason = _lock_exit(site_id, departure)
    if reason is None:
        raise Refused("Le motif est confidentiel\u00a0: aucune preuve n’est gardée ici.")
    document = add_document(
        site_id=site_id,
        person=person,
        kind=DocumentKind.EXIT,
        title=proof.title,
        content=proof.content,
        actor=actor,
    )
    session.add(ExitProof(exit_id=entry.id, document_id=document.id))
    session.flush()
    record_event(actor=actor, action="exit.proved", subject=f"exit:{departure}")


def find_reason(code: int, day: date) -> ExitReason:
    """Returns the reason with this code that is in force on a day; raises InvalidInput (field `reason`)."""
    dated = select(ExitReason).where(ExitReason.code == code, ExitReason.valid_from <= day)
    found = session.scalar(dated.order_by(ExitReason.valid_from.desc()).limit(1))
    if found is None:
        raise InvalidInput("reason", "Choisissez un motif de la liste.")
    return found


def find_fitting_reason(code: int, months: int | None, day: date) -> ExitReason:
    """Returns the reason with this code, or the other one where the length of the job says so; raises InvalidInput."""
    if months and code in {LONG_JOB, SHORT_JOB}:
        rule = find_exit_rule(day)
        code = LONG_JOB if months >= (rule.durable_months if rule else DURABLE_MONTHS) else SHORT_JOB
    return find_reason(code, day)


_NO_JOB = "Ce motif n’est pas un emploi\u00a0: videz ces lignes, ou changez de motif."


def _check_job(reason: ExitReason, job: Job) -> None:
    """Raises InvalidInput for a job that the reason is none, or that can't be kept."""
    if not job:
        return
    if not reason.job_or_training or reason.code == TO_TRAINING:
        raise InvalidInput("employer_kind", _NO_JOB)
    if len(one_line(job.employer)) > EMPLOYER_LENGTH:
        raise InvalidInput("employer", f"{EMPLOYER_LENGTH} caractères au plus.")
    if job.months is not None and not 1 <= job.months <= MOST_MONTHS:
        raise InvalidInput("months", f"Écrivez un nombre de mois, de 1 à {MOST_MONTHS}.")


def _tell_job(entry: Exit, job: Job, actor: str) -> None:
    session.add(
        ExitJob(
            exit_id=entry.id,
            employer_kind=job.employer_kind,
            employer=one_line(job.employer),
            contract=job.contract,
            months=job.months,
            told_by=actor,
            told_at=clock.now(),
        )
    )
    session.flush()
    record_event(actor=actor, action="exit.job_told", subject=f"exit:{entry.public_id}")


def _lock_exit(site_id: int, departure: UUID) -> tuple[Exit, UUID, ExitReason | None]:
    """Returns an exit of the site, whose it is and its reason; raises NotFound."""
    found = session.execute(
        select(Exit, Person.public_id, ExitReason)
        .join(Person, Person.id == Exit.person_id)
        .outerjoin(ExitReason, ExitReason.id == Exit.reason_id)
        .where(Exit.public_id == departure, Exit.site_id == site_id)
        .with_for_update(of=Exit)
    ).first()
    if found is None:
        raise NotFound("Cette sortie n’est pas d’ici.")
    return found[0], found[1], found[2]
