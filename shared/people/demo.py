"""Invented teams for the demonstration: names of trees and birds, contracts as insertion workshops sign them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from shared.kernel.minutes import HOUR
from shared.people.models import Half
from shared.people.services import Terms, hire_person
from shared.people.timetable import Slot, regular_week
from shared.workshop import Site

_FIRST_NAMES = (
    "Aïcha", "Bastien", "Célia", "Dorian", "Émilie", "Fatou", "Gabin", "Hawa", "Ilyes", "Jade", "Karim", "Léna",
    "Mamadou", "Nadia", "Oscar", "Prune", "Quentin", "Romane", "Sofiane", "Thaïs", "Ulysse", "Violette", "Wassim",
    "Yaël",
)  # fmt: skip
_LAST_NAMES = (
    "Bouleau", "Mésange", "Tilleul", "Pinson", "Charme", "Grive", "Érable", "Linotte", "Frêne", "Bruant", "Aulne",
    "Fauvette", "Cornouiller", "Rossignol", "Noisetier", "Roitelet", "Sorbier", "Verdier", "Saule", "Merle", "Peuplier",
    "Loriot", "Houx",
)  # fmt: skip


@dataclass(frozen=True)
class Post:
    """Somebody to hire: the job, both dates of the contract included, and hours a week: 26, 28 or 30."""

    job: str
    starts_on: date
    ends_on: date
    weekly_hours: int = 26


def hire_team(*, site: Site, posts: Sequence[Post], actor: str) -> list[UUID]:
    """Hires an invented person for each post, always the same ones for the same site; returns the contracts."""
    start = sum(site.slug.encode())
    return [
        hire_person(
            site_id=site.id,
            first_name=_FIRST_NAMES[(start + number) % len(_FIRST_NAMES)],
            last_name=_LAST_NAMES[(start + number) % len(_LAST_NAMES)],
            matricule=f"{site.id:02d}{number:03d}",
            terms=Terms(
                job=post.job,
                starts_on=post.starts_on,
                ends_on=post.ends_on,
                weekly_minutes=post.weekly_hours * HOUR,
                timetable=TIMETABLES[post.weekly_hours],
            ),
            actor=actor,
        )
        for number, post in enumerate(posts, start=1)
    ]


_MORNING = (8 * HOUR, 12 * HOUR)
_FRIDAY_MORNING = Slot(4, Half.MORNING, *_MORNING)
_MONDAY_TO_THURSDAY = range(4)

TIMETABLES: dict[int, tuple[Slot, ...]] = {
    26: (*regular_week(_MONDAY_TO_THURSDAY, _MORNING, (13 * HOUR, 14 * HOUR + 30)), _FRIDAY_MORNING),
    28: regular_week(_MONDAY_TO_THURSDAY, _MORNING, (13 * HOUR, 16 * HOUR)),
    30: (*regular_week(_MONDAY_TO_THURSDAY, _MORNING, (13 * HOUR, 15 * HOUR + 30)), _FRIDAY_MORNING),
}
