"""`ateliers serve` and `ateliers worker` as real processes: they answer, and they leave nobody behind."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from shared.config import Settings
from shared.db import atomic, session
from shared.jobs.models import OutboxJob
from shared.notifications.jobs import SEND_MAIL
from shared.notifications.services import write_mail

PROGRAM = Path(sys.executable).with_name("ateliers")
PATIENCE_SECONDS = 30


def free_ports() -> int:
    """Returns a port that is free together with the next one."""
    while True:
        with ExitStack() as held:
            first = held.enter_context(socket.create_server(("127.0.0.1", 0))).getsockname()[1]
            try:
                held.enter_context(socket.create_server(("127.0.0.1", first + 1)))
            except OSError:
                continue
            return int(first)


def wait_for(happened: Callable[[], object], what: str) -> None:
    """Waits until something has happened; fails the test when it does not."""
    until = time.monotonic() + PATIENCE_SECONDS
    while not happened():
        assert time.monotonic() < until, what
        time.sleep(0.05)


def is_open(port: int) -> bool:
    """Tells whether somebody listens at this port."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def children_of(process: int) -> list[int]:
    """Returns the process ids of the children."""
    listed = Path(f"/proc/{process}/task/{process}/children").read_text(encoding="utf-8")
    return [int(number) for number in listed.split()]


def is_running(process: int) -> bool:
    """Tells whether a process is still there and not merely waiting to be buried."""
    try:
        status = Path(f"/proc/{process}/stat").read_text(encoding="utf-8")
    except FileNotFoundError:
        return False
    return status.rpartition(")")[2].split()[0] != "Z"


@pytest.fixture
def environ(app: Flask, settings: Settings, tmp_path: Path) -> dict[str, str]:
    """The environment of a process on the database of the test."""
    assert app.testing
    ours = {
        "ATELIERS_DATABASE_URL": settings.database_url,
        "ATELIERS_DATA_DIR": str(tmp_path),
        "ATELIERS_WORKERS": "1",
        "PYTHONUNBUFFERED": "1",
    }
    return {name: value for name, value in os.environ.items() if not name.startswith("ATELIERS_")} | ours


@contextmanager
def running(environ: dict[str, str], *arguments: str) -> Iterator[subprocess.Popen[str]]:
    """Runs `ateliers` until the end of the block, and whatever it started."""
    process = subprocess.Popen(
        [PROGRAM, *arguments], env=environ, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    try:
        yield process
    finally:
        if process.poll() is None:
            process.terminate()
        process.communicate(timeout=PATIENCE_SECONDS)


def test_serve_says_where_to_sign_in_answers_and_stops_everybody(environ: dict[str, str]) -> None:
    port = free_ports()
    with running(environ, "serve", "--port", str(port)) as serve:
        assert serve.stdout
        opened = serve.stdout.readline()
        sign_in = serve.stdout.readline()
        children = children_of(serve.pid)
        grandchildren = [each for child in children for each in children_of(child)]
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=PATIENCE_SECONDS) as answer:
            ready = answer.read()

        serve.send_signal(signal.SIGTERM)
        code = serve.wait(PATIENCE_SECONDS)

    assert opened.endswith(f"http://127.0.0.1:{port}/\n")
    assert "/connexion" in sign_in
    assert b'"ok"' in ready
    assert len(children) == 3
    assert code == 0
    assert [each for each in (*children, *grandchildren) if is_running(each)] == []
    assert not is_open(port)
    assert not is_open(port + 1)


def test_serve_ends_when_one_of_its_children_dies(environ: dict[str, str]) -> None:
    with running(environ, "serve", "--port", str(free_ports())) as serve:
        assert serve.stdout
        serve.stdout.readline()
        children = children_of(serve.pid)
        worker = next(each for each in children if b"worker" in Path(f"/proc/{each}/cmdline").read_bytes())

        os.kill(worker, signal.SIGKILL)
        _, said = serve.communicate(timeout=PATIENCE_SECONDS)

    assert serve.returncode == 1
    assert "l’exécutant s’est arrêté" in said
    assert [each for each in children if is_running(each)] == []


def test_serve_says_that_a_port_is_taken(environ: dict[str, str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with running(environ, "serve", "--port", str(port)) as serve:
            _, said = serve.communicate(timeout=PATIENCE_SECONDS)

    assert serve.returncode == 2
    assert f"Le port {port} de 127.0.0.1 est déjà pris." in said


def test_serve_asks_for_the_upgrade_first(environ: dict[str, str], tmp_path: Path) -> None:
    environ["ATELIERS_DATABASE_URL"] = f"sqlite:///{tmp_path / 'empty.sqlite3'}"
    with running(environ, "serve", "--port", str(free_ports())) as serve:
        _, said = serve.communicate(timeout=PATIENCE_SECONDS)

    assert serve.returncode == 2
    assert "ateliers db upgrade" in said


def test_a_worker_does_what_is_written_while_it_waits_and_stops_when_asked(environ: dict[str, str], app: Flask) -> None:
    def is_done() -> bool:
        with app.app_context():
            of_the_mail = select(OutboxJob.done_at).where(OutboxJob.kind == SEND_MAIL)
            return session.scalars(of_the_mail).one() is not None

    with running(environ, "worker") as worker:
        assert worker.stderr
        assert "worker started" in worker.stderr.readline()
        with app.app_context(), atomic():
            write_mail(
                recipient="amarante@example.org",
                subject="x",
                template="password_changed",
                kind="essai",
                name="Amarante",
            )
        wait_for(is_done, "the worker does nothing")

        worker.send_signal(signal.SIGTERM)
        _, said = worker.communicate(timeout=PATIENCE_SECONDS)

    assert worker.returncode == 0
    assert "worker stopped" in said
