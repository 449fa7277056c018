"""Where the measuring happens: the application on one database, its floor on a twin that receives the same."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from pathlib import Path
from time import perf_counter_ns
from typing import NamedTuple

from flask import Flask, render_template
from werkzeug.test import TestResponse

from shared.accounts.permissions import Permission, requires
from shared.cli.database import upgrade_database
from shared.config import Settings
from shared.db import database
from tests.load.bare import bare
from tests.load.statements import Driver, Recorder
from tests.load.timing import Series
from tests.load.wsgi import Exchange, Meter, call
from tests.support.client import Visitor
from tests.support.databases import FOLDER, open_database
from tests.support.house import application

WARM_TURNS = 5
"""Turns that are played before one counts: by then templates, statements and caches are made."""

EMPTY_PAGE = "/mesure/page-vide"
EMPTY_TEMPLATE = "{% extends 'staff.html' %}{% block page_title %}Rien{% endblock %}"

GZIP = {"Accept-Encoding": "gzip"}


class Step(NamedTuple):
    """One request to measure, which must be answered with `status`; those that `send` makes on the way are not."""

    name: str
    send: Callable[[], TestResponse]
    status: int = 200


Story = Callable[[int], Iterator[Step]]
"""What somebody does in the n-th turn, step by step."""


class Place:
    """An application with its data, and a twin of its database that is kept in step.

    Whatever the application sends to its database is sent to the twin too, so that the same keys mean the same rows.
    """

    def __init__(self, backend: str, furnish: Callable[[Flask], None]) -> None:
        store, twin = (open_database(backend, name) for name in ("ours", "floor"))

        def build(url: str) -> None:
            app = application(Settings.from_environ(_environment(url)))
            with app.app_context():
                upgrade_database()
            furnish(app)
            _let_go(app)

        store.build_template(build)
        store.renew()
        twin.renew()
        self.environment = _environment(store.url)
        self._settings = Settings.from_environ(self.environment)
        self.app = application(self._settings)
        _add_empty_page(self.app)
        self._meter = Meter(self.app.wsgi_app, Recorder(self.app))
        self.app.wsgi_app = self._meter  # type: ignore[method-assign]
        self._driver = Driver(Settings.from_environ(_environment(twin.url)).database_url)

    def close(self) -> None:
        """Leaves both databases."""
        self._driver.close()
        _let_go(self.app)

    def ask(self, client: Visitor, path: str) -> Exchange:
        """Returns what comes of opening `path` as a browser does, compressed."""
        client.get(path, headers=GZIP)
        *_, exchange = self._meter.take()
        return exchange

    def measure(self, story: Story, turns: int) -> dict[str, Series]:
        """Plays a story, each step followed at once by its floor; returns the series of each step."""
        found: dict[str, Series] = {}
        for turn in range(WARM_TURNS + turns):
            for name, send, status in story(turn):
                send()
                *before, exchange = self._meter.take()
                assert exchange.answer.status.startswith(str(status)), f"{name}: {exchange.answer.status}"
                self._keep_in_step(before)
                floor = self._least(exchange)
                series = found.setdefault(name, Series(statements=len(exchange.statements)))
                if turn >= WARM_TURNS:
                    series.ours.append(exchange.nanoseconds)
                    series.worked.append(exchange.worked)
                    series.floor.append(floor)
        return found

    def check_twin(self) -> None:
        """Makes sure that both databases hold the same number of rows in each table: the floor did all of the work."""
        with closing(Driver(self._settings.database_url)) as ours:
            assert ours.count_rows() == self._driver.count_rows(), "the floor did other work"

    def _keep_in_step(self, exchanges: Iterable[Exchange]) -> None:
        for exchange in exchanges:
            self._driver.send(exchange.statements)

    def _least(self, exchange: Exchange) -> int:
        """Returns how long the same bytes and the same statements take without us."""
        _, answering = call(bare(exchange.answer), exchange.again())
        began = perf_counter_ns()
        self._driver.send(exchange.statements)
        return answering + perf_counter_ns() - began


def _environment(database_url: str) -> dict[str, str]:
    folder = Path(os.environ[FOLDER]) / "data"
    return {"ATELIERS_DATABASE_URL": database_url, "ATELIERS_DATA_DIR": str(folder)}


def _let_go(app: Flask) -> None:
    with app.app_context():
        database.engine.dispose()


def _add_empty_page(app: Flask) -> None:
    template = app.jinja_env.from_string(EMPTY_TEMPLATE)

    @app.get(EMPTY_PAGE)
    @requires(Permission.VIEW_DESK)
    def empty_page() -> str:
        return render_template(template)
