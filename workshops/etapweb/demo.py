"""The web agency, invented: sixteen people in the year, nine of them still there at its end, 26 hours a week."""

from __future__ import annotations

from shared.demo.days import live_on
from shared.demo.plan import TeamPlan
from shared.demo.team import settle_team
from shared.workshop import DemoSpan, find_site

ACTOR = "demo"

PLAN = TeamPlan(
    jobs={"Intégration web": (10, 6), "Graphisme": (6, 3)},
    here_before=6,
    leavers=7,
    placed=3,
    under_measure=8,
    mean_age=39,
)
"""What the association has published of its year, and our sharing of it out between the workshops."""


def demonstrate(span: DemoSpan) -> None:
    """Invents the team, once, and its days."""
    site = find_site("etapweb")
    settle_team(site=site, plan=PLAN, span=span, actor=ACTOR)
    live_on(site=site, span=span, actor=ACTOR)
