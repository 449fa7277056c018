"""What the documents name exists: files, links, commands, accounts, identifiers, buttons."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import click
import pytest

from shared.accounts.demonstration import ACCOUNTS, PASSWORD
from shared.cli.program import ateliers
from tests.support.source import CODE, ROOT, committed, modules, templates, texts

DOCUMENTS = dict(texts("*.md"))
PLACES = {place for path in committed() for place in (path, *path.parents)}
GUIDES = {path: text for path, text in DOCUMENTS.items() if path.is_relative_to("docs/guides")}
MADE_HERE = (".venv/", "node_modules/", "var/", "<data>/")
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
FENCED = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
SPAN = re.compile(r"`([^`]+)`")
PATH = re.compile(r"[\w.<>-]+/(?:[\w.<>*-]+/?)*|[\w-]+\.(?:html|json|md|py|sh|toml|txt)")
PLACEHOLDER = re.compile(r"<\w+>|NNNN-title|\*+")
QUOTED = re.compile(r"«\s([^»]+?)\s»")
SPACE = re.compile(r"\s+")
NARROW_SPACE = re.compile(r'\{\{ "\\u(?:00a0|202f)" \}\}|\\u(?:00a0|202f)|\{#.*?#\}')


def code_of(text: str) -> Iterator[str]:
    """Yields what a document sets as code: each line of a block, each span."""
    for block in FENCED.findall(text):
        yield from block.splitlines()[1:-1]
    yield from (" ".join(span.split()) for span in SPAN.findall(FENCED.sub("", text)))


def said_in_code(pattern: str) -> list[tuple[Path, str]]:
    """Returns where `pattern` occurs in what documents set as code, with what its group holds."""
    return [
        (path, found)
        for path, text in DOCUMENTS.items()
        for code in code_of(text)
        for found in re.findall(pattern, code)
    ]


def test_every_link_leads_somewhere() -> None:
    dead = [
        f"{path}: {target}"
        for path, text in DOCUMENTS.items()
        for target in LINK.findall(FENCED.sub("", text))
        if not re.match(r"https?://|mailto:", target) and not (ROOT / path.parent / target).exists()
    ]
    assert dead == []


def test_every_document_is_reached_from_the_readme() -> None:
    reached = {Path("README.md")}
    waiting = [Path("README.md")]
    while waiting:
        here = waiting.pop()
        for target in LINK.findall(DOCUMENTS[here]):
            there = (ROOT / here.parent / target).resolve()
            inside = {there.relative_to(ROOT)} if there.is_relative_to(ROOT) else set()
            found = {path for path in DOCUMENTS if inside & {path, path.parent}} - reached
            reached |= found
            waiting += found
    assert DOCUMENTS.keys() - reached == set()


def is_there(named: str) -> bool:
    """Tells whether a committed file or folder bears this path, or this end of a path."""
    pattern = PLACEHOLDER.sub("*", named).rstrip("/")
    return named.startswith(MADE_HERE) or any(path.match(pattern) for path in PLACES)


def test_every_path_exists() -> None:
    named = [(path, word) for path, text in DOCUMENTS.items() for code in code_of(text) for word in code.split()]
    assert [f"{path}: {word}" for path, word in named if PATH.fullmatch(word) and not is_there(word)] == []


def test_every_make_target_exists() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z]+):", makefile, re.MULTILINE))
    assert [said for said in said_in_code(r"(?:^|\s)make ([a-z]+)") if said[1] not in targets] == []


def test_every_tool_exists() -> None:
    assert [said for said in said_in_code(r"python -m ([\w.]+)") if find_spec(said[1]) is None] == []


def strays_of(call: str) -> list[str]:
    """Returns the words of a call of `ateliers` that the program does not know."""
    command: click.Command = ateliers
    words = call.split()
    while words and isinstance(command, click.Group):
        name = words.pop(0)
        if name not in command.commands:
            return [name]
        command = command.commands[name]
    options = {option for parameter in command.params for option in parameter.opts}
    return [word for word in words if word.startswith("--") and word not in options]


def test_every_command_exists() -> None:
    calls = said_in_code(r"^(?:[A-Z_]+=\S+ |\$ )*(?:\.venv/bin/)?ateliers ([^`#|]+)")
    assert calls
    assert [said for said in calls if strays_of(said[1])] == []


@pytest.mark.parametrize("call", ["fly", "db sink", "demo load --maybe"])
def test_a_call_that_is_wrong_is_found(call: str) -> None:
    assert strays_of(call)


def test_the_readme_tells_the_accounts() -> None:
    readme = DOCUMENTS[Path("README.md")]
    assert [account.email for account in ACCOUNTS if f"`{account.email}`" not in readme] == []
    assert f"`{PASSWORD}`" in readme


def names_in_the_code() -> set[str]:
    """Returns classes, `Class.member`, names and whole strings of the code."""
    names: set[str] = set()
    for _, tree in modules(*CODE):
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef):
                names |= {node.name, *(f"{node.name}.{member}" for member in members_of(node))}
            elif isinstance(node, ast.Name):
                names.add(node.id)
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                names.add(node.value)
    return names


def members_of(node: ast.ClassDef) -> Iterator[str]:
    """Yields what the body of a class defines."""
    for each in node.body:
        if isinstance(each, ast.FunctionDef):
            yield each.name
        elif isinstance(each, ast.AnnAssign) and isinstance(each.target, ast.Name):
            yield each.target.id
        elif isinstance(each, ast.Assign):
            yield from (target.id for target in each.targets if isinstance(target, ast.Name))


def test_every_identifier_of_the_glossary_exists() -> None:
    rows = re.findall(r"^\| [^|]+ \| ([^|]+) \|", DOCUMENTS[Path("docs/glossary.md")], re.MULTILINE)
    identifiers = {identifier for cell in rows for identifier in SPAN.findall(cell)}
    assert len(identifiers) > len(rows) // 2
    assert identifiers - names_in_the_code() == set()


def words_of_the_screens() -> str:
    """Returns all that templates and code may put on a screen, spaces made plain."""
    literals = (
        node.value
        for _, tree in modules(*CODE)
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    )
    shown = "\n".join([*(NARROW_SPACE.sub(" ", text) for _, text in templates()), *literals])
    return SPACE.sub(" ", shown)


@pytest.mark.parametrize("guide", GUIDES, ids=lambda path: path.stem)
def test_the_guides_quote_the_screens(guide: Path) -> None:
    screens = words_of_the_screens()
    quotes = {SPACE.sub(" ", quote) for quote in QUOTED.findall(GUIDES[guide])}
    assert quotes
    assert {quote for quote in quotes if not re.search(rf"(?<!\w){re.escape(quote)}(?!\w)", screens)} == set()
