"""A month of the gardens, invented: the twenty-two people of the published year, nine of them here now."""

from __future__ import annotations

from datetime import date

from shared.payroll.demo import live_on
from shared.people.demo import plan_team
from shared.workshop import find_site

TEAM = {"Maraîchage": (6, 8), "Endives": (3, 5)}
"""By job: how many are here now, and how many left within the year."""


def demonstrate(first: date, last: date) -> None:
    """Invents the team (once) and its days from `first` to `last`, both included."""
    posts = plan_team(last, TEAM, (26, 28))
    live_on(site=find_site("agrilot"), posts=posts, first=first, last=last, actor="demo")
