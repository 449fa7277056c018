"""Importing titles and their blocks: looked at first, then written whole or not at all. Nothing is ever removed."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from shared.audit.services import record_event
from shared.db import session
from shared.files.columns import Line
from shared.kernel import clock
from shared.kernel.text import folded
from shared.training.models import Title, TitleBlock
from shared.training.queries.sessions import list_titles
from shared.training.titles.comparing import Difference, compare
from shared.training.titles.queries import (
    count_capitalised,
    expiry_warnings,
    list_examined_blocks,
    list_planned_exams,
)
from shared.training.titles.reading import TypedTitle, read_titles
from shared.training.titles.sheets import Fault, fault_at


@dataclass(frozen=True)
class Preview:
    """What a table would write, title by title, and what is wrong with it by row and column.

    `stale` when the titles have changed since somebody looked.
    """

    titles: Sequence[Difference]
    faults: Sequence[Fault]
    stale: bool = False

    @property
    def new(self) -> list[Difference]:
        """The titles that nobody knew."""
        return [each for each in self.titles if each.is_new]

    @property
    def changed(self) -> list[Difference]:
        """The known titles of which something changes."""
        return [each for each in self.titles if each.moves and not each.is_new]

    @property
    def same(self) -> list[Difference]:
        """The titles that stay as they are."""
        return [each for each in self.titles if not each.moves]

    @property
    def moving(self) -> list[Difference]:
        """The titles that would be written."""
        return [each for each in self.titles if each.moves]

    @property
    def seen(self) -> str:
        """What stands for everything that would be written."""
        told = repr([each.fingerprint for each in self.moving])
        return hashlib.sha256(told.encode()).hexdigest()


def look_through(lines: Sequence[Line]) -> Preview:
    """Returns what these rows would write and what is wrong with them; nothing is written. Six statements at most."""
    typed, faults = read_titles(lines)
    known, examined, planned = list_titles(), list_examined_blocks(), list_planned_exams()
    by_code = {title.rncp: title for title in known if title.rncp}
    nameless = {folded(title.label): title for title in known if title.rncp is None}
    found = [compare(each, by_code.get(each.rncp) or _adopted(each, nameless), examined) for each in typed]
    for each in found:
        days = planned.get(each.title.id, ()) if each.title else ()
        each.warnings += expiry_warnings(each.valid_until, days)
    # A cell that could not be read is not missing besides.
    told = {(fault.row, fault.column) for fault in faults}
    faults += [fault for each in found for fault in each.faults if (fault.row, fault.column) not in told]
    faults += _takes_away(found)
    return Preview(found, sorted(faults, key=lambda fault: fault.row))


def take_over(*, lines: Sequence[Line], seen: str, actor: str) -> Preview:
    """Writes every title in the caller's unit, or nothing when there is a fault or something else than was seen.

    Whoever confirms the same rows a second time finds that nothing moves any more. Returns what it found.
    """
    # The first row is always the same one: who holds it is alone. What stands beside it is read afterwards.
    session.scalar(select(Title.id).order_by(Title.id).limit(1).with_for_update())
    preview = look_through(lines)
    if preview.faults or not preview.moving:
        return preview
    if preview.seen != seen:
        return Preview(preview.titles, [], stale=True)
    source = f"Import du {clock.today():%d/%m/%Y}"
    for each in preview.moving:
        _write(each, source)
    detail: dict[str, object] = {
        "new": [each.typed.rncp for each in preview.new],
        "changed": {
            each.typed.rncp: [f"{one.what}\u00a0: {one.before} → {one.after}" for one in each.changes]
            for each in preview.changed
        },
        "blocks_added": {
            each.typed.rncp: [block.code for block in each.added] for each in preview.moving if each.added
        },
    }
    record_event(actor=actor, action="titles.imported", subject="titles", detail=detail)
    return preview


def _adopted(typed: TypedTitle, nameless: dict[str, Title]) -> Title | None:
    """Returns the title that was kept by this name alone, once."""
    return nameless.pop(folded(typed.label), None) if typed.label else None


def _takes_away(found: Sequence[Difference]) -> list[Fault]:
    """Returns the new blocks of titles that somebody has by having all their blocks: one more would take it away."""
    grown = {each.title.id: each for each in found if each.title and each.title.blocks and each.added}
    return [
        fault_at(
            block.row,
            "block",
            f"{_people(count)} ce titre par ses blocs\u00a0: un bloc de plus le retirerait. Un titre renouvelé a un "
            "autre code RNCP.",
        )
        for title_id, count in count_capitalised(grown).items()
        if count and title_id in grown
        for block in grown[title_id].added
    ]


def _people(count: int) -> str:
    return f"{count} personnes ont" if count > 1 else "Une personne a"


def _write(found: Difference, source: str) -> None:
    title, typed = found.title, found.typed
    if title is None:
        title = Title(
            rncp=typed.rncp,
            label=typed.label,
            level=typed.level,
            valid_until=typed.valid_until,
            source=source,
            confirmed=True,
        )
        session.add(title)
    elif found.retitled:
        title.rncp, title.label = typed.rncp, found.label
        title.level, title.valid_until = typed.level or title.level, found.valid_until
        title.source, title.confirmed = source, title.confirmed or bool(typed.label)
    # Two blocks that change places never hold the same one, not even for a moment.
    for block, said in found.renewed:
        if said.position:
            block.position = -said.position
    session.flush()
    for block, said in found.renewed:
        block.label, block.position = said.label or block.label, abs(block.position)
        block.source, block.confirmed = source, block.confirmed or bool(said.label)
    session.flush()
    session.add_all(
        TitleBlock(
            title_id=title.id,
            code=block.code,
            label=block.label,
            position=block.position,
            source=source,
            confirmed=True,
        )
        for block in found.added
    )
    session.flush()
