"""Changing a rule of the PASS IAE: a new row from a day on. No row is ever edited or removed.

A PASS keeps the days that it was issued with; suspensions and prolongations that are noted keep theirs. Two
administrators who change the same rule wait for each other. Acts belong to a unit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from sqlalchemy import Select, select

from shared.audit.services import record_event
from shared.db import session
from shared.kernel.dated import DatedRule, Version, find_replaced, nothing_changes, read_source
from shared.kernel.errors import InvalidInput, NotFound
from shared.people.models import PassLimit, ProlongationRule
from shared.people.passes.arithmetic import days_words
from shared.people.passes.rules import read_rule_book
from shared.people.passes.words import KEPT_APART, PassLimitCode, ProlongationReason

Row = TypeVar("Row", PassLimit, ProlongationRule)


@dataclass(frozen=True, kw_only=True)
class Allowance:
    """What a reason of prolongation allows: days each time, and in all (None for no bound); what it asks for."""

    each_days: int
    total_days: int | None
    needs_opinion: bool
    needs_report: bool

    @property
    def words(self) -> str:
        """The same in French."""
        total = f"{days_words(self.total_days)} en tout" if self.total_days else "sans limite en tout"
        asks = [words for words, needed in (("avis", self.needs_opinion), ("bilan", self.needs_report)) if needed]
        return ", ".join([f"{days_words(self.each_days)} à chaque fois", total, *asks])


class PassRule(DatedRule):
    """A rule of the PASS IAE with every row that it has had."""

    kind_label = "Tous les PASS"


def list_pass_rules() -> tuple[list[PassRule], list[PassRule]]:
    """Returns the limits, then the reasons of prolongation, each with its history. Two statements."""
    book = read_rule_book()
    limits = [
        PassRule(code.value, code.label, _latest_first([row for row in book.limits if row.code is code]))
        for code in PassLimitCode
    ]
    reasons = [
        PassRule(reason.value, reason.label, _latest_first(mine))
        for reason in ProlongationReason
        if (mine := [row for row in book.reasons if row.reason is reason])
    ]
    return limits, reasons


def find_pass_rule(rules: Sequence[PassRule], code: str) -> PassRule:
    """Returns one of the rules by its address; raises NotFound."""
    for rule in rules:
        if rule.code == code:
            return rule
    raise NotFound("Cette règle n’existe pas.")


def find_amount(code: PassLimitCode, day: date) -> int:
    """Returns the amount of a limit on `day`, in its unit. One statement."""
    rows = session.scalars(select(PassLimit).where(PassLimit.code == code).order_by(PassLimit.valid_from)).all()
    return _last_begun(rows, day).amount


def find_allowance(reason: ProlongationReason, day: date) -> Allowance:
    """Returns what a reason allows on `day`. One statement."""
    mine = select(ProlongationRule).where(ProlongationRule.reason == reason)
    return _allowance(_last_begun(session.scalars(mine.order_by(ProlongationRule.valid_from)).all(), day))


def change_pass_limit(
    *, code: PassLimitCode, amount: int, valid_from: date, source: str, confirmed: bool, actor: str
) -> None:
    """Gives a limit another amount, another source or its confirmation from a day on; `amount` in the code's unit.

    Raises InvalidInput (`amount`, `valid_from`, `source`) when the day is taken or nothing changes; NotFound.
    """
    if amount <= 0:
        raise InvalidInput("amount", "Écrivez un nombre plus grand que zéro.")
    before = find_replaced(_claim(select(PassLimit).where(PassLimit.code == code), PassLimit), valid_from)
    source = read_source(source, before.source)
    if (before.amount, before.source, before.confirmed) == (amount, source, confirmed):
        raise nothing_changes()
    session.add(PassLimit(code=code, amount=amount, source=source, confirmed=confirmed, valid_from=valid_from))
    session.flush()
    _tell(actor, f"pass_limit:{code}", valid_from, (code.words(before.amount), code.words(amount)))


def change_prolongation_rule(
    *,
    reason: ProlongationReason,
    allowance: Allowance,
    valid_from: date,
    source: str,
    confirmed: bool,
    actor: str,
) -> None:
    """Gives a reason of prolongation other days or papers from a day on; whether it is kept apart never changes.

    Raises InvalidInput (`each_days`, `total_days`, `valid_from`, `source`) as `change_pass_limit` does; NotFound.
    """
    total = allowance.total_days
    if allowance.each_days <= 0:
        raise InvalidInput("each_days", "Écrivez un nombre plus grand que zéro.")
    if total is not None and total < allowance.each_days:
        raise InvalidInput("total_days", "En tout, c’est au moins autant qu’à chaque fois.")
    mine = select(ProlongationRule).where(ProlongationRule.reason == reason)
    before = find_replaced(_claim(mine, ProlongationRule), valid_from)
    source = read_source(source, before.source)
    if (_allowance(before), before.source, before.confirmed) == (allowance, source, confirmed):
        raise nothing_changes()
    session.add(
        ProlongationRule(
            reason=reason,
            each_days=allowance.each_days,
            total_days=total,
            needs_opinion=allowance.needs_opinion,
            needs_report=allowance.needs_report,
            kept_apart=before.kept_apart,
            source=source,
            confirmed=confirmed,
            valid_from=valid_from,
        )
    )
    session.flush()
    _tell(actor, f"prolongation_rule:{reason}", valid_from, (_allowance(before).words, allowance.words))


def _claim(mine: Select[Row], model: type[Row]) -> Sequence[Row]:
    """Returns every row of a rule by date, after whoever is changing the same rule."""
    # The first row is always the same one: who holds it is alone. What stands beside it is read afterwards.
    session.scalar(mine.order_by(model.id).limit(1).with_for_update())
    return session.scalars(mine.order_by(model.valid_from)).all()


def _last_begun(rows: Sequence[Row], day: date) -> Row:
    begun = [row for row in rows if row.valid_from <= day]
    return begun[-1] if begun else rows[0]


def _allowance(row: ProlongationRule) -> Allowance:
    return Allowance(
        each_days=row.each_days,
        total_days=row.total_days,
        needs_opinion=row.needs_opinion,
        needs_report=row.needs_report,
    )


def _latest_first(rows: Sequence[PassLimit] | Sequence[ProlongationRule]) -> list[Version]:
    versions = [Version(row.valid_from, _words(row), row.source, row.confirmed) for row in rows]
    return sorted(versions, key=lambda version: version.since, reverse=True)


def _words(row: PassLimit | ProlongationRule) -> str:
    if isinstance(row, PassLimit):
        return row.code.words(row.amount)
    return _allowance(row).words + (f", affiché «\u00a0{KEPT_APART}\u00a0»" if row.kept_apart else "")


def _tell(actor: str, subject: str, since: date, words: tuple[str, str]) -> None:
    detail: dict[str, object] = {"from": since.isoformat(), "before": words[0], "after": words[1]}
    record_event(actor=actor, action="rule.changed", subject=subject, detail=detail)
