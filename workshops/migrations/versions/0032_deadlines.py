"""Keep who sees to a deadline, and until when it was put off."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
KINDS = ("uncovered", "trial", "contract", "pass", "derogation", "exam", "title")


def upgrade() -> None:
    """Creates the table."""
    op.create_table(
        "deadline_marks",
        sa.Column("id", KEY, nullable=False),
        sa.Column(
            "kind",
            sa.Enum(*KINDS, name="deadline_kind", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("subject", sa.Uuid(), nullable=False),
        sa.Column("owner_id", KEY, nullable=True),
        sa.Column("snoozed_until", sa.Date(), nullable=True),
        sa.Column("reason", sa.String(length=200), nullable=True),
        sa.Column("noted_by", sa.String(length=200), nullable=False),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["owner_id"], ["users.id"], name=op.f("fk_deadline_marks_owner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deadline_marks")),
        sa.UniqueConstraint("kind", "subject", name=op.f("uq_deadline_marks_kind_subject")),
    )
