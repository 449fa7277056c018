"""A month of the three groups, invented: half-way to their title, three days a week in the kitchen, two in training."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from shared.payroll.demo import live_on
from shared.people.demo import plan_group
from shared.workshop import find_site

TUESDAY, THURSDAY = 1, 3
JOB = "Employé polyvalent de restauration"


def demonstrate_group(slug: str, *, months: int, here: int, gone: int) -> Callable[[date, date], None]:
    """Returns what invents one group: how long its contract lasts, how many are here and how many have left."""

    def demonstrate(first: date, last: date) -> None:
        live_on(
            site=find_site(slug),
            posts=plan_group(last, JOB, months=months, here=here, gone=gone),
            first=first,
            last=last,
            actor="demo",
            training_days=frozenset({TUESDAY, THURSDAY}),
        )

    return demonstrate
