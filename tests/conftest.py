"""The house that every test enters: its application, its database, its browser, and the guards that fail it."""

from __future__ import annotations

import os
import smtplib
import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing

import hypothesis
import pytest
from flask import Flask
from sqlalchemy import Connection, Engine, event

from shared.config import Settings
from tests.support import databases
from tests.support.client import Visitor
from tests.support.house import House
from tests.support.personas import Persona, client_of

pytest_plugins = ["tests.support.browser", "tests.support.not_run", "tests.support.till"]

hypothesis.settings.register_profile("quick", derandomize=True, max_examples=50, deadline=None)
hypothesis.settings.register_profile("deep", max_examples=2000, deadline=None)

RUN = pytest.StashKey[ExitStack]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Adds the choice of the database and of the large counts."""
    parser.addoption("--database", choices=databases.BACKENDS, default="sqlite", help="the database under test")
    parser.addoption("--deep", action="store_true", help="run with the large counts")


def pytest_configure(config: pytest.Config) -> None:
    """Opens, in the process that leads the run, what all test processes share."""
    hypothesis.settings.load_profile("deep" if config.getoption("--deep") else "quick")
    if hasattr(config, "workerinput"):
        return
    stack = config.stash[RUN] = ExitStack()
    folder = stack.enter_context(databases.run_folder())
    if config.getoption("--database") == "postgresql":
        stack.enter_context(databases.postgresql_server(folder))


def pytest_unconfigure(config: pytest.Config) -> None:
    """Closes it again."""
    if stack := config.stash.get(RUN, None):
        stack.close()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leaves the tests with large counts to `make deep`."""
    if not config.getoption("--deep"):
        deep = [item for item in items if item.get_closest_marker("deep")]
        items[:] = [item for item in items if item not in deep]
        config.hook.pytest_deselected(items=deep)


@pytest.fixture(scope="session")
def house(pytestconfig: pytest.Config) -> Iterator[House]:
    """The application of this test process with its database; tests ask for `app`, which has fresh data."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "alone")
    store = databases.open_database(pytestconfig.getoption("--database"), worker)
    with socket.create_server(("127.0.0.1", 0)) as listening, closing(House(store, listening)) as house:
        yield house


@pytest.fixture
def app(house: House) -> Flask:
    """The application, with the data that a new installation has."""
    house.renew()
    return house.app


@pytest.fixture
def context(app: Flask) -> Iterator[None]:
    """An application context, for tests that call services and queries without a request."""
    with app.app_context():
        yield


@pytest.fixture
def settings(house: House) -> Settings:
    """The settings of the application under test."""
    return house.settings


@pytest.fixture
def client(app: Flask) -> Visitor:
    """A visitor who is not signed in."""
    return Visitor(app, app.response_class)


@pytest.fixture
def sign_in(app: Flask) -> Callable[[Persona], Visitor]:
    """Signs a persona in and returns its client."""
    return lambda persona: client_of(app, persona)


@pytest.fixture
def deep(pytestconfig: pytest.Config) -> bool:
    """Whether this run uses the large counts."""
    return bool(pytestconfig.getoption("--deep"))


@pytest.fixture(autouse=True)
def connections_are_closed() -> Iterator[None]:
    """Closes, after each test, the database connections of every application that it made."""
    used: set[Engine] = set()

    def note(connection: Connection) -> None:
        used.add(connection.engine)

    event.listen(Engine, "engine_connect", note)
    yield
    event.remove(Engine, "engine_connect", note)
    for engine in used:
        engine.dispose()


@pytest.fixture(autouse=True)
def no_mail_leaves(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Fails a test during which somebody speaks SMTP, even when the caller swallows the refusal."""
    calls: list[object] = []

    def refuse(_server: smtplib.SMTP, *address: object, **_options: object) -> None:
        calls.append(address)
        raise ConnectionRefusedError("no mail leaves a test")

    monkeypatch.setattr(smtplib.SMTP, "connect", refuse)
    yield
    assert not calls, f"somebody speaks SMTP: {calls}"
