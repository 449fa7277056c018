"""Opening a group, who joins and leaves it, its rhythm, and its exam. Acts belong to the caller's unit."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import delete, select

from shared.audit.services import record_event
from shared.db import session
from shared.kernel.errors import InvalidInput, NotFound, Refused
from shared.kernel.text import one_line
from shared.people.models import Half, Person
from shared.people.queries import list_contracts
from shared.training.attendance.services import expect
from shared.training.models import (
    Attendance,
    AttendanceMark,
    Cohort,
    CohortHalf,
    CohortMember,
    CohortRhythm,
    ExamKind,
    ExamSession,
    Title,
    TrainingSession,
    TrainingStatus,
    Whereabouts,
)
from shared.training.services import EARLIEST, LATEST, WORDS_LENGTH

LONGEST = timedelta(days=2 * 366)
LARGEST = 40

Rhythm = Mapping[tuple[int, Half], Whereabouts]
"""By weekday (0 is Monday) and half-day where a group is when it is not at the workshop."""


@dataclass(frozen=True, kw_only=True)
class CohortPlan:
    """What a group is: both days included, `training_minutes` what the training body owes each of them."""

    label: str
    title: UUID
    first_day: date
    last_day: date
    training_minutes: int
    provider: str = ""


def open_cohort(*, site_id: int, plan: CohortPlan, people: Collection[UUID], actor: str) -> UUID:
    """Opens a group with its first people, from the group's first day on; returns its public id.

    Raises InvalidInput (fields `label`, `title`, `first_day`, `last_day`, `training`, `people`).
    """
    title = _title(plan.title)
    _check(site_id, plan)
    cohort = Cohort(
        site_id=site_id,
        label=one_line(plan.label),
        title_id=title.id,
        first_day=plan.first_day,
        last_day=plan.last_day,
        training_minutes=plan.training_minutes,
        provider=one_line(plan.provider) or None,
    )
    session.add(cohort)
    session.flush()
    record_event(actor=actor, action="cohort.opened", subject=f"cohort:{cohort.public_id}")
    if people:
        _join(cohort, people, plan.first_day)
    return cohort.public_id


def change_cohort(*, site_id: int, cohort: UUID, plan: CohortPlan, actor: str) -> None:
    """Gives a group another name, other days or hours; its title stays. Raises NotFound, InvalidInput."""
    found = lock_cohort(site_id, cohort)
    _check(site_id, plan, but=found.id)
    found.label, found.provider = one_line(plan.label), one_line(plan.provider) or None
    found.first_day, found.last_day = plan.first_day, plan.last_day
    found.training_minutes = plan.training_minutes
    session.flush()
    record_event(actor=actor, action="cohort.changed", subject=f"cohort:{cohort}")


def join_cohort(*, site_id: int, cohort: UUID, people: Collection[UUID], joined_on: date, actor: str) -> int:
    """Lets people into a group from a day on, and onto the sheets of its sessions that are still to be signed.

    Returns for how many. Raises NotFound, InvalidInput (fields `people`, `joined_on`).
    """
    found = lock_cohort(site_id, cohort)
    if not found.first_day <= joined_on <= found.last_day:
        raise InvalidInput("joined_on", "Ce jour n’est pas dans les dates du groupe.")
    if not people:
        raise InvalidInput("people", "Cochez qui rejoint le groupe.")
    joined = _join(found, people, joined_on)
    _expect(found, joined, joined_on)
    record_event(actor=actor, action="cohort.joined", subject=f"cohort:{cohort}", detail={"people": len(joined)})
    return len(joined)


def leave_cohort(*, site_id: int, cohort: UUID, person: UUID, left_on: date, actor: str) -> None:
    """Notes the last day of somebody in a group, who is expected at no later session of it.

    Raises NotFound, InvalidInput (field `left_on`).
    """
    found = lock_cohort(site_id, cohort)
    member = session.scalar(
        select(CohortMember)
        .join(Person, Person.id == CohortMember.person_id)
        .where(CohortMember.cohort_id == found.id, Person.public_id == person)
    )
    if member is None:
        raise NotFound("Cette personne n’est pas de ce groupe.")
    if not member.joined_on <= left_on <= found.last_day:
        raise InvalidInput(
            "left_on", f"Choisissez un jour du {member.joined_on:%d/%m/%Y} au {found.last_day:%d/%m/%Y}."
        )
    member.left_on = left_on
    later = select(TrainingSession.id).where(
        TrainingSession.cohort_id == found.id,
        TrainingSession.day > left_on,
        TrainingSession.status == TrainingStatus.PLANNED,
    )
    session.execute(
        delete(Attendance).where(
            Attendance.person_id == member.person_id,
            Attendance.session_id.in_(later),
            Attendance.mark == AttendanceMark.EXPECTED,
        )
    )
    session.flush()
    record_event(actor=actor, action="cohort.left", subject=f"cohort:{cohort}", detail={"day": f"{left_on}"})


def set_rhythm(*, site_id: int, cohort: UUID, first_day: date, last_day: date, rhythm: Rhythm, actor: str) -> UUID:
    """Says where a group spends its weeks between two days, both included; returns the rhythm's public id.

    Raises NotFound, InvalidInput (fields `first_day`, `last_day`, `rhythm`): two rhythms never share a day.
    """
    found = lock_cohort(site_id, cohort)
    if last_day < first_day:
        raise InvalidInput("last_day", "La fin est avant le début.")
    for field, day in (("first_day", first_day), ("last_day", last_day)):
        if not found.first_day <= day <= found.last_day:
            raise InvalidInput(field, f"Le groupe va du {found.first_day:%d/%m/%Y} au {found.last_day:%d/%m/%Y}.")
    if not rhythm:
        raise InvalidInput("rhythm", "Dites au moins une demi-journée au centre ou en entreprise.")
    shared_day = select(CohortRhythm).where(
        CohortRhythm.cohort_id == found.id, CohortRhythm.first_day <= last_day, CohortRhythm.last_day >= first_day
    )
    if other := session.scalar(shared_day.limit(1)):
        raise InvalidInput(
            "first_day",
            f"Un rythme est déjà dit du {other.first_day:%d/%m/%Y} au {other.last_day:%d/%m/%Y}. Retirez-le d’abord.",
        )
    row = CohortRhythm(cohort_id=found.id, first_day=first_day, last_day=last_day)
    row.halves = [CohortHalf(weekday=day, half=half, place=place) for (day, half), place in sorted(rhythm.items())]
    session.add(row)
    session.flush()
    record_event(actor=actor, action="cohort.rhythm_set", subject=f"cohort:{cohort}")
    return row.public_id


def drop_rhythm(*, site_id: int, cohort: UUID, rhythm: UUID, actor: str) -> None:
    """Takes a rhythm back; sessions that were planned from it stay. Raises NotFound."""
    found = lock_cohort(site_id, cohort)
    row = session.scalar(
        select(CohortRhythm).where(CohortRhythm.cohort_id == found.id, CohortRhythm.public_id == rhythm)
    )
    if row is None:
        raise NotFound("Ce rythme n’existe pas.")
    session.execute(delete(CohortHalf).where(CohortHalf.rhythm_id == row.id))
    session.execute(delete(CohortRhythm).where(CohortRhythm.id == row.id))
    record_event(actor=actor, action="cohort.rhythm_dropped", subject=f"cohort:{cohort}")


def prepare_exam(*, site_id: int, cohort: UUID, exam: UUID | None, actor: str) -> None:
    """Says which exam of its title a group prepares, or that none is known yet.

    Raises NotFound, InvalidInput (field `exam`) for an exam of another title, of single blocks or of another site.
    """
    found = lock_cohort(site_id, cohort)
    if exam is None:
        found.exam_id = None
    else:
        row = session.scalar(select(ExamSession).where(ExamSession.site_id == site_id, ExamSession.public_id == exam))
        if row is None or row.title_id != found.title_id or row.kind is not ExamKind.WHOLE:
            raise InvalidInput("exam", "Choisissez un examen de ce titre, en entier, prévu ici.")
        if row.last_day < found.first_day:
            raise InvalidInput("exam", "Cet examen est avant le premier jour du groupe.")
        found.exam_id = row.id
    session.flush()
    record_event(actor=actor, action="cohort.exam_named", subject=f"cohort:{cohort}")


def lock_cohort(site_id: int, cohort: UUID) -> Cohort:
    """Returns a group of a site, which nobody else changes until the unit ends; raises NotFound."""
    found = session.scalar(
        select(Cohort).where(Cohort.site_id == site_id, Cohort.public_id == cohort).with_for_update()
    )
    if found is None:
        raise NotFound("Ce groupe n’existe pas ici.")
    return found


def _title(title: UUID) -> Title:
    found = session.scalar(select(Title).where(Title.public_id == title))
    if found is None:
        raise InvalidInput("title", "Choisissez un titre de la liste.")
    return found


def _check(site_id: int, plan: CohortPlan, but: int | None = None) -> None:
    label = one_line(plan.label)
    if not label:
        raise InvalidInput("label", "Donnez un nom au groupe, comme «\u00a0Printemps 2027\u00a0».")
    if max(len(label), len(one_line(plan.provider))) > WORDS_LENGTH:
        raise InvalidInput("label" if len(label) > WORDS_LENGTH else "provider", f"{WORDS_LENGTH} lettres au plus.")
    if not EARLIEST <= plan.first_day <= LATEST:
        raise InvalidInput("first_day", "Cette date est trop loin.")
    if plan.last_day < plan.first_day:
        raise InvalidInput("last_day", "La fin est avant le début.")
    if plan.last_day - plan.first_day > LONGEST:
        raise InvalidInput("last_day", "Un groupe dure deux ans au plus.")
    same = select(Cohort.id).where(Cohort.site_id == site_id, Cohort.label == label)
    if session.scalar(same.where(Cohort.id != but) if but else same):
        raise InvalidInput("label", "Un groupe porte déjà ce nom ici.")


def _join(cohort: Cohort, people: Collection[UUID], joined_on: date) -> list[int]:
    here = {each.person: each.person_id for each in list_contracts(cohort.site_id, joined_on, cohort.last_day)}
    if not here.keys() >= set(people):
        raise InvalidInput("people", "Une de ces personnes n’a pas de contrat ici dans les dates du groupe.")
    joined = [here[person] for person in dict.fromkeys(people)]
    members = set(session.scalars(select(CohortMember.person_id).where(CohortMember.cohort_id == cohort.id)))
    if members & set(joined):
        raise InvalidInput("people", "Une de ces personnes est déjà du groupe.")
    if len(members) + len(joined) > LARGEST:
        raise Refused(f"Un groupe a {LARGEST} personnes au plus.")
    session.add_all(CohortMember(cohort_id=cohort.id, person_id=each, joined_on=joined_on) for each in joined)
    session.flush()
    return joined


def _expect(cohort: Cohort, people: Collection[int], first_day: date) -> None:
    """Puts people onto the sheets that are still to be signed."""
    coming = session.scalars(
        select(TrainingSession.id).where(
            TrainingSession.cohort_id == cohort.id,
            TrainingSession.day >= first_day,
            TrainingSession.status == TrainingStatus.PLANNED,
        )
    ).all()
    for each in coming:
        expect(each, people)
