"""What other features expect of a team's day: half-days that are signed for elsewhere, or spent at a host.

Each of them is handed in at start; this feature knows none. « Tous présents » asks here before it fills a half-day.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, cast

from flask import current_app

from shared.people.models import Half

if TYPE_CHECKING:
    from flask import Flask

HalvesElsewhere = Mapping[tuple[int, Half], str | None]
"""By person and half-day the category to record, None where the half-day is recorded by who gives it."""


@dataclass(frozen=True)
class Errand:
    """Something to do beside the day sheet: what it is, for how many, and its page."""

    half: Half
    label: str
    people: int
    is_done: bool
    url: str


@dataclass(frozen=True)
class Elsewhere:
    """A feature that sends people elsewhere; both are asked with a site and a day."""

    halves: Callable[[int, date], HalvesElsewhere]
    errands: Callable[[int, date], Sequence[Errand]]


def init_app(app: Flask, elsewhere: Sequence[Elsewhere]) -> None:
    """Takes the features that send people elsewhere."""
    app.extensions["ateliers_elsewhere"] = tuple(elsewhere)


def halves_elsewhere(site_id: int, day: date) -> HalvesElsewhere:
    """Returns the half-days of a day that « Tous présents » does not fill with work."""
    found: dict[tuple[int, Half], str | None] = {}
    for each in _features():
        found |= each.halves(site_id, day)
    return found


def list_errands(site_id: int, day: date) -> list[Errand]:
    """Returns what there is to sign on a day, the morning first."""
    errands = [errand for each in _features() for errand in each.errands(site_id, day)]
    return sorted(errands, key=lambda errand: (errand.half, errand.label))


def _features() -> tuple[Elsewhere, ...]:
    return cast("tuple[Elsewhere, ...]", current_app.extensions["ateliers_elsewhere"])
