"""A contract as somebody wants to sign it, and what a rule finds in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from shared.people.models import NO_TERM, ContractKind, Ground


@dataclass(frozen=True)
class Derogation:
    """A decision that lets a contract go beyond a rule; `kept_at` says where it can be found."""

    ground: Ground
    decided_on: date
    kept_at: str
    until: date | None = None


@dataclass(frozen=True, kw_only=True)
class Draft:
    """A contract before it is judged; dates are included, minutes a week, gross cents an hour.

    `before` are the person's other contracts of this kind, `pass_ends_on` the end of the PASS IAE where one is
    noted. `waived` says that a waiver of the shortest duration applies; it is looked at and kept nowhere, for it would
    tell of a sentence.
    """

    kind: ContractKind
    starts_on: date
    ends_on: date
    weekly_minutes: int
    hourly_cents: int | None = None
    born_on: date | None = None
    pass_ends_on: date | None = None
    before: Sequence[tuple[date, date]] = ()
    waived: bool = False
    derogations: Sequence[Derogation] = ()

    @property
    def open_ended(self) -> bool:
        """Whether it is a CDI inclusion."""
        return self.ends_on == NO_TERM

    def derogation(self, *grounds: Ground) -> Derogation | None:
        """Returns the first decision on one of these grounds."""
        return next((each for each in self.derogations if each.ground in grounds), None)


@dataclass(frozen=True)
class Finding:
    """What a rule says of a contract, and the text; what `refuses` is not signed without an override."""

    field: str
    words: str
    source: str
    refuses: bool
    confirmed: bool = True

    @property
    def sentence(self) -> str:
        """The same with its source, as a person reads it."""
        return f"{self.words} ({self.source}{'' if self.confirmed else ', à confirmer'})."
