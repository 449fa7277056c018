"""Working time is integer minutes: 7 h 30 is 450. Nothing is ever stored as a decimal hour."""

from __future__ import annotations

import re

from shared.kernel.errors import InvalidInput

HOUR = 60
DAY = 24 * HOUR

_CLOCK = re.compile(r"^(?P<hours>\d{1,3})\s*[h:]\s*(?P<minutes>\d{1,2})?\s*(?:min|m)?$", re.IGNORECASE)
_MINUTES = re.compile(r"^(?P<minutes>\d{1,4})\s*(?:min|mn|m)$", re.IGNORECASE)
_DECIMAL = re.compile(r"^(?P<hours>\d{1,3})(?:[.,](?P<part>\d{1,2}))?$")


def parse_minutes(text: str, *, field: str = "minutes") -> int:
    """Reads `7h30`, `7:30`, `7,5`, `7.25`, `45 min` as minutes; raises InvalidInput on anything else."""
    bare = text.strip().replace("\u00a0", " ").replace("\u202f", " ")
    if match := _CLOCK.match(bare):
        rest = int(match["minutes"] or 0)
        if rest < HOUR:
            return int(match["hours"]) * HOUR + rest
    elif match := _MINUTES.match(bare):
        return int(match["minutes"])
    elif match := _DECIMAL.match(bare):
        hundredths = int(match["hours"]) * 100 + int((match["part"] or "0").ljust(2, "0"))
        if hundredths * HOUR % 100 == 0:
            return hundredths * HOUR // 100
    raise InvalidInput(field, "Cette durée ne se lit pas. Écrivez-la comme 7h30 ou 7,5.")


def show_minutes(minutes: int) -> str:
    """Returns `7 h 30`, `45 min`, `0 h` or `1 820 h`, with no-break spaces."""
    hours, rest = divmod(abs(minutes), HOUR)
    sign = "−" if minutes < 0 else ""
    if hours == 0 and rest:
        return f"{sign}{rest}\u00a0min"
    return f"{sign}{hours:,}\u00a0h".replace(",", "\u202f") + (f"\u00a0{rest:02d}" if rest else "")


def clock_text(minutes: int) -> str:
    """Returns hours and minutes for a table or a file: `07:30`."""
    hours, rest = divmod(minutes, HOUR)
    return f"{hours:02d}:{rest:02d}"
