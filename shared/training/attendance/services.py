"""Planning half-days of training, signing for them, and closing them into the day sheet.

Each service claims the session first, so two tablets wait for each other. Acts belong to the caller's unit.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from shared.audit.services import record_event
from shared.db import session
from shared.kernel import clock
from shared.kernel.errors import InvalidInput, NotFound, Refused
from shared.kernel.text import one_line
from shared.people.models import Half, Person
from shared.people.queries import lock_team
from shared.training.attendance.closing import write_into_day_sheet
from shared.training.models import (
    TRAINING_TRANSITIONS,
    Attendance,
    AttendanceMark,
    TrainingAction,
    TrainingKind,
    TrainingSession,
    TrainingStatus,
    TrainingStep,
)
from shared.training.services import EARLIEST, LATEST, WORDS_LENGTH, read_reason

LARGEST = 40
LONGEST = 12 * 60
LONGEST_LATENESS = 240

FEWEST_POINTS, MOST_POINTS, MOST_STROKES = 2, 2000, 60
UNREADABLE = "La signature n’est pas arrivée entière. Recommencez."
WIDTH, HEIGHT = 600, 200
"""The field of a signature: points lie in it, from its upper left corner."""

Drawing = list[list[list[int]]]
"""A signature: strokes of points, each of a column and a row."""


@dataclass(frozen=True, kw_only=True)
class SessionPlan:
    """What is taught when, by whom, to whom; `minutes` None is the half-day as each timetable plans it."""

    subject: str
    day: date
    half: Half
    people: Collection[UUID]
    kind: TrainingKind = TrainingKind.INTERNAL
    provider: str = ""
    trainer: str = ""
    minutes: int | None = None


def plan_session(*, site_id: int, plan: SessionPlan, actor: str) -> UUID:
    """Plans a half-day of training for people of the team of that day; returns its public id.

    Raises InvalidInput (fields `subject`, `provider`, `trainer`, `day`, `minutes`, `people`).
    """
    _check_plan(plan)
    team = {member.person: member.person_id for member in lock_team(site_id, plan.day)}
    if not plan.people:
        raise InvalidInput("people", "Cochez qui suit cette formation.")
    if not team.keys() >= set(plan.people):
        raise InvalidInput("people", "Une de ces personnes n’a pas de contrat ici ce jour-là.")
    if len(set(plan.people)) > LARGEST:
        raise InvalidInput("people", f"{LARGEST} personnes au plus.")
    planned = TrainingSession(
        site_id=site_id,
        subject=one_line(plan.subject),
        kind=plan.kind,
        provider=one_line(plan.provider) or None if plan.kind is TrainingKind.EXTERNAL else None,
        trainer=one_line(plan.trainer) or None,
        day=plan.day,
        half=plan.half,
        minutes=plan.minutes,
        status=TrainingStatus.PLANNED,
    )
    session.add(planned)
    session.flush()
    expect(planned.id, [team[person] for person in dict.fromkeys(plan.people)])
    record_event(actor=actor, action="training.planned", subject=f"training:{planned.public_id}")
    return planned.public_id


def expect(session_id: int, people: Collection[int]) -> None:
    """Puts people onto the sheet of a session."""
    session.add_all(
        Attendance(session_id=session_id, person_id=person, mark=AttendanceMark.EXPECTED, late_minutes=0)
        for person in people
    )
    session.flush()


def sign(*, site_id: int, training: UUID, person: UUID, drawing: Any, actor: str) -> bool:
    """Notes that somebody signed as present, with the strokes that the hand has drawn, None for a tap alone.

    Signing twice changes nothing. Returns whether it was noted now. Raises NotFound, Refused for a session that is not
    open or is yet to come, InvalidInput (field `drawing`) for anything but strokes of points.
    """
    place = _lock_place(site_id, training, person)
    if place.mark is AttendanceMark.SIGNED:
        return False
    place.mark, place.marked_at, place.noted_by = AttendanceMark.SIGNED, clock.now(), actor
    place.drawing = _check_drawing(drawing)
    session.flush()
    return True


def mark_on_paper(*, site_id: int, training: UUID, people: Collection[UUID], actor: str) -> int:
    """Notes who is on the sheet of paper that the training body keeps, and nobody else of those who have not signed.

    Returns how many are. Raises NotFound, Refused, InvalidInput (field `people`) for somebody who was not expected.
    """
    found = lock_open_session(site_id, training)
    places = {place.person.public_id: place for place in read_places(found.id)}
    if not places.keys() >= set(people):
        raise InvalidInput("people", "Une de ces personnes n’est pas sur la feuille.")
    for person, place in places.items():
        if place.mark is AttendanceMark.SIGNED:
            continue
        came = person in people
        place.mark = AttendanceMark.ON_PAPER if came else AttendanceMark.EXPECTED
        place.marked_at = (place.marked_at or clock.now()) if came else None
        place.noted_by = actor if came else None
    session.flush()
    return sum(place.mark.came for place in places.values())


def take_back(*, site_id: int, training: UUID, person: UUID, actor: str) -> None:
    """Takes somebody's presence back, the signature with it; raises NotFound, Refused."""
    place = _lock_place(site_id, training, person)
    place.mark, place.marked_at, place.noted_by, place.drawing = AttendanceMark.EXPECTED, None, None, None
    place.late_minutes = 0
    session.flush()
    record_event(
        actor=actor, action="training.unsigned", subject=f"training:{training}", detail={"person": f"{person}"}
    )


