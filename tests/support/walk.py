"""Somebody who tries every address in turn and leaves nothing behind: what a form writes is taken back."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest
from flask import Flask
from lxml.html import fromstring
from sqlalchemy.orm import Session

from tests.support.client import Visitor
from tests.support.personas import Persona, client_of
from tests.support.routes import Address

ERROR = 599
"""What stands for a status where the application fell."""

READABLE = ("text/", "application/json", "application/xml")
REFUSAL = 'class="wrap lost"'
"""What those pages have and no other."""

DOORS = ("/connexion", "/mon-espace/lien")


@dataclass(frozen=True)
class Answer:
    """What an address answered to somebody: the status, where it leads, and its text where it has one."""

    address: Address
    status: int
    leads_to: str
    text: str

    @property
    def squeezed(self) -> str:
        """The text without any space."""
        return re.sub(r"\s", "", self.text)

    @property
    def says_no(self) -> bool:
        """Whether it is one of the pages that only say that something went wrong, outside the staff's frame."""
        return REFUSAL in self.text

    def named(self, names: dict[str, str]) -> set[str]:
        """Returns which of these names it says."""
        return {name for name in names if re.search(rf"\b{name}\b", self.text)}


class Walker:
    """A persona, or a visitor who is not signed in, with one session for the whole walk."""

    def __init__(self, app: Flask, persona: Persona | None) -> None:
        self._app = app
        opening = client_of(app, persona) if persona else Visitor(app, app.response_class)
        page = opening.get("/mon-compte" if persona else "/connexion").text
        self._token = fromstring(page).xpath("//input[@name='csrf_token']/@value")[0]
        cookie = opening.get_cookie(app.config["SESSION_COOKIE_NAME"])
        assert cookie is not None
        self._cookie = f"{cookie.key}={cookie.value}"
        self._client = app.test_client(use_cookies=False)

    def knock(self, address: Address) -> Answer:
        """Opens an address, or sends it an empty form."""
        form = {"csrf_token": self._token, "format": "csv"} if address.method == "POST" else None
        try:
            found = self._client.open(
                address.url, method=address.method, data=form, environ_overrides={"HTTP_COOKIE": self._cookie}
            )
        except Exception as error:  # noqa: BLE001 - whatever falls is what this is looking for
            return Answer(address, ERROR, "", f"{type(error).__name__}: {error}")
        readable = (found.mimetype or "").startswith(READABLE)
        text = html.unescape(found.get_data(as_text=True)) if readable else ""
        return Answer(address, found.status_code, found.location or "", text)


@contextmanager
def nothing_stays(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Session]]:
    """Takes back what a unit has written where it would commit, so that every form meets the same rows.

    Yields a list that grows whenever something would have been committed.
    """
    committed: list[Session] = []

    def forget(current: Session) -> None:
        committed.append(current)
        current.flush()
        current.rollback()

    with monkeypatch.context() as patched:
        patched.setattr(Session, "commit", forget)
        yield committed
