"""What a table would change of one title: pure, from what its rows say and what is known. Nothing is ever removed."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from shared.kernel.text import folded
from shared.training.models import Title, TitleBlock
from shared.training.titles.reading import TypedBlock, TypedTitle
from shared.training.titles.sheets import Fault, fault_at

_SMALL_WORDS = frozenset(["a", "au", "aux", "d", "de", "des", "du", "en", "et", "l", "la", "le", "les", "un", "une"])
_WORD = re.compile(r"[a-z0-9]+")


@dataclass(frozen=True)
class Change:
    """One thing that changes, in words."""

    what: str
    before: str
    after: str


@dataclass
class Difference:
    """A title of the table beside the one that is known, None for a new one.

    `retitled` when some of the changes are of the title itself; `renewed` are the known blocks of which something
    changes, `added` the new ones, `absent` those that the table does not name: they stay.
    """

    typed: TypedTitle
    title: Title | None
    changes: list[Change] = field(default_factory=list)
    retitled: bool = False
    added: list[TypedBlock] = field(default_factory=list)
    renewed: list[tuple[TitleBlock, TypedBlock]] = field(default_factory=list)
    absent: list[TitleBlock] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    @property
    def label(self) -> str:
        """What the title will be called."""
        return self.typed.label or (self.title.label if self.title else "")

    @property
    def valid_until(self) -> date | None:
        """Until when it will be registered."""
        return self.typed.valid_until or (self.title.valid_until if self.title else None)

    @property
    def is_new(self) -> bool:
        """Whether nobody knew the title."""
        return self.title is None

    @property
    def moves(self) -> bool:
        """Whether anything would be written."""
        return self.is_new or bool(self.changes or self.added)

    @property
    def fingerprint(self) -> tuple[object, ...]:
        """What would be written, to be held against what somebody has looked at."""
        blocks = [(each.code, each.label, each.position) for each in self.added]
        changes = [(each.what, each.before, each.after) for each in self.changes]
        return self.typed.rncp, self.is_new, self.typed.label, self.typed.level, self.valid_until, changes, blocks


def compare(typed: TypedTitle, title: Title | None, examined: Collection[int]) -> Difference:
    """Returns what the rows of a title would change; `examined` are the ids of the blocks that candidates sat."""
    found = Difference(typed, title)
    if title is None:
        if not typed.label:
            found.faults.append(fault_at(typed.row, "label", "Ce titre est nouveau\u00a0: écrivez son intitulé."))
    else:
        found.changes += _title_changes(typed, title)
        found.retitled = bool(found.changes)
    known = {block.code: block for block in title.blocks} if title else {}
    named = {block.code for block in typed.blocks}
    found.absent = [block for code, block in known.items() if code not in named]
    confirmed = []
    for block in typed.blocks:
        before = known.get(block.code)
        if before is None:
            found.added.append(block)
            found.faults += _lacking(block)
            continue
        changes = list(_block_changes(block, before))
        if block.label and not before.confirmed:
            confirmed.append(block.code)
        if changes or block.code in confirmed:
            found.renewed.append((before, block))
        found.changes += changes
        if before.id in examined and block.label and essence(block.label) != essence(before.label):
            sentence = (
                f"Des candidats passent ou ont passé {before.code} « {before.label} »\u00a0: il garde cet intitulé. "
                "Un autre bloc a un autre code."
            )
            found.faults.append(fault_at(block.row, "block_label", sentence))
    if confirmed:
        found.changes.append(Change(", ".join(confirmed), "à confirmer", "confirmé"))
    found.faults += _clashes(found, known)
    return found


def essence(label: str) -> str:
    """Returns the words of a label that tell it from another: no small words, accents, capitals or signs."""
    return " ".join(word for word in _WORD.findall(folded(label)) if word not in _SMALL_WORDS)


def _title_changes(typed: TypedTitle, title: Title) -> Iterator[Change]:
    if title.rncp is None:
        yield Change("Code", "aucun", typed.rncp)
    if typed.label and typed.label != title.label:
        yield Change("Intitulé", title.label, typed.label)
    if typed.level and typed.level != title.level:
        yield Change("Niveau", str(title.level or "inconnu"), str(typed.level))
    if typed.valid_until and typed.valid_until != title.valid_until:
        before = f"{title.valid_until:%d/%m/%Y}" if title.valid_until else "inconnu"
        yield Change("Enregistré jusqu’au", before, f"{typed.valid_until:%d/%m/%Y}")
    if typed.label and not title.confirmed:
        yield Change("Titre", "à confirmer", "confirmé")


def _block_changes(typed: TypedBlock, block: TitleBlock) -> Iterator[Change]:
    if typed.label and typed.label != block.label:
        yield Change(f"Intitulé de {block.code}", block.label, typed.label)
    if typed.position and typed.position != block.position:
        yield Change(f"Ordre de {block.code}", str(block.position), str(typed.position))


def _lacking(block: TypedBlock) -> Iterator[Fault]:
    if not block.label:
        yield fault_at(block.row, "block_label", "Ce bloc est nouveau\u00a0: écrivez son intitulé.")
    if not block.position:
        yield fault_at(block.row, "position", "Ce bloc est nouveau\u00a0: écrivez son ordre, 1 pour le premier.")


def _clashes(found: Difference, known: dict[str, TitleBlock]) -> Iterator[Fault]:
    """Yields the blocks that would have the place or the words of another one of the title."""
    places: dict[int, str] = {block.position: f"{block.code}, que ce fichier ne nomme pas" for block in found.absent}
    labels: dict[str, str] = {essence(block.label): block.code for block in found.absent}
    for block in _typed_last(found.typed.blocks):
        before = known.get(block.code)
        position = block.position or (before.position if before else None)
        label = essence(block.label or (before.label if before else ""))
        if position in places:
            yield fault_at(block.row, "position", f"L’ordre {position} est déjà celui de {places[position]}.")
        if label in labels:
            yield fault_at(block.row, "block_label", f"Cet intitulé est déjà celui de {labels[label]}.")
        if position:
            places.setdefault(position, block.code)
        if label:
            labels.setdefault(label, block.code)


def _typed_last(blocks: Sequence[TypedBlock]) -> list[TypedBlock]:
    """Puts the blocks whose place is not typed first: a clash is told where somebody typed it."""
    return sorted(blocks, key=lambda block: (block.position is not None, block.row))
