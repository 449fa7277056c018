"""The little of WSGI that the stand-in needs: a request read once, a response written once."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING

from shared.payments.standin import errors
from shared.payments.standin.forms import decode
from shared.payments.standin.objects import Json

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

LARGEST_BODY = 1_000_000


@dataclass(frozen=True)
class Request:
    """What was asked: `params` come from the query on GET, from the form otherwise, and are still all texts."""

    method: str
    path: str
    params: Json
    environ: WSGIEnvironment

    def header(self, name: str) -> str:
        """Returns a header's value, or an empty text."""
        return str(self.environ.get(f"HTTP_{name.upper().replace('-', '_')}", ""))


@dataclass(frozen=True)
class Response:
    """What is answered."""

    body: bytes
    status: int = HTTPStatus.OK
    headers: dict[str, str] = field(default_factory=dict)

    def send(self, start_response: StartResponse) -> Iterable[bytes]:
        """Writes the response through WSGI."""
        status = HTTPStatus(self.status)
        headers = {"Content-Length": str(len(self.body)), "Cache-Control": "no-store"} | self.headers
        start_response(f"{status.value} {status.phrase}", list(headers.items()))
        return [self.body]


def read_request(environ: WSGIEnvironment) -> Request:
    """Returns the request; raises `ApiError` when its parameters cannot be read."""
    method = str(environ["REQUEST_METHOD"])
    encoded = str(environ.get("QUERY_STRING", ""))
    if method == "POST":
        length = int(environ.get("CONTENT_LENGTH") or 0)
        if length > LARGEST_BODY:
            raise errors.ApiError("Request body too large", status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        encoded = environ["wsgi.input"].read(length).decode("utf-8", "replace")
    return Request(method, str(environ.get("PATH_INFO", "/")), decode(encoded), environ)


def json_response(content: Json, status: int = HTTPStatus.OK, headers: dict[str, str] | None = None) -> Response:
    """Returns `content` as JSON."""
    body = json.dumps(content, ensure_ascii=False, indent=2).encode()
    return Response(body, status, {"Content-Type": "application/json; charset=utf-8"} | (headers or {}))


def see_other(address: str) -> Response:
    """Returns a redirection to a page that shows the result of a POST."""
    return Response(b"", HTTPStatus.SEE_OTHER, {"Location": address})
