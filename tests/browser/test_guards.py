"""The browser's guards see what a visitor should never meet."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.support.browser import axe, watch
from tests.support.person import Person


@pytest.fixture
def blank(browser: Browser) -> Iterator[Page]:
    """A page of its own, without the application."""
    with browser.new_page() as page:
        yield page


def test_an_error_in_the_console_is_seen(blank: Page) -> None:
    problems = watch(blank)
    blank.evaluate("console.error('lost')")
    assert problems == ["console: lost (about:blank)"]


def test_traffic_to_elsewhere_is_seen_and_goes_nowhere(blank: Page) -> None:
    problems = watch(blank)
    blank.set_content("<img src='http://elsewhere.example/picture.png' alt=''>")
    assert "traffic to elsewhere: http://elsewhere.example/picture.png" in problems


def test_an_inaccessible_page_is_seen(blank: Page) -> None:
    blank.set_content("<main><h1>Accueil</h1><input></main>")
    assert any(line.startswith("label: <input>") for line in axe(blank))


@pytest.mark.parametrize(
    ("body", "complaint"),
    [
        ("<p style='width: 3000px'>Bonjour</p>", "wider than the screen"),
        ("<p>Bonjour</p><button style='height: 30px'>Valider</button>", "targets under 48 px"),
    ],
)
def test_a_page_that_a_hand_cannot_use_is_seen(blank: Page, body: str, complaint: str) -> None:
    blank.set_content(f"<main>{body}</main>")
    with pytest.raises(AssertionError, match=complaint):
        Person(blank, judge=axe).sees("Bonjour")


def test_a_story_arrives_once(blank: Page) -> None:
    person = Person(blank, judge=axe)
    person.arrives("about:blank")
    with pytest.raises(AssertionError, match="then clicks"):
        person.arrives("about:blank")


def test_effort_counts_taps_and_keys(blank: Page) -> None:
    blank.set_content("<main><label>Nom <input></label><button>Valider</button></main>")
    person = Person(blank, judge=axe)
    person.types("Nom", "Dumont")
    person.taps("Valider")
    assert person.effort() == "2 taps, 6 keys, about 8 s"
