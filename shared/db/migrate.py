"""Brings a database to the present schema: Alembic's history, then the triggers.

Alembic is imported where it is used: it takes as long to load as the database library, and few processes need it.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import create_engine
from sqlalchemy.pool import NullPool

from shared.db import triggers
from shared.db.base import database, session

if TYPE_CHECKING:
    from alembic.config import Config
    from sqlalchemy.engine import Connection


def upgrade(migrations: Path) -> None:
    """Applies what is missing of the history in the folder `migrations` to the application's database, in one go."""
    from alembic import command  # noqa: PLC0415

    engine = create_engine(database.engine.url, poolclass=NullPool)
    if engine.dialect.name == "sqlite":
        Path(str(engine.url.database)).parent.mkdir(parents=True, exist_ok=True)
    try:
        with engine.begin() as connection:
            command.upgrade(configuration(migrations, connection), "head")
            triggers.recreate(connection)
    finally:
        engine.dispose()


def is_current(migrations: Path) -> bool:
    """Tells whether the application's database has come to the end of the history in the folder `migrations`."""
    from alembic.runtime.migration import MigrationContext  # noqa: PLC0415

    return set(MigrationContext.configure(session.connection()).get_current_heads()) == _heads(migrations)


@cache
def _heads(migrations: Path) -> frozenset[str]:
    from alembic.script import ScriptDirectory  # noqa: PLC0415

    return frozenset(ScriptDirectory(str(migrations)).get_heads())


def configuration(migrations: Path, connection: Connection) -> Config:
    """Returns the Alembic configuration that works on `connection`."""
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(migrations).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config
