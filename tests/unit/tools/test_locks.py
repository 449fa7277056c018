"""A lock that no longer says what pyproject.toml asks for is told apart without any network."""

from __future__ import annotations

from packaging.requirements import Requirement

from tools import locks


def test_the_locks_are_fresh() -> None:
    assert locks.check() == 0


def test_a_version_that_the_lock_does_not_pin_is_told() -> None:
    (line,) = locks.unmet("runtime", [Requirement("flask<1")])
    assert line.startswith("runtime.txt: flask<1 is pinned to ")


def test_a_package_that_the_lock_lacks_is_told() -> None:
    lines = locks.strays("runtime", [Requirement("flask"), Requirement("pytest")])
    assert "runtime.txt: pytest is missing" in lines


def test_a_package_that_nobody_needs_is_told() -> None:
    assert "runtime.txt: stripe is needed by nobody" in locks.strays("runtime", [Requirement("flask")])
