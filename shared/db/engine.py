"""Makes an engine keep the house's rules on either database: read-only by default, safe writes, real foreign keys."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import psycopg
from sqlalchemy import event

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection, Engine

WRITING = "ateliers_writing"
"""The execution option that a unit sets on its connection before the transaction begins."""

BUSY_MILLISECONDS = 20_000


def prepare(engine: Engine) -> None:
    """Hooks the rules of its database onto `engine`, before its first connection."""
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _open_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    else:
        event.listen(engine, "begin", _begin_postgresql)


def _open_sqlite(connection: Any, _record: object) -> None:
    # The driver's own transactions are switched off: it would begin a deferred one behind our back.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in (
        f"busy_timeout = {BUSY_MILLISECONDS}",
        "journal_mode = WAL",
        "synchronous = FULL",
        "foreign_keys = ON",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    writing = connection.get_execution_options().get(WRITING, False)
    connection.exec_driver_sql(f"PRAGMA query_only = {'OFF' if writing else 'ON'}")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


def _begin_postgresql(connection: Connection) -> None:
    driver: Any = connection.connection.dbapi_connection
    writing = connection.get_execution_options().get(WRITING, False)
    # A page reads one state of the world; a writer locks the rows it depends on instead.
    level = psycopg.IsolationLevel.READ_COMMITTED if writing else psycopg.IsolationLevel.REPEATABLE_READ
    if driver.read_only is not (not writing):
        driver.read_only = not writing
    if driver.isolation_level is not level:
        driver.isolation_level = level
