"""The demonstration shows skills of those who are here today, and leaves later loads to the visitor."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest
from flask import Flask

from shared.db import atomic
from shared.demo.skills import observe_the_present
from shared.kernel import clock
from shared.workshop import DemoSpan, Place, registry
from tests.support.skills import stored, team
from tests.support.team import AT_WORK, MONDAY, hire_team, terms

SPAN = DemoSpan(year=2024, first=date(2024, 1, 1), today=MONDAY, begins=True)


@pytest.fixture(autouse=True)
def at_work(app: Flask) -> Iterator[None]:
    """Half past eight on Monday, in the application."""
    with clock.at(AT_WORK), app.app_context():
        yield


def place(slug: str = "auto-bleue") -> Place:
    return next(each for each in registry().places if each.slug == slug)


def observe(span: DemoSpan = SPAN, slug: str = "auto-bleue") -> None:
    with atomic():
        observe_the_present(place(slug), span, "demo")


def test_everybody_here_has_three_skills_one_of_them_seen_twice_and_told() -> None:
    team(4)
    observe()
    seen = stored()
    assert len(seen) == 4 * 5
    assert sum(own for *_, own in seen) == 4
    assert {skill for skill, *_ in seen} <= {skill.code for skill in place().skills}
    # Armistice Day is a Wednesday.
    assert max(day for _, _, day, _ in seen) == date(2026, 11, 10)


def test_who_has_just_come_was_not_seen_before() -> None:
    hire_team(1, contract=terms(date(2026, 11, 9), date(2027, 4, 30)))
    observe()
    assert {day for _, _, day, _ in stored()} == {date(2026, 11, 10)}


def test_a_later_load_adds_nothing() -> None:
    team(2)
    observe(replace(SPAN, begins=False))
    assert stored() == []
