"""The accents of paper are those of the screen."""

from __future__ import annotations

import re
from pathlib import Path

import shared.web
from shared.web.accents import ACCENTS, NEUTRAL
from workshops.app import find_workshops

TOKENS = Path(shared.web.__path__[0]) / "static" / "css" / "tokens.css"


def test_every_accent_of_the_style_sheet_has_the_same_colour_here() -> None:
    """By name, none more and none less."""
    in_css = re.findall(r'\[data-accent="(\w+)"\]\s*\{\s*--accent: (#[0-9a-f]{6});', TOKENS.read_text())
    assert dict(in_css) == ACCENTS


def test_every_workshop_names_an_accent_and_none_the_neutral_one() -> None:
    """A workshop must be told apart at a glance; the neutral accent is the house's own."""
    accents = [workshop.accent for workshop in find_workshops()]
    assert set(accents) <= ACCENTS.keys() - {NEUTRAL}
    assert len(set(accents)) == len(accents)
