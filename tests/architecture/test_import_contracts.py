"""Each import contract of pyproject.toml is kept by the code, and broken by one deliberate import."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.support.source import CODE, ROOT, committed

LINT_IMPORTS = Path(sys.executable).with_name("lint-imports")
ONE, ANOTHER = sorted(path.parts[1] for path in committed("workshops") if path.match("workshops/*/views.py"))[:2]
# contract -> (module that sins, import that it must not have)
VIOLATIONS = {
    "workshops-above-shared": ("shared/signals.py", "workshops.app"),
    "workshops-independent": (f"workshops/{ONE}/views.py", f"workshops.{ANOTHER}.views"),
    "layers-of-shared": ("shared/kernel/text.py", "shared.config"),
    "kernel-is-pure": ("shared/kernel/text.py", "sqlalchemy"),
    "one-door-to-stripe": ("shared/signals.py", "stripe"),
    "one-door-to-the-database": ("shared/signals.py", "flask_sqlalchemy"),
}


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the code that a test may spoil."""
    folder = tmp_path_factory.mktemp("copy")
    shutil.copy(ROOT / "pyproject.toml", folder)
    for package in CODE:
        shutil.copytree(ROOT / package, folder / package, ignore=shutil.ignore_patterns("static", "templates", "fonts"))
    return folder


@contextmanager
def added(module: Path, line: str) -> Iterator[None]:
    """Adds a line to a module for the time of the block."""
    before = module.read_text(encoding="utf-8")
    module.write_text(f"{before}\n{line}\n", encoding="utf-8")
    yield
    module.write_text(before, encoding="utf-8")


def is_kept(contract: str, folder: Path) -> bool:
    """Asks import-linter; anything but its own verdict fails the test."""
    command = [str(LINT_IMPORTS), "--no-cache", "--no-logo", "--contract", contract]
    said = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False).stdout
    assert "1 kept, 0 broken" in said or "0 kept, 1 broken" in said, said
    return "1 kept" in said


def test_every_contract_has_its_violation() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
    assert {contract["id"] for contract in contracts} == VIOLATIONS.keys()


@pytest.mark.parametrize("contract", VIOLATIONS)
def test_a_deliberate_violation_breaks_the_contract(contract: str, copy: Path) -> None:
    module, forbidden = VIOLATIONS[contract]
    assert is_kept(contract, copy)
    with added(copy / module, f"import {forbidden}"):
        assert not is_kept(contract, copy)
