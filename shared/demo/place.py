"""What a workshop without a story of its own has in the demonstration: a team that comes, works and goes."""

from __future__ import annotations

from collections.abc import Callable

from shared.demo.days import live_on
from shared.demo.plan import TeamPlan
from shared.demo.team import settle_team
from shared.workshop import DemoSpan, find_site

ACTOR = "demo"
"""Who has done whatever the demonstration invents, in the records."""


def demonstrate_team(slug: str, plan: TeamPlan) -> Callable[[DemoSpan], None]:
    """Returns what invents the team of a site, once, and its days."""

    def demonstrate(span: DemoSpan) -> None:
        site = find_site(slug)
        settle_team(site=site, plan=plan, span=span, actor=ACTOR)
        live_on(site=site, span=span, actor=ACTOR)

    return demonstrate
