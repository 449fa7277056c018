"""What the law allows of a kind of contract on a given day: amounts with their source, from dated rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, case, select
from sqlalchemy.orm import InstrumentedAttribute

from shared.db import session
from shared.people.models import Contract, ContractKind, LabourLimit, LimitCode


@dataclass(frozen=True)
class Limit:
    """One amount in the unit of its code, and the article that says so."""

    amount: int
    source: str
    confirmed: bool = True


Limits = Mapping[LimitCode, Limit]
"""The limits of one kind of contract; a code without a row bounds nothing."""


def read_limits(day: date) -> dict[ContractKind, Limits]:
    """Returns what is in force on `day`, by kind of contract. One statement."""
    rows = session.execute(
        select(LabourLimit.kind, LabourLimit.code, LabourLimit.amount, LabourLimit.source, LabourLimit.confirmed)
        .where(LabourLimit.valid_from <= day)
        .order_by(LabourLimit.valid_from)
    )
    limits: dict[ContractKind, dict[LimitCode, Limit]] = {kind: {} for kind in ContractKind}
    for row in rows:
        limits[row.kind][row.code] = Limit(row.amount, row.source, row.confirmed)
    return dict(limits)


def limit_columns(code: LimitCode, day: ColumnElement[date]) -> tuple[ColumnElement[Any], ColumnElement[Any]]:
    """Returns amount and source of the limit in force on `day` for the contract of a statement.

    Named like the code, and the same with `_source`: whoever reads contracts gets what bounds them beside them.
    """
    return _column(code, day, LabourLimit.amount, code.value), _column(code, day, LabourLimit.source, f"{code}_source")


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
