"""Lets real processes do the same thing at the same moment, as the workers of a server do."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing.synchronize import Barrier
from typing import TypeVar

from shared.config import Settings
from workshops.app import create_app

Given = TypeVar("Given")
Result = TypeVar("Result")

START_SECONDS = 60

_start: Barrier


def race(
    runner: Callable[[Given], Result], arguments: Sequence[Given], settings: Settings
) -> list[Result | BaseException]:
    """Calls `runner` once per argument, each in its own process and application context, all released together.

    Returns the results in the order of the arguments; what a runner raises stands in its place. `runner` is a function
    of a module, not of a test.
    """
    context = multiprocessing.get_context("spawn")
    start = context.Barrier(len(arguments))
    with ProcessPoolExecutor(len(arguments), context, initializer=_get_ready, initargs=(start,)) as pool:
        running = [pool.submit(_run, runner, argument, settings) for argument in arguments]
        return [each.exception() or each.result() for each in running]


def _get_ready(start: Barrier) -> None:
    global _start  # noqa: PLW0603 - a process pool hands a barrier over in no other way
    _start = start


def _run(runner: Callable[[Given], Result], argument: Given, settings: Settings) -> Result:
    app = create_app(settings)
    with app.app_context():
        _start.wait(START_SECONDS)
        return runner(argument)
