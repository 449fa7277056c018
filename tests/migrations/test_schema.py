"""What the migrations build is what the models say: columns, keys, indexes, CHECKs and triggers, on both databases."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import pytest
from flask import Flask
from sqlalchemy import ClauseElement, Engine, Inspector, create_engine, inspect, text

from shared.db import Base, triggers
from tests.support.house import House

ALEMBIC_S_OWN = "alembic_version"
TRIGGERS = {
    "sqlite": "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal",
}


@contextmanager
def engine_for(url: str) -> Iterator[Engine]:
    engine = create_engine(url)
    try:
        yield engine
    finally:
        engine.dispose()


def schema(engine: Engine) -> set[str]:
    """Returns a line for each table, column, key, index and CHECK, whatever the order they were made in."""
    inspector = inspect(engine)
    tables = [name for name in inspector.get_table_names() if name != ALEMBIC_S_OWN]
    return {f"{table}: {part}" for table in tables for part in parts(inspector, table)}


def parts(inspector: Inspector, table: str) -> Iterator[str]:
    yield "is there"
    for column in inspector.get_columns(table):
        yield f"column {as_text(column)}"
    yield f"primary key {as_text(inspector.get_pk_constraint(table))}"
    for key in inspector.get_foreign_keys(table):
        yield f"foreign key {as_text(key)}"
    for unique in inspector.get_unique_constraints(table):
        yield f"unique {as_text(unique)}"
    for index in inspector.get_indexes(table):
        yield f"index {as_text(index)}"
    for check in inspector.get_check_constraints(table):
        yield f"check {as_text(check)}"


def as_text(reflected: Mapping[str, object]) -> str:
    """Returns what the inspector says of one thing, without the addresses that SQLAlchemy's objects show."""
    return json.dumps(reflected, default=lambda value: str(value) if isinstance(value, ClauseElement) else repr(value))


def stored_triggers(engine: Engine) -> dict[str, str]:
    with engine.connect() as connection:
        return {row[0]: row[1] for row in connection.execute(text(TRIGGERS[engine.dialect.name]))}


@pytest.fixture
def from_models(house: House) -> Iterator[Engine]:
    """A database that the models made by themselves, without the migrations."""
    with engine_for(house.store.make_empty(f"models-{os.getpid()}")) as engine:
        with engine.begin() as connection:
            Base.metadata.create_all(connection)
            triggers.recreate(connection)
        yield engine


@pytest.fixture
def from_migrations(app: Flask, house: House) -> Iterator[Engine]:
    """The database of a new installation."""
    assert app is house.app
    with engine_for(house.settings.database_url) as engine:
        yield engine


def test_every_table_is_as_its_model_says(from_models: Engine, from_migrations: Engine) -> None:
    migrated, modelled = schema(from_migrations), schema(from_models)
    assert sorted(migrated - modelled) == [], "only the migrations say so"
    assert sorted(modelled - migrated) == [], "only the models say so"


def test_every_trigger_is_in_place(from_models: Engine, from_migrations: Engine) -> None:
    assert stored_triggers(from_migrations) == stored_triggers(from_models)
    assert len(stored_triggers(from_migrations)) >= 2 * len(triggers.append_only_tables())
