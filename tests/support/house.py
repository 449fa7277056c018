"""The application under test, made once per process, with data renewed for each test."""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from flask import Flask
from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

from shared.cli.database import upgrade_database
from shared.config import Settings
from shared.db import database
from tests.support.databases import FOLDER, Store
from workshops.app import create_app

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


class House:
    """One application on one database; it answers on `listening` once a browser asks for it."""

    def __init__(self, store: Store, listening: socket.socket) -> None:
        self.store = store
        self._listening = listening
        self._folder = Path(os.environ[FOLDER]) / f"house-{os.getpid()}"
        self._server: BaseWSGIServer | None = None
        self.settings = self._settings(store.url)
        self.app = application(self.settings)
        store.build_template(self._migrate)

    def close(self) -> None:
        """Stops answering and leaves the database."""
        if self._server:
            self._server.shutdown()
            self._server.server_close()
        self._let_go()

    @property
    def url(self) -> str:
        """Where the application answers."""
        return self.settings.public_url

    def renew(self) -> None:
        """Gives the application fresh data."""
        self._let_go()
        self.store.renew()

    def serve(self) -> None:
        """Answers requests on the port of the settings from now on, each in a thread, until the process ends."""
        if self._server is None:
            host, port = self._listening.getsockname()
            self._server = make_server(
                host, port, closing_answers(self.app), threaded=True, request_handler=Quiet, fd=self._listening.fileno()
            )
            threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def _settings(self, database_url: str) -> Settings:
        environment = {
            "ATELIERS_DATABASE_URL": database_url,
            "ATELIERS_DATA_DIR": str(self._folder),
            "ATELIERS_PORT": str(self._listening.getsockname()[1]),
        }
        return Settings.from_environ(environment)

    def _migrate(self, url: str) -> None:
        with application(self._settings(url)).app_context():
            upgrade_database()
            database.engine.dispose()

    def _let_go(self) -> None:
        with self.app.app_context():
            database.engine.dispose()


def closing_answers(app: WSGIApplication) -> WSGIApplication:
    """Returns `app` whose answers are closed even where the visitor leaves in the middle of one.

    werkzeug's server reads what is left on the connection before it closes an answer; a connection that is gone
    makes that fail, and a picture's file would stay open.
    """

    def answer(environ: WSGIEnvironment, start_response: StartResponse) -> Iterator[bytes]:
        parts = app(environ, start_response)
        try:
            yield from parts
        finally:
            if close := getattr(parts, "close", None):
                close()

    return answer


class Quiet(WSGIRequestHandler):
    """Writes no access log: the application's own is enough to understand a failure."""

    def log_request(self, *_: object) -> None:
        """Says nothing."""


@contextmanager
def visited(app: Flask) -> Iterator[Flask]:
    """Enters an application made for one test, and closes its connections at the end."""
    try:
        yield app
    finally:
        with app.app_context():
            database.engine.dispose()


def application(settings: Settings) -> Flask:
    """Returns the application as it runs, save that an error reaches the test and that a password is hashed lightly."""
    app = create_app(settings)
    app.testing = True
    app.extensions["security"].pwd_context.update(argon2__time_cost=1, argon2__memory_cost=64)
    return app
