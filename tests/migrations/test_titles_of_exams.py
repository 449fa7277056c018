"""What exams were for was a text; it becomes a title, and every outcome stays."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from alembic import command
from sqlalchemy import Connection, create_engine, text

from shared.db import migrate
from tests.support.house import House
from workshops.app import MIGRATIONS

CATERING = "RNCP38663 Employé polyvalent en restauration"
SITES = """
INSERT INTO sites (id, public_id, slug, label, neutral_slug, neutral_label, kind, department, sensitive)
VALUES (1, :key, 'atelier', 'Atelier', 'atelier', 'Atelier', 'aqi', '75', :no)
"""
PEOPLE = """
INSERT INTO people (id, public_id, first_name, last_name, sort_name) VALUES (:id, :key, 'Ada', 'Bouleau', 'bouleau')
"""
EXAMS = """
INSERT INTO exam_sessions (id, public_id, site_id, title, first_day, last_day)
VALUES (:id, :key, 1, :title, '2024-11-25', '2024-11-26')
"""
CANDIDATES = """
INSERT INTO exam_candidates (exam_id, person_id, outcome, congratulated) VALUES (:exam, :person, :outcome, :praised)
"""
KEYS = [f"{number:032x}" for number in range(5)]
BEFORE: dict[str, list[dict[str, object]]] = {
    SITES: [{"key": KEYS[1], "no": False}],
    PEOPLE: [{"id": number, "key": KEYS[number]} for number in (1, 2)],
    EXAMS: [
        {"id": 1, "key": KEYS[1], "title": CATERING},
        {"id": 2, "key": KEYS[2], "title": "RNCP38663 Employé polyvalent de restauration"},
        {"id": 3, "key": KEYS[3], "title": "CQP salaisonnier"},
    ],
    CANDIDATES: [
        {"exam": 1, "person": 1, "outcome": "passed", "praised": True},
        {"exam": 1, "person": 2, "outcome": "failed", "praised": False},
        {"exam": 3, "person": 1, "outcome": "registered", "praised": False},
    ],
}


@pytest.fixture
def connection(house: House) -> Iterator[Connection]:
    """A database as it stood before, with a few exams."""
    engine = create_engine(house.store.make_empty(f"titles-{os.getpid()}"))
    with engine.begin() as connection:
        command.upgrade(migrate.configuration(MIGRATIONS, connection), "0027")
        for statement, rows in BEFORE.items():
            connection.execute(text(statement), rows)
        yield connection
    engine.dispose()


def test_a_text_becomes_the_title_of_its_code_or_of_its_words(connection: Connection) -> None:
    command.upgrade(migrate.configuration(MIGRATIONS, connection), "head")

    exams = "SELECT t.rncp, t.label, e.kind FROM exam_sessions e JOIN titles t ON t.id = e.title_id ORDER BY e.id"
    assert [tuple(row) for row in connection.execute(text(exams))] == [
        ("RNCP38663", "Employé polyvalent en restauration", "whole"),
        # Of the same code and on the same day.
        (None, "RNCP38663 Employé polyvalent de restauration", "whole"),
        (None, "CQP salaisonnier", "whole"),
    ]
    outcomes = "SELECT exam_id, person_id, outcome, congratulated FROM exam_candidates ORDER BY exam_id, person_id"
    assert [tuple(row) for row in connection.execute(text(outcomes))] == [
        (1, 1, "passed", True),
        (1, 2, "failed", False),
        (3, 1, "registered", False),
    ]
