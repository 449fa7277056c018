"""Close days in one place: garage and kitchen had a table each, the garden had none."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

OWNERS = {"auto_bleue_closures": "auto-bleue", "gourmand_closures": "gourmand"}


def upgrade() -> None:
    """Creates the common table and moves what was closed into it."""
    op.create_table(
        "closures",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("site_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("noted_by", sa.String(length=200), nullable=False),
        sa.CheckConstraint("first <= last", name=op.f("ck_closures_days_in_order")),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name=op.f("fk_closures_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_closures")),
        sa.UniqueConstraint("public_id", name=op.f("uq_closures_public_id")),
    )
    with op.batch_alter_table("closures") as batch_op:
        batch_op.create_index("ix_closures_site_id", ["site_id", "last"], unique=False)
    columns = "public_id, first, last, reason, noted_by"
    for table, slug in OWNERS.items():
        op.execute(
            f"INSERT INTO closures (site_id, {columns}) "  # noqa: S608 - nothing of it was typed by anybody
            f"SELECT (SELECT id FROM sites WHERE slug = '{slug}'), {columns} FROM {table} ORDER BY id"
        )
        op.drop_table(table)
