"""The tool that writes migrations leaves the history alone while the models say nothing new."""

from __future__ import annotations

import pytest

from tests.support.source import committed
from tools import migration


def test_nothing_is_written_while_the_models_say_what_the_history_says() -> None:
    before = committed("workshops/migrations")
    with pytest.raises(SystemExit, match="nothing to write"):
        migration.main("Nothing at all")
    assert committed("workshops/migrations") == before
