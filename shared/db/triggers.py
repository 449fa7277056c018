"""Triggers that make a table append-only, on both databases.

A table says so in its `info`; `recreate` runs after every migration, because an Alembic batch change on SQLite copies
the table and drops its triggers silently.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sqlalchemy import text

from shared.db.base import Base

if TYPE_CHECKING:
    from sqlalchemy import MetaData
    from sqlalchemy.engine import Connection

APPEND_ONLY = {"append_only": True}
"""The `info` of a table whose rows are inserted once, never changed, never removed."""

_FUNCTION = "ateliers_refuse_change"

_POSTGRESQL_FUNCTION = f"""
CREATE OR REPLACE FUNCTION {_FUNCTION}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END
$$
"""


def append_only_tables(metadata: MetaData = Base.metadata) -> tuple[str, ...]:
    """Returns the names of the tables whose rows never change."""
    return tuple(table.name for table in metadata.sorted_tables if table.info.get("append_only"))


def recreate(connection: Connection) -> None:
    """Drops and creates every trigger of the house on the connection's database."""
    statements = _sqlite_statements() if connection.dialect.name == "sqlite" else _postgresql_statements()
    for statement in statements:
        connection.execute(text(statement))


def _sqlite_statements() -> Iterator[str]:
    for table in append_only_tables():
        for verb in ("update", "delete"):
            name = f"{table}_refuse_{verb}"
            yield f"DROP TRIGGER IF EXISTS {name}"
            yield (
                f"CREATE TRIGGER {name} BEFORE {verb.upper()} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )


def _postgresql_statements() -> Iterator[str]:
    yield _POSTGRESQL_FUNCTION
    for table in append_only_tables():
        for verb, each in (("update", "ROW"), ("delete", "ROW"), ("truncate", "STATEMENT")):
            name = f"{table}_refuse_{verb}"
            yield f"DROP TRIGGER IF EXISTS {name} ON {table}"
            yield (
                f"CREATE TRIGGER {name} BEFORE {verb.upper()} ON {table} FOR EACH {each} EXECUTE FUNCTION {_FUNCTION}()"
            )
