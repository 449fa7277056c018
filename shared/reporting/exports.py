"""Exports that take too long for a page: the worker makes them, their asker sees how far they are and takes them.

A file is kept for `KEPT_FOR` and then forgotten. Somebody else's is not found.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from io import BytesIO
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, select
from sqlalchemy.orm import undefer

from shared.db import atomic, session, stop_reading
from shared.invoicing.models import Invoice, InvoiceVatTotal
from shared.invoicing.revenue import RevenueQuestion
from shared.jobs.services import enqueue
from shared.kernel import clock
from shared.kernel.errors import NotFound, Refused
from shared.orders.models import CustomerKind
from shared.payments.settlement import Settled
from shared.reporting.cube import Cut, Fact
from shared.reporting.models import Export, ExportStatus
from shared.reporting.revenue import Format, Watch, Wish, record_export, write_revenue

MAKE = "reporting.make_export"
KEPT_FOR = timedelta(days=1)
LONG = 20_000
"""Lines from which on a file is made by the worker."""

STEP = 5_000
"""How many lines are written between two looks at how far it is."""


def count_lines(wish: Wish) -> int:
    """Returns how many lines the export of a wish has. One statement."""
    lines = select(func.count()).select_from(InvoiceVatTotal).join(Invoice)
    return session.scalar(lines.where(wish.question.condition, *wish.settled.conditions)) or 0


def ask_for_export(*, wish: Wish, form: Format, lines: int, user_id: int, actor: str) -> UUID:
    """Writes down that a file is wanted, for the worker, and returns its public id. Belongs to the caller's unit."""
    now = clock.now()
    export = Export(
        user_id=user_id,
        actor=actor,
        asked_at=now,
        wish=to_plain(wish),
        form=form.value,
        whole=lines,
        expires_at=now + KEPT_FOR,
    )
    session.add(export)
    session.flush()
    enqueue(MAKE, export_id=export.id)
    return export.public_id


def make_export(export_id: int) -> None:
    """Makes a file that was asked for; a second call changes nothing. Opens its own units."""
    export = session.get(Export, export_id)
    if export is None or export.status is not ExportStatus.WAITING:
        return
    wish, form, actor = from_plain(export.wish), Format(export.form), export.actor
    file = BytesIO()
    try:
        lines = write_revenue(wish, form, file, actor=actor, watch=_watch(export_id)).lines
    except Refused as refusal:
        with atomic():
            _close(export_id, ExportStatus.REFUSED, sentence=refusal.sentence)
        return
    with atomic():
        _close(export_id, ExportStatus.DONE, content=file.getvalue())
        record_export(wish, form, lines=lines, actor=actor)


def find_export(public_id: UUID, *, user_id: int) -> Export:
    """Returns a file that this user asked for, without its content; raises NotFound for another's or an expired one."""
    return _find(public_id, user_id)


def take_export(public_id: UUID, *, user_id: int) -> tuple[Export, bytes]:
    """Returns a file with its content; raises NotFound, also as long as it is not made."""
    export = _find(public_id, user_id, undefer(Export.content))
    if export.content is None:
        raise NotFound("Ce fichier n’est pas encore prêt.")
    return export, export.content


def forget_expired() -> None:
    """Deletes the files whose time is over. Belongs to the caller's unit."""
    session.execute(delete(Export).where(Export.expires_at <= clock.now()))


def to_plain(wish: Wish) -> dict[str, Any]:
    """Returns a wish as JSON values."""
    question = wish.question
    return {
        "first": question.first.isoformat(),
        "last": question.last.isoformat(),
        "site_ids": None if question.site_ids is None else sorted(question.site_ids),
        "customer_kind": question.customer_kind.value if question.customer_kind else None,
        "settled": wish.settled.value,
        "cuts": [cut.value for cut in wish.cuts],
    }


def from_plain(plain: dict[str, Any]) -> Wish:
    """Reads what `to_plain` wrote."""
    sites, kind = plain["site_ids"], plain["customer_kind"]
    question = RevenueQuestion(
        first=date.fromisoformat(plain["first"]),
        last=date.fromisoformat(plain["last"]),
        site_ids=None if sites is None else frozenset(sites),
        customer_kind=CustomerKind(kind) if kind else None,
    )
    return Wish(question=question, settled=Settled(plain["settled"]), cuts=tuple(map(Cut, plain["cuts"])))


def _watch(export_id: int) -> Watch:
    """Returns what passes lines on and notes how far it is; whole months have been read, so no reading is cut off."""

    def watch(facts: Iterable[Fact]) -> Iterator[Fact]:
        for done, fact in enumerate(facts, start=1):
            yield fact
            if done % STEP == 0:
                stop_reading()
                with atomic():
                    session.get_one(Export, export_id).done = done

    return watch


def _close(export_id: int, status: ExportStatus, **found: Any) -> None:
    export = session.scalars(select(Export).where(Export.id == export_id).with_for_update()).one()
    export.status, export.done = status, export.whole
    for name, value in found.items():
        setattr(export, name, value)
    session.flush()


def _find(public_id: UUID, user_id: int, *options: Any) -> Export:
    mine = select(Export).where(Export.public_id == public_id, Export.user_id == user_id)
    export = session.scalar(mine.where(Export.expires_at > clock.now()).options(*options))
    if export is None:
        raise NotFound("Ce fichier n’existe plus\u00a0: demandez-le de nouveau.")
    return export
