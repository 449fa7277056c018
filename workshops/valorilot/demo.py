"""The team, invented: eleven people in the year, six of them still there at its end; the job tells no trade."""

from __future__ import annotations

from shared.demo.days import live_on
from shared.demo.plan import TeamPlan
from shared.demo.team import settle_team
from shared.workshop import DemoSpan, find_site

ACTOR = "demo"

PLAN = TeamPlan(
    jobs={"Production": (11, 6)},
    here_before=6,
    leavers=5,
    placed=4,
    under_measure=11,
    mean_age=39,
    weekly_hours=(28,),
    opened=(11, 6),
)
"""What the association has published of its year, and our sharing of it out between the workshops."""


def demonstrate(span: DemoSpan) -> None:
    """Invents the team, once, and its days."""
    site = find_site("valorilot")
    settle_team(site=site, plan=PLAN, span=span, actor=ACTOR)
    live_on(site=site, span=span, actor=ACTOR)
