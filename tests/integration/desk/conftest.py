"""Half past eight on a Monday in November; home pages are read as text."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from lxml import html

from shared.kernel import clock
from tests.support.client import Visitor
from tests.support.personas import Persona, client_of
from tests.support.team import AT_WORK

Read = Callable[..., str]


@pytest.fixture(autouse=True)
def at_work() -> Iterator[None]:
    """The clock stands still at half past eight."""
    with clock.at(AT_WORK):
        yield


@pytest.fixture
def inside(app: Flask) -> Callable[..., Any]:
    """Calls a function in an application context of its own, beside the requests of a test that opens pages."""

    def call(function: Callable[..., Any], *args: Any, **named: Any) -> Any:
        with app.app_context():
            return function(*args, **named)

    return call


@pytest.fixture
def read(app: Flask) -> Read:
    """Opens a page as somebody, on the home page unless told otherwise; returns its main part as one line of text."""

    def open_page(who: Persona | Visitor, path: str = "/bureau") -> str:
        client = client_of(app, who) if isinstance(who, Persona) else who
        page = client.get(path)
        assert page.status_code == 200, page.status
        (main,) = html.fromstring(page.text).xpath("//main")
        return " ".join(main.text_content().split())

    return open_page
