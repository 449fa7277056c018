"""The statements that a request sends to its database: recorded as the driver gets them, and sent again without us."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from flask import Flask
from sqlalchemy import create_engine, event

from shared.db import Base, database
from shared.db.engine import prepare
from tests.support.queries import HOUSEKEEPING

WRITES = ("INSERT", "UPDATE", "DELETE")


class Statement(NamedTuple):
    """One statement with its parameters in the driver's form: one set of them, or a list of sets to run it for each."""

    text: str
    parameters: Any


class Recorder:
    """Notes what an application sends, transactions and settings left out."""

    def __init__(self, app: Flask) -> None:
        self._sent: list[Statement] = []
        with app.app_context():
            event.listen(database.engine, "before_cursor_execute", self._note)

    def take(self) -> tuple[Statement, ...]:
        """Returns what was sent since the last call."""
        sent = tuple(self._sent)
        self._sent.clear()
        return sent

    def _note(self, _connection: Any, _cursor: Any, statement: str, parameters: Any, *_rest: Any) -> None:
        if not statement.startswith(HOUSEKEEPING):
            self._sent.append(Statement(statement, parameters))


class Driver:
    """A connection of the bare driver, sqlite3 or psycopg, as safe as ours: the disk has it when a commit returns."""

    def __init__(self, url: str) -> None:
        self._engine = create_engine(url)
        # For the settings of a new connection alone: from here on nothing passes through SQLAlchemy.
        prepare(self._engine)
        self._borrowed = self._engine.raw_connection()
        self._connection: Any = self._borrowed.driver_connection
        self._begins = self._engine.dialect.name == "sqlite"

    def send(self, statements: Iterable[Statement]) -> None:
        """Sends statements in one transaction and fetches all that they return; commits when one of them writes."""
        statements = list(statements)
        if not statements:
            return
        writes = any(statement.text.startswith(WRITES) for statement in statements)
        cursor = self._connection.cursor()
        if self._begins:
            cursor.execute("BEGIN IMMEDIATE" if writes else "BEGIN")
        for text, parameters in statements:
            (cursor.executemany if isinstance(parameters, list) else cursor.execute)(text, parameters)
            if cursor.description:
                cursor.fetchall()
        self._connection.commit()

    def count_rows(self) -> list[int]:
        """Returns the number of rows of each table."""
        counts = (f"SELECT count(*) FROM {table}" for table in Base.metadata.tables)  # noqa: S608 - our own tables
        return [self._connection.execute(count).fetchone()[0] for count in counts]

    def close(self) -> None:
        """Leaves the database."""
        self._borrowed.close()
        self._engine.dispose()
