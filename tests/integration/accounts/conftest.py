"""Other applications on the same data: another process, or the house in earnest."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from flask import Flask

from shared.config import Mode, Settings
from shared.db import database
from tests.support.house import application

OpenAnother = Callable[[Mode], Flask]


@pytest.fixture
def open_another(app: Flask, settings: Settings) -> Iterator[OpenAnother]:
    """Opens one more application on the data of `app`, in a mode; production believes to stand behind HTTPS."""
    assert app.extensions["ateliers_settings"] is settings
    opened: list[Flask] = []

    def make(mode: Mode) -> Flask:
        made = application(replace(settings, mode=mode))
        made.config["PREFERRED_URL_SCHEME"] = "http" if mode is Mode.DEMONSTRATION else "https"
        opened.append(made)
        return made

    yield make
    for made in opened:
        with made.app_context():
            database.engine.dispose()


@pytest.fixture
def production(open_another: OpenAnother) -> Flask:
    """The house in earnest."""
    return open_another(Mode.PRODUCTION)
