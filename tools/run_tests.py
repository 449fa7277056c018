"""Runs the test suites one after the other, those about data on both databases, and counts what passed on each."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from tools import browser

ROOT = Path(__file__).parents[1]
PYTEST = [sys.executable, "-m", "pytest", "--quiet", "--no-header", "--numprocesses=2", "--dist=worksteal"]
DATA = ("tests/integration", "tests/races", "tests/migrations")
COUNT = re.compile(r"(\d+) (passed|failed|error|skipped|xfailed|xpassed)")
NOT_RUN = re.compile(r"NOT RUN: (\d+) \((.+)\)")


@dataclass(frozen=True)
class Suite:
    """A part of the tests that runs in one go."""

    name: str
    folders: tuple[str, ...]
    database: str = "sqlite"


@dataclass
class Outcome:
    """What came of a suite; `not_run` counts the tests left out, by the program they lack."""

    passed: int = 0
    failed: int = 0
    not_run: Counter[str] = field(default_factory=Counter)

    def read(self, line: str) -> None:
        """Takes the counts from a line of pytest's, if it holds any; the last one, the summary, stands."""
        if found := NOT_RUN.match(line):
            self.not_run[found[2]] = int(found[1])
        elif found_counts := COUNT.findall(line):
            counts = Counter({kind: int(number) for number, kind in found_counts})
            # What is neither passed nor failed is a test that somebody believes in and that says nothing.
            self.passed = counts.pop("passed", 0)
            self.failed = counts.total()

    def close(self, code: int) -> None:
        """Takes pytest's exit code: a suite that says otherwise, or that ran nothing, has failed."""
        if code != 0 or self.passed == 0:
            self.failed = max(self.failed, 1)


SUITES = (
    Suite("unit and architecture", ("tests/unit", "tests/architecture")),
    Suite("data on SQLite", DATA),
    Suite("data on PostgreSQL", DATA, database="postgresql"),
    Suite("browser", ("tests/browser",)),
)


def run(suite: Suite, options: list[str]) -> Outcome:
    """Runs a suite, shows what pytest says, and reads its counts; a suite without tests has failed."""
    print(f"\n== {suite.name}", flush=True)
    started = time.monotonic()
    # Large counts take minutes where small ones take seconds.
    patience = ["--timeout=2700"] if "--deep" in options else []
    command = [*PYTEST, f"--database={suite.database}", *options, *patience, *suite.folders]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    outcome = Outcome()
    for line in process.stdout or ():
        print(line, end="", flush=True)
        outcome.read(line)
    outcome.close(process.wait())
    print(f"== {suite.name}: {time.monotonic() - started:.0f} s", flush=True)
    return outcome


def main(options: list[str]) -> int:
    """Runs everything, prints the counts and returns 0 when all is well."""
    try:
        # Found, and unpacked when it must be, before two test processes ask for it at once.
        browser.find()
    except browser.NoBrowserError as error:
        sys.exit(str(error))
    outcomes = {suite: run(suite, options) for suite in SUITES}
    print()
    for suite, outcome in outcomes.items():
        print(f"{suite.name}: {outcome.passed} passed, {outcome.failed} failed")
    failed = sum(outcome.failed for outcome in outcomes.values())
    on_each = {suite.database: outcome.passed for suite, outcome in outcomes.items() if suite.folders == DATA}
    print(f"The same tests on both databases: {on_each}")
    if len(set(on_each.values())) > 1:
        print("FAILED: the counts differ.")
        failed += 1
    not_run = sum((outcome.not_run for outcome in outcomes.values()), Counter[str]())
    for program, count in sorted(not_run.items()):
        print(f"NOT RUN: {count} ({program})")
    print(f"{sum(outcome.passed for outcome in outcomes.values())} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
