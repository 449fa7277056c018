"""The people whom a figure is made of, for those who may see them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select

from shared.db import session
from shared.people.models import Person
from shared.reporting.impact.figures import Line


class NamedLine(NamedTuple):
    """A line with the name of the person."""

    person: UUID
    name: str
    site_id: int
    counts: bool
    words: str


def keep_sites(lines: Sequence[Line], site_ids: Collection[int] | None) -> list[Line]:
    """Returns the lines of some sites, of all of them for None."""
    return [line for line in lines if site_ids is None or line.site_id in site_ids]


def name_lines(lines: Sequence[Line]) -> list[NamedLine]:
    """Returns the lines with their names, those that count in the numerator first. One statement."""
    columns = (Person.id, Person.public_id, Person.first_name, Person.last_name, Person.sort_name)
    rows = session.execute(select(*columns).where(Person.id.in_([line.person_id for line in lines])))
    people = {row.id: row for row in rows}
    ordered = sorted(lines, key=lambda line: (not line.counts, people[line.person_id].sort_name, line.person_id))
    return [
        NamedLine(found.public_id, f"{found.first_name} {found.last_name}", line.site_id, line.counts, line.words)
        for line in ordered
        for found in (people[line.person_id],)
    ]
