"""The deadlines of whoever is at the screen, and the page where each is seen to."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from flask import url_for

from shared.accounts.access import may
from shared.accounts.models import User
from shared.accounts.permissions import Permission
from shared.followup.deadlines.finding import Deadline, list_deadlines
from shared.followup.models import DeadlineKind
from shared.workshop import Place, places_by_site


class Step(NamedTuple):
    """Where a deadline is seen to, and what one does there."""

    url: str
    action: str


@dataclass(frozen=True)
class Mine:
    """What expires at the places that somebody follows, what nobody has seen to for too long first."""

    places: Mapping[int, Place]
    deadlines: Sequence[Deadline]

    def label_of(self, each: Deadline) -> str:
        """Returns the name of the site."""
        return self.places[each.site_id].site.staff_label

    def step_of(self, each: Deadline) -> Step:
        """Returns the page where a deadline is seen to."""
        pages = self.places[each.site_id].staff_name
        if each.departure is not None:
            return Step(url_for(f"{pages}.followup.sheet", departure=each.departure), "Noter le contact")
        if each.person is None:
            return Step(url_for(f"{pages}.exams.exam", exam=each.subject), "Ouvrir l’examen")
        endpoint, action = _STEPS.get(each.kind, ("people.person", "Ouvrir la page"))
        return Step(url_for(f"{pages}.{endpoint}", person=each.person), action)


_STEPS = {
    DeadlineKind.CONTRACT: ("people.renew", "Renouveler"),
    DeadlineKind.PASS: ("passes.person", "Voir le PASS"),
    DeadlineKind.UNCOVERED: ("passes.person", "Voir le PASS"),
    DeadlineKind.DEROGATION: ("people.person", "Voir le contrat"),
    DeadlineKind.TRIAL: ("people.person", "Voir le contrat"),
    DeadlineKind.PERMIT: ("days.edit", "Noter les dates"),
    DeadlineKind.MEDICAL_VISIT: ("days.edit", "Noter les dates"),
}


def find_mine(user: User, known: Mapping[int, Place] | None = None) -> Mine:
    """Returns what `user` follows at the places that are `known`, at all of them by default. Fourteen statements."""
    everywhere = places_by_site() if known is None else known
    places = {each: place for each, place in everywhere.items() if may(user, Permission.VIEW_DEADLINES, place.slug)}
    passes = _where(user, Permission.VIEW_PASSES, places)
    ordinary = [site_id for site_id in passes if not places[site_id].site.sensitive]
    permits = _where(user, Permission.FOLLOW_PEOPLE, places)
    return Mine(places, list_deadlines(places, ordinary, permits) if places else [])


def _where(user: User, permission: Permission, places: Mapping[int, Place]) -> Collection[int]:
    return [site_id for site_id, place in places.items() if may(user, permission, place.slug)]
