"""Charts drawn on the server as SVG shapes: the template places them, the style sheet colours them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH = 720
HEIGHT = 240
_TOP = 28
_BOTTOM = 32
_GAP = 0.28
_WIDEST = 72
_ROOM_FOR_TEXTS = 8


@dataclass(frozen=True)
class Bar:
    """A bar of a WIDTH x HEIGHT drawing; where there is room `label` stands under it and `value` above."""

    x: int
    y: int
    width: int
    height: int
    label: str
    value: str
    texts: bool

    @property
    def middle(self) -> int:
        """Where its texts are centred."""
        return self.x + self.width // 2


def bars(values: Sequence[tuple[str, int, str]]) -> list[Bar]:
    """Returns one bar for each (label, amount, amount as text); a negative amount has no height."""
    if not values:
        return []
    highest = max(1, *(amount for _, amount, _ in values))
    step = WIDTH / len(values)
    width = min(_WIDEST, round(step * (1 - _GAP)))
    texts = len(values) <= _ROOM_FOR_TEXTS
    drawn = []
    for place, (label, amount, text) in enumerate(values):
        height = round(max(0, amount) * (HEIGHT - _TOP - _BOTTOM) / highest)
        x = round(step * place + (step - width) / 2)
        drawn.append(Bar(x, HEIGHT - _BOTTOM - height, width, height, label, text, texts))
    return drawn
