"""The dictionary of the impact report: ids of their own, words for everything, and values rounded half up."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from fractions import Fraction
from math import floor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.reporting.impact import indicators as known
from shared.reporting.impact.figures import Figure
from shared.reporting.impact.indicators import Group, Indicator, Unit, exam_indicators, indicators_of, sales_indicator


def every_indicator() -> Iterator[Indicator]:
    yield from (known.ON_CONTRACT_ALL, known.HOURS, known.TRAINING_HOURS, known.POSTS)
    yield from (sales_indicator(), sales_indicator("potager", "Le Potager"))
    for several in (
        indicators_of(Group.ACI),
        indicators_of(Group.AQI),
        exam_indicators("ici", "Ici"),
        exam_indicators("ici_2", "Ici, groupe 2"),
    ):
        yield from (getattr(several, each.name) for each in fields(several))


EVERY = list(every_indicator())


def test_each_indicator_has_an_id_a_label_and_a_definition_of_its_own() -> None:
    assert len({each.id for each in EVERY}) == len({each.label for each in EVERY}) == len(EVERY)
    assert [each.id for each in EVERY if not (each.definition.endswith(".") and each.source and each.label)] == []


@pytest.mark.parametrize("indicator", EVERY, ids=lambda each: each.id)
@given(numerator=st.integers(0, 10**9), denominator=st.integers(1, 10**7))
def test_a_value_is_numerator_over_denominator_half_up(indicator: Indicator, numerator: int, denominator: int) -> None:
    whole = 100 if indicator.unit is Unit.PERCENT else 1
    exact = Fraction(numerator, denominator) * whole * 10**indicator.unit.digits

    assert Figure(indicator, numerator, denominator).value == floor(exact + Fraction(1, 2))


@pytest.mark.parametrize("indicator", EVERY, ids=lambda each: each.id)
def test_nothing_divided_by_nobody_has_no_value(indicator: Indicator) -> None:
    assert Figure(indicator, 0, 0).value is None
    assert Figure(indicator, 5, None).value is None


def test_the_published_halves_are_rounded_up() -> None:
    share = indicators_of(Group.ACI).placed

    assert [Figure(share, n, of).value for n, of in ((1, 200), (51, 111), (12, 34), (7, 11))] == [1, 46, 35, 64]
