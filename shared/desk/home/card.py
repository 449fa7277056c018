"""What a home page is made of: one card a thing to do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Card:
    """One thing: `figure` is its number, `action` what the link does (none where there is none), `tone` how it presses.

    `place` names the site for somebody who has several, `lines` are a few things one under the other.
    """

    title: str
    text: str
    icon: str
    url: str = ""
    action: str = ""
    place: str = ""
    tone: str = "neutral"
    figure: str | None = None
    lines: Sequence[str] = ()


def counted(number: int, one: str, many: str | None = None) -> str:
    """Returns `1 jour`, `3 jours`."""
    return f"{number} {one if number <= 1 else many or f'{one}s'}"
