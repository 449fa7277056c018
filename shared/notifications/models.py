"""The table of mails."""

from __future__ import annotations

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from shared.db import Base, Instant, Pk, PublicId, ShortText, personal


class Mail(Base):
    """A mail to one person. The text lives until it is sent; a link inside it works once."""

    __tablename__ = "mails"

    id: Mapped[Pk]
    public_id: Mapped[PublicId]
    recipient: Mapped[ShortText] = mapped_column(info=personal("écrire à la personne"), index=True)
    subject: Mapped[ShortText] = mapped_column(info=personal("le courriel envoyé"))
    body: Mapped[str] = mapped_column(Text, info=personal("le courriel envoyé"))
    kind: Mapped[str] = mapped_column(String(60))
    created_at: Mapped[Instant]
    sent_at: Mapped[Instant | None]
