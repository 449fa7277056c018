"""What training means for a team's day: sheets to sign, and people at a host."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from flask import url_for

from shared.payroll.elsewhere import Elsewhere, Errand, HalvesElsewhere
from shared.training.attendance.queries import halves_to_sign, list_sessions
from shared.training.models import TrainingStatus
from shared.training.placements.queries import halves_at_a_host
from shared.workshop import here


def halves_in_training(site_id: int, day: date) -> HalvesElsewhere:
    """Returns who is at a host, and who signs a sheet that is still open: a sheet comes first. Two statements."""
    return {**halves_at_a_host(site_id, day), **halves_to_sign(site_id, day)}


def sheets_of_the_day(site_id: int, day: date) -> Sequence[Errand]:
    """Returns the sheets of a day, with their pages at the place that is being shown. One statement."""
    place = here()
    pages = f"{place.staff_name}.attendance.sheet" if place else ""
    return [
        Errand(
            half=each.half,
            label=each.label,
            people=each.expected,
            is_done=each.status is TrainingStatus.CLOSED,
            url=url_for(pages, training=each.training),
        )
        for each in list_sessions([site_id], day, day)
        if pages and each.status is not TrainingStatus.CANCELLED
    ]


TRAINING_ELSEWHERE = Elsewhere(halves_in_training, sheets_of_the_day)
