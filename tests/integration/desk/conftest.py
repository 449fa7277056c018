"""Half past eight on a Monday in November; home pages are read as text."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from lxml import html

from tests.support.client import Visitor
from tests.support.monday import at_work, inside
from tests.support.personas import Persona, client_of

__all__ = ["at_work", "inside", "read"]

Read = Callable[..., str]


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
