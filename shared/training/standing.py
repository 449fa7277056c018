"""Where somebody stands with a title: decided from all their exams for it, in whichever order these were noted.

Blocks are known by their codes. A block that was acquired stays so: only dates are kept, and nothing expires.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from shared.training.models import GIVES_BLOCKS, PRESENTED, ExamKind, ExamOutcome

AWAITED = frozenset({ExamOutcome.REGISTERED, ExamOutcome.PENDING})


@dataclass(frozen=True)
class Sitting:
    """One candidacy for the title: `day` is the session's last, `sat` and `obtained` are codes of blocks."""

    day: date
    kind: ExamKind
    outcome: ExamOutcome
    sat: Collection[str] = ()
    obtained: Collection[str] = ()


@dataclass(frozen=True)
class Standing:
    """What of a title somebody has: each block with the day on which it was acquired, and what is left.

    `obtained_on` is the day of the title, by a whole session or, `capitalised`, by its last block. `awaited` are the
    blocks that a session to come, or minutes to come, may still give.
    """

    acquired: dict[str, date] = field(default_factory=dict)
    obtained_on: date | None = None
    capitalised: bool = False
    missing: tuple[str, ...] = ()
    awaited: frozenset[str] = frozenset()
    has_sat: bool = False

    @property
    def is_partial(self) -> bool:
        """Whether some blocks are acquired and others missing."""
        return bool(self.acquired) and bool(self.missing)

    @property
    def to_resit(self) -> tuple[str, ...]:
        """The missing blocks of a partial success that no session or minutes to come are about."""
        return tuple(code for code in self.missing if code not in self.awaited) if self.is_partial else ()


def standing_of(blocks: Sequence[str], sittings: Iterable[Sitting]) -> Standing:
    """Returns where somebody stands with a title of these blocks, given in order. Source: arrêté du 22 décembre 2015.

    A title is obtained by passing a whole session or by capitalising every block. One whose blocks nobody knows is
    obtained by a whole session alone.
    """
    known = list(sittings)
    acquired: dict[str, date] = {}
    whole: date | None = None
    for sitting in sorted(known, key=lambda each: each.day):
        if sitting.outcome not in GIVES_BLOCKS:
            continue
        passed_whole = sitting.kind is ExamKind.WHOLE and sitting.outcome is ExamOutcome.PASSED
        if passed_whole:
            whole = whole or sitting.day
        for code in blocks:
            if passed_whole or code in _obtained(sitting):
                acquired.setdefault(code, sitting.day)
    complete = max(acquired.values()) if blocks and len(acquired) == len(blocks) else None
    obtained_on = min((day for day in (whole, complete) if day), default=None)
    awaited = {code for each in known if each.outcome in AWAITED for code in each.sat}
    return Standing(
        acquired=acquired,
        obtained_on=obtained_on,
        capitalised=obtained_on is not None and obtained_on != whole,
        missing=() if obtained_on else tuple(code for code in blocks if code not in acquired),
        awaited=frozenset(awaited),
        has_sat=any(each.outcome in PRESENTED for each in known),
    )


def _obtained(sitting: Sitting) -> Collection[str]:
    return sitting.sat if sitting.outcome is ExamOutcome.PASSED else sitting.obtained
