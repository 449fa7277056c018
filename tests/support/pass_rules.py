"""The rules of the PASS IAE as they are seeded, without a database."""

from __future__ import annotations

from shared.people.passes.arithmetic import PassRules, ProlongationTerms
from shared.people.passes.reference import LIMITS, PROLONGATIONS

TERMS = {
    each.reason: ProlongationTerms(
        each_days=each.each_days,
        total_days=each.total_days,
        needs_opinion=each.needs_opinion,
        needs_report=each.needs_report,
        kept_apart=each.kept_apart,
        source="",
        confirmed=True,
    )
    for each in PROLONGATIONS
}
RULES = PassRules(**{code.value: amount for code, amount in LIMITS.items()}, prolongations=TERMS)
