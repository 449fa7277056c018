"""Adding a document of somebody, and withdrawing it. Acts belong to the caller's unit."""

from __future__ import annotations

import hashlib
from uuid import UUID

from sqlalchemy import exists, select

from shared.accounts.queries import find_user_id
from shared.audit.services import record_event
from shared.db import session
from shared.kernel import clock
from shared.kernel.errors import InvalidInput, NotFound, Refused
from shared.kernel.text import one_line
from shared.people.documents.contents import judge_content
from shared.people.models import (
    TITLE_LENGTH,
    WHY_LENGTH,
    Contract,
    DocumentKind,
    DocumentWithdrawal,
    Person,
    PersonDocument,
)
from shared.workshop import Site


def add_document(
    *, site_id: int, person: UUID, kind: DocumentKind, content: bytes, actor: str, title: str = ""
) -> PersonDocument:
    """Keeps a file of somebody of the site; its kind is its title where none is given.

    Raises InvalidInput (fields `file`, `kind`, `title`), NotFound for somebody without a contract here.
    """
    person_id = _lock_person(site_id, person)
    site = session.get_one(Site, site_id)
    if kind not in DocumentKind.kept_where(sensitive=site.sensitive):
        raise InvalidInput("kind", "Choisissez une sorte de document de la liste.")
    title = one_line(title) or kind.label
    if len(title) > TITLE_LENGTH:
        raise InvalidInput("title", f"{TITLE_LENGTH} caractères au plus.")
    kept = judge_content(content)
    digest = hashlib.sha256(kept.content).hexdigest()
    same = select(PersonDocument.id).where(
        PersonDocument.person_id == person_id, PersonDocument.site_id == site_id, PersonDocument.digest == digest
    )
    withdrawn = exists().where(DocumentWithdrawal.document_id == PersonDocument.id)
    if session.scalar(same.where(~withdrawn).limit(1)):
        raise InvalidInput("file", "Ce fichier est déjà parmi les documents de cette personne.")
    document = PersonDocument(
        person_id=person_id,
        site_id=site_id,
        kind=kind,
        title=title,
        media_type=kept.media_type,
        size=len(kept.content),
        digest=digest,
        content=kept.content,
        added_by=actor,
        added_by_id=find_user_id(actor),
        added_at=clock.now(),
    )
    session.add(document)
    session.flush()
    detail: dict[str, object] = {"kind": kind.value}
    record_event(actor=actor, action="document.added", subject=f"document:{document.public_id}", detail=detail)
    return document


def withdraw_document(*, site_id: int, person: UUID, document: UUID, reason: str, actor: str) -> None:
    """Notes that a document no longer counts; its row stays. The audit does not repeat the reason.

    Raises InvalidInput (field `why`), NotFound for a document of somebody else or elsewhere, Refused the second time.
    """
    why = one_line(reason)
    if not why or len(why) > WHY_LENGTH:
        raise InvalidInput("why", f"Écrivez pourquoi, en {WHY_LENGTH} caractères au plus.")
    person_id = _lock_person(site_id, person)
    mine = select(PersonDocument.id).where(
        PersonDocument.public_id == document, PersonDocument.person_id == person_id, PersonDocument.site_id == site_id
    )
    document_id = session.scalar(mine)
    if document_id is None:
        raise NotFound("Ce document n’est pas ici.")
    if session.scalar(select(DocumentWithdrawal.id).where(DocumentWithdrawal.document_id == document_id)):
        raise Refused("Ce document est déjà retiré.")
    session.add(DocumentWithdrawal(document_id=document_id, reason=why, withdrawn_by=actor, withdrawn_at=clock.now()))
    session.flush()
    record_event(actor=actor, action="document.withdrawn", subject=f"document:{document}")


def _lock_person(site_id: int, person: UUID) -> int:
    """Returns the id of somebody who has, or had, a contract here; two screens add one after the other."""
    here = select(Contract.person_id).where(Contract.site_id == site_id)
    found = session.scalar(
        select(Person.id).where(Person.public_id == person, Person.id.in_(here)).with_for_update(key_share=True)
    )
    if found is None:
        raise NotFound("Cette personne n’a pas de contrat ici.")
    return found
