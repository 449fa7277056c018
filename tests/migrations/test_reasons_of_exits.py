"""Which exits the ASP divides by was their category; it becomes a word of its own, and no rule changes its meaning."""

from __future__ import annotations

import os

from alembic import command
from sqlalchemy import create_engine, text

from shared.db import migrate
from tests.support.house import House
from workshops.app import MIGRATIONS

REASON = """
INSERT INTO exit_reasons
  (id, public_id, code, label, category, job_or_training, confidential, source, confirmed, valid_from)
VALUES (:id, :key, :id, 'Motif', :category, :no, :no, 'Source', :no, '2020-01-01')
"""
RULE = """
INSERT INTO exit_rules (id, public_id, least_days, least_minutes, source, confirmed, valid_from)
VALUES (1, :key, 81, 60, 'Source', :no, '2020-01-01')
"""


def test_withdrawals_alone_are_left_out_and_six_months_stay_six(house: House) -> None:
    engine = create_engine(house.store.make_empty(f"reasons-{os.getpid()}"))
    with engine.begin() as connection:
        configuration = migrate.configuration(MIGRATIONS, connection)
        command.upgrade(configuration, "0034")
        for number, category in ((1, "durable"), (2, "withdrawn")):
            values = {"id": number, "key": f"{number:032x}", "category": category, "no": False}
            connection.execute(text(REASON), values)
        connection.execute(text(RULE), {"key": f"{9:032x}", "no": False})
        connection.execute(text(guard(connection.dialect.name)))

        command.upgrade(configuration, "0035")

        counted = connection.execute(text("SELECT in_denominator FROM exit_reasons ORDER BY id")).scalars().all()
        assert [bool(each) for each in counted] == [True, False]
        assert connection.execute(text("SELECT durable_months FROM exit_rules")).scalar_one() == 6
    engine.dispose()


def guard(dialect: str) -> str:
    """Returns the trigger that a house in use has on the table."""
    if dialect == "sqlite":
        return (
            "CREATE TRIGGER exit_reasons_refuse_update BEFORE UPDATE ON exit_reasons "
            "BEGIN SELECT RAISE(ABORT, 'append-only'); END"
        )
    return """
        CREATE OR REPLACE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION 'append-only'; END $$;
        CREATE TRIGGER exit_reasons_refuse_update BEFORE UPDATE ON exit_reasons
        FOR EACH ROW EXECUTE FUNCTION refuse()
    """
