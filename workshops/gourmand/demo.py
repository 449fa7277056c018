"""A month of the kitchen, invented: the forty-three people of the published year, twenty of them here now."""

from __future__ import annotations

from datetime import date

from shared.payroll.demo import live_on
from shared.people.demo import plan_team
from shared.workshop import find_site

TEAM = {"Cuisine": (12, 13), "Service en salle": (5, 6), "Plonge et entretien": (3, 4)}
"""By job: how many are here now, and how many left within the year."""


def demonstrate(first: date, last: date) -> None:
    """Invents the team (once) and its days from `first` to `last`, both included."""
    posts = plan_team(last, TEAM, (26, 28, 30))
    live_on(site=find_site("gourmand"), posts=posts, first=first, last=last, actor="demo")
