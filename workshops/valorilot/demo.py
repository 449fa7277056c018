"""The team, invented: eleven people in the year, six of them still there at its end; the job tells no trade."""

from __future__ import annotations

from shared.demo.place import demonstrate_team
from shared.demo.plan import TeamPlan

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

demonstrate = demonstrate_team("valorilot", PLAN)
