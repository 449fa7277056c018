"""Child processes that begin and end together: when one dies, or a signal asks to stop, all are stopped."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from types import FrameType

POLL_SECONDS = 0.1
STOP_SECONDS = 8
START_SECONDS = 30


class Crew:
    """The children of one `ateliers serve`."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = environ
        self._children: dict[str, subprocess.Popen[bytes]] = {}
        self._stopping = False
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, self._ask_to_stop)

    def start(self, name: str, *arguments: str) -> None:
        """Starts a child with this Python; in a session of its own, so that Ctrl+C reaches it through us alone."""
        command = [sys.executable, *arguments]
        self._children[name] = subprocess.Popen(command, env=self._environ, start_new_session=True)  # noqa: S603 - ours

    def watch(self, ready: Callable[[], bool], announce: Callable[[], None]) -> str | None:
        """Waits until asked to stop, and calls `announce` as soon as `ready`; returns the name of a child that died."""
        announced = False
        try:
            while not self._stopping:
                if dead := self._find_dead():
                    return dead
                if not announced and ready():
                    announce()
                    announced = True
                time.sleep(POLL_SECONDS)
        finally:
            self._stop_all()
        return None

    def _find_dead(self) -> str | None:
        return next((name for name, child in self._children.items() if child.poll() is not None), None)

    def _stop_all(self) -> None:
        for child in self._children.values():
            child.terminate()
        until = time.monotonic() + STOP_SECONDS
        for child in self._children.values():
            try:
                child.wait(max(until - time.monotonic(), 0))
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()

    def _ask_to_stop(self, _signal: int, _frame: FrameType | None) -> None:
        self._stopping = True


def is_taken(host: str, port: int) -> bool:
    """Tells whether somebody already listens at this address, or we may not."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return True
    return False


def answers(host: str, port: int) -> bool:
    """Tells whether somebody accepts connections at this address."""
    try:
        socket.create_connection((host, port), timeout=POLL_SECONDS).close()
    except OSError:
        return False
    return True
