"""Alembic's way in: migrates over the connection that `shared.db.migrate` hands over."""

from __future__ import annotations

from alembic import context

from shared.db import Base
from workshops.app import import_models

import_models()
context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
