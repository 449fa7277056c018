"""The documents of somebody, without their content; and one of them, noted before it is read."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select

from shared.accounts.models import User
from shared.audit.services import record_event
from shared.db import atomic, session
from shared.kernel import clock
from shared.kernel.errors import NotFound
from shared.people.models import DocumentKind, DocumentWithdrawal, MediaType, Person, PersonDocument


@dataclass(frozen=True)
class DocumentLine:
    """A document as lists show it; `withdrawn` says why it no longer counts."""

    document: UUID
    kind: DocumentKind
    title: str
    media_type: MediaType
    size: int
    added_at: datetime
    added_by: str
    withdrawn: str = ""

    @property
    def name(self) -> str:
        """Its title with its kind, where the title is not the kind."""
        return self.title if self.title == self.kind.label else f"{self.kind.label}\u00a0: {self.title}"

    @property
    def added_on(self) -> date:
        """The day on which it was added, in Paris."""
        return clock.local(self.added_at).date()

    @property
    def weight(self) -> str:
        """Its format and size, for who is about to open it."""
        return f"{self.media_type.extension.upper()}, {max(1, round(self.size / 1024))} ko"


@dataclass(frozen=True)
class OpenedDocument:
    """The content of a document."""

    media_type: MediaType
    content: bytes


def list_documents(site_id: int, person: UUID, only: Collection[int] | None = None) -> list[DocumentLine]:
    """Returns the documents that a site keeps of somebody, or `only` those with these ids, the latest first.

    One statement.
    """
    statement = (
        select(
            PersonDocument.public_id,
            PersonDocument.kind,
            PersonDocument.title,
            PersonDocument.media_type,
            PersonDocument.size,
            PersonDocument.added_at,
            User.display_name,
            DocumentWithdrawal.reason,
        )
        .join(Person, Person.id == PersonDocument.person_id)
        .outerjoin(User, User.id == PersonDocument.added_by_id)
        .outerjoin(DocumentWithdrawal, DocumentWithdrawal.document_id == PersonDocument.id)
        .where(Person.public_id == person, PersonDocument.site_id == site_id)
        .order_by(PersonDocument.id.desc())
    )
    if only is not None:
        statement = statement.where(PersonDocument.id.in_(only))
    return [DocumentLine(*row[:6], row[6] or "", row[7] or "") for row in session.execute(statement)]


def open_document(*, site_id: int, person: UUID, document: UUID, actor: str) -> OpenedDocument:
    """Returns the content of a document that counts; that it is opened is noted and committed first.

    Raises NotFound for one of somebody else, of another site, or that was withdrawn.
    """
    mine = (
        select(PersonDocument.id, PersonDocument.media_type)
        .join(Person, Person.id == PersonDocument.person_id)
        .outerjoin(DocumentWithdrawal, DocumentWithdrawal.document_id == PersonDocument.id)
        .where(PersonDocument.public_id == document, PersonDocument.site_id == site_id)
        .where(Person.public_id == person, DocumentWithdrawal.id.is_(None))
    )
    with atomic():
        found = session.execute(mine).first()
        if found is None:
            raise NotFound("Ce document n’est pas ici, ou a été retiré.")
        record_event(actor=actor, action="document.opened", subject=f"document:{document}")
    content = session.scalars(select(PersonDocument.content).where(PersonDocument.id == found.id)).one()
    return OpenedDocument(found.media_type, content)
