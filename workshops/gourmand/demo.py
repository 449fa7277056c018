"""The kitchen, invented: forty-three people in the year, twenty of them still there at its end."""

from __future__ import annotations

from shared.demo.days import live_on
from shared.demo.plan import TeamPlan
from shared.demo.team import settle_team
from shared.workshop import DemoSpan, find_site

ACTOR = "demo"

PLAN = TeamPlan(
    jobs={"Cuisine": (25, 12), "Service en salle": (11, 5), "Plonge et entretien": (7, 3)},
    here_before=17,
    leavers=23,
    placed=8,
    under_measure=16,
    mean_age=39,
    weekly_hours=(26, 28, 30),
)
"""What the association has published of its year, and our sharing of it out between the workshops."""


def demonstrate(span: DemoSpan) -> None:
    """Invents the team, once, and its days."""
    site = find_site("gourmand")
    settle_team(site=site, plan=PLAN, span=span, actor=ACTOR)
    live_on(site=site, span=span, actor=ACTOR)
