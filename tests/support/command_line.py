"""`ateliers` called in a test: its arguments, its exit code, and the lines that say what is wrong."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from click.testing import CliRunner, Result
from flask import Flask

from shared.cli.program import ateliers

DONE, DATA_WRONG, CALL_WRONG = 0, 1, 2

Call = Callable[..., Result]


@pytest.fixture
def call(app: Flask) -> Call:
    """Runs `ateliers` with arguments, on the application under test."""

    def run(*arguments: object, given: str = "") -> Result:
        result = CliRunner().invoke(ateliers, [str(each) for each in arguments], obj=lambda: app, input=given)
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        return result

    return run


def problems(result: Result) -> list[str]:
    """Returns the lines of stderr that are no log."""
    return [line for line in result.stderr.splitlines() if not line.startswith("{")]
