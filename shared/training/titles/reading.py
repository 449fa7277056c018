"""What the rows of a table say of titles, one by one and against each other; pure, without what is known already.

An empty cell says nothing: what was known stays.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from shared.files.columns import Line, read_day
from shared.training.models import CODE_LENGTH
from shared.training.titles.sheets import Fault, fault_at

LEVELS = range(1, 9)
"""The levels of the national frame of certifications. Source: C. trav. D. 6113-19."""

POSITIONS = range(1, 100)
EARLIEST, LATEST = date(2000, 1, 1), date(2099, 12, 31)
"""A day of registration outside of these is a typing mistake."""

LABEL_LENGTH = 200

_DIRECTORY_CODE = re.compile(r"^(RNCP|RS)\d{1,6}$")
_BLOCK_CODE = re.compile(rf"^[A-Z0-9-]{{1,{CODE_LENGTH}}}$")


@dataclass(frozen=True)
class TypedBlock:
    """A block as a row says it; an empty label and a missing place say nothing."""

    row: int
    code: str
    label: str = ""
    position: int | None = None


@dataclass
class TypedTitle:
    """A title as its rows say it, with the row that was the first to say each thing."""

    row: int
    rncp: str
    label: str = ""
    level: int | None = None
    valid_until: date | None = None
    blocks: list[TypedBlock] = field(default_factory=list)
    said: dict[str, int] = field(default_factory=dict)


def read_titles(lines: Iterable[Line]) -> tuple[list[TypedTitle], list[Fault]]:
    """Returns the titles in the order of the rows, and what is wrong with cells and with rows that disagree."""
    reader = _Reader()
    for line in lines:
        reader.read(line)
    return list(reader.titles.values()), reader.faults


class _Reader:
    """Reads rows one by one, and notes what is wrong with each."""

    def __init__(self) -> None:
        self.titles: dict[str, TypedTitle] = {}
        self.faults: list[Fault] = []

    def read(self, line: Line) -> None:
        """Reads one row: what it says of its title, and its block."""
        code = _directory_code(line["rncp"])
        if code is None:
            self._blame(line, "rncp", "Écrivez le code du répertoire national, comme RNCP38663.")
            return
        known = self.titles.get(code)
        title = self.titles.setdefault(code, TypedTitle(line.row, code))
        self._say(title, line, "label", self._words(line, "label"))
        self._say(title, line, "level", self._number(line, "level", LEVELS))
        self._say(title, line, "valid_until", self._day(line))
        if line["block"] or line["block_label"] or line["position"]:
            self._read_block(title, line)
        elif known:
            self._blame(
                line, "rncp", f"Ce titre est déjà à la ligne {known.row}\u00a0: une ligne de plus porte un bloc."
            )

    def _read_block(self, title: TypedTitle, line: Line) -> None:
        code = "".join(line["block"].split()).upper().removeprefix(title.rncp)
        label, position = self._words(line, "block_label"), self._number(line, "position", POSITIONS)
        before = next((each for each in title.blocks if each.code == code), None)
        if not _BLOCK_CODE.match(code):
            self._blame(line, "block", "Écrivez le code du bloc, comme BC01.")
        elif before:
            self._blame(line, "block", f"{code} est déjà à la ligne {before.row}\u00a0: un bloc est là une fois.")
        else:
            title.blocks.append(TypedBlock(line.row, code, label or "", position))

    def _say(self, title: TypedTitle, line: Line, key: str, value: object) -> None:
        """Keeps what the first row of a title says; a later one that says something else is wrong."""
        if not value:
            return
        row = title.said.setdefault(key, line.row)
        if row == line.row:
            setattr(title, key, value)
        elif getattr(title, key) != value:
            self._blame(line, key, f"La ligne {row} dit autre chose du même titre\u00a0: accordez-les.")

    def _words(self, line: Line, key: str) -> str | None:
        if len(line[key]) > LABEL_LENGTH:
            self._blame(line, key, f"{LABEL_LENGTH} lettres au plus.")
            return None
        return line[key]

    def _number(self, line: Line, key: str, among: range) -> int | None:
        text = line[key]
        if not text:
            return None
        if text.isascii() and text.isdigit() and int(text) in among:
            return int(text)
        self._blame(
            line, key, f"« {_short(text)} » ne convient pas\u00a0: écrivez un nombre de {among[0]} à {among[-1]}."
        )
        return None

    def _day(self, line: Line) -> date | None:
        text = line["valid_until"]
        if not text:
            return None
        try:
            day = read_day(text)
        except ValueError:
            sentence = f"« {_short(text)} » n’est pas une date\u00a0: écrivez-la comme 04/06/2029."
            self._blame(line, "valid_until", sentence)
            return None
        if EARLIEST <= day <= LATEST:
            return day
        self._blame(line, "valid_until", f"Le {day:%d/%m/%Y} est trop loin\u00a0: vérifiez l’année.")
        return None

    def _blame(self, line: Line, key: str, sentence: str) -> None:
        self.faults.append(fault_at(line.row, key, sentence))


def _directory_code(text: str) -> str | None:
    """Returns a code of the national directory as it is kept, `RNCP38663`, or None; digits alone are of the RNCP."""
    code = "".join(text.split()).upper()
    code = f"RNCP{code}" if code.isascii() and code.isdigit() else code
    return code if _DIRECTORY_CODE.match(code) else None


def _short(text: str) -> str:
    return f"{text[:40]}…" if len(text) > 40 else text  # noqa: PLR2004 - what fits in a sentence
