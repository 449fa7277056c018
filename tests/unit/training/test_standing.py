"""Where somebody stands with a title, whatever the order in which its exams were sat and noted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.training.models import EXAM_TRANSITIONS, USUAL, ExamKind, ExamOutcome
from shared.training.standing import Sitting, Standing, standing_of

BLOCKS = ("BC01", "BC02", "BC03")
WHOLE, SINGLE = ExamKind.WHOLE, ExamKind.BLOCKS
PASSED, PARTIAL, FAILED = ExamOutcome.PASSED, ExamOutcome.PARTIAL, ExamOutcome.FAILED
MAY, JUNE, JULY = date(2026, 5, 4), date(2026, 6, 1), date(2026, 7, 6)


def whole(day: date, outcome: ExamOutcome, *obtained: str) -> Sitting:
    return Sitting(day, WHOLE, outcome, BLOCKS, BLOCKS if outcome is PASSED else obtained)


def single(day: date, outcome: ExamOutcome, sat: Sequence[str], *obtained: str) -> Sitting:
    return Sitting(day, SINGLE, outcome, sat, sat if outcome is PASSED else obtained)


def test_who_was_never_a_candidate_has_nothing() -> None:
    assert standing_of(BLOCKS, []) == Standing(missing=BLOCKS)
    assert standing_of((), []) == Standing()


def test_a_whole_session_gives_the_title_and_every_block_on_its_last_day() -> None:
    found = standing_of(BLOCKS, [whole(MAY, PASSED)])
    assert (found.obtained_on, found.capitalised, found.missing) == (MAY, False, ())
    assert found.acquired == dict.fromkeys(BLOCKS, MAY)


def test_a_title_whose_blocks_nobody_knows_is_obtained_as_a_whole_alone() -> None:
    passed = Sitting(MAY, WHOLE, PASSED)
    assert standing_of((), [passed]) == Standing(obtained_on=MAY, has_sat=True)
    assert standing_of((), [Sitting(MAY, WHOLE, FAILED)]).obtained_on is None


def test_a_partial_success_and_the_missing_blocks_make_the_title_in_both_orders() -> None:
    first, again = whole(MAY, PARTIAL, "BC01"), single(JUNE, PASSED, ("BC02", "BC03"))
    for sittings in ([first, again], [again, first]):
        found = standing_of(BLOCKS, sittings)
        assert (found.obtained_on, found.capitalised) == (JUNE, True)
        assert found.acquired == {"BC01": MAY, "BC02": JUNE, "BC03": JUNE}
    half = standing_of(BLOCKS, [first])
    assert (half.missing, half.is_partial, half.to_resit) == (("BC02", "BC03"), True, ("BC02", "BC03"))


def test_a_block_keeps_its_first_day_and_the_title_its_own() -> None:
    sittings = [
        single(JULY, PASSED, ("BC01",)),
        single(MAY, PASSED, ("BC01",)),
        single(JUNE, PASSED, ("BC02", "BC03")),
        whole(JULY, PASSED),
    ]
    found = standing_of(BLOCKS, sittings)
    assert (found.obtained_on, found.capitalised, found.acquired["BC01"]) == (JUNE, True, MAY)
    later = standing_of(BLOCKS, [single(MAY, PASSED, ("BC01",)), whole(JULY, PASSED)])
    assert (later.obtained_on, later.capitalised, later.acquired["BC01"]) == (JULY, False, MAY)


@pytest.mark.parametrize("outcome", [FAILED, ExamOutcome.ABSENT, ExamOutcome.EXCUSED, ExamOutcome.WITHDRAWN])
def test_what_is_no_success_takes_nothing_away(outcome: ExamOutcome) -> None:
    found = standing_of(BLOCKS, [whole(MAY, PARTIAL, "BC01"), single(JUNE, outcome, ("BC02",))])
    assert found.acquired == {"BC01": MAY}
    assert found.to_resit == ("BC02", "BC03")


@pytest.mark.parametrize("outcome", [ExamOutcome.REGISTERED, ExamOutcome.PENDING])
def test_what_is_awaited_is_not_planned_again(outcome: ExamOutcome) -> None:
    found = standing_of(BLOCKS, [whole(MAY, PARTIAL, "BC01"), single(JUNE, outcome, ("BC02",))])
    assert (found.missing, found.to_resit) == (("BC02", "BC03"), ("BC03",))


def test_who_has_failed_in_everything_sits_the_whole_again() -> None:
    found = standing_of(BLOCKS, [whole(MAY, FAILED)])
    assert (found.has_sat, found.is_partial, found.to_resit) == (True, False, ())


@st.composite
def lives(draw: st.DrawFn) -> list[Sitting]:
    """Draws all that somebody sat for a title of three blocks, on days that may coincide."""
    sittings = []
    for _ in range(draw(st.integers(0, 6))):
        day = MAY + timedelta(days=draw(st.integers(0, 5)))
        kind, outcome = draw(st.sampled_from(ExamKind)), draw(st.sampled_from(ExamOutcome))
        sat = BLOCKS if kind is WHOLE else tuple(draw(st.sets(st.sampled_from(BLOCKS), min_size=1)))
        if outcome is PARTIAL and len(sat) == 1:
            outcome = FAILED
        some = tuple(draw(st.sets(st.sampled_from(sat), min_size=1, max_size=max(1, len(sat) - 1))))
        obtained = sat if outcome is PASSED else some if outcome is PARTIAL else ()
        sittings.append(Sitting(day, kind, outcome, sat, obtained))
    return sittings


def oracle(sittings: Sequence[Sitting]) -> tuple[dict[str, date], date | None, bool]:
    """Lives day after day and asks each evening what somebody holds: blocks, the title, and by which way."""
    held: dict[str, date] = {}
    for day in sorted({each.day for each in sittings}):
        of_the_day = [each for each in sittings if each.day == day]
        whole_pass = any(each.kind is WHOLE and each.outcome is PASSED for each in of_the_day)
        gained = {code for each in of_the_day if each.outcome in {PASSED, PARTIAL} for code in each.obtained}
        for code in BLOCKS if whole_pass else gained:
            held.setdefault(code, day)
        if set(held) == set(BLOCKS):
            later = [each for each in sittings if each.day > day and each.outcome in {PASSED, PARTIAL}]
            assert all(code in held for each in later for code in each.obtained)
            return held, day, not whole_pass
    return held, None, False


@given(lives(), st.randoms(use_true_random=False))
def test_every_order_leads_to_what_the_days_say(sittings: list[Sitting], chance: Random) -> None:
    held, obtained_on, capitalised = oracle(sittings)
    for _ in range(3):
        chance.shuffle(sittings)
        found = standing_of(BLOCKS, sittings)
        assert (found.acquired, found.obtained_on, found.capitalised) == (held, obtained_on, capitalised)
        assert found.missing == (() if obtained_on else tuple(code for code in BLOCKS if code not in held))
        assert set(found.to_resit) <= set(found.missing)


RESULTS = {PASSED, PARTIAL, FAILED}
ABSENT, EXCUSED, PENDING = ExamOutcome.ABSENT, ExamOutcome.EXCUSED, ExamOutcome.PENDING
REGISTERED, WITHDRAWN = ExamOutcome.REGISTERED, ExamOutcome.WITHDRAWN


@pytest.mark.parametrize("before", list(ExamOutcome))
@pytest.mark.parametrize("after", list(ExamOutcome))
def test_every_outcome_knows_every_other(before: ExamOutcome, after: ExamOutcome) -> None:
    if before is REGISTERED:
        possible, usual = after is not REGISTERED, after is not REGISTERED
    elif before is WITHDRAWN:
        possible, usual = after is REGISTERED, False
    else:
        # Only another set of blocks or another note of ours makes the same outcome a change.
        possible = after is not WITHDRAWN and (before is not after or before in {PASSED, PARTIAL})
        in_course = {PENDING: RESULTS, ABSENT: {EXCUSED}, PASSED: {PASSED}}
        usual = after in in_course.get(before, set())
    assert EXAM_TRANSITIONS.allows(before, after) is possible
    assert ((before, after) in USUAL) is usual
    if possible:
        assert EXAM_TRANSITIONS.after(before, after) is after
