"""Half past eight on a Monday in November, and a team of twelve."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

import pytest

from shared.kernel import clock
from tests.support.team import AT_WORK, hire_team


@pytest.fixture(autouse=True)
def at_work() -> Iterator[None]:
    """The clock stands still at half past eight."""
    with clock.at(AT_WORK):
        yield


@pytest.fixture
def team(context: None) -> list[UUID]:  # noqa: ARG001 (hiring needs it)
    """Twelve people with a contract of four days a week; the contracts in the order of the tiles."""
    return hire_team(12)
