"""A rule with a date: each row counts from its day on, until a later one; nothing is ever edited."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol, TypeVar

from shared.kernel import clock
from shared.kernel.errors import InvalidInput, NotFound
from shared.kernel.text import one_line

SOURCE_LENGTH = 200

MOST_YEARS_AHEAD = 5
"""A date further away is a typing mistake, and its row could never be taken back."""


class Dated(Protocol):
    """A row that counts from its day on."""

    @property
    def valid_from(self) -> date:
        """The first day."""


Row = TypeVar("Row", bound=Dated)


@dataclass(frozen=True)
class Version:
    """One dated row as people read it: `words` say what counts from `since` on, by which text."""

    since: date
    words: str
    source: str
    confirmed: bool


@dataclass(frozen=True)
class DatedRule:
    """One rule with every row that it has had, the latest first."""

    code: str
    label: str
    versions: Sequence[Version]

    def at(self, day: date) -> Version:
        """Returns the row that counts on `day`, the first one for a day before all of them."""
        return next((each for each in self.versions if each.since <= day), self.versions[-1])

    @property
    def in_force(self) -> Version:
        """The row that counts today."""
        return self.at(clock.today())

    @property
    def to_come(self) -> list[Version]:
        """The rules that will count, the next one first."""
        return [each for each in reversed(self.versions) if each.since > self.in_force.since]

    @property
    def past(self) -> list[Version]:
        """The rows that counted before, the latest first."""
        return [each for each in self.versions if each.since < self.in_force.since]

    @property
    def address(self) -> dict[str, str]:
        """What stands in the address of the page that changes it."""
        return {"code": self.code}

    @property
    def qualifier(self) -> str:
        """For whom it counts, where that must be said."""
        return ""


def read_source(text: str, before: str) -> str:
    """Returns where a rule comes from, on one line; the one before keeps its own spaces, which no keyboard types.

    Raises InvalidInput (field `source`) when it is empty or too long.
    """
    source = before if one_line(text) == one_line(before) else one_line(text)
    if not source:
        raise InvalidInput("source", "Écrivez d’où vient la règle\u00a0: un article, un accord, une décision.")
    if len(source) > SOURCE_LENGTH:
        raise InvalidInput("source", f"{SOURCE_LENGTH} caractères au plus.")
    return source


def find_replaced(rows: Sequence[Row], valid_from: date) -> Row:
    """Returns which of the rows of one rule, by date, a new one from `valid_from` on replaces.

    Raises InvalidInput (field `valid_from`) when that day is not free, NotFound for no rows.
    """
    if not rows:
        raise NotFound("Cette règle n’existe pas.")
    if valid_from.year > clock.today().year + MOST_YEARS_AHEAD:
        raise InvalidInput("valid_from", f"C’est dans plus de {MOST_YEARS_AHEAD} ans\u00a0: vérifiez l’année.")
    if any(row.valid_from == valid_from for row in rows):
        words = f"Cette règle change déjà le {valid_from:%d/%m/%Y}\u00a0: choisissez une autre date."
        raise InvalidInput("valid_from", words)
    earlier = [row for row in rows if row.valid_from < valid_from]
    if not earlier:
        words = f"Cette règle commence le {rows[0].valid_from:%d/%m/%Y}\u00a0: choisissez une date après."
        raise InvalidInput("valid_from", words)
    return earlier[-1]


def nothing_changes() -> InvalidInput:
    """Returns the refusal of a row that says what the one before it says."""
    return InvalidInput("valid_from", "La règle est déjà celle-ci à cette date\u00a0: rien ne change.")
