"""What the door says, it says in French, the words of the libraries included."""

from __future__ import annotations

import re
from collections.abc import Iterator

from flask import Flask
from lxml import html
from werkzeug.test import TestResponse

from tests.support.client import Visitor
from tests.support.personas import FINANCE, client_of

ENGLISH = re.compile(
    r"(?i)\b(the|this|your|you|please|required|invalid|must|login|log in|sign in|field|token|missing|expired|password"
    r"|passwords|email|not|error|submit|current|verification|authenticator app|code is|between)\b"
)
OUR_WORDS = ("Google Authenticator",)
DOOR = ("/connexion", "/mon-espace/lien")
ACCOUNT = ("/mon-compte/mot-de-passe", "/mon-compte/double-authentification")


def words(page: TestResponse) -> str:
    text = " ".join(html.fromstring(page.text).xpath("//title/text() | //body//text() | //@alt | //@aria-label"))
    for word in OUR_WORDS:
        text = text.replace(word, "")
    return " ".join(text.split())


def answers(visitor: Visitor, path: str) -> Iterator[TestResponse]:
    """The page, and what it says to an empty form, to nonsense, and to a form without token."""
    yield visitor.get(path)
    yield visitor.submit(path)
    fields = {"email": "x", "password": "x" * 300, "code": "x" * 300, "present": "x", "new": "y", "again": "z"}
    named = {field: value for field, value in fields.items() if f'name="{field}"' in visitor.get(path).text}
    yield visitor.submit(path, **named)
    yield visitor.post(path, data=named)


def test_no_english_at_the_door_nor_in_the_account(app: Flask, client: Visitor) -> None:
    signed_in = client_of(app, FINANCE)
    pages = [page for path in DOOR for page in answers(client, path)]
    pages += [page for path in ACCOUNT for page in answers(signed_in, path)]
    pages += [signed_in.get("/mon-compte"), client.get("/mon-espace/lien/envoye"), client.get("/mon-espace/lien/x")]
    assert len(pages) == 4 * 4 + 3
    for page in pages:
        assert (english := ENGLISH.findall(words(page))) == [], f"{page.request.path} ({page.status}): {english}"
