"""What an employee reads of their own training: where to go today, and how many hours are done."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from shared.db import session
from shared.kernel import clock
from shared.people.models import Half, Person
from shared.training.cohorts.queries import OwnCounter, list_counters
from shared.training.models import Attendance, Placement, TrainingSession, TrainingStatus


@dataclass(frozen=True)
class OwnTraining:
    """Where somebody is expected today beside the workshop, in whole sentences, and the counter of each group."""

    today: Sequence[str]
    counters: Sequence[OwnCounter]


def find_own_training(user_id: int) -> OwnTraining:
    """Returns the training of whoever an account is tied to. Three statements, more for who was in a group."""
    return OwnTraining([*_hosts(user_id), *_sessions(user_id)], list_counters(Person.user_id == user_id))


def _hosts(user_id: int) -> Iterator[str]:
    today = clock.today()
    hosts = session.execute(
        select(Placement.host, Placement.town, Placement.last_day)
        .join(Person, Person.id == Placement.person_id)
        .where(Person.user_id == user_id, Placement.called_off.is_(None))
        .where(Placement.first_day <= today, Placement.last_day >= today)
    )
    for host, town, last_day in hosts:
        yield f"Vous êtes en immersion chez {host}, à {town}, jusqu’au {last_day:%d/%m/%Y}."


def _sessions(user_id: int) -> Iterator[str]:
    rows = session.execute(
        select(TrainingSession.subject, TrainingSession.provider, TrainingSession.half)
        .join(Attendance, Attendance.session_id == TrainingSession.id)
        .join(Person, Person.id == Attendance.person_id)
        .where(Person.user_id == user_id, TrainingSession.day == clock.today())
        .where(TrainingSession.status != TrainingStatus.CANCELLED)
        .order_by(TrainingSession.half)
    )
    for subject, provider, half in rows:
        when = "Ce matin" if half is Half.MORNING else "Cet après-midi"
        yield f"{when}, vous êtes en formation\u00a0: {subject}{f', {provider}' if provider else ''}."
