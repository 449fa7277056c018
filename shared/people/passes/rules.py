"""The rules of the PASS IAE in force on a day, from their dated rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from sqlalchemy import select

from shared.db import session
from shared.people.models import PassLimit, ProlongationRule
from shared.people.passes.arithmetic import PassRules, ProlongationTerms
from shared.people.passes.words import PassLimitCode, ProlongationReason

Row = TypeVar("Row", PassLimit, ProlongationRule)


@dataclass(frozen=True)
class RuleBook:
    """Every rule that there was and will be."""

    limits: Sequence[PassLimit]
    reasons: Sequence[ProlongationRule]

    def on(self, day: date) -> PassRules:
        """Returns what is in force on `day`, the first row of a rule for a day before all of them."""
        amounts = {
            code.value: _in_force([row for row in self.limits if row.code is code], day).amount
            for code in PassLimitCode
        }
        return PassRules(**amounts, prolongations=dict(_terms(self.reasons, day)))


def read_rule_book() -> RuleBook:
    """Returns the rules of all days. Two statements."""
    return RuleBook(
        session.scalars(select(PassLimit).order_by(PassLimit.valid_from)).all(),
        session.scalars(select(ProlongationRule).order_by(ProlongationRule.valid_from)).all(),
    )


def read_pass_rules(day: date) -> PassRules:
    """Returns what is in force on `day`. Two statements."""
    return read_rule_book().on(day)


def _terms(rows: Sequence[ProlongationRule], day: date) -> Iterable[tuple[ProlongationReason, ProlongationTerms]]:
    for reason in ProlongationReason:
        if mine := [row for row in rows if row.reason is reason]:
            row = _in_force(mine, day)
            yield (
                reason,
                ProlongationTerms(
                    each_days=row.each_days,
                    total_days=row.total_days,
                    needs_opinion=row.needs_opinion,
                    needs_report=row.needs_report,
                    kept_apart=row.kept_apart,
                    source=row.source,
                    confirmed=row.confirmed,
                ),
            )


def _in_force(rows: Sequence[Row], day: date) -> Row:
    """Returns the last of these rows that begins by `day`; they come in the order of their days."""
    begun = [row for row in rows if row.valid_from <= day]
    return begun[-1] if begun else rows[0]
