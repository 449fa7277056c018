"""The gardens, invented: twenty-two people in the year, nine of them still there at its end."""

from __future__ import annotations

from shared.demo.place import demonstrate_team
from shared.demo.plan import TeamPlan

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

demonstrate = demonstrate_team("agrilot", PLAN)
