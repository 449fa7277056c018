"""The PASS IAE of a site's team, the nearest end first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from shared.kernel import clock
from shared.kernel.text import folded
from shared.kernel.weeks import months_later
from shared.people.passes.arithmetic import days_words
from shared.people.passes.queries import PassCard, list_passes
from shared.people.passes.words import PassStatus
from shared.people.queries import TeamMember, list_contracts

FILTERS = {"1": "Moins de 1 mois", "3": "Moins de 3 mois", "7": "Moins de 7 mois"}
"""How near the end is; the months by which the platform filters too."""

WITHOUT = "sans"
"""The filter for those whose PASS nobody has noted."""

SOON, VERY_SOON = 7, 3
"""Months before the end from which a PASS asks for attention."""


@dataclass(frozen=True)
class PassLine:
    """Somebody with a contract that is not over, and the PASS; `contract_ends_on` is the last of the signed ones."""

    person: UUID
    name: str
    job: str
    contract_ends_on: date
    card: PassCard | None
    today: date

    @property
    def status(self) -> PassStatus | None:
        """Where the PASS stands."""
        return self.card.dates.status(self.today) if self.card else None

    @property
    def ends_on(self) -> date | None:
        """The estimated end."""
        return self.card.dates.ends_on if self.card else None

    @property
    def days_left(self) -> int:
        """What is left, in days."""
        return self.card.dates.remainder(self.today) if self.card else 0

    @property
    def remainder(self) -> str:
        """What is left, in words."""
        return days_words(self.days_left) if self.card else ""

    @property
    def is_uncovered(self) -> bool:
        """Whether the contract outlives the PASS."""
        return self.ends_on is not None and self.ends_on < self.contract_ends_on

    @property
    def tone(self) -> str:
        """How much the end presses."""
        if self.ends_within(VERY_SOON):
            return "danger"
        return "warning" if self.ends_within(SOON) else "neutral"

    def ends_within(self, months: int) -> bool:
        """Tells whether the PASS ends in less than so many months, or has ended."""
        return self.ends_on is not None and self.ends_on < months_later(self.today, months)


def list_pass_lines(site_id: int) -> list[PassLine]:
    """Returns whoever has a contract today or later with the PASS, by the end of it. Four statements."""
    today = clock.today()
    latest: dict[int, TeamMember] = {}
    for member in sorted(list_contracts(site_id, today, date.max), key=lambda each: each.ends_on):
        latest[member.person_id] = member
    cards = list_passes(latest)
    lines = [
        PassLine(each.person, each.full_name, each.job, each.ends_on, cards.get(person_id), today)
        for person_id, each in latest.items()
    ]
    return sorted(lines, key=lambda line: (line.ends_on or date.min, folded(line.name)))


def matching(lines: Iterable[PassLine], asked: str) -> list[PassLine]:
    """Returns those that a filter keeps: an end within months, no PASS; all of them for anything else."""
    if asked == WITHOUT:
        return [line for line in lines if line.card is None]
    return [line for line in lines if asked not in FILTERS or line.ends_within(int(asked))]


def ordered(lines: Iterable[PassLine], key: str) -> list[PassLine]:
    """Returns the lines by `name`, or as they come: by the end of the PASS."""
    return sorted(lines, key=lambda line: folded(line.name)) if key == "name" else list(lines)
