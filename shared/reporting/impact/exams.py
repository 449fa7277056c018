"""The groups of the AQI that began in a year, and what came of their exam."""

from __future__ import annotations

from collections import defaultdict
from typing import NamedTuple

from shared.followup.groups import ExamGroup, list_exam_groups
from shared.workshop import Site, SiteKind


class NumberedGroup(NamedTuple):
    """A group; `number` counts, from 1, those of its site that began in the same year."""

    group: ExamGroup
    number: int


def list_groups_of(year: int) -> list[NumberedGroup]:
    """Returns the groups that began in a year, by site; of a sensitive site none: a line would name people."""
    numbers: dict[int, int] = defaultdict(int)
    found: list[NumberedGroup] = []
    for group in list_exam_groups((Site.kind == SiteKind.AQI) & ~Site.sensitive):
        if group.first_day.year == year:
            numbers[group.site_id] += 1
            found.append(NumberedGroup(group, numbers[group.site_id]))
    return found
