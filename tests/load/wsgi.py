"""An application called as a server calls it, without a socket, and timed from outside."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from io import BytesIO
from time import perf_counter_ns, thread_time_ns
from typing import TYPE_CHECKING, Any

from tests.load.statements import Recorder, Statement

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


@dataclass(frozen=True)
class Answer:
    """What an application sends back."""

    status: str
    headers: list[tuple[str, str]]
    body: bytes


@dataclass(frozen=True)
class Exchange:
    """A request, its answer, the statements that it took, and the nanoseconds, of the clock and of the processor."""

    environ: WSGIEnvironment
    sent: bytes
    answer: Answer
    statements: tuple[Statement, ...]
    nanoseconds: int
    worked: int

    def again(self) -> WSGIEnvironment:
        """Returns the same request, not yet read by anybody."""
        return self.environ | {"wsgi.input": BytesIO(self.sent)}


class Meter:
    """Stands before an application and keeps what passes."""

    def __init__(self, application: WSGIApplication, recorder: Recorder) -> None:
        self._application = application
        self._recorder = recorder
        self._passed: list[Exchange] = []

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Hands the request through and notes it."""
        sent = environ["wsgi.input"].read()
        asked = dict(environ)
        self._recorder.take()
        worked = thread_time_ns()
        answer, nanoseconds = call(self._application, environ | {"wsgi.input": BytesIO(sent)})
        worked = thread_time_ns() - worked
        self._passed.append(Exchange(asked, sent, answer, self._recorder.take(), nanoseconds, worked))
        start_response(answer.status, answer.headers)
        return [answer.body]

    def take(self) -> list[Exchange]:
        """Returns what has passed since the last call."""
        passed, self._passed = self._passed, []
        return passed


def call(application: WSGIApplication, environ: WSGIEnvironment) -> tuple[Answer, int]:
    """Calls an application as a server does; returns its answer and the nanoseconds that it took."""
    begun: list[tuple[str, list[tuple[str, str]]]] = []

    def start_response(status: str, headers: list[tuple[str, str]], _error: object = None, /) -> Any:
        begun.append((status, headers))

    began = perf_counter_ns()
    parts = application(environ, start_response)
    body = b"".join(parts)
    if hasattr(parts, "close"):
        parts.close()
    took = perf_counter_ns() - began
    return Answer(*begun[-1], body), took
