"""What is due, at the top of the page of who follows people: the most urgent lines, each with one thing to do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from flask import url_for

from shared.accounts.access import may
from shared.accounts.models import User
from shared.accounts.permissions import Permission
from shared.desk.home.card import Card, counted
from shared.followup.deadlines.finding import Deadline, patience_days
from shared.followup.deadlines.mine import Step, find_mine
from shared.workshop import Place

MOST_LINES = 6
"""How many lines the first page shows; the others are one tap away."""


@dataclass(frozen=True)
class DueLine:
    """One deadline with the name of its site, and the page where it is seen to."""

    deadline: Deadline
    site: str
    step: Step


@dataclass(frozen=True)
class Due:
    """The most urgent lines, and how many are due in all; no line where nothing is."""

    lines: Sequence[DueLine]
    count: int

    @property
    def left(self) -> int:
        """How many are not shown."""
        return self.count - len(self.lines)


def find_due(user: User, places: Mapping[int, Place]) -> Due | None:
    """Returns what is due where `user` follows people, None for who follows nobody. Nine statements at most."""
    if not may(user, Permission.FOLLOW_PEOPLE):
        return None
    mine = find_mine(user, places)
    due = [each for each in mine.deadlines if each.is_due]
    lines = [DueLine(each, mine.label_of(each), mine.step_of(each)) for each in due[:MOST_LINES]]
    return Due(lines, len(due))


def list_forgotten_cards(user: User, places: Mapping[int, Place]) -> Iterator[Card]:
    """Yields the card of what nobody sees to, for who is told of it and follows nobody. Nine statements at most."""
    if not may(user, Permission.VIEW_DEADLINES) or may(user, Permission.FOLLOW_PEOPLE):
        return
    forgotten = [each for each in find_mine(user, places).deadlines if each.is_forgotten]
    if forgotten:
        longest = max(each.alone_days for each in forgotten)
        yield Card(
            title="Une échéance est sans personne" if len(forgotten) == 1 else "Des échéances sont sans personne",
            text=f"Depuis {patience_days()} jours ou plus, {counted(longest, 'jour')} pour la plus ancienne.",
            url=url_for("deadlines.overview"),
            action="Voir les échéances",
            icon="clock",
            tone="danger",
            figure=str(len(forgotten)),
        )
