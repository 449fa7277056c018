"""Draining the outbox: claim a job, do it, note how it went. As many workers as wanted may do so at once.

A claim is a lease: the job becomes due again after LEASE, so a worker that dies loses nothing. `attempts` numbers the
claims; who comes back after somebody else has claimed the job anew finds that number changed and notes nothing.
"""

from __future__ import annotations

import math
import re
import time
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from flask import current_app
from sqlalchemy import select, update

from shared.db import atomic, session
from shared.jobs.models import OutboxJob
from shared.jobs.queries import WAITING
from shared.jobs.services import HANDLERS
from shared.kernel import clock
from shared.web.logs import failure, log

LEASE = timedelta(minutes=5)
MOST_ATTEMPTS = 5
FIRST_PAUSE_SECONDS = 10
PAUSE_GROWTH = 4
LONGEST_ERROR = 300

_MAIL_ADDRESS = re.compile(r"[^\s<>@]+@[^\s<>@]+")


@dataclass(frozen=True)
class Claim:
    """A job in the hands of this worker, and for the how manieth time somebody has it in hands."""

    id: int
    public_id: UUID
    kind: str
    payload: dict[str, object]
    attempt: int


def drain() -> int:
    """Does every job that is due, one after the other; returns how many were tried."""
    tried = 0
    while run_next():
        tried += 1
    return tried


def run_next() -> bool:
    """Does the job that has been due longest, in a session of its own; returns False when none is due."""
    with current_app.app_context():
        claim = claim_next()
        if claim is None:
            return False
        perform(claim)
    return True


def pause_after(attempt: int) -> timedelta:
    """Returns how long to wait after the `attempt`-th failure: 10 s, 40 s, 160 s, 640 s."""
    return timedelta(seconds=FIRST_PAUSE_SECONDS * math.pow(PAUSE_GROWTH, attempt - 1))


def claim_next() -> Claim | None:
    """Takes the lease of the job that has been due longest; None when none is due. Opens its own unit."""
    due = select(OutboxJob).where(WAITING, OutboxJob.due_at <= clock.now()).order_by(OutboxJob.due_at, OutboxJob.id)
    # An idle worker only reads: on SQLite every unit keeps the other writers waiting.
    while session.scalar(due.with_only_columns(OutboxJob.id).limit(1)) is not None:
        with atomic():
            job = session.scalar(due.limit(1).with_for_update(skip_locked=True))
            if job is None:
                return None
            if job.attempts < MOST_ATTEMPTS:
                job.attempts += 1
                job.due_at = clock.now() + LEASE
                return Claim(job.id, job.public_id, job.kind, job.payload, job.attempts)
            # Nobody lived to tell how the last try went.
            job.given_up_at = clock.now()
            job.last_error = "Le programme s’est arrêté pendant ce travail, à chaque essai."
    return None


def perform(claim: Claim) -> None:
    """Does a claimed job and notes how it went; only what is no Exception is passed on, after the job is given back."""
    began = time.perf_counter()
    outcome: dict[str, object] = {}
    try:
        HANDLERS[claim.kind](**claim.payload)
    except Exception as error:  # noqa: BLE001 - whatever a job runs into, the others go on
        outcome = failure(error)
        _note(claim, **_after_failure(claim, error))
    except BaseException:
        # We are asked to stop: another worker may have the job at once, and this try does not count.
        _note(claim, due_at=clock.now(), attempts=claim.attempt - 1)
        raise
    else:
        _note(claim, done_at=clock.now(), last_error=None)
    milliseconds = round((time.perf_counter() - began) * 1000, 1)
    tell = log.error if outcome else log.info
    tell("job", kind=claim.kind, job=str(claim.public_id), attempt=claim.attempt, milliseconds=milliseconds, **outcome)


def _after_failure(claim: Claim, error: Exception) -> dict[str, object]:
    reason = f"{type(error).__name__}: {error}".partition("\n")[0]
    noted: dict[str, object] = {"last_error": _MAIL_ADDRESS.sub("…", reason)[:LONGEST_ERROR]}
    if claim.attempt >= MOST_ATTEMPTS:
        return noted | {"given_up_at": clock.now()}
    return noted | {"due_at": clock.now() + pause_after(claim.attempt)}


def _note(claim: Claim, **values: object) -> None:
    mine = update(OutboxJob).where(WAITING, OutboxJob.id == claim.id, OutboxJob.attempts == claim.attempt)
    with atomic():
        session.execute(mine.values(**values))
