"""Invented observations of the people who are here today: what a supervisor saw in the last weeks, always the same."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from shared.kernel import clock
from shared.payroll.holidays import is_working_day
from shared.people.queries import list_team
from shared.training.models import SkillLevel
from shared.training.skills.services import observe_skill
from shared.workshop import DemoSpan, Place, Skill, find_site

SEEN_AT = 16, 30
"""When the invented supervisor notes what was seen, Paris time."""

_FRIDAY = 4
_LEVELS = (SkillLevel.WITH_HELP, *2 * (SkillLevel.CHECKED, SkillLevel.ALONE), SkillLevel.PASSES_ON)


@dataclass(frozen=True)
class _Happening:
    """A skill that is seen so many days ago, or that somebody speaks of."""

    days_ago: int
    skill: Skill
    level: SkillLevel
    own: bool = False

    def day_before(self, today: date) -> date:
        """Returns the day, or the last one before it from Monday to Thursday that is no public holiday."""
        day = today - timedelta(days=self.days_ago)
        while day.weekday() >= _FRIDAY or not is_working_day(day):
            day -= timedelta(days=1)
        return day


def observe_the_present(place: Place, span: DemoSpan, actor: str) -> None:
    """Notes a few skills of everybody on contract today, on the first load; belongs inside a unit."""
    if not span.begins or not place.skills:
        return
    site = find_site(place.slug)
    for number, member in enumerate(list_team(site.id, span.today)):
        for each in _invent(place.skills, random.Random(f"{place.slug} skills {number}")):
            day = each.day_before(span.today)
            if member.starts_on <= day <= member.ends_on:
                with clock.at(clock.at_paris(day, *SEEN_AT)):
                    observe_skill(
                        site_id=site.id,
                        person=member.person,
                        skill=each.skill.code,
                        level=each.level,
                        observed_on=day,
                        own=each.own,
                        actor=actor,
                    )


def _invent(skills: Sequence[Skill], chance: random.Random) -> Iterator[_Happening]:
    """Yields what is seen of one person: one skill twice, of which they speak themselves, and two others."""
    often, second, third = chance.sample(skills, 3)
    level = chance.choice(_LEVELS)
    yield _Happening(33, often, level)
    yield _Happening(19, second, chance.choice(_LEVELS))
    yield _Happening(12, third, chance.choice(_LEVELS))
    yield _Happening(5, often, level)
    yield _Happening(5, often, SkillLevel(max(1, level - chance.randint(0, 1))), own=True)
