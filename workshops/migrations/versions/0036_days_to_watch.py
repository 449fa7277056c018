"""Keep the days to watch of people, and which deadlines the direction was told of."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
KINDS = (
    "uncovered", "trial", "contract", "pass", "derogation", "permit", "medical_visit", "exam", "title", "follow_up",
)  # fmt: skip


def upgrade() -> None:
    """Creates the columns and the table, and lets a mark be of the new kinds."""
    op.add_column("people", sa.Column("permit_until", sa.Date(), nullable=True))
    op.add_column("people", sa.Column("medical_visit_on", sa.Date(), nullable=True))
    said = ", ".join(f"'{kind}'" for kind in KINDS)
    with op.batch_alter_table("deadline_marks") as batch_op:
        batch_op.drop_constraint(op.f("ck_deadline_marks_deadline_kind"), type_="check")
        batch_op.create_check_constraint(op.f("ck_deadline_marks_deadline_kind"), f"kind IN ({said})")
    op.create_table(
        "deadline_notices",
        sa.Column("id", KEY, nullable=False),
        sa.Column(
            "kind",
            sa.Enum(*KINDS, name="deadline_kind", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("subject", sa.Uuid(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deadline_notices")),
        sa.UniqueConstraint("kind", "subject", "since", name=op.f("uq_deadline_notices_kind_subject_since")),
        info={"append_only": True},
    )
