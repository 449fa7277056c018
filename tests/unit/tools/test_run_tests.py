"""The runner believes pytest's summary and its exit code, whichever is worse."""

from __future__ import annotations

from tools.run_tests import Outcome

SUMMARY = "2 failed, 31 passed, 4 deselected, 1 error in 12.50s\n"


def outcome_of(*lines: str, code: int) -> Outcome:
    outcome = Outcome()
    for line in lines:
        outcome.read(line)
    outcome.close(code)
    return outcome


def test_the_summary_gives_the_counts() -> None:
    outcome = outcome_of("........F.\n", "FAILED tests/a.py::test_b - 99 passed by\n", SUMMARY, code=1)
    assert (outcome.passed, outcome.failed) == (31, 3)


def test_a_suite_that_crashes_after_its_summary_has_failed() -> None:
    assert outcome_of("31 passed in 1.00s\n", code=3).failed == 1


def test_a_suite_without_tests_has_failed() -> None:
    assert outcome_of("no tests ran in 0.10s\n", code=0).failed == 1


def test_a_skipped_test_counts_as_failed() -> None:
    assert outcome_of("5 passed, 1 skipped in 1.00s\n", code=0).failed == 1


def test_what_was_left_out_is_counted_by_program() -> None:
    outcome = outcome_of("NOT RUN: 3 (veraPDF)\n", "NOT RUN: 1 (tesseract)\n", "5 passed in 1.00s\n", code=0)
    assert outcome.not_run == {"veraPDF": 3, "tesseract": 1}
    assert (outcome.passed, outcome.failed) == (5, 0)
