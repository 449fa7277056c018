"""Charts drawn on the server as SVG shapes: the template places them, the style sheet colours them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

WIDTH = 720
HEIGHT = 240
_TOP = 28
_BOTTOM = 32
_GAP = 0.28
_WIDEST = 72
_ROOM_FOR_VALUES = 8


class Amount(NamedTuple):
    """What a bar stands for: its full name, the short one under the axis, the cents, and the cents as text."""

    label: str
    tick: str
    cents: int
    text: str


@dataclass(frozen=True)
class Bar:
    """A bar of a WIDTH x HEIGHT drawing; `value` stands above it where there is room, else it is empty."""

    x: int
    y: int
    width: int
    height: int
    amount: Amount
    value: str

    @property
    def middle(self) -> int:
        """Where its texts are centred."""
        return self.x + self.width // 2


def bars(amounts: Sequence[Amount]) -> list[Bar]:
    """Returns one bar for each amount; a negative one has no height. Among many, the highest alone shows its value."""
    if not amounts:
        return []
    highest = max(1, *(amount.cents for amount in amounts))
    step = WIDTH / len(amounts)
    width = min(_WIDEST, round(step * (1 - _GAP)))
    drawn = []
    for place, amount in enumerate(amounts):
        height = round(max(0, amount.cents) * (HEIGHT - _TOP - _BOTTOM) / highest)
        x = round(step * place + (step - width) / 2)
        shows_value = amount.cents > 0 and (len(amounts) <= _ROOM_FOR_VALUES or amount.cents == highest)
        drawn.append(Bar(x, HEIGHT - _BOTTOM - height, width, height, amount, amount.text if shows_value else ""))
    return drawn
