"""Putting work into the outbox, and the table of what does it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Protocol
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from shared.audit.services import record_event
from shared.db import UnitError, in_unit, session
from shared.jobs.models import OutboxJob
from shared.kernel import clock
from shared.kernel.errors import NotFound, Refused


class Handler(Protocol):
    """Does one kind of job. Idempotent: a worker that dies half-way means a second call. Opens its own units."""

    def __call__(self, **payload: object) -> None:
        """Gets what was given to `enqueue`; whatever it raises means another try later."""


HANDLERS: dict[str, Handler] = {}
LABELS: dict[str, str] = {}
"""What people call each kind of job."""


def handles(kind: str, label: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Registers a function as the handler of one kind of job; `label` is what the operations page calls it."""

    def register(function: Callable[..., None]) -> Callable[..., None]:
        HANDLERS[kind] = function
        LABELS[kind] = label
        return function

    return register


def enqueue(kind: str, *, unique_key: str | None = None, due_at: datetime | None = None, **payload: object) -> bool:
    """Writes a job into the caller's unit; a second one with the same `unique_key` is left out, and False returned.

    It is done at once, or at `due_at`.

    Raises LookupError for a kind that nobody handles, UnitError outside a unit.
    """
    if kind not in HANDLERS:
        message = f"no handler for jobs of kind {kind!r}"
        raise LookupError(message)
    if not in_unit():
        message = "a job is written in the unit that causes it"
        raise UnitError(message)
    moment = clock.now()
    dialect_insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    # Two units may write the same key at once: the database decides whose job it is.
    written = session.execute(
        dialect_insert(OutboxJob)
        .values(
            kind=kind,
            payload=payload,
            unique_key=unique_key,
            created_at=moment,
            due_at=due_at or moment,
            attempts=0,
        )
        .on_conflict_do_nothing(index_elements=[OutboxJob.unique_key])
        .returning(OutboxJob.id)
    )
    return written.scalar() is not None


def retry_job(*, public_id: UUID, actor: str) -> None:
    """Puts a job that was given up back into the queue, due now and with all its tries; raises NotFound, Refused."""
    job = session.scalar(select(OutboxJob).where(OutboxJob.public_id == public_id).with_for_update())
    if job is None:
        raise NotFound("Ce travail n’existe pas.")
    if job.given_up_at is None:
        raise Refused("Ce travail n’est pas abandonné\u00a0: il est déjà fait, ou il attend son tour.")
    job.given_up_at = None
    job.attempts = 0
    job.due_at = clock.now()
    record_event(actor=actor, action="job.retried", subject=f"job:{public_id}", detail={"kind": job.kind})
