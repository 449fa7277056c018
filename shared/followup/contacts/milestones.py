"""When somebody who has left is called, counted from the exit; pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid5

from shared.followup.models import DeadlineKind, Situation
from shared.kernel.weeks import months_later


@dataclass(frozen=True)
class Contact:
    """A contact that was noted, and by whom as far as it was a user."""

    contacted_on: date
    reached: bool
    situation: Situation
    noted_by: str = ""


@dataclass(frozen=True)
class Milestone:
    """A contact that is due so many months after the exit."""

    months: int
    day: date
    contact: Contact | None = None

    def may_be_noted(self, today: date) -> bool:
        """Tells whether the day is near enough."""
        return self.day - DeadlineKind.FOLLOW_UP.horizon <= today


def lay_out(
    left_on: date, months: Iterable[int], contacts: Mapping[int, Contact], back_on: date | None = None
) -> list[Milestone]:
    """Returns the milestones of an exit, the first one first; those that were noted stay when the rule has changed.

    Whoever is employed here again from `back_on` on is not called after that day.
    """
    found = []
    for each in sorted({*months, *contacts}):
        day = months_later(left_on, each)
        if each in contacts or back_on is None or day < back_on:
            found.append(Milestone(each, day, contacts.get(each)))
    return found


def find_awaited(milestones: Sequence[Milestone], today: date) -> Milestone | None:
    """Returns the milestone to see to: the latest whose day is near or past, unless it was noted.

    An earlier one that nobody noted is over: at seven months nobody can ask what was true at three.
    """
    near = [each for each in milestones if each.may_be_noted(today)]
    return near[-1] if near and near[-1].contact is None else None


def subject_of(departure: UUID, months: int) -> UUID:
    """Returns the identity of one contact among the deadlines, always the same."""
    return uuid5(departure, str(months))
