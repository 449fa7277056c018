"""Seeing to a deadline, leaving it, putting it off, beginning anew. Acts belong to a unit."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from shared.audit.services import record_event
from shared.db import session
from shared.followup.models import DeadlineKind, DeadlineMark
from shared.kernel import clock
from shared.kernel.errors import InvalidInput
from shared.kernel.text import one_line

LONGEST_SNOOZE = timedelta(days=60)
REASON_LENGTH = 200


def take_deadline(*, kind: DeadlineKind, subject: UUID, owner_id: int, actor: str) -> None:
    """Notes who sees to a deadline, in place of whoever did."""
    _mark(kind, subject, actor).owner_id = owner_id
    record_event(actor=actor, action="deadline.taken", subject=f"{kind.value}:{subject}")


def leave_deadline(*, kind: DeadlineKind, subject: UUID, actor: str) -> None:
    """Notes that nobody sees to a deadline any more."""
    _mark(kind, subject, actor).owner_id = None
    record_event(actor=actor, action="deadline.left", subject=f"{kind.value}:{subject}")


def snooze_deadline(*, kind: DeadlineKind, subject: UUID, until: date, reason: str, actor: str) -> None:
    """Puts a deadline off: it leaves the list until a day. The audit does not repeat the reason.

    Raises InvalidInput (fields `until`, `reason`).
    """
    today, why = clock.today(), one_line(reason)
    if not today < until <= today + LONGEST_SNOOZE:
        raise InvalidInput("until", f"Choisissez un jour d’ici {LONGEST_SNOOZE.days} jours, demain au plus tôt.")
    if not why or len(why) > REASON_LENGTH:
        raise InvalidInput("reason", f"Écrivez pourquoi, en {REASON_LENGTH} lettres au plus.")
    mark = _mark(kind, subject, actor)
    mark.snoozed_until, mark.reason = until, why
    detail: dict[str, object] = {"until": until.isoformat()}
    record_event(actor=actor, action="deadline.snoozed", subject=f"{kind.value}:{subject}", detail=detail)


def wake_deadline(*, kind: DeadlineKind, subject: UUID, actor: str) -> None:
    """Brings a deadline that was put off back into the list."""
    mark = _mark(kind, subject, actor)
    mark.snoozed_until = mark.reason = None
    record_event(actor=actor, action="deadline.woken", subject=f"{kind.value}:{subject}")


def begin_anew(*, kind: DeadlineKind, subject: UUID, actor: str) -> None:
    """Forgets who saw to a deadline and until when it was put off: its day has changed, and the wait begins today."""
    mark = _mark(kind, subject, actor)
    mark.owner_id = mark.snoozed_until = mark.reason = None


def _mark(kind: DeadlineKind, subject: UUID, actor: str) -> DeadlineMark:
    """Returns what was said of a deadline, held until the unit ends."""
    insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    values = {"kind": kind, "subject": subject, "noted_by": actor, "noted_at": clock.now()}
    session.execute(insert(DeadlineMark).values(**values).on_conflict_do_nothing(index_elements=["kind", "subject"]))
    mine = select(DeadlineMark).where(DeadlineMark.kind == kind, DeadlineMark.subject == subject)
    mark = session.scalars(mine.with_for_update()).one()
    mark.noted_by, mark.noted_at = actor, clock.now()
    return mark
