"""Count hours: categories, day sheets, their lines and entries."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Creates the tables."""
    op.create_table(
        "hour_categories",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("code", sa.String(length=10), nullable=False),
        sa.Column("label", sa.String(length=200), nullable=False),
        sa.Column("paid", sa.Boolean(), nullable=False),
        sa.Column("effective", sa.Boolean(), nullable=False),
        sa.Column("training", sa.Boolean(), nullable=False),
        sa.Column("asp", sa.Boolean(), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hour_categories")),
        sa.UniqueConstraint("code", "valid_from", name=op.f("uq_hour_categories_code_valid_from")),
    )
    op.create_table(
        "day_sheets",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("site_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "draft", "validated", "locked", name="day_status", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("version > 0", name=op.f("ck_day_sheets_version_positive")),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name=op.f("fk_day_sheets_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_day_sheets")),
        sa.UniqueConstraint("public_id", name=op.f("uq_day_sheets_public_id")),
        sa.UniqueConstraint("site_id", "day", name=op.f("uq_day_sheets_site_id_day")),
    )
    op.create_table(
        "day_lines",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("day_sheet_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("contract_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("superseded_in", sa.Integer(), nullable=True),
        sa.Column("planned_morning", sa.Integer(), nullable=False),
        sa.Column("planned_afternoon", sa.Integer(), nullable=False),
        sa.Column("comment", sa.String(length=200), nullable=True),
        sa.Column("recorded_by", sa.String(length=200), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("superseded_in > version", name=op.f("ck_day_lines_superseded_later")),
        sa.ForeignKeyConstraint(["contract_id"], ["contracts.id"], name=op.f("fk_day_lines_contract_id")),
        sa.ForeignKeyConstraint(["day_sheet_id"], ["day_sheets.id"], name=op.f("fk_day_lines_day_sheet_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_day_lines")),
        sa.UniqueConstraint(
            "day_sheet_id", "contract_id", "version", name=op.f("uq_day_lines_day_sheet_id_contract_id_version")
        ),
    )
    with op.batch_alter_table("day_lines", schema=None) as batch_op:
        batch_op.create_index("ix_day_lines_contract_id", ["contract_id"], unique=False)
        batch_op.create_index(
            "uq_day_lines_in_force",
            ["day_sheet_id", "contract_id"],
            unique=True,
            sqlite_where=sa.text("superseded_in IS NULL"),
            postgresql_where=sa.text("superseded_in IS NULL"),
        )

    op.create_table(
        "day_sheet_steps",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("day_sheet_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "action",
            sa.Enum(
                "record",
                "validate",
                "reopen",
                "lock",
                name="day_action",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "from_status",
            sa.Enum(
                "draft", "validated", "locked", name="from_status", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column(
            "to_status",
            sa.Enum(
                "draft", "validated", "locked", name="to_status", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("actor", sa.String(length=200), nullable=False),
        sa.Column("happened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=True),
        sa.ForeignKeyConstraint(["day_sheet_id"], ["day_sheets.id"], name=op.f("fk_day_sheet_steps_day_sheet_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_day_sheet_steps")),
    )
    with op.batch_alter_table("day_sheet_steps", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_day_sheet_steps_day_sheet_id"), ["day_sheet_id"], unique=False)

    op.create_table(
        "day_entries",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("day_line_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "half",
            sa.Enum("am", "pm", name="half", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("category", sa.String(length=10), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.CheckConstraint("minutes > 0 AND minutes <= 1440", name=op.f("ck_day_entries_minutes_of_a_day")),
        sa.ForeignKeyConstraint(["day_line_id"], ["day_lines.id"], name=op.f("fk_day_entries_day_line_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_day_entries")),
        sa.UniqueConstraint("day_line_id", "half", "category", name=op.f("uq_day_entries_day_line_id_half_category")),
    )
