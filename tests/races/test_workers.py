"""Several workers empty one outbox: no job is left out, none is done twice."""

from __future__ import annotations

import os
import signal
import time

from flask import Flask
from sqlalchemy import func, select

from shared.config import Settings
from shared.db import atomic, next_number, session
from shared.db.sequences import Sequence
from shared.jobs.models import OutboxJob
from shared.jobs.runner import drain
from shared.jobs.services import enqueue, handles
from shared.jobs.worker import Worker
from shared.kernel import clock
from tests.support.races import race

WORKERS = 4
JOBS = 30
KIND = "test.count"
ENDLESS = "test.endless"


@handles(KIND, "Compter")
def count(*, number: int) -> None:
    """Counts its calls, in a series of the job's own."""
    with atomic():
        next_number(f"job-{number}")


def work(_worker: int) -> int:
    """Drains the outbox as one worker among others."""
    return drain()


@handles(ENDLESS, "Ne pas finir")
def never_end() -> None:
    """Has the worker asked to stop, and goes on."""
    os.kill(os.getpid(), signal.SIGTERM)
    while True:
        time.sleep(0.05)


def work_until_stopped(_worker: int) -> bool:
    """Runs as `ateliers worker` does; returns whether it came back."""
    Worker().run()
    return True


def test_workers_share_the_jobs_and_do_each_once(app: Flask, settings: Settings, *, deep: bool) -> None:
    """Whatever order they come in."""
    jobs = JOBS * 20 if deep else JOBS
    with app.app_context(), atomic():
        for number in range(jobs):
            enqueue(KIND, number=number)

    done = race(work, range(WORKERS), settings)

    with app.app_context():
        counted = dict(
            session.execute(
                select(Sequence.series, Sequence.last_number).where(Sequence.series.startswith("job-"))
            ).all()
        )
        undone = session.scalar(select(func.count()).where(OutboxJob.done_at.is_(None)))
        attempts = session.scalars(select(OutboxJob.attempts).distinct()).all()
    assert counted == {f"job-{number}": 1 for number in range(jobs)}
    assert undone == 0
    assert attempts == [1]
    assert sum(each for each in done if isinstance(each, int)) == jobs, done


def test_a_worker_that_is_asked_to_stop_gives_a_long_job_back(app: Flask, settings: Settings) -> None:
    """The job is due at once, and the try that was cut short does not count."""
    with app.app_context(), atomic():
        enqueue(ENDLESS)

    assert race(work_until_stopped, [0], settings) == [True]

    with app.app_context():
        job = session.scalars(select(OutboxJob).where(OutboxJob.kind == ENDLESS)).one()
    assert (job.attempts, job.done_at, job.given_up_at) == (0, None, None)
    assert job.due_at <= clock.now()
