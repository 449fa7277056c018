"""Half past eight on a Monday in November, and calls beside the requests of a test that opens pages."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask

from shared.kernel import clock
from tests.support.team import AT_WORK


@pytest.fixture(autouse=True)
def at_work() -> Iterator[None]:
    """The clock stands still at half past eight."""
    with clock.at(AT_WORK):
        yield


@pytest.fixture
def inside(app: Flask) -> Callable[..., Any]:
    """Calls a function in an application context of its own, beside the requests of a test that opens pages."""

    def call(function: Callable[..., Any], *args: Any, **named: Any) -> Any:
        with app.app_context():
            return function(*args, **named)

    return call
