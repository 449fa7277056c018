"""Add the revenue up by family of products, from the catalogue to the line of an invoice."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

TABLES = ("catalogue_items", "order_lines", "invoice_lines", "invoice_vat_totals")
UNIQUE = "uq_invoice_vat_totals_invoice_id_vat_bp_vat_category"


def upgrade() -> None:
    """Adds the columns: what was sold before belongs to no family."""
    for table in TABLES:
        with op.batch_alter_table(table) as batch_op:
            batch_op.add_column(sa.Column("family", sa.String(length=40), nullable=False, server_default=""))
        with op.batch_alter_table(table) as batch_op:
            batch_op.alter_column("family", server_default=None)
    with op.batch_alter_table("invoice_vat_totals") as batch_op:
        batch_op.drop_constraint(op.f(UNIQUE), type_="unique")
        batch_op.create_unique_constraint(op.f(f"{UNIQUE}_family"), ["invoice_id", "vat_bp", "vat_category", "family"])
