"""What concerns health and justice: rows that say nothing without the vault's own key."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from shared.db import Base, Instant, Pk, PublicId, choice, personal

PLAIN_BYTES = 256
SEALED_BYTES = 12 + PLAIN_BYTES + 16
"""Nonce, content and tag: every entry has the same length, so that the length tells nothing either."""


class VaultTopic(StrEnum):
    """What an entry is about, in words that tell nothing: that an entry exists is no secret, what it says is."""

    # Whether somebody is under a court measure (« sous main de justice »): an entry for everybody who was asked.
    STATUS = "status"
    # The true reason of an exit that the exit itself calls confidential.
    EXIT = "exit"
    # On which confidential ground a contract goes beyond what everybody may sign.
    DEROGATION = "derogation"


class VaultEntry(Base):
    """One thing about one person, sealed with AES-256-GCM; `key_id` names the key, never the key itself."""

    __tablename__ = "vault_entries"
    __table_args__ = (
        UniqueConstraint("person_id", "topic"),
        CheckConstraint(f"length(sealed) = {SEALED_BYTES}", name="sealed_alike"),
    )

    id: Mapped[Pk]
    public_id: Mapped[PublicId]
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    topic: Mapped[VaultTopic] = mapped_column(choice(VaultTopic))
    sealed: Mapped[bytes] = mapped_column(LargeBinary, info=personal("accompagner sans exposer (RGPD art. 10)", 3))
    key_id: Mapped[str] = mapped_column(String(16))
    written_at: Mapped[Instant]
