"""What those who run the house ask it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import NoReturn

import pytest
from flask import Flask
from sqlalchemy.exc import OperationalError

from shared.db import atomic, database, session
from shared.jobs.models import OutboxJob
from shared.kernel import clock
from tests.support.client import Visitor
from tests.support.queries import statements


def test_a_house_in_order_is_alive_and_ready(client: Visitor) -> None:
    assert client.get("/healthz").json == {"status": "ok"}
    assert client.get("/readyz").json == {"status": "ok"}
    assert client.get("/readyz").status_code == 200


def test_being_alive_asks_nothing_of_the_database(app: Flask, client: Visitor) -> None:
    with statements(app) as sent:
        client.get("/healthz")

    assert sent == []


def test_without_database_the_house_is_alive_but_not_ready(
    app: Flask, client: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(*_: object, **__: object) -> NoReturn:
        raise OperationalError("connect", None, ConnectionError())

    with app.app_context():
        monkeypatch.setattr(database.engine.pool, "connect", gone)

    assert client.get("/healthz").status_code == 200
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json) == (503, {"status": "database"})


def test_before_its_migrations_the_house_is_not_ready(app: Flask, client: Visitor, tmp_path: Path) -> None:
    migrations: Path = app.extensions["ateliers_migrations"]
    newer = tmp_path / "migrations"
    (newer / "versions").mkdir(parents=True)
    (newer / "env.py").touch()
    for known in (migrations / "versions").glob("*.py"):
        (newer / "versions" / known.name).write_text(known.read_text(encoding="utf-8"), encoding="utf-8")
    (newer / "versions" / "9999_next.py").write_text(
        f'revision = "9999"\ndown_revision = "{max(known.name[:4] for known in migrations.glob("versions/*.py"))}"\n',
        encoding="utf-8",
    )
    app.extensions["ateliers_migrations"] = newer
    try:
        answer = client.get("/readyz")
    finally:
        app.extensions["ateliers_migrations"] = migrations

    assert (answer.status_code, answer.json) == (503, {"status": "migrations"})


def test_work_that_nobody_does_is_noticed(app: Flask, client: Visitor) -> None:
    written = clock.now() - timedelta(minutes=20)
    with app.app_context(), atomic():
        session.add(OutboxJob(kind="mail.send", payload={}, created_at=written, due_at=written))

    answer = client.get("/readyz")

    assert (answer.status_code, answer.json) == (503, {"status": "outbox"})
