"""Rules about the Python files that no linter knows."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.support.source import CODE, ROOT, modules, texts

LONGEST_FILE = 400
ENDS_OF_A_UNIT = frozenset({"commit", "rollback"})
WAYS_TO_SKIP = frozenset({"skip", "skipif", "xfail", "importorskip"})


def calls(tree: ast.Module) -> Iterator[ast.Attribute]:
    """Yields what is called as `something.name(…)`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            yield node.func


def test_only_the_database_layer_ends_a_unit() -> None:
    found = [
        f"{path}:{call.lineno}: .{call.attr}()"
        for path, tree in modules(*CODE)
        if not path.is_relative_to("shared/db")
        for call in calls(tree)
        if call.attr in ENDS_OF_A_UNIT
    ]
    assert found == []


def test_no_file_is_longer_than_a_person_reads() -> None:
    # A migration is written once, by the models, and read when something is wrong.
    written = [
        (path, text) for path, text in texts(*CODE, "tests", "tools", suffix=".py") if "versions" not in path.parts
    ]
    assert [str(path) for path, text in written if text.count("\n") > LONGEST_FILE] == []


def test_no_test_is_skipped() -> None:
    found = [
        f"{path}:{node.lineno}: {node.attr}"
        for path, tree in modules("tests")
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr in WAYS_TO_SKIP
    ]
    assert found == []


def test_each_test_file_is_collected() -> None:
    unseen = [
        str(path)
        for path, tree in modules("tests")
        if not path.name.startswith("test_")
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    ]
    assert unseen == []


def test_committed_files_name_no_registry_and_no_machine() -> None:
    registry = re.compile(r"(?i)https?://[^/\s\"']*(registry|pypi|pythonhosted|mirror|proxy|artifact)[^\s\"']*")
    machine = re.compile(r"(?<![\w./}<-])/(work|root|home|tmp)/[\w.-]+")
    found = [
        f"{path}: {match[0]}"
        for path, text in texts()
        if path != Path(__file__).relative_to(ROOT)
        for pattern in (registry, machine)
        for match in pattern.finditer(text)
    ]
    assert found == []
