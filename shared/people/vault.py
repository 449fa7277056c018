"""The vault: what concerns health and justice, sealed under a key of its own and opened for a stated purpose only.

Each entry is encrypted with AES-256-GCM and bound to its row: moved to another person or topic, it no longer opens.
Whoever opens it is noted first, and without that note nothing is read. Without a key the vault is off, and the house
works without it. Sources: RGPD art. 10 (offences and measures), art. 9 (health), art. 32 (encryption).
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING, cast
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from flask import current_app
from sqlalchemy import delete, select

from shared.audit.services import record_event
from shared.db import atomic, session, stop_reading
from shared.kernel import clock
from shared.kernel.errors import NotFound, Refused
from shared.kernel.identifiers import new_public_id
from shared.people.models import PLAIN_BYTES, Person, VaultEntry, VaultTopic

if TYPE_CHECKING:
    from shared.config import Settings

NONCE_BYTES = 12
KEY_ID_LENGTH = 16

_UNDER_MEASURE = "under_measure"


class VaultClosedError(Refused):
    """The vault is off in this installation, or its entries were sealed with another key."""


class Purpose(StrEnum):
    """Why somebody opens the vault; it stands in the audit."""

    COUNT = "count"
    FOLLOW = "follow"

    @property
    def label(self) -> str:
        """The French words that whoever opens the vault chooses from."""
        return {"count": "Compter, sans nommer personne", "follow": "Accompagner la personne"}[self.value]


@dataclass(frozen=True)
class MeasureCount:
    """How many people are under a court measure, of how many whose situation the vault knows."""

    under: int
    known: int


def vault_is_on() -> bool:
    """Tells whether this installation keeps a vault."""
    return bool(_settings().vault_key)


def note_court_measure(*, person: UUID, under_measure: bool, actor: str) -> None:
    """Locks away whether somebody is under a court measure; belongs inside a unit. Raises VaultClosedError, NotFound.

    Neither the decision nor the facts are kept. The audit says that something was written, never what.
    """
    lock_away(person=person, topic=VaultTopic.STATUS, content={_UNDER_MEASURE: under_measure}, actor=actor)


def count_court_measures(people: Collection[int], *, purpose: Purpose, actor: str) -> MeasureCount:
    """Returns how many of `people` (ids) are under a court measure; notes the reading in a unit of its own first.

    Raises VaultClosedError when the vault is off: the figure is then not available, not zero.
    """
    contents = open_vault(VaultTopic.STATUS, people, purpose=purpose, actor=actor).values()
    return MeasureCount(under=sum(bool(each[_UNDER_MEASURE]) for each in contents), known=len(contents))


def lock_away(*, person: UUID, topic: VaultTopic, content: Mapping[str, object], actor: str) -> None:
    """Seals what is known of a person and a topic, in place of what was there; belongs inside a unit.

    Raises VaultClosedError, NotFound, ValueError for a content that does not fit into an entry.
    """
    cipher, key_id = _cipher()
    person_id = session.scalar(select(Person.id).where(Person.public_id == person).with_for_update())
    if person_id is None:
        raise NotFound("Cette personne n’existe pas.")
    mine = select(VaultEntry).where(VaultEntry.person_id == person_id, VaultEntry.topic == topic)
    entry = session.scalar(mine)
    if entry is None:
        entry = VaultEntry(public_id=new_public_id(), person_id=person_id, topic=topic)
        session.add(entry)
    nonce = os.urandom(NONCE_BYTES)
    entry.sealed = nonce + cipher.encrypt(nonce, _plain(content), _identity_of(entry))
    entry.key_id, entry.written_at = key_id, clock.now()
    record_event(actor=actor, action="vault.written", subject=f"person:{person}")


def open_vault(
    topic: VaultTopic, people: Collection[int], *, purpose: Purpose, actor: str
) -> dict[int, Mapping[str, object]]:
    """Returns by person id what the vault knows of a topic; whoever is not in it is left out.

    The reading is noted and committed before the first entry is opened, so this can't be called inside a unit
    (UnitError). Raises VaultClosedError.
    """
    _cipher()
    stop_reading()
    with atomic():
        detail: dict[str, object] = {"topic": topic.value, "purpose": purpose.value, "people": len(people)}
        record_event(actor=actor, action="vault.opened", subject="vault", detail=detail)
    entries = select(VaultEntry).where(VaultEntry.topic == topic, VaultEntry.person_id.in_(people))
    return {entry.person_id: _opened(entry) for entry in session.scalars(entries)}


def forget_entries(person_id: int) -> None:
    """Removes whatever the vault has of somebody; belongs inside a unit."""
    session.execute(delete(VaultEntry).where(VaultEntry.person_id == person_id))


def list_unreadable_entries() -> Iterator[str]:
    """Yields one sentence for each entry that was changed or moved; nothing is shown, hence nothing noted."""
    if not vault_is_on():
        return
    for entry in session.scalars(select(VaultEntry).order_by(VaultEntry.id).execution_options(yield_per=500)):
        try:
            _opened(entry)
        except VaultClosedError as refusal:
            yield f"coffre {entry.public_id}\u00a0: {refusal.sentence}"


def _opened(entry: VaultEntry) -> Mapping[str, object]:
    cipher, key_id = _cipher()
    if entry.key_id != key_id:
        raise VaultClosedError("Cette entrée du coffre a été fermée avec une autre clé.")
    nonce, sealed = entry.sealed[:NONCE_BYTES], entry.sealed[NONCE_BYTES:]
    try:
        plain = cipher.decrypt(nonce, sealed, _identity_of(entry))
    except InvalidTag:
        raise VaultClosedError("Cette entrée du coffre a été changée ou déplacée.") from None
    return cast("Mapping[str, object]", json.loads(plain))


def _identity_of(entry: VaultEntry) -> bytes:
    """The associated data: what an entry is, so that it opens at its own place only."""
    return f"{entry.public_id}|{entry.person_id}|{entry.topic.value}".encode()


def _plain(content: Mapping[str, object]) -> bytes:
    text = json.dumps(content, ensure_ascii=False).encode()
    if len(text) > PLAIN_BYTES:
        message = f"an entry of the vault has {PLAIN_BYTES} bytes at most"
        raise ValueError(message)
    # Filled up with spaces, which JSON ignores.
    return text.ljust(PLAIN_BYTES)


def _cipher() -> tuple[AESGCM, str]:
    secret = _settings().vault_key
    if not secret:
        raise VaultClosedError(
            "Le coffre est désactivé dans cette installation\u00a0: ce chiffre n’est pas disponible."
        )
    return _cipher_of(secret)


@lru_cache(maxsize=4)
def _cipher_of(secret: str) -> tuple[AESGCM, str]:
    key = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"ateliers vault 1").derive(secret.encode())
    return AESGCM(key), hashlib.sha256(b"key of the vault" + key).hexdigest()[:KEY_ID_LENGTH]


def _settings() -> Settings:
    return cast("Settings", current_app.extensions["ateliers_settings"])
