"""Many processes read, think and write at the same moment; nobody fails and nothing is lost."""

from __future__ import annotations

from collections.abc import Iterator

from flask import Flask
from sqlalchemy import select

from shared.config import Settings
from shared.db import atomic, next_number, session
from shared.db.sequences import Sequence
from shared.workshop import Site
from tests.support.races import race

PROCESSES = 8
UNITS_EACH = 50
DEEP_UNITS_EACH = 500


def count_up(times: int) -> int:
    """Reads a stored number, then writes it one higher, `times` times; returns how many units were committed."""
    done = 0
    for _ in range(times):
        with atomic():
            counter = session.scalars(select(Sequence).where(Sequence.series == "race").with_for_update()).one()
            counter.last_number += 1
        done += 1
    return done


def take_numbers(times: int) -> list[int]:
    """Takes numbers of one series, giving every third unit up after the number was taken."""
    kept = []
    for turn in range(times):
        try:
            kept.append(_take_a_number(give_up=turn % 3 == 0))
        except _ChangedMind:
            continue
    return kept


def _take_a_number(*, give_up: bool) -> int:
    with atomic():
        session.execute(select(Site.id).limit(1)).all()
        number = next_number("AB-2026")
        if give_up:
            raise _ChangedMind
    return number


class _ChangedMind(Exception):
    pass


def _numbers(results: list[list[int] | BaseException]) -> Iterator[int]:
    for result in results:
        assert isinstance(result, list), result
        yield from result


def test_400_units_that_read_then_write_all_commit(app: Flask, settings: Settings, *, deep: bool) -> None:
    """No unit dies, and the counter shows each of them."""
    each = DEEP_UNITS_EACH if deep else UNITS_EACH
    with app.app_context(), atomic():
        session.add(Sequence(series="race", last_number=1))

    results = race(count_up, [each] * PROCESSES, settings)

    assert results == [each] * PROCESSES
    with app.app_context():
        counted = session.scalars(select(Sequence.last_number).where(Sequence.series == "race")).one()
    assert counted == 1 + PROCESSES * each


def test_numbers_taken_at_once_leave_no_gap_and_no_double(app: Flask, settings: Settings) -> None:
    """A unit that is given up gives its number back."""
    with app.app_context():
        results = race(take_numbers, [30] * PROCESSES, settings)

    taken = sorted(_numbers(results))

    assert taken == list(range(1, PROCESSES * 20 + 1))
