"""What docs/operations.md says of settings and commands is so."""

from __future__ import annotations

import re

import click
import pytest

from shared.cli.program import ateliers
from shared.config import PREFIX, Settings, SettingsError
from tests.support.source import ROOT

TEXT = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
ROW = re.compile(r"^\| `(?P<name>ATELIERS_[A-Z_]+)` \| (?P<required>\w*) ?\|", re.MULTILINE)
READ_IN_CODE = re.compile(r"(?:reader|self)\.\w+\(\s*\"([A-Z_]+)\"")
COMMAND = re.compile(r"`ateliers ([a-z][a-z -]*[a-z])[^`]*`")


def test_every_setting_is_explained_and_no_other() -> None:
    code = (ROOT / "shared" / "config.py").read_text(encoding="utf-8")

    assert {row["name"] for row in ROW.finditer(TEXT)} == {PREFIX + name for name in READ_IN_CODE.findall(code)}


def test_the_settings_that_production_requires_are_marked() -> None:
    with pytest.raises(SettingsError) as refusal:
        Settings.from_environ({"ATELIERS_MODE": "production"})

    required = {problem.partition(" ")[0] for problem in refusal.value.problems}
    assert {row["name"] for row in ROW.finditer(TEXT) if row["required"] == "oui"} == required


def test_every_command_is_explained_and_no_other() -> None:
    commands = set()
    for name, command in ateliers.commands.items():
        parts = command.commands if isinstance(command, click.Group) else {"": command}
        commands |= {f"{name} {part}".strip() for part in parts}

    assert {each.partition(" --")[0] for each in COMMAND.findall(TEXT)} == commands
