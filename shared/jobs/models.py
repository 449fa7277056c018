"""The outbox: a table that is queue and log at once."""

from __future__ import annotations

from sqlalchemy import JSON, CheckConstraint, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from shared.db import Base, Instant, Pk, PublicId


class OutboxJob(Base):
    """One piece of work to be done at `due_at` or later; done, given up, or waiting for its next try."""

    __tablename__ = "outbox_jobs"
    __table_args__ = (
        CheckConstraint("done_at IS NULL OR given_up_at IS NULL", name="done_or_given_up"),
        Index("ix_outbox_jobs_waiting", "done_at", "given_up_at", "due_at"),
    )

    id: Mapped[Pk]
    public_id: Mapped[PublicId]
    kind: Mapped[str] = mapped_column(String(60))
    # Ids only: what a job needs to know it reads when it runs.
    payload: Mapped[dict[str, object]] = mapped_column(JSON)
    unique_key: Mapped[str | None] = mapped_column(String(120), unique=True)
    created_at: Mapped[Instant]
    due_at: Mapped[Instant]
    attempts: Mapped[int] = mapped_column(default=0)
    done_at: Mapped[Instant | None]
    given_up_at: Mapped[Instant | None]
    last_error: Mapped[str | None] = mapped_column(Text)
