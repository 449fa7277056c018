"""What is done once a day: a job put into the outbox when its hour has come, by whichever worker looks first.

A day on which no worker ran at or after the hour is left out: what a daily task tells is worth nothing the day after.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flask import current_app
from sqlalchemy import select

from shared.config import Settings
from shared.db import atomic, session
from shared.jobs.models import OutboxJob
from shared.jobs.services import enqueue, handles
from shared.kernel import clock

Hour = Callable[[Settings], int]


@dataclass(frozen=True)
class DailyTask:
    """A kind of job and the hour, Paris time, from which it is due each day; its handler gets the `day`, ISO 8601."""

    kind: str
    hour: Hour


DAILY_TASKS: dict[str, DailyTask] = {}


def daily(kind: str, label: str, *, hour: int | Hour) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Registers a function as the handler of a job of every day, due from `hour` on: a number, or read in the settings.

    The function takes `day`; whatever hour it runs at, it speaks of that day.
    """

    def register(function: Callable[..., None]) -> Callable[..., None]:
        DAILY_TASKS[kind] = DailyTask(kind, hour if callable(hour) else lambda _settings: hour)
        return handles(kind, label)(function)

    return register


def enqueue_daily_tasks() -> int:
    """Puts today's tasks whose hour has come into the outbox, each once; returns how many. Opens its own unit."""
    settings: Settings = current_app.extensions["ateliers_settings"]
    with current_app.app_context():
        now = clock.local(clock.now())
        day = now.date().isoformat()
        due = {f"{task.kind}:{day}": task for task in DAILY_TASKS.values() if now.hour >= task.hour(settings)}
        # A look at the clock only reads: on SQLite every unit keeps the other writers waiting.
        known = set(session.scalars(select(OutboxJob.unique_key).where(OutboxJob.unique_key.in_(due))))
        if not due.keys() - known:
            return 0
        with atomic():
            return sum(enqueue(task.kind, unique_key=key, day=day) for key, task in due.items())
