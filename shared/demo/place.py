"""What a workshop has in the demonstration: a team that comes, works and goes, and what it sells meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from shared.demo.agenda import Agenda
from shared.demo.days import live_on
from shared.demo.plan import TeamPlan
from shared.demo.team import settle_team
from shared.kernel import clock
from shared.kernel.weeks import Month, days_between
from shared.payroll.holidays import is_working_day
from shared.workshop import DemoSpan, find_site

ACTOR = "demo"
"""Who has done whatever the demonstration invents, in the records."""

Sell = Callable[[Agenda, date, bool], None]
"""Notes what is sold from a working day on; the last argument says whether it is a busy time."""


def demonstrate_team(slug: str, plan: TeamPlan, sell: Sell | None = None) -> Callable[[DemoSpan], None]:
    """Returns what invents the team of a site, once, its days, and what it sells on each working day."""

    def demonstrate(span: DemoSpan) -> None:
        site = find_site(slug)
        settle_team(site=site, plan=plan, span=span, actor=ACTOR)
        live_on(site=site, span=span, actor=ACTOR)
        if sell is not None:
            sell_on(span, sell)

    return demonstrate


def sell_on(span: DemoSpan, sell: Sell) -> None:
    """Lives what is sold in a span, in the order of time: busy in its year and lately, quiet in between."""
    agenda = Agenda()
    for day in days_between(span.first, span.today):
        if is_working_day(day):
            busy = day.year == span.year or day >= Month.of(span.today).shifted(-1).first
            for _ in range(span.scale):
                sell(agenda, day, busy)
    agenda.live(clock.now())
