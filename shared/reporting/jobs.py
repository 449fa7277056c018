"""Making long files after the commit, and forgetting them a day later."""

from __future__ import annotations

from shared.db import atomic
from shared.jobs.daily import daily
from shared.jobs.services import handles
from shared.reporting import exports


@handles(exports.MAKE, "Fabriquer un export")
def make_export(*, export_id: int) -> None:
    """Makes a file that was asked for."""
    exports.make_export(export_id)


@daily("reporting.forget_exports", "Oublier les exports d’hier", hour=2)
def forget_exports(*, day: str) -> None:  # noqa: ARG001 - every daily task is told its day
    """Deletes the files whose time is over."""
    with atomic():
        exports.forget_expired()
