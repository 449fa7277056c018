"""Looking again at the sheets of training: each stands where its log says, and a closed one says what was signed."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select

from shared.db import session
from shared.training.attendance.services import digest_of, read_places
from shared.training.models import TrainingSession, TrainingStatus, TrainingStep
from shared.workshop import Site


def list_wrong_sheets() -> Iterator[str]:
    """Yields one sentence for each sheet that its log does not explain, or that changed after it was closed."""
    sites = {site.id: site.neutral_label for site in session.scalars(select(Site))}
    # In the order of the log: the last step of each session is kept.
    last = {step.session_id: step for step in session.scalars(select(TrainingStep).order_by(TrainingStep.id))}
    every = select(TrainingSession).order_by(TrainingSession.day, TrainingSession.id)
    for training in session.scalars(every):
        where = f"séance du {training.day:%d/%m/%Y}, {training.half.label}, {sites[training.site_id]}"
        step = last.get(training.id)
        if training.status is not (step.to_status if step else TrainingStatus.PLANNED):
            yield f"{where}\u00a0: son état ne suit pas de son historique"
        elif training.status is TrainingStatus.CLOSED and (step is None or step.sha256 != _digest(training)):
            yield f"{where}\u00a0: elle ne dit plus ce qui a été signé"


def _digest(training: TrainingSession) -> str:
    return digest_of(training, read_places(training.id))
