"""What was seen of the skills of a team, and of one person over time. Only what was seen at this site is shown."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from sqlalchemy import ScalarSelect, Select, func, select

from shared.accounts.models import User
from shared.db import session
from shared.kernel.errors import NotFound
from shared.people.models import Person
from shared.people.queries import TeamMember, list_contracts, list_team, tile_names
from shared.training.models import SkillLevel, SkillObservation
from shared.workshop import Site, Skill

DAYS_TO_CERTIFY = 2


@dataclass(frozen=True)
class Cell:
    """A skill of somebody: what was seen last and on which day, and what they said last of themselves."""

    skill: Skill
    level: SkillLevel | None = None
    seen_on: date | None = None
    own: SkillLevel | None = None

    @property
    def is_acquired(self) -> bool:
        """Whether it was last seen done alone, or passed on."""
        return self.level is not None and self.level >= SkillLevel.ALONE


@dataclass(frozen=True)
class Row:
    """One person of the matrix."""

    person: UUID
    name: str
    cells: Sequence[Cell]


@dataclass(frozen=True)
class Seen:
    """One observation: who noted it is empty for a program."""

    day: date
    level: SkillLevel
    own: bool
    noted_by: str


@dataclass(frozen=True)
class SkillStory:
    """Everything that was seen of one skill of somebody, the latest first."""

    code: str
    label: str
    block: str
    seen: Sequence[Seen]

    @property
    def level(self) -> SkillLevel | None:
        """What was seen last by who leads the team."""
        return next((each.level for each in self.seen if not each.own), None)

    @property
    def days_alone(self) -> list[date]:
        """The days on which it was seen done alone or passed on, the latest first."""
        return [each.day for each in self.seen if not each.own and each.level >= SkillLevel.ALONE]

    @property
    def best(self) -> SkillLevel:
        """The highest level that was seen."""
        return max((each.level for each in self.seen if not each.own), default=SkillLevel.NOT_SEEN)


@dataclass(frozen=True)
class Story:
    """Somebody's skills over time, in the order of the place's list; `unseen` are the skills that nobody has noted."""

    person: UUID
    name: str
    skills: Sequence[SkillStory] = ()
    unseen: Sequence[Skill] = ()
    last_day: date = field(default=date.max)

    @property
    def certified(self) -> list[SkillStory]:
        """What a certificate may say: seen alone on as many days as one needs to be sure."""
        return [each for each in self.skills if len(each.days_alone) >= DAYS_TO_CERTIFY]


_Words = Mapping[tuple[int, str, bool], tuple[SkillLevel, date]]
"""The last word by person, skill and whether they speak of themselves."""


def read_matrix(site_id: int, day: date, skills: Sequence[Skill], *, full_names: bool) -> list[Row]:
    """Returns who is on contract here on a day, by first name, with their skills. Two statements."""
    members = list_team(site_id, day)
    names = _names(members, full_names=full_names)
    words = _last_words(site_id, [member.person_id for member in members])
    return [
        Row(member.person, names[member.contract_id], _cells(member.person_id, skills, words)) for member in members
    ]


def read_person(site_id: int, person: UUID, day: date, skills: Sequence[Skill]) -> tuple[Row, list[Row]]:
    """Returns somebody's skills, and the others of the team of that day without theirs. Two statements.

    Raises NotFound for whoever is not on contract here that day.
    """
    members = list_team(site_id, day)
    names = tile_names(members)
    found = next((member for member in members if member.person == person), None)
    if found is None:
        raise NotFound("Cette personne n’a pas de contrat ici ce jour-là.")
    words = _last_words(site_id, [found.person_id])
    others = [Row(each.person, names[each.contract_id], ()) for each in members if each.person_id != found.person_id]
    return Row(person, names[found.contract_id], _cells(found.person_id, skills, words)), others


def read_noted(site_slug: str, person: UUID, skills: Sequence[Skill]) -> list[Cell]:
    """Returns the skills of somebody that were seen at a site, or spoken of. One statement."""
    site_id = select(Site.id).where(Site.slug == site_slug).scalar_subquery()
    words = _last_words(site_id, select(Person.id).where(Person.public_id == person))
    people = {person_id for person_id, _, _ in words}
    cells = [cell for person_id in people for cell in _cells(person_id, skills, words)]
    return [cell for cell in cells if cell.level is not None or cell.own is not None]


def read_story(site_id: int, person: UUID, skills: Sequence[Skill], *, full_names: bool) -> Story:
    """Returns all that was ever seen of somebody's skills here. Two statements.

    Raises NotFound for whoever never had a contract here.
    """
    members = list_contracts(site_id, date.min, date.max)
    own = [member for member in members if member.person == person]
    if not own:
        raise NotFound("Cette personne n’a pas de contrat ici.")
    seen = _observations(site_id, own[0].person_id)
    known = {skill.code: skill for skill in skills}
    # What has left the list stays, under its code.
    codes = [code for code in known if code in seen] + sorted(set(seen) - set(known))
    return Story(
        person=person,
        name=_names(members, full_names=full_names)[own[0].contract_id],
        skills=[
            SkillStory(
                code=code,
                label=known[code].label if code in known else code,
                block=_block(known[code]) if code in known else "",
                seen=seen[code],
            )
            for code in codes
        ],
        unseen=[skill for skill in skills if skill.code not in seen],
        last_day=max(member.ends_on for member in own),
    )


def _names(members: Sequence[TeamMember], *, full_names: bool) -> Mapping[int, str]:
    return {each.contract_id: each.full_name for each in members} if full_names else tile_names(members)


def _block(skill: Skill) -> str:
    return " ".join(filter(None, (skill.title, skill.block)))


def _cells(person_id: int, skills: Sequence[Skill], words: _Words) -> list[Cell]:
    def cell(skill: Skill) -> Cell:
        level, seen_on = words.get((person_id, skill.code, False), (None, None))
        own, _ = words.get((person_id, skill.code, True), (None, None))
        return Cell(skill, level, seen_on, own)

    return [cell(skill) for skill in skills]


def _last_words(site_id: int | ScalarSelect[int], people: Collection[int] | Select[int]) -> _Words:
    seen = SkillObservation
    place = func.row_number().over(
        partition_by=(seen.person_id, seen.skill, seen.own), order_by=(seen.observed_on.desc(), seen.id.desc())
    )
    ranked = (
        select(seen.person_id, seen.skill, seen.own, seen.level, seen.observed_on, place.label("place"))
        .where(seen.site_id == site_id, seen.person_id.in_(people))
        .subquery()
    )
    rows = session.execute(select(ranked).where(ranked.c.place == 1))
    return {
        (person_id, skill, own): (SkillLevel(level), observed_on)
        for person_id, skill, own, level, observed_on, _ in rows
    }


def _observations(site_id: int, person_id: int) -> Mapping[str, list[Seen]]:
    """Returns by skill what was seen; of what was noted on one day by mistake and mended, the last word alone."""
    seen = SkillObservation
    rows = session.execute(
        select(seen.skill, seen.observed_on, seen.level, seen.own, User.display_name)
        .outerjoin(User, User.id == seen.noted_by_id)
        .where(seen.site_id == site_id, seen.person_id == person_id)
        .order_by(seen.observed_on.desc(), seen.id.desc())
    )
    stories: dict[str, list[Seen]] = defaultdict(list)
    for skill, day, level, own, name in rows:
        if not any((each.day, each.own) == (day, own) for each in stories[skill]):
            stories[skill].append(Seen(day, SkillLevel(level), own, name or ""))
    return dict(stories)
