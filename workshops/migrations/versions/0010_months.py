"""Make the ledger of hours append-only; follow a month on its way to payroll."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

MONTH_STATUSES = ("open", "approved", "checked", "exported", "locked")


def upgrade() -> None:
    """Drops the mark of replaced lines, which their version says too, and creates the tables of the month."""
    _take_back_what_was_removed()
    with op.batch_alter_table("day_lines") as batch_op:
        batch_op.drop_index("uq_day_lines_in_force")
        batch_op.drop_constraint(op.f("ck_day_lines_superseded_later"), type_="check")
        batch_op.drop_column("superseded_in")
    op.create_table(
        "payroll_months",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("site_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("status", _status("month_status"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("version > 0", name=op.f("ck_payroll_months_version_positive")),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name=op.f("fk_payroll_months_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payroll_months")),
        sa.UniqueConstraint("public_id", name=op.f("uq_payroll_months_public_id")),
        sa.UniqueConstraint("site_id", "first", name=op.f("uq_payroll_months_site_id_first")),
    )
    op.create_table(
        "payroll_month_steps",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("payroll_month_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "action",
            sa.Enum(
                "approve",
                "check",
                "export",
                "lock",
                "reopen",
                name="month_action",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("from_status", _status("from_status"), nullable=False),
        sa.Column("to_status", _status("to_status"), nullable=False),
        sa.Column("actor", sa.String(length=200), nullable=False),
        sa.Column("happened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=True),
        sa.ForeignKeyConstraint(
            ["payroll_month_id"], ["payroll_months.id"], name=op.f("fk_payroll_month_steps_payroll_month_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payroll_month_steps")),
    )
    op.create_index(op.f("ix_payroll_month_steps_payroll_month_id"), "payroll_month_steps", ["payroll_month_id"])
    op.create_table(
        "payroll_exports",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("payroll_month_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("profile", sa.String(length=20), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("minutes", sa.JSON(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("actor", sa.String(length=200), nullable=False),
        sa.Column("happened_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["payroll_month_id"], ["payroll_months.id"], name=op.f("fk_payroll_exports_payroll_month_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payroll_exports")),
        sa.UniqueConstraint("public_id", name=op.f("uq_payroll_exports_public_id")),
    )
    op.create_index(op.f("ix_payroll_exports_payroll_month_id"), "payroll_exports", ["payroll_month_id"])


def _take_back_what_was_removed() -> None:
    """A line that was replaced by nothing gets an empty successor: what is in force is the latest version alone."""
    op.execute(
        "INSERT INTO day_lines (day_sheet_id, contract_id, version, planned_morning, planned_afternoon,"
        " recorded_by, recorded_at)"
        " SELECT day_sheet_id, contract_id, superseded_in, planned_morning, planned_afternoon, recorded_by, recorded_at"
        " FROM day_lines AS gone WHERE superseded_in IS NOT NULL AND NOT EXISTS ("
        "SELECT 1 FROM day_lines AS later WHERE later.day_sheet_id = gone.day_sheet_id"
        " AND later.contract_id = gone.contract_id AND later.version = gone.superseded_in)"
    )


def _status(name: str) -> sa.Enum:
    return sa.Enum(*MONTH_STATUSES, name=name, native_enum=False, create_constraint=True, length=40)
