"""Keep when somebody was born, how they left, what came of an exam, and what only the vault may know."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TOPICS = ("status", "exit")
CATEGORIES = ("durable", "transition", "positive", "other", "withdrawn")
OUTCOMES = ("registered", "passed", "failed", "absent")


def upgrade() -> None:
    """Adds the column and creates the tables."""
    with op.batch_alter_table("people") as batch_op:
        batch_op.add_column(sa.Column("born_on", sa.Date(), nullable=True))
    _create_vault()
    _create_exits()
    _create_exams()


def _create_vault() -> None:
    op.create_table(
        "vault_entries",
        sa.Column("id", KEY, nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", KEY, nullable=False),
        sa.Column("topic", _one_of("vault_topic", TOPICS), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("key_id", sa.String(length=16), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("length(sealed) = 284", name=op.f("ck_vault_entries_sealed_alike")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_vault_entries_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vault_entries")),
        sa.UniqueConstraint("public_id", name=op.f("uq_vault_entries_public_id")),
        sa.UniqueConstraint("person_id", "topic", name=op.f("uq_vault_entries_person_id_topic")),
    )


def _create_exits() -> None:
    op.create_table(
        "exit_reasons",
        sa.Column("id", KEY, nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(length=200), nullable=False),
        sa.Column("category", _one_of("exit_category", CATEGORIES), nullable=False),
        sa.Column("job_or_training", sa.Boolean(), nullable=False),
        sa.Column("confidential", sa.Boolean(), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("confirmed", sa.Boolean(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exit_reasons")),
        sa.UniqueConstraint("public_id", name=op.f("uq_exit_reasons_public_id")),
        sa.UniqueConstraint("code", "valid_from", name=op.f("uq_exit_reasons_code_valid_from")),
        info={"append_only": True},
    )
    op.create_table(
        "exits",
        sa.Column("id", KEY, nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", KEY, nullable=False),
        sa.Column("site_id", KEY, nullable=False),
        sa.Column("left_on", sa.Date(), nullable=False),
        sa.Column("reason_id", KEY, nullable=True),
        sa.Column("recorded_by", sa.String(length=200), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_exits_person_id")),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name=op.f("fk_exits_site_id")),
        sa.ForeignKeyConstraint(["reason_id"], ["exit_reasons.id"], name=op.f("fk_exits_reason_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exits")),
        sa.UniqueConstraint("public_id", name=op.f("uq_exits_public_id")),
        sa.UniqueConstraint("person_id", "left_on", name=op.f("uq_exits_person_id_left_on")),
    )
    op.create_index(op.f("ix_exits_site_id"), "exits", ["site_id"], unique=False)


def _create_exams() -> None:
    op.create_table(
        "exam_sessions",
        sa.Column("id", KEY, nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("site_id", KEY, nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.CheckConstraint("first_day <= last_day", name=op.f("ck_exam_sessions_days_in_order")),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name=op.f("fk_exam_sessions_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exam_sessions")),
        sa.UniqueConstraint("public_id", name=op.f("uq_exam_sessions_public_id")),
        sa.UniqueConstraint("site_id", "title", "first_day", name=op.f("uq_exam_sessions_site_id_title_first_day")),
    )
    op.create_table(
        "exam_candidates",
        sa.Column("id", KEY, nullable=False),
        sa.Column("exam_id", KEY, nullable=False),
        sa.Column("person_id", KEY, nullable=False),
        sa.Column("outcome", _one_of("exam_outcome", OUTCOMES), nullable=False),
        sa.Column("congratulated", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "NOT congratulated OR outcome = 'passed'", name=op.f("ck_exam_candidates_congratulated_on_success")
        ),
        sa.ForeignKeyConstraint(["exam_id"], ["exam_sessions.id"], name=op.f("fk_exam_candidates_exam_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_exam_candidates_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exam_candidates")),
        sa.UniqueConstraint("exam_id", "person_id", name=op.f("uq_exam_candidates_exam_id_person_id")),
    )
    op.create_index(op.f("ix_exam_candidates_person_id"), "exam_candidates", ["person_id"], unique=False)


def _one_of(name: str, values: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)
