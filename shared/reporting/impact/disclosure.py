"""What of a figure may be read by whom: a percentage of a small group is a count, and a count may name somebody.

Inside the house everything is printed. Outside it a figure about health or justice is a rounded rate alone, and only
of a group that is large enough and not nearly all of one kind; the limits are settings, still to be confirmed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, cast

from flask import current_app

from shared.kernel.minutes import show_minutes
from shared.kernel.money import euros
from shared.reporting.impact.figures import Figure, Report
from shared.reporting.impact.indicators import Discretion, Indicator, Unit
from shared.web.filters import hundredths

if TYPE_CHECKING:
    from shared.config import Settings

WITHHELD = "non communiqué"


class Audience(StrEnum):
    """Who reads a report."""

    INTERNAL = "internal"
    FUNDER = "funder"
    PUBLIC = "public"

    @property
    def label(self) -> str:
        """The French name."""
        return {"internal": "Usage interne", "funder": "Financeurs", "public": "Public"}[self.value]

    def withholds(self, discretion: Discretion) -> bool:
        """Tells whether numerator and denominator of such a figure are not for this audience."""
        if discretion is Discretion.SENSITIVE:
            return self is not Audience.INTERNAL
        return discretion is Discretion.DISCREET and self is Audience.PUBLIC


@dataclass(frozen=True)
class Shown:
    """A figure as an audience reads it; None for what is withheld, and `missing` says why there is no value."""

    indicator: Indicator
    numerator: int | None
    denominator: int | None
    value: int | None
    missing: str = ""

    @property
    def text(self) -> str:
        """The value as French text: `46 %`, `39 ans`, `111`; why there is none, when there is none."""
        if self.value is None:
            return self.missing
        unit = self.indicator.unit
        if unit is Unit.EUROS:
            return euros(self.value)
        number = hundredths(self.value) if unit.digits else f"{self.value:,}".replace(",", "\u202f")
        return number if unit is Unit.PEOPLE else f"{number}\u00a0{unit.label}"

    @property
    def fraction(self) -> str:
        """What was divided, as French text; empty for a plain count and for what is withheld."""
        if self.numerator is None or not self.denominator or not self.indicator.unit.is_ratio:
            return ""
        if self.indicator.unit is Unit.POSTS:
            return f"{show_minutes(self.numerator)} / {show_minutes(self.denominator)}"
        numerator = f"{self.numerator:,}".replace(",", "\u202f")
        return f"{numerator} / {self.denominator}"


def list_shown(report: Report, audience: Audience) -> list[Shown]:
    """Returns the figures of a report as an audience may read them."""
    return [show_to(figure, audience) for figure in report.figures]


def show_to(figure: Figure, audience: Audience) -> Shown:
    """Returns a figure as an audience may read it."""
    indicator, value = figure.indicator, figure.value
    if value is None:
        return Shown(indicator, None, None, None, figure.missing)
    if not audience.withholds(indicator.discretion):
        return Shown(indicator, figure.numerator, figure.denominator, value)
    if not _may_be_told(figure, audience):
        return Shown(indicator, None, None, None, WITHHELD)
    return Shown(indicator, None, None, value)


def _may_be_told(figure: Figure, audience: Audience) -> bool:
    limits = cast("Settings", current_app.extensions["ateliers_settings"]).impact_limits
    inside, group = figure.numerator or 0, figure.denominator or 0
    least = limits.public if audience is Audience.PUBLIC else limits.funder
    return group >= limits.group and min(inside, group - inside) >= least


def group_figures(shown: Sequence[Shown]) -> list[tuple[str, list[Shown]]]:
    """Returns the figures under their headings, in the order of the report."""
    groups: dict[str, list[Shown]] = {}
    for each in shown:
        groups.setdefault(each.indicator.group.label, []).append(each)
    return list(groups.items())
