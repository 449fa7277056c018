"""The limits of labour law, and with them those of the PASS IAE, as they are seeded: dated rows with their source.

`confirmed` is false where the text itself has not been read by us: the screens say so, and nobody is blocked by it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from shared.db import session
from shared.kernel.minutes import HOUR
from shared.people.models import ContractKind, LabourLimit, LimitCode, MinimumWage
from shared.people.passes import reference as passes

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
    Seed(LimitCode.LONGEST_PATH, 24, "C. trav. L. 5132-15-1", confirmed=True),
    Seed(LimitCode.LONGEST_PATH_DISABILITY, 60, "C. trav. L. 5132-15-1, plafond de la plateforme de l’inclusion"),
    Seed(LimitCode.LONGEST_PATH_SENIOR, 84, "C. trav. L. 5132-15-1, plafond de la plateforme de l’inclusion"),
    Seed(LimitCode.LONGEST_PATH_DIFFICULTIES, 60, "C. trav. L. 5132-15-1", confirmed=True),
    Seed(LimitCode.LONGEST_DIFFICULTIES_DECISION, 12, "C. trav. L. 5132-15-1", confirmed=True),
    Seed(LimitCode.LONGEST_SHORT_WEEK, 12, "C. trav. D. 5132-43-5", confirmed=True),
    Seed(LimitCode.SENIOR_AGE, 50, "C. trav. L. 5132-15-1", confirmed=True),
    Seed(LimitCode.OPEN_ENDED_AGE, 57, "C. trav. D. 5132-10-15, lu pour les entreprises de travail temporaire"),
    Seed(LimitCode.OPEN_ENDED_AFTER, 12, "C. trav. D. 5132-10-15, lu pour les entreprises de travail temporaire"),
    Seed(LimitCode.PAY_SHARE, 10_000, "C. trav. L. 3231-2", confirmed=True),
)

CEP_LIMITS = (
    Seed(LimitCode.LONGEST_DAY, 10 * HOUR, "C. pénit. R. 412-51", confirmed=True),
    Seed(LimitCode.LONGEST_WEEK, 48 * HOUR, "C. pénit. R. 412-51", confirmed=True),
    Seed(LimitCode.LEGAL_WEEK, 35 * HOUR, "C. pénit. R. 412-50", confirmed=True),
    Seed(LimitCode.LONGEST_WITHOUT_BREAK, 6 * HOUR, "C. pénit. R. 412-61", confirmed=True),
    Seed(LimitCode.WORKING_DAYS_IN_A_WEEK, 6, "C. pénit. R. 412-61", confirmed=True),
    Seed(LimitCode.SHORTEST_CONTRACT_WEEK, 10 * HOUR, "C. pénit. R. 412-50", confirmed=True),
    Seed(LimitCode.LONGEST_CONTRACT_WEEK, 35 * HOUR, "C. pénit. R. 412-50", confirmed=True),
    Seed(LimitCode.PAY_SHARE, 4_500, "C. pénit. D. 412-64", confirmed=True),
)

_SMIC = "Arrêté ou décret relevant le SMIC"
MINIMUM_WAGES = {
    date(2021, 10, 1): (1048, _SMIC),
    date(2022, 1, 1): (1057, _SMIC),
    date(2022, 5, 1): (1085, _SMIC),
    date(2022, 8, 1): (1107, _SMIC),
    date(2023, 1, 1): (1127, _SMIC),
    date(2023, 5, 1): (1152, _SMIC),
    date(2024, 1, 1): (1165, _SMIC),
    date(2024, 11, 1): (1188, _SMIC),
    date(2026, 1, 1): (1202, "Décret 2025-1228"),
    date(2026, 6, 1): (1231, "Arrêté du 22 mai 2026"),
}
"""Cents an hour, gross. Source: the minimum wage as published with the reference figures of the domain."""


def seed() -> None:
    """Inserts the rules that the database lacks, inside the caller's unit; edited rows stay as they are."""
    passes.seed()
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
    paid = set(session.scalars(select(MinimumWage.valid_from)))
    session.add_all(
        MinimumWage(hourly_cents=cents, source=source, confirmed=True, valid_from=day)
        for day, (cents, source) in MINIMUM_WAGES.items()
        if day not in paid
    )
