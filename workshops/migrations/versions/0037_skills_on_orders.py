"""Let an observation of a skill remember the order on which it was seen."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Adds the column."""
    with op.batch_alter_table("skill_observations") as batch_op:
        batch_op.add_column(sa.Column("order_id", KEY, nullable=True))
        batch_op.create_foreign_key(op.f("fk_skill_observations_order_id"), "orders", ["order_id"], ["id"])
