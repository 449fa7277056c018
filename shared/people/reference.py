"""The limits of labour law as they are seeded: dated rows with their source, for each kind of contract.

`confirmed` is false where the text itself has not been read by us: the screens say so, and nobody is blocked by it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from shared.db import session
from shared.kernel.minutes import HOUR
from shared.people.models import ContractKind, LabourLimit, LimitCode

SINCE = date(2020, 1, 1)
CEP_SINCE = date(2022, 5, 1)
"""The day on which the prison employment contract came into force (décret 2022-655)."""


@dataclass(frozen=True)
class Seed:
    """One limit: its amount, and where it comes from."""

    code: LimitCode
    amount: int
    source: str
    confirmed: bool = False


CDDI_LIMITS = (
    Seed(LimitCode.LONGEST_DAY, 10 * HOUR, "C. trav. L. 3121-18", confirmed=True),
    Seed(LimitCode.LONGEST_WEEK, 48 * HOUR, "C. trav. L. 3121-20", confirmed=True),
    Seed(LimitCode.LEGAL_WEEK, 35 * HOUR, "C. trav. L. 3121-27", confirmed=True),
    Seed(LimitCode.LONGEST_MEAN_WEEK, 44 * HOUR, "C. trav. L. 3121-22", confirmed=True),
    Seed(LimitCode.COMPLEMENTARY_SHARE, 1000, "C. trav. L. 3123-28", confirmed=True),
    Seed(LimitCode.LASTING_EXCESS, 2 * HOUR, "C. trav. L. 3123-13"),
    Seed(LimitCode.LONGEST_WITHOUT_BREAK, 6 * HOUR, "C. trav. L. 3121-16"),
    Seed(LimitCode.WORKING_DAYS_IN_A_WEEK, 6, "C. trav. L. 3132-1"),
    Seed(LimitCode.SHORTEST_CONTRACT_WEEK, 20 * HOUR, "C. trav. L. 5132-15-1", confirmed=True),
    Seed(LimitCode.LONGEST_CONTRACT_WEEK, 35 * HOUR, "C. trav. L. 5132-15-1"),
    Seed(LimitCode.SHORTEST_CONTRACT, 4, "C. trav. L. 5132-15-1", confirmed=True),
)

CEP_LIMITS = (
    Seed(LimitCode.LONGEST_DAY, 10 * HOUR, "C. pénit. R. 412-51", confirmed=True),
    Seed(LimitCode.LONGEST_WEEK, 48 * HOUR, "C. pénit. R. 412-51", confirmed=True),
    Seed(LimitCode.LEGAL_WEEK, 35 * HOUR, "C. pénit. R. 412-50", confirmed=True),
    Seed(LimitCode.LONGEST_WITHOUT_BREAK, 6 * HOUR, "C. pénit. R. 412-61", confirmed=True),
    Seed(LimitCode.WORKING_DAYS_IN_A_WEEK, 6, "C. pénit. R. 412-61", confirmed=True),
    Seed(LimitCode.SHORTEST_CONTRACT_WEEK, 10 * HOUR, "C. pénit. R. 412-50", confirmed=True),
    Seed(LimitCode.LONGEST_CONTRACT_WEEK, 35 * HOUR, "C. pénit. R. 412-50", confirmed=True),
)


def seed() -> None:
    """Inserts the limits that the database lacks, inside the caller's unit; edited rows stay as they are."""
    known = {(row.kind, row.code) for row in session.execute(select(LabourLimit.kind, LabourLimit.code))}
    for kind, since, seeds in ((ContractKind.CDDI, SINCE, CDDI_LIMITS), (ContractKind.CEP, CEP_SINCE, CEP_LIMITS)):
        session.add_all(
            LabourLimit(
                kind=kind,
                code=each.code,
                amount=each.amount,
                source=each.source,
                confirmed=each.confirmed,
                valid_from=since,
            )
            for each in seeds
            if (kind, each.code) not in known
        )
