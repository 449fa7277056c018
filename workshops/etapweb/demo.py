"""The web agency, invented: sixteen people in the year, nine of them still there at its end, 26 hours a week."""

from __future__ import annotations

from shared.demo.place import demonstrate_team
from shared.demo.plan import TeamPlan

PLAN = TeamPlan(
    jobs={"Intégration web": (10, 6), "Graphisme": (6, 3)},
    here_before=6,
    leavers=7,
    placed=3,
    under_measure=8,
    mean_age=39,
)
"""What the association has published of its year, and our sharing of it out between the workshops."""

demonstrate = demonstrate_team("etapweb", PLAN)
