"""Changing what nobody may change, as somebody with the database's password could."""

from __future__ import annotations

from sqlalchemy import text

from shared.db import atomic, session
from shared.db.triggers import append_only_tables


def damage(*statements: str) -> None:
    """Runs statements behind the application's back, the triggers of the ledger out of the way for good."""
    with atomic():
        on_postgresql = session.get_bind().dialect.name == "postgresql"
        for table in append_only_tables():
            for verb in ("update", "delete"):
                of_the_table = f" ON {table}" if on_postgresql else ""
                session.execute(text(f"DROP TRIGGER IF EXISTS {table}_refuse_{verb}{of_the_table}"))
        for statement in statements:
            session.execute(text(statement))
