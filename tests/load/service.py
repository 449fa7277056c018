"""Real servers under load: the application and the least one there can be, each behind gunicorn with two workers."""

from __future__ import annotations

import http.client
import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import quantiles

from tests.load import bare
from tests.load.wsgi import Exchange
from tests.support.databases import FOLDER
from tests.support.source import ROOT

CONNECTIONS = 8
WORKERS = 2
START_SECONDS = 30
WARM_SECONDS = 1


@dataclass(frozen=True)
class Load:
    """What a server made of its visitors: answers per second, and the milliseconds that 50 and 95 in 100 stay under."""

    per_second: float
    p50: float
    p95: float


def visit_both(exchange: Exchange, environment: dict[str, str], seconds: float) -> tuple[Load, Load]:
    """Returns what the application, started with `environment`, and the bare one make of the same request."""
    answer = bare.write(exchange.answer, Path(os.environ[FOLDER]) / "answer")
    ours = _visit("workshops.app:create_app()", environment, exchange, seconds)
    return ours, _visit("tests.load.bare:create_app()", environment | answer, exchange, seconds)


def _visit(application: str, environment: dict[str, str], exchange: Exchange, seconds: float) -> Load:
    with _serving(application, environment) as port:
        visit: dict[str, object] = {
            "port": port,
            "path": exchange.environ["PATH_INFO"],
            "cookie": exchange.environ.get("HTTP_COOKIE", ""),
            "connections": CONNECTIONS,
        }
        _send_crowd(visit | {"seconds": WARM_SECONDS})
        times = _send_crowd(visit | {"seconds": seconds})
    cuts = quantiles(times, n=20)
    return Load(len(times) / seconds, cuts[9], cuts[18])


def _send_crowd(visit: dict[str, object]) -> list[float]:
    command = [sys.executable, "-m", "tests.load.crowd"]
    ran = subprocess.run(command, input=json.dumps(visit), cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)
    times: list[float] = json.loads(ran.stdout)
    return times


@contextmanager
def _serving(application: str, environment: dict[str, str]) -> Iterator[int]:
    """Serves an application on a free port for the length of the block."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port: int = listening.getsockname()[1]
        handed = listening.fileno()
        command = [sys.executable, "-m", "gunicorn", "--config", "python:shared.cli.web_server", application]
        command += ["--bind", f"fd://{handed}", "--workers", str(WORKERS)]
        server = subprocess.Popen(
            command, cwd=ROOT, env=os.environ | environment, pass_fds=[handed], stderr=subprocess.DEVNULL
        )
    try:
        # The first request waits in the socket's queue until a worker is there.
        first = http.client.HTTPConnection("127.0.0.1", port, timeout=START_SECONDS)
        first.request("GET", "/")
        first.getresponse()
        first.close()
        yield port
    finally:
        server.terminate()
        server.wait()
