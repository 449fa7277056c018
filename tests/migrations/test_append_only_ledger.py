"""A ledger whose corrections were marked in the old line becomes one in which the latest line is in force."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from alembic import command
from sqlalchemy import Connection, create_engine, text

from shared.db import migrate
from tests.support.house import House
from workshops.app import MIGRATIONS

SITES = """
INSERT INTO sites (id, public_id, slug, label, neutral_slug, neutral_label, kind, department, sensitive)
VALUES (:id, :key, :slug, :slug, :neutral, :neutral, 'aci', '80', :sensitive)
"""
PEOPLE = """
INSERT INTO people (id, public_id, first_name, last_name, sort_name)
VALUES (:id, :key, 'Ada', 'Bouleau', 'bouleau')
"""
CONTRACTS = """
INSERT INTO contracts (id, public_id, person_id, site_id, kind, job, starts_on, ends_on, weekly_minutes)
VALUES (:id, :key, 1, :site, :kind, 'atelier', '2026-09-01', '2027-04-30', 1560)
"""
SHEETS = """
INSERT INTO day_sheets (id, public_id, site_id, day, status, version)
VALUES (:id, :key, 1, '2026-11-16', 'draft', 3)
"""
LINES = """
INSERT INTO day_lines (day_sheet_id, contract_id, version, superseded_in, planned_morning, planned_afternoon,
                       recorded_by, recorded_at)
VALUES (1, :contract, :version, :gone, 210, 210, 'test', '2026-11-16 08:00:00')
"""

KEYS = [f"{number:032x}" for number in range(4)]
BEFORE: dict[str, list[dict[str, object]]] = {
    SITES: [
        {"id": 1, "key": KEYS[1], "slug": "garage", "neutral": "garage", "sensitive": False},
        {"id": 2, "key": KEYS[2], "slug": "autre", "neutral": "site-x", "sensitive": True},
    ],
    PEOPLE: [{"id": 1, "key": KEYS[1]}],
    CONTRACTS: [
        {"id": 1, "key": KEYS[1], "site": 1, "kind": "cddi"},
        {"id": 2, "key": KEYS[2], "site": 1, "kind": "cddi"},
        {"id": 3, "key": KEYS[3], "site": 2, "kind": "cep"},
    ],
    SHEETS: [{"id": 1, "key": KEYS[1]}],
    LINES: [
        {"contract": 1, "version": 1, "gone": 2},
        {"contract": 1, "version": 2, "gone": None},
        # Undone: nothing took its place.
        {"contract": 2, "version": 1, "gone": 3},
        {"contract": 3, "version": 1, "gone": None},
    ],
}


@pytest.fixture
def connection(house: House) -> Iterator[Connection]:
    """A database as it stood before, with a few lines."""
    engine = create_engine(house.store.make_empty(f"ledger-{os.getpid()}"))
    with engine.begin() as connection:
        command.upgrade(migrate.configuration(MIGRATIONS, connection), "0008")
        for statement, rows in BEFORE.items():
            connection.execute(text(statement), rows)
        yield connection
    engine.dispose()


def test_the_latest_line_is_the_one_that_was_in_force(connection: Connection) -> None:
    command.upgrade(migrate.configuration(MIGRATIONS, connection), "head")

    rows = connection.execute(text("SELECT contract_id, version FROM day_lines ORDER BY contract_id, version"))
    assert [tuple(row) for row in rows] == [(1, 1), (1, 2), (2, 1), (2, 3), (3, 1)]


def test_a_contract_of_a_sensitive_site_no_longer_says_its_kind(connection: Connection) -> None:
    command.upgrade(migrate.configuration(MIGRATIONS, connection), "head")

    kinds = connection.execute(text("SELECT kind FROM contracts ORDER BY id")).scalars()
    assert list(kinds) == ["cddi", "cddi", None]
