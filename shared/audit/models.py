"""The table of events."""

from __future__ import annotations

from sqlalchemy import JSON, String
from sqlalchemy.orm import Mapped, mapped_column

from shared.db import Base, Instant, Pk, PublicId, ShortText, personal
from shared.db.triggers import APPEND_ONLY


class AuditEvent(Base):
    """One thing that somebody did or read; `digest` links it to the event before."""

    __tablename__ = "audit_events"
    __table_args__ = ({"info": APPEND_ONLY},)

    id: Mapped[Pk]
    public_id: Mapped[PublicId]
    happened_at: Mapped[Instant]
    actor: Mapped[ShortText] = mapped_column(info=personal("qui a agi, pour répondre de chaque accès"))
    action: Mapped[str] = mapped_column(String(60), index=True)
    subject: Mapped[str] = mapped_column(String(120), index=True, info=personal("sur qui ou sur quoi l’action a porté"))
    detail: Mapped[dict[str, object]] = mapped_column(JSON)
    previous_digest: Mapped[str] = mapped_column(String(64), unique=True)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
