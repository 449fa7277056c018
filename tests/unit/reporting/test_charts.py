"""Bars stay inside their drawing and say as much as there is room for."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from shared.reporting.charts import HEIGHT, WIDTH, Amount, bars


def _amounts(cents: list[int]) -> list[Amount]:
    return [Amount(f"jour {place}", str(place), each, f"{each}") for place, each in enumerate(cents)]


@given(st.lists(st.integers(-(10**9), 10**9), max_size=40))
def test_every_bar_lies_inside_the_drawing_and_beside_the_others(cents: list[int]) -> None:
    """Whatever the amounts, credit notes and months of nothing included."""
    drawn = bars(_amounts(cents))
    assert len(drawn) == len(cents)
    assert all(bar.x >= 0 and bar.x + bar.width <= WIDTH and bar.height >= 0 <= bar.y for bar in drawn)
    assert all(bar.y + bar.height <= HEIGHT for bar in drawn)
    assert all(left.x + left.width <= right.x for left, right in pairwise(drawn))


@given(st.lists(st.integers(1, 10**9), min_size=2, max_size=40))
def test_a_higher_amount_is_never_a_lower_bar(cents: list[int]) -> None:
    """Sorted by amount, the heights are sorted too."""
    drawn = sorted(bars(_amounts(cents)), key=lambda bar: bar.amount.cents)
    heights = [bar.height for bar in drawn]
    assert heights == sorted(heights)


def test_few_bars_all_show_their_value_and_many_only_the_highest() -> None:
    """Texts that would cover each other are left out; the table has them all."""
    assert [bar.value for bar in bars(_amounts([5, 0, 7]))] == ["5", "", "7"]
    assert [bar.value for bar in bars(_amounts([*range(1, 20), 3])) if bar.value] == ["19"]
