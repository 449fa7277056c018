"""What a person's page shows of training: the counter of each group, and the immersions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from flask import url_for

from shared.accounts.permissions import Permission
from shared.people.models import Person
from shared.people.panels import Panel
from shared.people.views.blueprint import may_here, site_of_the_page
from shared.training.cohorts.queries import OwnCounter, list_counters
from shared.training.models import Cohort
from shared.training.placements.queries import PlacementRow, list_placements
from shared.workshop import here


@dataclass(frozen=True)
class TrainingOfSomebody:
    """The groups and immersions of somebody; `new_placement` is empty for who may not agree on one."""

    person: UUID
    counters: Sequence[tuple[OwnCounter, str]]
    placements: Sequence[PlacementRow]
    new_placement: str
    may_manage: bool


def training_panel(person: UUID) -> Panel | None:
    """Returns what somebody was taught, for who may see it. Two statements for whoever was never in a group."""
    place = here()
    if place is None or not may_here(Permission.VIEW_TRAINING):
        return None
    site, may_manage = site_of_the_page(), may_here(Permission.MANAGE_TRAINING)
    pages = place.staff_name
    own = list_counters((Cohort.site_id == site.id) & (Person.public_id == person))
    counters = [(each, url_for(f"{pages}.cohorts.board", cohort=each.cohort)) for each in own]
    placements = [] if site.sensitive else list_placements(site.id, person)
    agree = "" if site.sensitive or not may_manage else url_for(f"{pages}.placements.new", person=person)
    if not counters and not placements and not agree:
        return None
    return Panel("training/_training_panel.html", TrainingOfSomebody(person, counters, placements, agree, may_manage))
