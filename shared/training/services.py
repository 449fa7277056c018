"""Planning an exam, its jury, and registering its candidates. Acts belong to the caller's unit."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import selectinload

from shared.audit.services import record_event
from shared.db import session
from shared.kernel import clock
from shared.kernel.errors import InvalidInput, NotFound, Refused
from shared.kernel.text import one_line
from shared.people.models import Person
from shared.training.models import (
    BEFORE_THE_EXAM,
    REASON_LENGTH,
    ExamCandidate,
    ExamCandidateBlock,
    ExamJuror,
    ExamKind,
    ExamOutcome,
    ExamSession,
    ExamSessionBlock,
    ExamStep,
    Title,
    TitleBlock,
)
from shared.training.queries.registering import Applicant, list_applicants, list_resits
from shared.workshop import Site

EARLIEST, LATEST = date(2000, 1, 1), date(2199, 12, 31)
LONGEST = timedelta(days=31)
LARGEST_JURY = 12
WORDS_LENGTH = 120

MAY_NOT = (
    "Une de ces personnes ne peut pas s’inscrire\u00a0: elle n’est pas en contrat ici ce jour-là, "
    "ou n’a plus rien à passer."
)


def read_reason(text: str) -> str:
    """Returns why something is undone, on one line; raises InvalidInput (field `reason`) for none or too long a one."""
    reason = one_line(text)
    if not reason:
        raise InvalidInput("reason", "Dites pourquoi.")
    if len(reason) > REASON_LENGTH:
        raise InvalidInput("reason", f"{REASON_LENGTH} lettres au plus.")
    return reason


@dataclass(frozen=True, kw_only=True)
class ExamPlan:
    """What a session is going to be; both days are included, `blocks` are those of a session of single blocks."""

    title: UUID
    first_day: date
    last_day: date
    kind: ExamKind = ExamKind.WHOLE
    blocks: Collection[UUID] = ()
    place: str = ""
    centre: str = ""


def plan_exam(*, site_id: int, plan: ExamPlan, actor: str) -> UUID:
    """Plans an exam; returns its public id. One whose title expires before is planned all the same.

    Raises InvalidInput (fields `title`, `kind`, `blocks`, `first_day`, `last_day`, `place`, `centre`).
    """
    site = session.get_one(Site, site_id, with_for_update=True)
    wanted = select(Title).where(Title.public_id == plan.title).options(selectinload(Title.blocks))
    title = session.scalar(wanted)
    if title is None:
        raise InvalidInput("title", "Choisissez un titre de la liste.")
    blocks = _examined(title, plan)
    _check_days(plan.first_day, plan.last_day)
    exam = ExamSession(
        site_id=site_id,
        title_id=title.id,
        kind=plan.kind,
        first_day=plan.first_day,
        last_day=plan.last_day,
        place=_words("place", plan.place, site),
        centre=_words("centre", plan.centre, site),
    )
    _check_alone(exam)
    session.add(exam)
    session.flush()
    session.add_all(ExamSessionBlock(exam_id=exam.id, block_id=block.id) for block in blocks)
    session.flush()
    record_event(actor=actor, action="exam.planned", subject=f"exam:{exam.public_id}")
    return exam.public_id


def change_exam(*, site_id: int, exam: UUID, plan: ExamPlan, actor: str) -> None:
    """Gives an exam other days, another place or centre; what it examines stays.

    Raises NotFound, InvalidInput (fields `first_day`, `last_day`, `place`, `centre`).
    """
    found = lock_exam(site_id, exam)
    site = session.get_one(Site, site_id)
    _check_days(plan.first_day, plan.last_day)
    noted = select(ExamCandidate.id).where(ExamCandidate.exam_id == found.id)
    if plan.first_day > clock.today() and session.scalar(
        noted.where(ExamCandidate.outcome.not_in(BEFORE_THE_EXAM)).limit(1)
    ):
        raise InvalidInput("first_day", "Des résultats sont notés\u00a0: l’examen ne peut plus être à venir.")
    found.first_day, found.last_day = plan.first_day, plan.last_day
    found.place, found.centre = _words("place", plan.place, site), _words("centre", plan.centre, site)
    _check_alone(found)
    session.flush()
    record_event(actor=actor, action="exam.changed", subject=f"exam:{exam}")


def cancel_exam(*, site_id: int, exam: UUID, actor: str) -> None:
    """Takes back an exam that nobody was ever registered for; raises NotFound, Refused."""
    found = lock_exam(site_id, exam)
    if session.scalar(select(ExamCandidate.id).where(ExamCandidate.exam_id == found.id).limit(1)):
        raise Refused("Des personnes y sont inscrites\u00a0: l’examen reste, notez ce qu’il est advenu de chacune.")
    session.execute(delete(ExamJuror).where(ExamJuror.exam_id == found.id))
    # Its blocks go with it.
    session.delete(found)
    session.flush()
    record_event(actor=actor, action="exam.cancelled", subject=f"exam:{exam}")


def add_juror(*, site_id: int, exam: UUID, name: str, capacity: str, actor: str) -> None:
    """Notes somebody of the jury; raises NotFound, Refused for a full jury, InvalidInput (`name`, `capacity`)."""
    found = lock_exam(site_id, exam)
    name, capacity = one_line(name), one_line(capacity)
    for field, words, asked in (
        ("name", name, "Écrivez le nom de la personne."),
        ("capacity", capacity, "Écrivez son métier ou sa qualité."),
    ):
        if not words:
            raise InvalidInput(field, asked)
        if len(words) > WORDS_LENGTH:
            raise InvalidInput(field, f"{WORDS_LENGTH} lettres au plus.")
    jury = session.scalars(select(ExamJuror.name).where(ExamJuror.exam_id == found.id)).all()
    if name in jury:
        raise InvalidInput("name", "Cette personne est déjà dans le jury.")
    if len(jury) >= LARGEST_JURY:
        raise Refused(f"Un jury a {LARGEST_JURY} personnes au plus.")
    session.add(ExamJuror(exam_id=found.id, name=name, capacity=capacity))
    session.flush()
    record_event(actor=actor, action="exam.jury_changed", subject=f"exam:{exam}")


def remove_juror(*, site_id: int, exam: UUID, juror: UUID, actor: str) -> None:
    """Takes somebody out of the jury; raises NotFound."""
    found = lock_exam(site_id, exam)
    mine = session.scalar(select(ExamJuror).where(ExamJuror.exam_id == found.id, ExamJuror.public_id == juror))
    if mine is None:
        raise NotFound("Cette personne n’est pas dans le jury.")
    session.delete(mine)
    session.flush()
    record_event(actor=actor, action="exam.jury_changed", subject=f"exam:{exam}")


def register_candidates(*, site_id: int, exam: UUID, people: Iterable[UUID], actor: str) -> None:
    """Registers people who may sit this exam: on contract here that day, or once of this site and sitting it again.

    In a session of single blocks each sits those that are still missing. Raises NotFound for an unknown exam,
    InvalidInput (field `people`) for somebody who may not, was registered before, or when nobody is named.
    """
    found = lock_exam(site_id, exam)
    chosen = list(dict.fromkeys(people))
    if not chosen:
        raise InvalidInput("people", "Cochez au moins une personne.")
    applicants = {each.person: each for each in list_applicants(found)}
    registered = select(Person.public_id).join(ExamCandidate, ExamCandidate.person_id == Person.id)
    known = set(session.scalars(registered.where(ExamCandidate.exam_id == found.id)))
    for person in chosen:
        if person in known:
            raise InvalidInput("people", "Une de ces personnes est déjà inscrite.")
        if person not in applicants:
            raise InvalidInput("people", MAY_NOT)
    for person in chosen:
        _register(found, applicants[person], actor)
    record_event(actor=actor, action="exam.registered", subject=f"exam:{exam}", detail={"people": len(chosen)})


def plan_resit(*, site_id: int, plan: ExamPlan, people: Collection[UUID], actor: str) -> UUID:
    """Plans a session for the missing blocks of these people and registers them; returns its public id.

    What the plan says of its kind and blocks does not count: they come from who sits it. Raises InvalidInput (those of
    `plan_exam`, and `people` for somebody who lacks nothing).
    """
    if not people:
        raise InvalidInput("people", "Cochez au moins une personne.")
    title_id = session.scalar(select(Title.id).where(Title.public_id == plan.title)) or 0
    lacking = {each.person: each.missing for each in list_resits(site_id) if each.title_id == title_id}
    if set(people) - lacking.keys():
        raise InvalidInput("people", "Une de ces personnes n’a pas de bloc à repasser.")
    codes = {code for person in people for code in lacking[person]}
    blocks = session.scalars(
        select(TitleBlock.public_id).where(TitleBlock.title_id == title_id, TitleBlock.code.in_(codes))
    )
    exam = plan_exam(site_id=site_id, plan=replace(plan, kind=ExamKind.BLOCKS, blocks=blocks.all()), actor=actor)
    register_candidates(site_id=site_id, exam=exam, people=people, actor=actor)
    return exam


def lock_exam(site_id: int, exam: UUID) -> ExamSession:
    """Returns an exam of a site with its title and blocks, held until the unit ends; raises NotFound."""
    found = session.scalar(
        select(ExamSession)
        .where(ExamSession.public_id == exam, ExamSession.site_id == site_id)
        .options(selectinload(ExamSession.title).selectinload(Title.blocks), selectinload(ExamSession.blocks))
        .with_for_update(of=ExamSession)
    )
    if found is None:
        raise NotFound("Cet examen n’existe pas.")
    return found


def _register(exam: ExamSession, applicant: Applicant, actor: str) -> None:
    candidate = ExamCandidate(
        exam_id=exam.id, person_id=applicant.person_id, outcome=ExamOutcome.REGISTERED, congratulated=False
    )
    session.add(candidate)
    session.flush()
    ids = {block.code: block.id for block in exam.title.blocks}
    session.add_all(
        ExamCandidateBlock(candidate_id=candidate.id, block_id=ids[code], obtained=False) for code in applicant.sits
    )
    session.add(
        ExamStep(
            candidate_id=candidate.id,
            from_outcome=None,
            to_outcome=ExamOutcome.REGISTERED,
            blocks=[],
            congratulated=False,
            actor=actor,
            happened_at=clock.now(),
            reason=None,
        )
    )
    session.flush()


def _examined(title: Title, plan: ExamPlan) -> list[TitleBlock]:
    """Returns the blocks of a session of single blocks, none for a whole one."""
    if plan.kind is ExamKind.WHOLE:
        if plan.blocks:
            raise InvalidInput(
                "blocks",
                "Une session titre examine tout\u00a0: choisissez «\u00a0Session CCP\u00a0» ou ne cochez rien.",
            )
        return []
    if not title.blocks:
        raise InvalidInput(
            "kind", "Les blocs de ce titre ne sont pas connus\u00a0: seule une session titre se prévoit."
        )
    if not plan.blocks:
        raise InvalidInput("blocks", "Cochez au moins un bloc.")
    own = {block.public_id: block for block in title.blocks}
    if any(block not in own for block in plan.blocks):
        raise InvalidInput("blocks", "Un de ces blocs n’est pas de ce titre.")
    return [block for public_id, block in own.items() if public_id in plan.blocks]


def _check_days(first_day: date, last_day: date) -> None:
    if not EARLIEST <= first_day <= LATEST:
        raise InvalidInput("first_day", f"Choisissez un jour entre le {EARLIEST:%d/%m/%Y} et le {LATEST:%d/%m/%Y}.")
    if last_day < first_day:
        raise InvalidInput("last_day", "L’examen finit avant de commencer.")
    if last_day - first_day > LONGEST:
        raise InvalidInput("last_day", f"Un examen dure {LONGEST.days} jours au plus.")


def _check_alone(exam: ExamSession) -> None:
    """Refuses a second session of one kind that begins on the same day."""
    with session.no_autoflush:
        same = session.scalar(
            select(ExamSession.id).where(
                ExamSession.site_id == exam.site_id,
                ExamSession.title_id == exam.title_id,
                ExamSession.kind == exam.kind,
                ExamSession.first_day == exam.first_day,
                ExamSession.id != (exam.id or 0),
            )
        )
    if same:
        raise InvalidInput("first_day", "Cet examen est déjà prévu ce jour-là.")


def _words(field: str, text: str, site: Site) -> str | None:
    """Returns what was written, None for nothing; where somebody goes is not kept of a sensitive site."""
    words = "" if site.sensitive else one_line(text)
    if len(words) > WORDS_LENGTH:
        raise InvalidInput(field, f"{WORDS_LENGTH} lettres au plus.")
    return words or None
