"""The least web application there can be: sends the bytes of one file, headers first, whatever is asked."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

FILE = "ATELIERS_TEST_ANSWER"
"""Where the answer lies: a line of JSON with status and headers, then the body."""

_HEAD, _BODY = Path(os.environ[FILE]).read_bytes().split(b"\n", 1)
_STATUS, _HEADERS = json.loads(_HEAD)


def app(_environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    """Answers."""
    start_response(_STATUS, [tuple(pair) for pair in _HEADERS])
    return [_BODY]
