"""Files that take long to make: asked for, made by the worker, kept for a day."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from shared.db import Base, Instant, Pk, PublicId, ShortText, choice, personal


class ExportStatus(StrEnum):
    """How far a file is."""

    WAITING = "waiting"
    DONE = "done"
    REFUSED = "refused"


class Export(Base):
    """A file that somebody has asked for; only they may take it, until it expires."""

    __tablename__ = "exports"
    __table_args__ = (CheckConstraint("done <= whole AND done >= 0", name="progress"),)

    id: Mapped[Pk]
    public_id: Mapped[PublicId]
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    actor: Mapped[ShortText] = mapped_column(info=personal("qui a demandé le fichier"))
    asked_at: Mapped[Instant]
    wish: Mapped[dict[str, Any]] = mapped_column(JSON)
    form: Mapped[str] = mapped_column(String(10))
    status: Mapped[ExportStatus] = mapped_column(choice(ExportStatus), default=ExportStatus.WAITING)
    # How many lines are written, of how many.
    done: Mapped[int] = mapped_column(default=0)
    whole: Mapped[int]
    # Why there is no file.
    sentence: Mapped[str | None] = mapped_column(String(500))
    content: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    expires_at: Mapped[Instant]
