"""What a page shows of somebody's PASS IAE."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from shared.kernel import clock
from shared.people.passes.arithmetic import PassRules, days_words
from shared.people.passes.queries import PassCard, find_pass
from shared.people.passes.rules import read_pass_rules
from shared.people.passes.story import Line, Spans, Step, find_uncovered, list_lines, next_step
from shared.people.passes.words import PassStatus
from shared.people.queries import TeamMember


@dataclass(frozen=True)
class Panel:
    """A PASS on a day, with the contracts of the site beside it; without a card there is none yet."""

    card: PassCard | None
    rules: PassRules
    contracts: Spans
    today: date

    @property
    def status(self) -> PassStatus | None:
        """Where the PASS stands."""
        return self.card.dates.status(self.today) if self.card else None

    @property
    def remainder(self) -> str:
        """What is left, in words."""
        return days_words(self.card.dates.remainder(self.today)) if self.card else ""

    @property
    def lines(self) -> list[Line]:
        """What happened, in the order of time."""
        return list_lines(self.card, self.today) if self.card else []

    @property
    def uncovered(self) -> tuple[date, int] | None:
        """The end of the contract that outlives the PASS, and by how many days."""
        return find_uncovered(self.card, self.contracts, self.today) if self.card else None

    @property
    def step(self) -> Step:
        """The one thing to do next."""
        return next_step(self.card, self.contracts, self.rules, self.today)


def read_panel(path: Sequence[TeamMember]) -> Panel:
    """Returns what a page shows of the PASS of whoever has these contracts. Five statements."""
    today = clock.today()
    contracts = [(each.starts_on, each.ends_on) for each in path]
    return Panel(find_pass(path[-1].person_id), read_pass_rules(today), contracts, today)
