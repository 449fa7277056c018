"""A crowd of visitors in a process of its own: each keeps one connection and asks for the same page again and again.

Reads from its input, as JSON, port, path, cookie, connections and seconds; prints the milliseconds of every answer.
"""

from __future__ import annotations

import http.client
import json
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus
from time import monotonic, perf_counter
from typing import TypedDict


class Visit(TypedDict):
    """What to ask for, and for how long."""

    port: int
    path: str
    cookie: str
    connections: int
    seconds: float


def main() -> None:
    """Visits and reports."""
    visit: Visit = json.load(sys.stdin)
    ready = threading.Barrier(visit["connections"])
    with ThreadPoolExecutor(visit["connections"]) as pool:
        visitors = [pool.submit(_keep_asking, visit, ready) for _ in range(visit["connections"])]
        json.dump([milliseconds for visitor in visitors for milliseconds in visitor.result()], sys.stdout)


def _keep_asking(visit: Visit, ready: threading.Barrier) -> list[float]:
    connection = http.client.HTTPConnection("127.0.0.1", visit["port"], timeout=10)
    headers = {"Cookie": visit["cookie"], "Accept-Encoding": "gzip"}
    taken: list[float] = []
    ready.wait()
    until = monotonic() + visit["seconds"]
    while monotonic() < until:
        began = perf_counter()
        connection.request("GET", visit["path"], headers=headers)
        answer = connection.getresponse()
        answer.read()
        taken.append((perf_counter() - began) * 1000)
        if answer.status != HTTPStatus.OK:
            sys.exit(f"{visit['path']} answers {answer.status}")
    connection.close()
    return taken


if __name__ == "__main__":
    main()
