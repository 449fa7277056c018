"""What the law allows of a kind of contract on a given day: amounts with their source, from dated rows."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, case, exists, select
from sqlalchemy.orm import InstrumentedAttribute

from shared.db import session
from shared.people.models import Contract, ContractKind, LabourLimit, LimitCode

DISCREET_SOURCE = "règle du site"
"""What stands for the article at a sensitive site: the code of law alone would tell what kind of site it is."""


@dataclass(frozen=True)
class Limit:
    """One amount in the unit of its code, and the article that says so where a person may be shown beside it."""

    amount: int
    source: str
    confirmed: bool = True


Limits = Mapping[LimitCode, Limit]
"""The limits of one kind of contract; a code without a row bounds nothing."""


def read_limits(day: date) -> dict[ContractKind, Limits]:
    """Returns what is in force on `day`, by kind of contract. One statement."""
    return read_limits_of([day])[day]


def read_limits_of(days: Collection[date]) -> dict[date, dict[ContractKind, Limits]]:
    """Returns what is in force on each of these days, by kind of contract. One statement."""
    rows = session.execute(
        select(
            LabourLimit.kind,
            LabourLimit.code,
            LabourLimit.amount,
            LabourLimit.source,
            LabourLimit.confirmed,
            LabourLimit.valid_from,
        )
        .where(LabourLimit.valid_from <= max(days))
        .order_by(LabourLimit.valid_from)
    ).all()
    limits: dict[date, dict[ContractKind, dict[LimitCode, Limit]]] = {
        day: {kind: {} for kind in ContractKind} for day in days
    }
    for row in rows:
        limit = Limit(row.amount, source_beside(row.kind, row.source), row.confirmed)
        for day in days:
            if row.valid_from <= day:
                limits[day][row.kind][row.code] = limit
    return {day: dict(of_the_day) for day, of_the_day in limits.items()}


def source_beside(kind: ContractKind, source: str) -> str:
    """Returns the source of a rule as it may stand beside a person who has this kind of contract."""
    return DISCREET_SOURCE if kind is ContractKind.CEP else source


def limit_columns(code: LimitCode, day: ColumnElement[date]) -> tuple[ColumnElement[Any], ColumnElement[Any]]:
    """Returns amount and source of the limit in force on `day` for the contract of a statement.

    Named like the code, and the same with `_source`: whoever reads contracts gets what bounds them beside them.
    """
    return _column(code, day, LabourLimit.amount, code.value), _column(code, day, LabourLimit.source, f"{code}_source")


def limits_move_column(first: ColumnElement[date], last: ColumnElement[date]) -> ColumnElement[bool]:
    """Returns whether some limit changes after `first` and by `last`; named `limits_move`."""
    return exists().where(LabourLimit.valid_from > first, LabourLimit.valid_from <= last).label("limits_move")


def _column(
    code: LimitCode, day: ColumnElement[date], what: InstrumentedAttribute[Any], name: str
) -> ColumnElement[Any]:
    in_force = {
        kind: select(what)
        .where(LabourLimit.kind == kind, LabourLimit.code == code, LabourLimit.valid_from <= day)
        .order_by(LabourLimit.valid_from.desc())
        .limit(1)
        .scalar_subquery()
        for kind in ContractKind
    }
    return case((Contract.kind.is_(None), in_force[ContractKind.CEP]), else_=in_force[ContractKind.CDDI]).label(name)
