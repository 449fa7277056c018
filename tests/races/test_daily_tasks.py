"""As many workers as wanted look at one clock: a task of the day is done once."""

from __future__ import annotations

from datetime import date

from flask import Flask
from sqlalchemy import func, select

from shared.config import Settings
from shared.db import session
from shared.jobs.daily import DAILY_TASKS, enqueue_daily_tasks
from shared.jobs.models import OutboxJob
from shared.jobs.runner import drain
from shared.kernel import clock
from shared.notifications.models import Mail
from shared.payroll.jobs import remind_supervisors
from tests.support.personas import SUPERVISOR, move_in
from tests.support.races import race
from tests.support.team import MONDAY, hire_team

WORKERS = 4
EVENING = clock.at_paris(date(2026, 11, 16), 20)


def look_at_the_clock(_worker: int) -> int:
    """Does in the evening what a worker does."""
    with clock.at(EVENING):
        written = enqueue_daily_tasks()
        drain()
    return written


def remind(_worker: int) -> None:
    """Runs the same reminder as the others, as when a lease ends too early."""
    with clock.at(EVENING):
        remind_supervisors(day=MONDAY.isoformat())


def test_workers_that_look_at_the_clock_together_put_each_task_once(app: Flask, settings: Settings) -> None:
    written = race(look_at_the_clock, range(WORKERS), settings)

    assert sum(each for each in written if isinstance(each, int)) == len(DAILY_TASKS), written
    with app.app_context():
        jobs = session.execute(select(OutboxJob.kind, OutboxJob.attempts, OutboxJob.done_at)).all()
    assert sorted(job.kind for job in jobs) == sorted(DAILY_TASKS)
    # Nobody plays Stripe here: what asks it waits for its next try.
    assert all(job.attempts == 1 and (job.done_at or job.kind == "payments.reconcile") for job in jobs)


def test_reminders_that_run_together_write_one_mail(app: Flask, settings: Settings) -> None:
    move_in(app, SUPERVISOR)
    with app.app_context():
        hire_team(2)

    assert race(remind, range(WORKERS), settings) == [None] * WORKERS

    with app.app_context():
        assert session.scalar(select(func.count()).select_from(Mail)) == 1
