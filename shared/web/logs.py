"""One line of JSON for each request, job and failure, tied together by the request's id.

A line never holds what a person typed or received: no address, no query, no form, no message of an exception. It names
the endpoint instead of the URL, for URLs may hold secrets, and the places in our code instead of the values.
"""

from __future__ import annotations

import logging
import re
import sys
import time
import traceback
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

import structlog
from flask import Response, g, request

from shared.kernel.identifiers import new_public_id

if TYPE_CHECKING:
    from flask import Flask
    from structlog.typing import EventDict, WrappedLogger

    from shared.config import Settings

HEADER = "X-Request-ID"

_WELL_FORMED = re.compile(r"[0-9A-Za-z-]{8,64}")
_MOST_FRAMES = 12

log: structlog.stdlib.BoundLogger = structlog.get_logger("ateliers")


def configure(level: str) -> None:
    """Makes this process write JSON lines of `level` and above to stderr; libraries speak from WARNING on."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.stdlib.filter_by_level,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
    )
    root = logging.getLogger()
    root.handlers = [*(kept for kept in root.handlers if not isinstance(kept, Stderr)), Stderr()]
    logging.getLogger("ateliers").setLevel(level)


class Stderr(logging.Handler):
    """Writes each record as one line to what is stderr at that moment; for the loggers of servers too."""

    def __init__(self) -> None:
        super().__init__()
        self.setFormatter(_formatter())

    def emit(self, record: logging.LogRecord) -> None:
        """Writes one line."""
        sys.stderr.write(f"{self.format(record)}\n")


def _formatter() -> structlog.stdlib.ProcessorFormatter:
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[_without_arguments],
        processors=[
            structlog.stdlib.add_log_level,
            structlog.stdlib.add_logger_name,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
    )


def failure(error: BaseException) -> dict[str, object]:
    """Returns what a line may say of an exception: its type, and where in the code it happened."""
    return {"error": type(error).__name__, "at": _places(error.__traceback__)}


def init_app(app: Flask, settings: Settings) -> None:
    """Gives each request its id, accepted from a proxy of ours or made, and logs how it ended."""
    configure(settings.log_level)

    @app.before_request
    def begin() -> None:
        offered = request.headers.get(HEADER, "") if settings.proxies else ""
        g.request_id = offered if _WELL_FORMED.fullmatch(offered) else str(new_public_id())
        g.request_began = time.perf_counter()
        structlog.contextvars.bind_contextvars(request_id=g.request_id)

    @app.after_request
    def end(response: Response) -> Response:
        response.headers[HEADER] = g.request_id
        log.info(
            "request",
            method=request.method,
            endpoint=request.endpoint,
            status=response.status_code,
            milliseconds=round((time.perf_counter() - g.request_began) * 1000, 1),
        )
        return response

    @app.teardown_request
    def forget(_error: BaseException | None) -> None:
        structlog.contextvars.unbind_contextvars("request_id")

    def log_exception(info: tuple[type, BaseException, TracebackType] | tuple[None, None, None]) -> None:
        if info[1] is not None:
            log.error("failure", method=request.method, endpoint=request.endpoint, **failure(info[1]))

    # Flask's own line quotes the URL and the message.
    app.log_exception = log_exception  # type: ignore[method-assign,assignment]


def _places(trace: TracebackType | None) -> list[str]:
    frames = traceback.extract_tb(trace)[-_MOST_FRAMES:]
    return [f"{'/'.join(Path(frame.filename).parts[-3:])}:{frame.lineno} {frame.name}" for frame in frames]


def _without_arguments(_logger: WrappedLogger, _name: str, event: EventDict) -> EventDict:
    """Keeps the fixed words of a library's message: its arguments may be an address or what somebody typed."""
    record: logging.LogRecord = event["_record"]
    event["event"] = str(record.msg)
    event.pop("exc_info", None)
    if record.exc_info and record.exc_info[1]:
        event.update(failure(record.exc_info[1]))
    return event
