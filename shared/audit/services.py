"""Recording events and checking their chain."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator

from sqlalchemy import select, text

from shared.audit.models import AuditEvent
from shared.db import next_number, session, unit_memory
from shared.kernel import clock
from shared.kernel.identifiers import new_public_id

FIRST_DIGEST = "0" * 64

_END = "end of the audit chain"


def record_event(*, actor: str, action: str, subject: str, detail: dict[str, object] | None = None) -> None:
    """Appends an event to the chain, inside the caller's unit; refuses an event without an actor with ValueError."""
    if not actor:
        message = "an event has an actor"
        raise ValueError(message)
    # Taking a number locks the chain's end until the unit is over: two units can never link to the same event.
    next_number("audit")
    session.flush()
    previous = unit_memory().get(_END) or _end_of_chain()
    event = AuditEvent(
        public_id=new_public_id(),
        happened_at=clock.now(),
        actor=actor,
        action=action,
        subject=subject,
        detail=detail or {},
        previous_digest=previous,
    )
    event.digest = digest_of(event)
    session.add(event)
    session.flush()
    unit_memory()[_END] = event.digest


def _end_of_chain() -> str:
    return session.scalar(select(AuditEvent.digest).order_by(AuditEvent.id.desc()).limit(1)) or FIRST_DIGEST


def digest_of(event: AuditEvent) -> str:
    """Returns the SHA-256 that links `event` to the one before it."""
    facts = {
        "id": str(event.public_id),
        "at": event.happened_at.isoformat(),
        "actor": event.actor,
        "action": event.action,
        "subject": event.subject,
        "detail": event.detail,
        "previous": event.previous_digest,
    }
    return hashlib.sha256(json.dumps(facts, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def list_broken_links() -> Iterator[str]:
    """Yields one sentence for each event whose content or link does not agree with its digest."""
    expected = FIRST_DIGEST
    for event in session.scalars(select(AuditEvent).order_by(AuditEvent.id).execution_options(yield_per=500)):
        if event.previous_digest != expected:
            yield f"audit {event.public_id}: un événement manque avant celui-ci"
        if digest_of(event) != event.digest:
            yield f"audit {event.public_id}: le contenu a été changé"
        expected = event.digest
    counted = session.scalar(text("SELECT last_number FROM sequences WHERE series = 'audit'")) or 0
    stored = session.scalar(text("SELECT count(*) FROM audit_events"))
    if counted != stored:
        yield f"audit: {stored} événements, il en faut {counted}"
