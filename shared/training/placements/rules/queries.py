"""What bounds immersions: on a day, and with every row that there was and will be."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from shared.db import session
from shared.kernel.dated import DatedRule, Version
from shared.kernel.errors import NotFound
from shared.training.models import PlacementLimit, PlacementLimitCode
from shared.training.placements.judging import Limit, Limits


class PlacementRule(DatedRule):
    """A limit of immersions with every row that it has had."""

    kind_label = "Toutes les immersions"


def read_placement_limits(day: date) -> Limits:
    """Returns what bounds immersions on a day, the first row of a limit for a day before all of them. One statement."""
    limits: dict[PlacementLimitCode, Limit] = {}
    for row in session.scalars(select(PlacementLimit).order_by(PlacementLimit.valid_from)):
        if row.valid_from <= day or row.code not in limits:
            limits[row.code] = Limit(row.amount, row.source)
    return limits


def list_placement_rules() -> list[PlacementRule]:
    """Returns the limits with their history, the latest row first. One statement."""
    rows = session.scalars(select(PlacementLimit).order_by(PlacementLimit.valid_from.desc())).all()
    return [
        PlacementRule(code.value, code.label, [_version(row) for row in rows if row.code is code])
        for code in PlacementLimitCode
    ]


def find_placement_rule(code: str) -> tuple[PlacementLimitCode, PlacementRule]:
    """Returns a limit by its address; raises NotFound. One statement."""
    for rule in list_placement_rules():
        if rule.code == code:
            return PlacementLimitCode(code), rule
    raise NotFound("Cette règle n’existe pas.")


def _version(row: PlacementLimit) -> Version:
    return Version(row.valid_from, row.code.words(row.amount), row.source, row.confirmed)
