"""Counts the tests whose system program this machine lacks: never silent, and a failure where CI=true.

A test says what it needs with `@pytest.mark.system("program")`.
"""

from __future__ import annotations

import os
import shutil
from collections import Counter

import pytest

LEFT_OUT = pytest.StashKey[Counter[str]]()


def pytest_configure(config: pytest.Config) -> None:
    """Starts the count at nothing."""
    config.stash[LEFT_OUT] = Counter()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leaves out and counts the tests that can't run here."""
    left_out = {item: program for item in items if (program := missing_program(item))}
    items[:] = [item for item in items if item not in left_out]
    config.hook.pytest_deselected(items=list(left_out))
    config.stash[LEFT_OUT].update(left_out.values())


def missing_program(item: pytest.Item) -> str:
    """Returns the first program that a test needs and that is not there, else an empty string."""
    needed = (str(mark.args[0]) for mark in item.iter_markers("system"))
    return next((program for program in needed if shutil.which(program) is None), "")


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Hands a worker's count to the process that leads the run, which fails the run where CI=true."""
    counted = session.config.stash[LEFT_OUT]
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["left_out"] = dict(counted)
    elif counted and os.environ.get("CI") == "true":
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: object) -> None:
    """Takes over a worker's count; all workers collect the same tests, so the counts are equal, not added."""
    config: pytest.Config = node.config  # type: ignore[attr-defined]
    config.stash[LEFT_OUT] |= Counter(getattr(node, "workeroutput", {}).get("left_out", {}))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Says how many tests were left out, and for want of what."""
    for program, count in sorted(terminalreporter.config.stash[LEFT_OUT].items()):
        terminalreporter.write_line(f"NOT RUN: {count} ({program})")
