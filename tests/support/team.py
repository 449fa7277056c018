"""A small invented team, hired through the same service as a real one."""

from __future__ import annotations

from datetime import UTC, date, datetime
from uuid import UUID

from shared.db import atomic
from shared.people.contracts.services import Terms
from shared.people.services import hire_person
from shared.people.timetable import regular_week
from shared.workshop import find_site

MONDAY = date(2026, 11, 16)
AT_WORK = datetime(2026, 11, 16, 7, 30, tzinfo=UTC)
"""Half past eight on Monday in Paris."""

MORNING, AFTERNOON = (8 * 60, 11 * 60 + 30), (13 * 60, 16 * 60 + 30)
FOUR_DAYS = regular_week(range(4), MORNING, AFTERNOON)
"""Monday to Thursday, 3 h 30 in the morning and in the afternoon: 28 hours."""

NAMES = (
    "Ada Bouleau", "Bruno Mésange", "Chloé Tilleul", "Driss Pinson", "Elsa Charme", "Farid Grive",
    "Gaëlle Érable", "Hugo Linotte", "Inès Frêne", "Jonas Bruant", "Kenza Aulne", "Liam Fauvette",
    "Maya Cornouiller", "Naïm Rossignol", "Olga Noisetier", "Paul Roitelet", "Rita Sorbier", "Samir Verdier",
    "Tara Saule", "Ugo Merle", "Vera Peuplier", "Wafa Loriot", "Yann Houx", "Zoé Alouette",
)  # fmt: skip


def site_id(slug: str = "auto-bleue") -> int:
    """Returns the id of a site."""
    return find_site(slug).id


def terms(first: date = date(2026, 9, 1), last: date = date(2027, 4, 30)) -> Terms:
    """Returns an ordinary contract of 28 hours over four days; however long or short it is, it can be signed."""
    return Terms(
        job="mécanique",
        starts_on=first,
        ends_on=last,
        weekly_minutes=28 * 60,
        timetable=FOUR_DAYS,
        despite="les règles des contrats ont leurs propres tests",
    )


def hire_team(count: int, slug: str = "auto-bleue", contract: Terms | None = None) -> list[UUID]:
    """Hires the first `count` names at a site and returns their contracts, in the order of the tiles."""
    with atomic():
        site = site_id(slug)
        return [
            hire_person(
                site_id=site,
                first_name=name.split()[0],
                last_name=name.split()[1],
                matricule=f"{slug[:2].upper()}{number:04d}",
                terms=contract or terms(),
                actor="cli:test",
            )
            for number, name in enumerate(NAMES[:count], start=1)
        ]
