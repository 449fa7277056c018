"""What judging a contract reads: the rules of its first day, and the contracts that somebody has had."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import select

from shared.db import session
from shared.people.contracts.judging import Rules, Wage
from shared.people.limits import read_limits
from shared.people.models import NO_TERM, Contract, ContractDerogation, ContractKind, MinimumWage


def read_rules(kind: ContractKind, day: date) -> Rules:
    """Returns the rules of a kind of contract that begins on a day. Two statements."""
    return Rules(read_limits(day)[kind], list_wages())


def list_wages() -> tuple[Wage, ...]:
    """Returns every minimum wage that is known, the oldest first. One statement."""
    rows = session.execute(
        select(MinimumWage.valid_from, MinimumWage.hourly_cents, MinimumWage.source, MinimumWage.confirmed).order_by(
            MinimumWage.valid_from
        )
    )
    return tuple(Wage(*row) for row in rows)


def list_spans(person_id: int, kind: ContractKind, beside: int | None = None) -> list[tuple[date, date]]:
    """Returns first and last day of somebody's contracts of a kind, at any site, but for one and those without end.

    One statement.
    """
    same = Contract.kind.is_(None) if kind is ContractKind.CEP else Contract.kind == kind
    mine = select(Contract.starts_on, Contract.ends_on).where(Contract.person_id == person_id, same)
    rows = session.execute(mine.where(Contract.id != (beside or 0), Contract.ends_on < NO_TERM))
    return [(starts_on, ends_on) for starts_on, ends_on in rows]


@dataclass
class Facts:
    """What is kept of a contract beside days and hours: gross cents an hour, decisions, why a rule was set aside."""

    hourly_cents: int | None = None
    despite: str | None = None
    derogations: list[ContractDerogation] = field(default_factory=list)


def list_facts(contracts: Collection[int]) -> dict[int, Facts]:
    """Returns the facts of contracts by their id. Two statements."""
    rows = session.execute(
        select(Contract.id, Contract.hourly_cents, Contract.signed_despite).where(Contract.id.in_(contracts))
    )
    facts = {contract_id: Facts(hourly_cents, despite) for contract_id, hourly_cents, despite in rows}
    decisions = select(ContractDerogation).where(ContractDerogation.contract_id.in_(contracts))
    for decision in session.scalars(decisions.order_by(ContractDerogation.decided_on, ContractDerogation.id)):
        facts[decision.contract_id].derogations.append(decision)
    return facts
