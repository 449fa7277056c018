"""Two administrators confirm the same table at the same moment: it is written once, and told once."""

from __future__ import annotations

from flask import Flask
from sqlalchemy import func, select

from shared.audit.models import AuditEvent
from shared.config import Settings
from shared.db import atomic, session
from shared.files.columns import Line
from shared.training.models import Title, TitleBlock
from shared.training.titles.imports import look_through, take_over
from tests.support.races import race

SCREENS = 4
ROW = {"rncp": "RNCP40000", "label": "Carrossier réparateur", "level": "3", "block": "BC01", "block_label": "Remettre"}
LINES = [Line(2, {**ROW, "position": "1"})]


def confirm(seen: str) -> int:
    """Confirms the table; returns how many titles that wrote."""
    with atomic():
        return len(take_over(lines=LINES, seen=seen, actor="test").moving)


def test_a_table_is_taken_over_once(app: Flask, settings: Settings) -> None:
    with app.app_context():
        seen = look_through(LINES).seen

    results = race(confirm, [seen] * SCREENS, settings)

    assert sorted(map(str, results)) == [*["0"] * (SCREENS - 1), "1"]
    with app.app_context():
        assert session.scalar(select(func.count()).where(Title.rncp == "RNCP40000")) == 1
        assert session.scalar(select(func.count()).where(TitleBlock.label == "Remettre")) == 1
        assert session.scalar(select(func.count()).where(AuditEvent.action == "titles.imported")) == 1
