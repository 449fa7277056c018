"""A disk that fills up in the middle of an export: the old file stays, no event is kept, and the reason is said."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from shared.audit.models import AuditEvent
from shared.db import atomic, session
from shared.files import writing
from tests.support.command_line import CALL_WRONG, Call, call, problems
from tests.support.sales import sell

__all__ = ["call"]


class FullDisk:
    """A draft on a disk that has room for a few bytes more."""

    def __init__(self, draft: Any, room: int) -> None:
        self._draft, self._room = draft, room

    def __getattr__(self, name: str) -> Any:
        return getattr(self._draft, name)

    def write(self, content: bytes) -> int:
        """Takes what there is room for, then refuses as the system does."""
        self._room -= len(content)
        if self._room < 0:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return int(self._draft.write(content))


@contextmanager
def draft_on_a_full_disk(**options: Any) -> Iterator[FullDisk]:
    """Opens a draft as the house does."""
    with NamedTemporaryFile(**options) as draft:
        yield FullDisk(draft, room=300)


@pytest.mark.parametrize("form", ["xlsx", "csv", "json"])
def test_a_disk_that_fills_up_leaves_the_old_file(
    app: Flask, call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: str
) -> None:
    with app.app_context(), atomic():
        for day in range(1, 8):
            sell(date(2026, 10, day))
    target = tmp_path / f"ventes.{form}"
    target.write_text("avant")
    monkeypatch.setattr(writing, "NamedTemporaryFile", draft_on_a_full_disk)

    period = ("--from", "2026-10-01", "--to", "2026-10-31", "--format", form)
    result = call("export", "revenue", *period, "--out", target)

    assert result.exit_code == CALL_WRONG
    assert problems(result) == [f"{target} ne peut pas être écrit\u00a0: le disque est plein."]
    assert [(each.name, each.read_text()) for each in tmp_path.iterdir()] == [(target.name, "avant")]
    with app.app_context():
        assert session.scalar(select(AuditEvent.id).where(AuditEvent.action == "revenue.exported")) is None
