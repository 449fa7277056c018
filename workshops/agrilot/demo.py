"""The gardens, invented: twenty-two people in the year, nine of them still there at its end."""

from __future__ import annotations

from shared.demo.days import live_on
from shared.demo.plan import TeamPlan
from shared.demo.team import settle_team
from shared.workshop import DemoSpan, find_site

ACTOR = "demo"

PLAN = TeamPlan(
    jobs={"Maraîchage": (14, 6), "Endives": (8, 3)},
    here_before=7,
    leavers=13,
    placed=4,
    under_measure=8,
    mean_age=39,
    weekly_hours=(26, 28),
)
"""What the association has published of its year, and our sharing of it out between the workshops."""


def demonstrate(span: DemoSpan) -> None:
    """Invents the team, once, and its days."""
    site = find_site("agrilot")
    settle_team(site=site, plan=PLAN, span=span, actor=ACTOR)
    live_on(site=site, span=span, actor=ACTOR)
