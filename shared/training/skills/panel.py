"""What a person's page shows of skills: those that they do alone, and the way to all the others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from flask import url_for

from shared.accounts.permissions import Permission
from shared.people.panels import Panel
from shared.people.views.blueprint import may_here
from shared.training.skills.queries import Cell, read_noted
from shared.workshop import here


@dataclass(frozen=True)
class SkillsOfSomebody:
    """The skills seen alone or better, how many others are noted, and the page of all of them."""

    alone: Sequence[Cell]
    others: int
    url: str


def skill_panel(person: UUID) -> Panel | None:
    """Returns somebody's skills for who may see them, None where nothing was seen here. One statement."""
    place = here()
    if place is None or not place.skills or not may_here(Permission.VIEW_SKILLS):
        return None
    noted = read_noted(place.slug, person, place.skills)
    if not noted:
        return None
    alone = [cell for cell in noted if cell.is_acquired]
    url = url_for(f"{place.staff_name}.skills.history", person=person)
    return Panel("training/_skill_panel.html", SkillsOfSomebody(alone, len(noted) - len(alone), url))
