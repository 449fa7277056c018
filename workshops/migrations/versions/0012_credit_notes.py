"""Take back what was invoiced: credit notes that name their invoice, their lines and their cause."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds the columns; the triggers that a batch change drops are made again afterwards."""
    with op.batch_alter_table("invoice_lines") as batch_op:
        batch_op.add_column(sa.Column("credited_position", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("credited_cents", sa.BigInteger(), nullable=True))

    with op.batch_alter_table("invoices") as batch_op:
        batch_op.add_column(
            sa.Column("credited_invoice_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True)
        )
        batch_op.add_column(sa.Column("cause", sa.String(length=80), nullable=True))
        batch_op.create_index(batch_op.f("ix_invoices_credited_invoice_id"), ["credited_invoice_id"], unique=False)
        batch_op.create_unique_constraint(batch_op.f("uq_invoices_cause"), ["cause"])
        batch_op.create_foreign_key(
            batch_op.f("fk_invoices_credited_invoice_id"), "invoices", ["credited_invoice_id"], ["id"]
        )
