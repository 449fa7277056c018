"""Noting what came of a candidate's exam, and correcting it. The act belongs to the caller's unit."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from shared.audit.services import record_event
from shared.db import session
from shared.kernel import clock
from shared.kernel.errors import Conflict, InvalidInput
from shared.kernel.text import one_line
from shared.people.models import Person
from shared.training.models import (
    BEFORE_THE_EXAM,
    EXAM_TRANSITIONS,
    REASON_LENGTH,
    USUAL,
    ExamCandidate,
    ExamCandidateBlock,
    ExamKind,
    ExamOutcome,
    ExamSession,
    ExamStep,
    TitleBlock,
)
from shared.training.services import lock_exam


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What is noted of one candidate: `blocks` are those of a partial success, `seen` the outcome that was on screen.

    Congratulations go with full success; a correction says its reason.
    """

    outcome: ExamOutcome
    blocks: Collection[UUID] = ()
    congratulated: bool = False
    reason: str = ""
    seen: ExamOutcome | None = None


def record_outcome(*, site_id: int, exam: UUID, person: UUID, verdict: Verdict, actor: str) -> None:
    """Notes what came of a candidate's exam; noting the same twice changes nothing.

    Raises NotFound for an unknown exam, InvalidInput (field `person` for somebody who is no candidate, `outcome` for
    what can't be yet or any more, `blocks`, `congratulated`, `reason`), Conflict when somebody noted another one since.
    """
    found = lock_exam(site_id, exam)
    candidate = _candidate(found, person)
    if candidate is None:
        raise InvalidInput("person", "Cette personne n’est pas inscrite à cet examen.")
    sat = _sat(found, candidate)
    obtained = _obtained(found, sat, verdict)
    if verdict.congratulated and verdict.outcome is not ExamOutcome.PASSED:
        raise InvalidInput("congratulated", "Les félicitations vont avec la réussite.")
    before = candidate.outcome
    had = {each.block_id for each in candidate.blocks if each.obtained}
    gets = {block.id for block in obtained}
    if (before, candidate.congratulated, had) == (verdict.outcome, verdict.congratulated, gets):
        return
    if verdict.seen not in {None, before}:
        raise Conflict(f"Quelqu’un a noté entre-temps «\u00a0{before.label}\u00a0». Relisez avant de changer.")
    reason = _check_change(found, before, verdict)
    candidate.outcome, candidate.congratulated = verdict.outcome, verdict.congratulated
    _give(candidate, sat, gets)
    session.add(
        ExamStep(
            candidate_id=candidate.id,
            from_outcome=before,
            to_outcome=verdict.outcome,
            blocks=[block.code for block in obtained],
            congratulated=verdict.congratulated,
            actor=actor,
            happened_at=clock.now(),
            reason=reason or None,
        )
    )
    session.flush()
    record_event(actor=actor, action="exam.outcome", subject=f"exam:{exam}")


def _candidate(exam: ExamSession, person: UUID) -> ExamCandidate | None:
    mine = select(ExamCandidate).join(Person, Person.id == ExamCandidate.person_id)
    mine = mine.where(ExamCandidate.exam_id == exam.id, Person.public_id == person)
    return session.scalar(mine.options(selectinload(ExamCandidate.blocks)))


def _sat(exam: ExamSession, candidate: ExamCandidate) -> list[TitleBlock]:
    """Returns the blocks that the candidate sits: of a whole session all that the title has, known since or not."""
    if exam.kind is ExamKind.WHOLE:
        return list(exam.title.blocks)
    own = {each.block_id for each in candidate.blocks}
    return [block for block in exam.title.blocks if block.id in own]


def _obtained(exam: ExamSession, sat: list[TitleBlock], verdict: Verdict) -> list[TitleBlock]:
    """Returns the blocks that an outcome gives; raises InvalidInput."""
    if verdict.outcome is not ExamOutcome.PARTIAL:
        if verdict.blocks:
            raise InvalidInput("blocks", "Les blocs se cochent pour une réussite partielle seulement.")
        return sat if verdict.outcome is ExamOutcome.PASSED else []
    if not exam.title.blocks:
        raise InvalidInput(
            "outcome", "Les blocs de ce titre ne sont pas connus\u00a0: une réussite partielle ne se note pas."
        )
    if len(sat) == 1:
        raise InvalidInput("outcome", "Un seul bloc est passé ici\u00a0: il est obtenu ou non.")
    wanted = set(verdict.blocks)
    if not wanted:
        raise InvalidInput("blocks", "Cochez les blocs obtenus.")
    if wanted - {block.public_id for block in exam.title.blocks}:
        raise InvalidInput("blocks", "Un de ces blocs n’est pas de ce titre.")
    if wanted - {block.public_id for block in sat}:
        raise InvalidInput("blocks", "Un de ces blocs n’est pas passé par cette personne.")
    if len(wanted) == len(sat):
        raise InvalidInput("blocks", "Tous les blocs sont cochés\u00a0: notez «\u00a0Reçu\u00a0».")
    return [block for block in sat if block.public_id in wanted]


def _check_change(exam: ExamSession, before: ExamOutcome, verdict: Verdict) -> str:
    """Returns the reason of a change that may be made today; raises InvalidInput (fields `outcome`, `reason`)."""
    if not EXAM_TRANSITIONS.allows(before, verdict.outcome):
        raise InvalidInput("outcome", EXAM_TRANSITIONS.sentence)
    if verdict.outcome not in BEFORE_THE_EXAM and clock.today() < exam.first_day:
        raise InvalidInput("outcome", f"L’examen commence le {exam.first_day:%d/%m/%Y}.")
    reason = one_line(verdict.reason)
    if len(reason) > REASON_LENGTH:
        raise InvalidInput("reason", f"{REASON_LENGTH} lettres au plus.")
    if (before, verdict.outcome) not in USUAL and not reason:
        raise InvalidInput("reason", "Écrivez pourquoi le résultat change.")
    return reason


def _give(candidate: ExamCandidate, sat: list[TitleBlock], gets: set[int]) -> None:
    rows = {each.block_id: each for each in candidate.blocks}
    for block in sat:
        row = rows.get(block.id)
        if row is None:
            row = ExamCandidateBlock(candidate_id=candidate.id, block_id=block.id, obtained=False)
            candidate.blocks.append(row)
        row.obtained = block.id in gets
