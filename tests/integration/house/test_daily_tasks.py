"""The clock of the workers: a task of every day is put into the outbox once its hour has come, and once only."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from flask import Flask
from sqlalchemy import select

from shared.db import session
from shared.jobs import daily
from shared.jobs.daily import DailyTask, enqueue_daily_tasks
from shared.jobs.models import OutboxJob
from shared.jobs.runner import drain
from shared.jobs.services import HANDLERS
from shared.kernel import clock
from tests.support.queries import statements

KIND = "test.daily"
FRIDAY = date(2026, 11, 27)


@pytest.fixture(autouse=True)
def days(monkeypatch: pytest.MonkeyPatch, context: None) -> list[str]:
    """A task of eighteen o'clock, alone; the days that it was told."""
    told: list[str] = []

    def note(**payload: object) -> None:
        told.append(str(payload["day"]))

    monkeypatch.setitem(HANDLERS, KIND, note)
    task = DailyTask(KIND, lambda settings: settings.holes_overdue_hour)
    monkeypatch.setattr(daily, "DAILY_TASKS", {KIND: task})
    return told


def look(moment: datetime) -> int:
    """Looks at the clock as a worker does, then does what is due."""
    with clock.at(moment):
        written = enqueue_daily_tasks()
        drain()
    return written


def test_nothing_happens_before_the_hour(days: list[str]) -> None:
    assert look(clock.at_paris(FRIDAY, 17, 59)) == 0
    assert days == []


def test_the_task_is_done_once_a_day_and_told_its_day(days: list[str]) -> None:
    looks = [clock.at_paris(FRIDAY, 18), clock.at_paris(FRIDAY, 18, 1), clock.at_paris(FRIDAY, 23, 59)]

    assert [look(moment) for moment in looks] == [1, 0, 0]
    assert look(clock.at_paris(date(2026, 11, 28), 18)) == 1
    assert days == ["2026-11-27", "2026-11-28"]


def test_the_hour_is_that_of_paris_in_summer_too(days: list[str]) -> None:
    summer = date(2026, 7, 15)

    assert look(clock.at_paris(summer, 17, 59)) == 0
    assert look(clock.at_paris(summer, 18)) == 1


def test_a_job_that_waits_over_midnight_still_speaks_of_its_day(days: list[str]) -> None:
    with clock.at(clock.at_paris(FRIDAY, 18)):
        enqueue_daily_tasks()
    with clock.at(clock.at_paris(date(2026, 11, 28), 1)):
        drain()

    assert days == ["2026-11-27"]


def test_a_day_without_worker_is_left_out(days: list[str]) -> None:
    look(clock.at_paris(date(2026, 11, 30), 9))

    assert days == []


def test_a_look_that_finds_nothing_to_do_reads_once(app: Flask) -> None:
    evening = clock.at_paris(FRIDAY, 18)
    look(evening)

    with clock.at(evening), statements(app) as sent:
        enqueue_daily_tasks()

    assert len(sent) == 1
    assert [job.unique_key for job in session.scalars(select(OutboxJob))] == ["test.daily:2026-11-27"]
