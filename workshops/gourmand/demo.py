"""The kitchen, invented: forty-three people in the year, twenty of them still there at its end."""

from __future__ import annotations

from shared.demo.place import demonstrate_team
from shared.demo.plan import TeamPlan

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

demonstrate = demonstrate_team("gourmand", PLAN)
