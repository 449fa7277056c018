"""What the benchmark plays still works: it would otherwise be found broken on the day somebody wants its figures."""

from __future__ import annotations

from flask import Flask

from tests.load import stories
from tests.load.place import Story
from tests.load.shop import shop


def play(story: Story) -> None:
    """Plays two turns, and expects of each step what the benchmark expects."""
    for turn in range(2):
        for step in story(turn):
            assert step.send().status_code == step.status, step.name


def test_stories_of_staff_can_be_played(app: Flask) -> None:
    stories.furnish(app, orders=2)
    play(stories.board(app))
    play(stories.day_sheet(app))
    play(stories.week(app))


def test_story_of_the_shop_can_be_played(app: Flask) -> None:
    stories.furnish(app, orders=1)
    with shop(app) as story:
        play(story)
