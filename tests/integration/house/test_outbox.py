"""Work after the commit: done once, tried again when it fails, given up in the end, never lost."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask, current_app
from sqlalchemy import select

from shared.db import UnitError, atomic, session
from shared.jobs import runner
from shared.jobs.models import OutboxJob
from shared.jobs.runner import LEASE, MOST_ATTEMPTS, drain, pause_after
from shared.jobs.services import HANDLERS, enqueue
from shared.kernel import clock

KIND = "test.work"


class Work:
    """A kind of job that notes its calls, and fails as long as `error` is set."""

    def __init__(self) -> None:
        self.calls: list[object] = []
        self.error: BaseException | None = None

    def __call__(self, **payload: object) -> None:
        self.calls.append(payload)
        if self.error:
            raise self.error


@pytest.fixture
def work(monkeypatch: pytest.MonkeyPatch) -> Work:
    """The handler of the jobs of these tests."""
    handler = Work()
    monkeypatch.setitem(HANDLERS, KIND, handler)
    return handler


@pytest.fixture
def inside(app: Flask) -> Iterator[None]:
    """An application context."""
    with app.app_context():
        yield


pytestmark = pytest.mark.usefixtures("inside")


def write(number: int = 7) -> None:
    """Puts one job into the outbox."""
    with atomic():
        enqueue(KIND, number=number)


def write_and_fail() -> None:
    """Puts one job into the outbox in a unit that is given up."""
    with atomic():
        enqueue(KIND)
        raise KeyError


def stored() -> OutboxJob:
    """Returns the only job, as it is now: a context that has read keeps seeing what it saw."""
    with current_app.app_context():
        return session.scalars(select(OutboxJob)).one()


def test_a_job_is_done_once_with_what_it_was_given(work: Work) -> None:
    write(7)

    assert drain() == 1
    assert drain() == 0
    assert work.calls == [{"number": 7}]
    assert stored().done_at is not None


def test_a_job_belongs_to_the_unit_that_causes_it(work: Work) -> None:
    with pytest.raises(UnitError):
        enqueue(KIND)
    with pytest.raises(KeyError):
        write_and_fail()
    drain()
    assert work.calls == []


def test_a_kind_that_nobody_handles_is_refused() -> None:
    with pytest.raises(LookupError), atomic():
        enqueue("test.unknown")


@pytest.mark.usefixtures("work")
def test_the_same_key_is_written_once() -> None:
    for _ in range(2):
        with atomic():
            enqueue(KIND, unique_key="facture-7")

    assert stored().unique_key == "facture-7"


def test_jobs_are_done_in_the_order_they_fall_due(work: Work) -> None:
    for number in range(3):
        write(number)

    drain()

    assert work.calls == [{"number": 0}, {"number": 1}, {"number": 2}]


def test_a_failure_waits_longer_each_time_and_is_given_up_in_the_end(work: Work) -> None:
    work.error = OSError("la machine à écrire est en panne")
    write()
    moment = clock.now()

    for attempt in range(1, MOST_ATTEMPTS):
        with clock.at(moment):
            assert drain() == 1
            assert drain() == 0, "it waits"
            assert stored().given_up_at is None
            assert stored().due_at == moment + pause_after(attempt)
        moment += pause_after(attempt)
    with clock.at(moment):
        drain()
    with clock.at(moment + timedelta(days=1)):
        assert drain() == 0

    assert len(work.calls) == MOST_ATTEMPTS
    assert stored().given_up_at is not None
    assert stored().last_error == "OSError: la machine à écrire est en panne"


def test_pauses_grow() -> None:
    pauses = [pause_after(attempt).total_seconds() for attempt in range(1, MOST_ATTEMPTS)]

    assert pauses == [10, 40, 160, 640]


def test_a_failed_job_that_succeeds_later_is_done(work: Work) -> None:
    work.error = OSError()
    write()
    drain()
    work.error = None

    with clock.at(clock.now() + pause_after(1)):
        drain()

    assert stored().done_at is not None
    assert stored().last_error is None


def test_one_failure_does_not_keep_the_others_waiting(work: Work, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = Work()
    broken.error = RuntimeError("x")
    monkeypatch.setitem(HANDLERS, "test.broken", broken)
    with atomic():
        enqueue("test.broken")
    write()

    assert drain() == 2
    assert len(work.calls) == 1


def test_what_a_failed_job_wrote_is_undone(work: Work, monkeypatch: pytest.MonkeyPatch) -> None:
    def half(**_: object) -> None:
        with atomic():
            enqueue(KIND)
            raise RuntimeError

    monkeypatch.setitem(HANDLERS, "test.half", half)
    with atomic():
        enqueue("test.half")

    drain()

    assert work.calls == []
    assert stored().kind == "test.half"


def test_an_error_names_no_mail_address(work: Work) -> None:
    work.error = RuntimeError("cannot write to <amarante@example.org>: no such box\nand more")
    write()

    drain()

    assert stored().last_error == "RuntimeError: cannot write to <…>: no such box"


def test_a_job_in_hand_is_left_alone_until_its_lease_ends(work: Work) -> None:
    write()
    claim = runner.claim_next()
    assert claim

    assert drain() == 0
    with clock.at(clock.now() + LEASE):
        assert drain() == 1
    assert len(work.calls) == 1


def test_a_worker_that_comes_back_too_late_changes_nothing(work: Work) -> None:
    write()
    slow = runner.claim_next()
    assert slow
    work.error = OSError()
    with clock.at(clock.now() + LEASE):
        drain()

    work.error = None
    runner.perform(slow)

    assert stored().done_at is None
    assert stored().attempts == 2


def test_a_job_that_kills_its_worker_each_time_is_given_up(work: Work) -> None:
    write()
    moment = clock.now()
    for _ in range(MOST_ATTEMPTS):
        with clock.at(moment):
            assert runner.claim_next()
        moment += LEASE

    with clock.at(moment):
        assert drain() == 0

    assert work.calls == []
    assert stored().given_up_at is not None
    assert stored().last_error


def test_a_job_interrupted_by_a_stop_is_due_again_at_once(work: Work) -> None:
    work.error = KeyboardInterrupt()
    write()
    with pytest.raises(KeyboardInterrupt):
        drain()
    work.error = None

    assert drain() == 1
    assert stored().attempts == 1
    assert stored().done_at is not None
