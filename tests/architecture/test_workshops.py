"""The shared house knows no workshop by name, nor does the application: a workshop lies in its folder alone."""

from __future__ import annotations

import re

import pytest

from shared.workshop import Workshop
from tests.support.source import committed, find, texts
from workshops.app import find_workshops

WORKSHOPS = list(find_workshops())


def names_of(workshop: Workshop) -> re.Pattern[str]:
    """Returns what finds any of the names of a workshop, as whole words, typographic or typewritten."""
    label = workshop.label.replace("’", "'")
    names = {workshop.name, workshop.slug, label, label.replace("'", "’")}
    return re.compile(rf"(?i)(?<!\w)(?:{'|'.join(map(re.escape, sorted(names)))})(?!\w)")


@pytest.mark.parametrize("workshop", WORKSHOPS, ids=lambda workshop: workshop.name)
def test_shared_does_not_name(workshop: Workshop) -> None:
    assert find(names_of(workshop), texts("shared")) == []
    assert [str(path) for path in committed("shared") if names_of(workshop).search(str(path).replace("/", " "))] == []


@pytest.mark.parametrize("workshop", WORKSHOPS, ids=lambda workshop: workshop.name)
def test_the_application_does_not_name(workshop: Workshop) -> None:
    assert find(names_of(workshop), texts("workshops/app.py", "workshops/__init__.py", "pyproject.toml")) == []
