"""What the agency does every night."""

from __future__ import annotations

from shared.db import atomic
from shared.jobs.daily import daily
from workshops.etapweb.services import forget_old_briefs


@daily("etapweb.forget_briefs", "Oublier les projets web jamais envoyés", hour=4)
def forget_briefs(*, day: str) -> None:  # noqa: ARG001 - every daily task is told its day
    """Deletes what visitors began to write and never sent."""
    with atomic():
        forget_old_briefs()
