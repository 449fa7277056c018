"""The team of a site as its page shows it: who is here, who comes, who has left, and what to see to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from uuid import UUID

from shared.kernel import clock
from shared.kernel.text import folded
from shared.people.contracts.lengths import end_words
from shared.people.queries import TeamMember, list_contracts, tile_names, unbroken_run
from shared.people.timetable import timetable_words

REMEMBERED = timedelta(days=92)
"""For how long somebody who has left stays on the page."""

SOON, VERY_SOON = 60, 30
"""Days before the end of a contract from which it asks for attention."""


class Presence(StrEnum):
    """Where somebody stands with the team today."""

    HERE = "here"
    COMING = "coming"
    LEFT = "left"

    @property
    def label(self) -> str:
        """The French words of the filter."""
        return {"here": "En contrat", "coming": "À venir", "left": "Partis"}[self.value]


@dataclass(frozen=True)
class Colleague:
    """One person of the team with the contract that counts today; `days_left` is empty unless it runs."""

    person: UUID
    name: str
    job: str
    starts_on: date
    ends_on: date
    weekly_minutes: int
    times: str
    matricule: str
    presence: Presence
    days_left: int | None

    @property
    def until(self) -> str:
        """Until when the contract runs, in words."""
        return end_words(self.ends_on)

    @property
    def tone(self) -> str:
        """How much the end of the contract presses."""
        if self.days_left is None or self.days_left > SOON:
            return "neutral"
        return "danger" if self.days_left <= VERY_SOON else "warning"


def list_colleagues(site_id: int, *, full_names: bool, everybody: bool = False) -> list[Colleague]:
    """Returns the team by first name, those who left in the last three months with it, or `everybody` who ever left.

    One statement.
    """
    today = clock.today()
    members = list_contracts(site_id, date.min if everybody else today - REMEMBERED, date.max)
    names = {member.contract_id: member.full_name for member in members} if full_names else tile_names(members)
    latest: dict[int, TeamMember] = {}
    for member in sorted(members, key=lambda each: _relevance(each, today)):
        latest[member.person_id] = member
    # In the order in which the people came: by first name.
    ordered = dict.fromkeys(member.person_id for member in members)
    return [_colleague(latest[person_id], members, names, today) for person_id in ordered]


def list_namesakes(site_id: int, first_name: str, last_name: str) -> list[Colleague]:
    """Returns whoever of this site, now or ever, bears a name, accents and capitals aside. One statement."""
    wanted = folded(f"{first_name} {last_name}")
    return [each for each in list_colleagues(site_id, full_names=True, everybody=True) if folded(each.name) == wanted]


def matching(colleagues: Iterable[Colleague], *, presence: Presence | None, words: str) -> list[Colleague]:
    """Returns those of one presence whose name or job has the words, accents and capitals aside."""
    wanted = folded(words)
    return [
        each
        for each in colleagues
        if presence in {None, each.presence} and wanted in folded(f"{each.name} {each.job} {each.matricule}")
    ]


def ordered(colleagues: Sequence[Colleague], key: str) -> list[Colleague]:
    """Returns the team by `name`, `end` (of the contract) or `matricule`."""
    keys = {"end": lambda each: each.ends_on, "matricule": lambda each: (not each.matricule, each.matricule)}
    return sorted(colleagues, key=keys[key]) if key in keys else list(colleagues)


def _relevance(member: TeamMember, today: date) -> tuple[bool, bool, date]:
    """The contract that runs today counts before the next one, the next before the last."""
    runs = member.starts_on <= today <= member.ends_on
    # Of several to come the first counts, of several past ones the last.
    order = date.max - (member.starts_on - date.min) if member.starts_on > today else member.ends_on
    return runs, member.starts_on > today, order


def _colleague(member: TeamMember, members: Sequence[TeamMember], names: dict[int, str], today: date) -> Colleague:
    # Somebody who is renewed already does not leave at the end of the present contract.
    _, ends_on = unbroken_run(member, members)
    if member.starts_on > today:
        presence = Presence.COMING
    else:
        presence = Presence.HERE if member.ends_on >= today else Presence.LEFT
    return Colleague(
        person=member.person,
        name=names[member.contract_id],
        job=member.job,
        starts_on=member.starts_on,
        ends_on=ends_on,
        weekly_minutes=member.weekly_minutes,
        times=timetable_words(member.slots.values()),
        matricule=member.matricule or "",
        presence=presence,
        days_left=(ends_on - today).days if presence is Presence.HERE else None,
    )
