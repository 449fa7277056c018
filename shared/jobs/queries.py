"""How the outbox is doing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, func, select

from shared.db import session
from shared.jobs.models import OutboxJob
from shared.kernel import clock

LATE_AFTER = timedelta(minutes=1)

WAITING: ColumnElement[bool] = and_(OutboxJob.done_at.is_(None), OutboxJob.given_up_at.is_(None))
"""Neither done nor given up: due now, later, or in the hands of a worker."""


@dataclass(frozen=True)
class OutboxState:
    """Counts of jobs: `late` ones are among the `waiting`; `oldest` is when the oldest waiting job was written."""

    waiting: int
    late: int
    given_up: int
    oldest: datetime | None


def find_outbox_state() -> OutboxState:
    """Returns the counts, in one statement."""
    late = and_(WAITING, OutboxJob.due_at < clock.now() - LATE_AFTER)
    row = session.execute(
        select(
            func.count().filter(WAITING),
            func.count().filter(late),
            func.count().filter(OutboxJob.given_up_at.is_not(None)),
            func.min(OutboxJob.created_at).filter(WAITING),
        ).where(OutboxJob.done_at.is_(None))
    ).one()
    return OutboxState(*row)


def find_lateness() -> timedelta:
    """Returns for how long the first job of the queue has been due; zero when none is."""
    due = session.scalar(select(func.min(OutboxJob.due_at)).where(WAITING))
    return max(clock.now() - due, timedelta(0)) if due else timedelta(0)


def list_jobs_in_trouble(*, most: int) -> Sequence[OutboxJob]:
    """Returns the jobs that were given up or have failed at least once and still wait, newest first."""
    in_trouble = OutboxJob.last_error.is_not(None)
    query = select(OutboxJob).where(OutboxJob.done_at.is_(None), in_trouble).order_by(OutboxJob.id.desc()).limit(most)
    return session.scalars(query).all()
