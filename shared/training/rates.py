"""The rates of exams with their definitions: what is divided by what stands beside every figure. Whole percents."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from shared.kernel.money import divide_half_up
from shared.training.models import PRESENTED, RESULTS, ExamOutcome


@dataclass(frozen=True)
class Rate:
    """A share of two counts; none of nothing."""

    part: int
    of: int

    @property
    def words(self) -> str:
        """The share in whole percents, half up, and what it was made of."""
        if not self.of:
            return "–"
        return f"{divide_half_up(self.part * 100, self.of)}\u00a0% ({self.part} sur {self.of})"


@dataclass(frozen=True)
class Rates:
    """The counts of some candidacies, and the rates that the jury's minutes allow to compute.

    Whoever withdrew, was excused or absent stays among the registered. A partial success is never among the obtained.
    """

    registered: int
    presented: int
    awaited: int
    passed: int
    partial: int
    failed: int
    congratulated: int = 0

    @property
    def presence(self) -> Rate:
        """Presented of registered."""
        return Rate(self.presented, self.registered)

    @property
    def success(self) -> Rate:
        """Passed of those presented whose result is known."""
        return Rate(self.passed, self.presented - self.awaited)

    @property
    def partial_success(self) -> Rate:
        """Partly passed of the same."""
        return Rate(self.partial, self.presented - self.awaited)


DEFINITIONS = (
    ("Inscrits", "toutes les personnes inscrites, y compris désistées, excusées et absentes"),
    ("Présentés", "inscrits qui ont passé l’épreuve, résultat connu ou attendu"),
    ("Reçus", "candidats qui ont obtenu tout ce qu’ils passaient"),
    (
        "Réussites partielles",
        "candidats qui ont obtenu une partie des blocs passés\u00a0; comptés à part, jamais parmi les reçus",
    ),
    ("Taux de présence", "présentés divisés par inscrits"),
    ("Taux de réussite", "reçus divisés par présentés dont le résultat est connu"),
    ("Taux de réussite partielle", "réussites partielles divisées par présentés dont le résultat est connu"),
)
"""What each word means, as the page prints it."""


def rates_of(outcomes: Counter[ExamOutcome], congratulated: int = 0) -> Rates:
    """Returns the rates of candidacies counted by outcome."""
    return Rates(
        registered=outcomes.total(),
        presented=sum(outcomes[each] for each in PRESENTED),
        awaited=sum(outcomes[each] for each in PRESENTED - RESULTS),
        passed=outcomes[ExamOutcome.PASSED],
        partial=outcomes[ExamOutcome.PARTIAL],
        failed=outcomes[ExamOutcome.FAILED],
        congratulated=congratulated,
    )


def sum_of(counts: Iterable[Counter[ExamOutcome]]) -> Counter[ExamOutcome]:
    """Returns several counts as one."""
    total: Counter[ExamOutcome] = Counter()
    for each in counts:
        total.update(each)
    return total
