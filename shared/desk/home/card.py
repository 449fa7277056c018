"""What a home page is made of: one card a thing to do."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Card:
    """One thing: `figure` is its number, `action` what the link does (none where there is none), `tone` how it presses.

    `place` names the site for somebody who has several.
    """

    title: str
    text: str
    icon: str
    url: str = ""
    action: str = ""
    place: str = ""
    tone: str = "neutral"
    figure: str | None = None


def counted(number: int, one: str, many: str | None = None) -> str:
    """Returns `1 jour`, `3 jours`."""
    return f"{number} {one if number <= 1 else many or f'{one}s'}"


def days_away(days: int) -> str:
    """Returns `aujourd’hui`, `demain`, `dans 12 jours`."""
    return {0: "aujourd’hui", 1: "demain"}.get(days, f"dans {days} jours")
