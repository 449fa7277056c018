"""Sell to companies, associations and public bodies: who they are, their own numbers, prices without VAT."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds the columns."""
    with op.batch_alter_table("customers") as batch_op:
        batch_op.add_column(sa.Column("contact", sa.String(length=80), nullable=True))
        batch_op.add_column(sa.Column("siret", sa.String(length=14), nullable=True))
        batch_op.add_column(sa.Column("vat_number", sa.String(length=20), nullable=True))
        batch_op.add_column(sa.Column("service_code", sa.String(length=50), nullable=True))
        batch_op.create_index(batch_op.f("ix_customers_siret"), ["siret"], unique=False)

    with op.batch_alter_table("order_lines") as batch_op:
        batch_op.add_column(sa.Column("unit_net_micros", sa.BigInteger(), nullable=True))

    with op.batch_alter_table("orders") as batch_op:
        batch_op.add_column(sa.Column("purchase_order", sa.String(length=50), nullable=True))
