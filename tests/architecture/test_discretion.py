"""Nothing that tells where a sensitive site is, or who works there, stands where everybody reads it."""

from __future__ import annotations

import re

import pytest

from shared.workshop import Workshop
from tests.support.source import find, texts
from workshops.app import find_workshops

SENSITIVE = [workshop for workshop in find_workshops() if workshop.site.sensitive]
TELLING = re.compile(
    r"(?i)\b(?:beauvais|oise|prisons?|prisoners?|pénitenti\w+|penitentiar\w+|détenu\w*|détention|detain\w+|detention|incarcér\w+"
    r"|inmates?|jails?|écrou\w*|écroué\w*|cellules?|peines?|justice|judiciaires?|libérations?|barreaux|surveillants?|spip)\b"
    r"|\bCEP\b"
)


def test_there_is_something_to_be_discreet_about() -> None:
    assert SENSITIVE


@pytest.mark.parametrize("workshop", SENSITIVE, ids=lambda workshop: workshop.name)
def test_the_folder_of_the_workshop_tells_nothing(workshop: Workshop) -> None:
    assert find(TELLING, texts(f"workshops/{workshop.name}")) == []


@pytest.mark.parametrize("workshop", SENSITIVE, ids=lambda workshop: workshop.name)
def test_no_document_tells_it_beside_the_name(workshop: Workshop) -> None:
    label = workshop.label.replace("’", "'")
    beside = [
        f"{path}: {paragraph[:80]}"
        for path, text in texts("*.md")
        for paragraph in re.split(r"\n\s*\n|\n\|", text)
        if label in paragraph.replace("’", "'") and TELLING.search(paragraph)
    ]
    assert beside == []
