"""Documents of a person, kept whole; rows are never changed: one that is wrong is withdrawn, with a reason."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from shared.db import Base, Instant, Pk, PublicId, ShortText, choice, personal
from shared.db.triggers import APPEND_ONLY

TITLE_LENGTH = 80
WHY_LENGTH = 200


class DocumentKind(StrEnum):
    """What a document is."""

    CONTRACT = "contract"
    PASS = "pass"  # noqa: S105 - a PASS IAE
    DEROGATION = "derogation"
    EXIT = "exit"
    TITLE = "title"
    IDENTITY = "identity"
    OTHER = "other"

    @property
    def label(self) -> str:
        """The French words."""
        return {
            "contract": "Contrat signé",
            "pass": "Décision de PASS IAE",
            "derogation": "Décision de dérogation",
            "exit": "Preuve de sortie",
            "title": "Titre ou certificat",
            "identity": "Identité ou titre de séjour",
            "other": "Autre document",
        }[self.value]

    @classmethod
    def kept_where(cls, *, sensitive: bool) -> list[DocumentKind]:
        """Returns the kinds that a site keeps: a sensitive one none that tells under which contract people work."""
        telling = {cls.CONTRACT, cls.PASS, cls.DEROGATION} if sensitive else set()
        return [kind for kind in cls if kind not in telling]


class MediaType(StrEnum):
    """What we keep, as its content says, whatever its name."""

    PDF = "application/pdf"
    JPEG = "image/jpeg"
    PNG = "image/png"

    @property
    def extension(self) -> str:
        """How the name of its file ends."""
        return {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png"}[self.value]


class PersonDocument(Base):
    """A file about somebody, kept by the site that added it and seen there alone."""

    __tablename__ = "person_documents"
    __table_args__ = (
        Index("ix_person_documents_person_id_site_id", "person_id", "site_id"),
        CheckConstraint("size > 0", name="not_empty"),
        {"info": APPEND_ONLY},
    )

    id: Mapped[Pk]
    public_id: Mapped[PublicId]
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    site_id: Mapped[int] = mapped_column(ForeignKey("sites.id"))
    kind: Mapped[DocumentKind] = mapped_column(choice(DocumentKind), info=personal("documents du dossier", 2))
    title: Mapped[str] = mapped_column(String(TITLE_LENGTH), info=personal("documents du dossier", 2))
    media_type: Mapped[MediaType] = mapped_column(choice(MediaType))
    size: Mapped[int]
    # SHA-256 of the content: the same file is not kept twice.
    digest: Mapped[str] = mapped_column(String(64))
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True, info=personal("documents du dossier", 2))
    added_by: Mapped[ShortText] = mapped_column(info=personal("qui a ajouté un document"))
    added_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), info=personal("qui a ajouté un document"))
    added_at: Mapped[Instant]


class DocumentWithdrawal(Base):
    """A document no longer counts, and is no longer opened."""

    __tablename__ = "document_withdrawals"
    __table_args__ = ({"info": APPEND_ONLY},)

    id: Mapped[Pk]
    document_id: Mapped[int] = mapped_column(ForeignKey("person_documents.id"), unique=True)
    reason: Mapped[str] = mapped_column(String(WHY_LENGTH), info=personal("pourquoi un document est retiré", 2))
    withdrawn_by: Mapped[ShortText] = mapped_column(info=personal("qui a retiré un document"))
    withdrawn_at: Mapped[Instant]
