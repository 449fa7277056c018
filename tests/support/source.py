"""The repository as the architecture tests read it."""

from __future__ import annotations

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
CODE = ("shared", "workshops")
TEMPLATE_SUFFIXES = frozenset({".html", ".txt", ".xml", ".typ"})


def committed(*folders: str) -> list[Path]:
    """Returns the files that git holds or would add, relative to the repository."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z", "--", *folders]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return sorted(Path(name) for name in set(listed.split("\0")) if name and (ROOT / name).is_file())


def texts(*folders: str, suffix: str = "") -> Iterator[tuple[Path, str]]:
    """Yields path and text of the committed files; binary ones are left out."""
    for path in committed(*folders):
        if path.name.endswith(suffix):
            content = (ROOT / path).read_bytes()
            if b"\0" not in content:
                yield path, content.decode()


def modules(*folders: str) -> Iterator[tuple[Path, ast.Module]]:
    """Yields path and syntax tree of the committed Python files."""
    for path, text in texts(*folders, suffix=".py"):
        yield path, ast.parse(text)


def templates() -> Iterator[tuple[Path, str]]:
    """Yields path and text of the templates."""
    for path, text in texts(*CODE):
        if "templates" in path.parts and path.suffix in TEMPLATE_SUFFIXES:
            yield path, text


def find(pattern: re.Pattern[str], files: Iterator[tuple[Path, str]]) -> list[str]:
    """Returns `path:line: match` for each place where `pattern` occurs."""
    return [
        f"{path}:{text.count(chr(10), 0, match.start()) + 1}: {match[0]}"
        for path, text in files
        for match in pattern.finditer(text)
    ]
