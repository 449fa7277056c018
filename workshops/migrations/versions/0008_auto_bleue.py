"""The garage's appointments."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Creates the tables."""
    op.create_table(
        "auto_bleue_appointments",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("order_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("plate", sa.String(length=12), nullable=False),
        sa.Column("vehicle", sa.String(length=200), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_auto_bleue_appointments_order_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_auto_bleue_appointments")),
        sa.UniqueConstraint("order_id", name=op.f("uq_auto_bleue_appointments_order_id")),
    )
    with op.batch_alter_table("auto_bleue_appointments", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_auto_bleue_appointments_day"), ["day"], unique=False)
        batch_op.create_index(batch_op.f("ix_auto_bleue_appointments_plate"), ["plate"], unique=False)
