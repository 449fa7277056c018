"""Keep which exits the ASP counts as a dated rule."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Creates the table; its first row is seeded."""
    op.create_table(
        "exit_rules",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("least_days", sa.Integer(), nullable=False),
        sa.Column("least_minutes", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("confirmed", sa.Boolean(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.CheckConstraint("least_days >= 0 AND least_minutes >= 0", name=op.f("ck_exit_rules_not_negative")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exit_rules")),
        sa.UniqueConstraint("public_id", name=op.f("uq_exit_rules_public_id")),
        sa.UniqueConstraint("valid_from", name=op.f("uq_exit_rules_valid_from")),
        info={"append_only": True},
    )
