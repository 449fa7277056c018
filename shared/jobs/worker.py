"""The process behind `ateliers worker`: drains the outbox, and keeps the clock, until it is asked to stop."""

from __future__ import annotations

import signal
import time
from types import FrameType

from sqlalchemy.exc import DBAPIError

from shared.jobs.daily import enqueue_daily_tasks
from shared.jobs.runner import run_next
from shared.web.logs import failure, log

POLL_SECONDS = 0.25
GRACE_SECONDS = 0.7
CLOCK_SECONDS = 30
PAUSE_WITHOUT_DATABASE_SECONDS = 5


class Stopped(BaseException):
    """The job in hand took longer than we may wait; it goes back to the queue."""


class Worker:
    """Takes one job after the other. After SIGTERM or SIGINT the job in hand has GRACE_SECONDS left."""

    def __init__(self) -> None:
        self._stopping = False
        self._looks_next = time.monotonic()

    def run(self) -> None:
        """Runs until stopped; a database that is away is waited for."""
        signal.signal(signal.SIGTERM, self._stop)
        signal.signal(signal.SIGINT, self._stop)
        signal.signal(signal.SIGALRM, self._interrupt)
        log.info("worker started")
        try:
            while not self._stopping:
                self._take_one()
        except Stopped:
            log.warning("worker left a job to another")
        signal.setitimer(signal.ITIMER_REAL, 0)
        log.info("worker stopped")

    def _take_one(self) -> None:
        try:
            self._look_at_the_clock()
            if not run_next():
                time.sleep(POLL_SECONDS)
        except DBAPIError as error:
            log.error("worker without database", **failure(error))
            self._sleep(PAUSE_WITHOUT_DATABASE_SECONDS)

    def _look_at_the_clock(self) -> None:
        if time.monotonic() >= self._looks_next:
            enqueue_daily_tasks()
            self._looks_next = time.monotonic() + CLOCK_SECONDS

    def _sleep(self, seconds: float) -> None:
        until = time.monotonic() + seconds
        while not self._stopping and time.monotonic() < until:
            time.sleep(POLL_SECONDS)

    def _stop(self, _signal: int, _frame: FrameType | None) -> None:
        self._stopping = True
        signal.setitimer(signal.ITIMER_REAL, GRACE_SECONDS)

    def _interrupt(self, _signal: int, _frame: FrameType | None) -> None:
        raise Stopped
