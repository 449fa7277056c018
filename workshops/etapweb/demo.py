"""A month of the web agency, invented: sixteen people of the published year, nine of them here now, 26 hours a week."""

from __future__ import annotations

from datetime import date

from shared.payroll.demo import live_on
from shared.people.demo import plan_team
from shared.workshop import find_site

TEAM = {"Intégration web": (6, 4), "Graphisme": (3, 3)}
"""By job: how many are here now, and how many left within the year."""


def demonstrate(first: date, last: date) -> None:
    """Invents the team (once) and its days from `first` to `last`, both included."""
    posts = plan_team(last, TEAM)
    live_on(site=find_site("etapweb"), posts=posts, first=first, last=last, actor="demo")