def note_lateness(*, site_id: int, training: UUID, person: UUID, minutes: int, actor: str) -> None:
    """Notes how many minutes late somebody came who is marked present, 0 for none.

    Raises NotFound, Refused, InvalidInput (field `minutes`).
    """
    place = _lock_place(site_id, training, person)
    if not place.mark.came:
        raise Refused("Qui arrive en retard signe d’abord.")
    if not 0 <= minutes <= LONGEST_LATENESS:
        raise InvalidInput("minutes", f"De 0 à {LONGEST_LATENESS} minutes.")
    place.late_minutes, place.noted_by = minutes, actor
    session.flush()


def close_session(*, site_id: int, training: UUID, actor: str) -> int:
    """Closes a session: who has not signed was absent, and the day sheet gets the training of those who came.

    Returns how many came. Raises NotFound; Refused when nobody came, for a session that is not open or is yet to
    come, for a day sheet that is validated, or where it says that somebody who signed was away.
    """
    found = lock_open_session(site_id, training)
    places = read_places(found.id)
    came = [place for place in places if place.mark.came]
    if not came:
        raise Refused("Personne n’a signé. Annulez la séance si elle n’a pas eu lieu.")
    for place in places:
        if not place.mark.came:
            place.mark = AttendanceMark.ABSENT
    write_into_day_sheet(found, places, actor)
    _move(found, TrainingAction.CLOSE, actor, sha256=digest_of(found, places))
    return len(came)


def reopen_session(*, site_id: int, training: UUID, reason: str, actor: str) -> None:
    """Opens a closed session for a correction; the day sheet follows when it is closed again.

    Raises NotFound, Refused, InvalidInput (field `reason`).
    """
    reason = read_reason(reason)
    found = lock_session(site_id, training)
    _move(found, TrainingAction.REOPEN, actor, reason=reason)
    for place in read_places(found.id):
        if place.mark is AttendanceMark.ABSENT:
            place.mark = AttendanceMark.EXPECTED
    session.flush()


def cancel_session(*, site_id: int, training: UUID, actor: str) -> None:
    """Calls a session off that nobody has signed for; raises NotFound, Refused."""
    found = lock_session(site_id, training)
    if any(place.mark.came for place in read_places(found.id)):
        raise Refused("Des personnes ont signé\u00a0: la séance a eu lieu. Effacez d’abord leurs signatures.")
    _move(found, TrainingAction.CANCEL, actor)


def restore_session(*, site_id: int, training: UUID, actor: str) -> None:
    """Plans a session again that was called off; raises NotFound, Refused."""
    _move(lock_session(site_id, training), TrainingAction.RESTORE, actor)


def lock_session(site_id: int, training: UUID) -> TrainingSession:
    """Returns a session of a site, which nobody else changes until the unit ends; raises NotFound."""
    found = session.scalar(
        select(TrainingSession)
        .where(TrainingSession.site_id == site_id, TrainingSession.public_id == training)
        .with_for_update()
    )
    if found is None:
        raise NotFound("Cette séance n’existe pas ici.")
    return found


