"""A month of the team, invented: eleven people, six of them here now, 28 hours a week; the job tells no trade."""

from __future__ import annotations

from datetime import date

from shared.payroll.demo import live_on
from shared.people.demo import plan_team
from shared.workshop import find_site

TEAM = {"Production": (6, 5)}
"""By job: how many are here now, and how many left within the year."""


def demonstrate(first: date, last: date) -> None:
    """Invents the team (once) and its days from `first` to `last`, both included."""
    posts = plan_team(last, TEAM, (28,))
    live_on(site=find_site("valorilot"), posts=posts, first=first, last=last, actor="demo")
