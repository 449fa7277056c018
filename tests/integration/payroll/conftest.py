"""Half past eight on a Monday in November, and a team of twelve."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

import pytest
from flask import Flask

from shared.kernel import clock
from tests.support.client import Visitor
from tests.support.personas import SUPERVISOR, client_of
from tests.support.team import AT_WORK, hire_team


@pytest.fixture(autouse=True)
def at_work() -> Iterator[None]:
    """The clock stands still at half past eight."""
    with clock.at(AT_WORK):
        yield


@pytest.fixture
def team(context: None) -> list[UUID]:
    """Twelve people with a contract of four days a week; the contracts in the order of the tiles."""
    return hire_team(12)


@pytest.fixture
def inside(app: Flask) -> Callable[..., Any]:
    """Calls a function in an application context of its own, beside the requests of a test that opens pages."""

    def call(function: Callable[..., Any], *args: Any, **named: Any) -> Any:
        with app.app_context():
            return function(*args, **named)

    return call


@pytest.fixture
def crew(inside: Callable[..., Any]) -> list[UUID]:
    """The same twelve people, for tests that open pages."""
    contracts: list[UUID] = inside(hire_team, 12)
    return contracts


@pytest.fixture
def supervisor(app: Flask) -> Visitor:
    """The supervisor's tablet."""
    return client_of(app, SUPERVISOR)