def lock_open_session(site_id: int, training: UUID) -> TrainingSession:
    """Returns what `lock_session` does, for a session that is signed today; raises Refused for any other."""
    found = lock_session(site_id, training)
    TRAINING_TRANSITIONS.after(found.status, TrainingAction.SIGN)
    if found.day > clock.today():
        raise Refused("Cette séance n’a pas encore eu lieu\u00a0: on signe le jour même.")
    return found


def read_places(session_id: int) -> Sequence[Attendance]:
    """Returns the places on the sheet of a session, with their people. Two statements."""
    return session.scalars(
        select(Attendance).where(Attendance.session_id == session_id).options(selectinload(Attendance.person))
    ).all()


def digest_of(found: TrainingSession, places: Sequence[Attendance]) -> str:
    """Returns the SHA-256 of what a sheet says: the session, and of each person the mark, its moment and signature."""
    lines = sorted(
        (
            str(place.person.public_id),
            place.mark.value,
            place.marked_at.isoformat() if place.marked_at else "",
            place.late_minutes,
            place.noted_by or "",
            place.drawing,
        )
        for place in places
    )
    sheet = [str(found.public_id), found.subject, found.trainer or "", f"{found.day}", found.half.value, lines]
    return hashlib.sha256(json.dumps(sheet, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()


def _lock_place(site_id: int, training: UUID, person: UUID) -> Attendance:
    found = lock_open_session(site_id, training)
    place = session.scalar(
        select(Attendance)
        .join(Person, Person.id == Attendance.person_id)
        .where(Attendance.session_id == found.id, Person.public_id == person)
    )
    if place is None:
        raise NotFound("Cette personne n’est pas sur la feuille de cette séance.")
    return place


def _move(
    found: TrainingSession, action: TrainingAction, actor: str, *, reason: str | None = None, sha256: str | None = None
) -> None:
    before = found.status
    found.status = TRAINING_TRANSITIONS.after(before, action)
    session.add(
        TrainingStep(
            session_id=found.id,
            action=action,
            from_status=before,
            to_status=found.status,
            actor=actor,
            happened_at=clock.now(),
            reason=reason,
            sha256=sha256,
        )
    )
    session.flush()
    detail: dict[str, object] = {"sha256": sha256} if sha256 else {}
    record_event(actor=actor, action=f"training.{action.value}", subject=f"training:{found.public_id}", detail=detail)


def _check_plan(plan: SessionPlan) -> None:
    if not one_line(plan.subject):
        raise InvalidInput("subject", "Écrivez ce qui est enseigné, comme «\u00a0Gestes et postures\u00a0».")
    for field in ("subject", "provider", "trainer"):
        if len(one_line(getattr(plan, field))) > WORDS_LENGTH:
            raise InvalidInput(field, f"{WORDS_LENGTH} lettres au plus.")
    if not EARLIEST <= plan.day <= LATEST:
        raise InvalidInput("day", "Cette date est trop loin.")
    if plan.minutes is not None and not 0 < plan.minutes <= LONGEST:
        raise InvalidInput("minutes", "Une demi-journée dure plus de 0 et au plus 12 heures.")


def _check_drawing(drawing: Any) -> Drawing | None:
    """Returns the strokes that were drawn, None for a tap alone; a dot is no signature."""
    match drawing:
        case None:
            return None
        case [*strokes] if all(isinstance(stroke, list) for stroke in strokes):
            points = [point for stroke in strokes for point in stroke]
            if len(strokes) > MOST_STROKES or len(points) > MOST_POINTS:
                raise InvalidInput("drawing", "Cette signature est trop longue. Recommencez, plus court.")
            if len(points) >= FEWEST_POINTS and all(_is_inside(point) for point in points):
                return [stroke for stroke in strokes if stroke]
    raise InvalidInput("drawing", UNREADABLE)


def _is_inside(point: object) -> bool:
    match point:
        case [int(column), int(row)]:
            return 0 <= column <= WIDTH and 0 <= row <= HEIGHT
        case _:
            return False
