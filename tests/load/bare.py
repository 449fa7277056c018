"""The least web application there can be: whatever is asked, it sends the same bytes."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from tests.load.wsgi import Answer

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

FILE = "ATELIERS_TEST_ANSWER"
"""Names the file from which a server process takes the answer: a line of JSON, then the body."""


def bare(answer: Answer) -> WSGIApplication:
    """Returns an application that reads the request and answers."""

    def application(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        environ["wsgi.input"].read()
        start_response(answer.status, answer.headers)
        return [answer.body]

    return application


def write(answer: Answer, file: Path) -> dict[str, str]:
    """Keeps an answer for `create_app`; returns the environment that its process needs."""
    head = json.dumps([answer.status, answer.headers]).encode()
    file.write_bytes(head + b"\n" + answer.body)
    return {FILE: str(file)}


def create_app() -> WSGIApplication:
    """Returns the application of a server process."""
    head, body = Path(os.environ[FILE]).read_bytes().split(b"\n", 1)
    status, headers = json.loads(head)
    return bare(Answer(status, [(name, value) for name, value in headers], body))
