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
from shared.kernel import clock
from shared.kernel.errors import NotFound
from shared.orders.models import Order
from shared.people.models import Contract, Person
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
class SeenOrder:
    """The order on which something was seen."""

    public_id: UUID
    reference: str


@dataclass(frozen=True)
class Seen:
    """One observation: who noted it is empty for a program; `by_own_hand` where the person did.

    `order` is where it was seen, for who may see orders.
    """

    day: date
    level: SkillLevel
    own: bool
    noted_by: str
    by_own_hand: bool = False
    order: SeenOrder | None = None


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
        """The days whose last word is that it was done alone or passed on, the latest first."""
        last_words: dict[date, SkillLevel] = {}
        for each in self.seen:
            if not each.own:
                last_words.setdefault(each.day, each.level)
        return [day for day, level in last_words.items() if level >= SkillLevel.ALONE]

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


@dataclass(frozen=True)
class OwnPlace:
    """Where somebody works today, and who they are there."""

    site_id: int
    site_slug: str
    person_id: int
    person: UUID


def find_own_place(user_id: int) -> OwnPlace | None:
    """Returns where the person of an account has a contract today, None where there is none. One statement."""
    today = clock.today()
    found = session.execute(
        select(Site.id, Site.slug, Person.id, Person.public_id)
        .join(Contract, Contract.site_id == Site.id)
        .join(Person, Person.id == Contract.person_id)
        .where(Person.user_id == user_id, Contract.starts_on <= today, Contract.ends_on >= today)
    ).first()
    return OwnPlace(*found) if found else None


def read_own(place: OwnPlace, skills: Sequence[Skill]) -> list[Cell]:
    """Returns every skill of somebody's place with what they said and what was seen. One statement."""
    return _cells(place.person_id, skills, _last_words(place.site_id, [place.person_id]))


def read_noted(site_slug: str, person: UUID, skills: Sequence[Skill]) -> list[Cell]:
    """Returns the skills of somebody that were seen at a site, or spoken of. One statement."""
    site_id = select(Site.id).where(Site.slug == site_slug).scalar_subquery()
    words = _last_words(site_id, select(Person.id).where(Person.public_id == person))
    people = {person_id for person_id, _, _ in words}
    cells = [cell for person_id in people for cell in _cells(person_id, skills, words)]
    return [cell for cell in cells if cell.level is not None or cell.own is not None]


def read_story(
    site_id: int, person: UUID, skills: Sequence[Skill], *, full_names: bool, with_orders: bool = False
) -> Story:
    """Returns all that was ever seen of somebody's skills here, `with_orders` on which orders. Two statements.

    Raises NotFound for whoever never had a contract here.
    """
    members = list_contracts(site_id, date.min, date.max)
    own = [member for member in members if member.person == person]
    if not own:
        raise NotFound("Cette personne n’a pas de contrat ici.")
    seen = _observations(site_id, own[0].person_id, with_orders=with_orders)
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


def _observations(site_id: int, person_id: int, *, with_orders: bool) -> Mapping[str, list[Seen]]:
    """Returns by skill what was seen; of what was noted on one day by mistake and mended, the last word alone.

    What was seen the same day on another order is another observation.
    """
    seen, stories = SkillObservation, defaultdict[str, list[Seen]](list)
    rows = session.execute(
        select(seen, User.display_name, Person.id.label("own_hand"), Order.public_id, Order.reference)
        .outerjoin(User, User.id == seen.noted_by_id)
        .outerjoin(Person, (Person.id == seen.person_id) & (Person.user_id == seen.noted_by_id))
        .outerjoin(Order, Order.id == seen.order_id)
        .where(seen.site_id == site_id, seen.person_id == person_id)
        .order_by(seen.observed_on.desc(), seen.id.desc())
    )
    known: set[tuple[str, date, bool, int | None]] = set()
    for row, name, own_hand, order, reference in rows:
        told = (row.skill, row.observed_on, row.own, row.order_id)
        if told in known:
            continue
        known.add(told)
        stories[row.skill].append(
            Seen(
                day=row.observed_on,
                level=SkillLevel(row.level),
                own=row.own,
                noted_by=name or "",
                by_own_hand=own_hand is not None,
                order=SeenOrder(order, reference) if with_orders and reference is not None else None,
            )
        )
    return dict(stories)
