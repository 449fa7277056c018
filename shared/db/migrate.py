"""Brings a database to the present schema: Alembic's history, then the triggers."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine
from sqlalchemy.pool import NullPool

from shared.db import triggers
from shared.db.base import database

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection


def upgrade(migrations: Path) -> None:
    """Applies what is missing of the history in the folder `migrations` to the application's database, in one go."""
    engine = create_engine(database.engine.url, poolclass=NullPool)
    if engine.dialect.name == "sqlite":
        Path(str(engine.url.database)).parent.mkdir(parents=True, exist_ok=True)
    try:
        with engine.begin() as connection:
            command.upgrade(configuration(migrations, connection), "head")
            triggers.recreate(connection)
    finally:
        engine.dispose()


def configuration(migrations: Path, connection: Connection) -> Config:
    """Returns the Alembic configuration that works on `connection`."""
    config = Config()
    config.set_main_option("script_location", str(migrations).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config
