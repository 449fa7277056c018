"""Say why no VAT is charged, who has confirmed a rule, and book disputes and fees."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from alembic.operations import BatchOperations

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

PURPOSES = (
    *("customers", "sales", "vat_collected", "vat_pending", "stripe", "card_terminal", "cash", "cheques", "bank"),
    *("disputes", "losses", "fees"),
)
LISTED = ["issued_on", "number", "kind", "site_id", "customer_id", "order_id", "gross_cents"]
KINDS = (
    *("invoice", "credit_note", "payment", "refund", "refund_returned"),
    *("dispute", "dispute_won", "dispute_lost", "fee"),
)


def upgrade() -> None:
    """Adds columns and indexes: what was seeded is confirmed by nobody, what was sold is taxed."""
    for table, column, default in (
        ("legal_mentions", "confirmed", sa.false()),
        ("vat_rules", "confirmed", sa.false()),
        ("seller_identities", "vat_on_debits", sa.false()),
        ("payment_disputes", "withdrawn", sa.false()),
    ):
        with op.batch_alter_table(table) as batch_op:
            batch_op.add_column(sa.Column(column, sa.Boolean(), nullable=False, server_default=default))
        with op.batch_alter_table(table) as batch_op:
            batch_op.alter_column(column, server_default=None)
    op.create_table(
        "payment_fees",
        sa.Column("id", sa.String(length=60), nullable=False),
        sa.Column("payment_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("amount_cents", sa.BigInteger(), nullable=False),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("amount_cents > 0", name=op.f("ck_payment_fees_amount_positive")),
        sa.ForeignKeyConstraint(["payment_id"], ["payments.id"], name=op.f("fk_payment_fees_payment_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment_fees")),
        info={"append_only": True},
    )
    with op.batch_alter_table("payment_fees") as batch_op:
        batch_op.create_index(batch_op.f("ix_payment_fees_payment_id"), ["payment_id"], unique=False)
    with op.batch_alter_table("invoices") as batch_op:
        batch_op.drop_index("ix_invoices_issued_on")
        batch_op.create_index("ix_invoices_listed", LISTED, unique=False)
    with op.batch_alter_table("payments") as batch_op:
        batch_op.drop_index("ix_payments_order_id")
        batch_op.create_index("ix_payments_order_id", ["order_id", "amount_cents"], unique=False)
    with op.batch_alter_table("orders") as batch_op:
        batch_op.drop_index("ix_orders_customer_id")
        batch_op.create_index("ix_orders_customer_id", ["customer_id", "site_id", "placed_at"], unique=False)
    with op.batch_alter_table("vat_rules") as batch_op:
        batch_op.add_column(sa.Column("vatex", sa.String(length=30), nullable=True))
        batch_op.add_column(sa.Column("mention", sa.String(length=200), nullable=True))
        batch_op.create_check_constraint(op.f("ck_vat_rules_says_why"), "(vat_bp = 0) = (mention IS NOT NULL)")
    with op.batch_alter_table("order_lines") as batch_op:
        batch_op.add_column(sa.Column("vat_category", sa.String(length=2), nullable=False, server_default="S"))
    with op.batch_alter_table("order_lines") as batch_op:
        batch_op.alter_column("vat_category", server_default=None)
    with op.batch_alter_table("ledger_accounts") as batch_op:
        _widen(batch_op, "ledger_accounts", "purpose", "account_purpose", PURPOSES)
    with op.batch_alter_table("journal_lines") as batch_op:
        _widen(batch_op, "journal_lines", "purpose", "account_purpose", PURPOSES)
    with op.batch_alter_table("journal_entries") as batch_op:
        _widen(batch_op, "journal_entries", "kind", "entry_kind", KINDS)


def _widen(batch_op: BatchOperations, table: str, column: str, name: str, values: tuple[str, ...]) -> None:
    """Lets an enumeration take more values."""
    batch_op.drop_constraint(op.f(f"ck_{table}_{name}"), type_="check")
    said = ", ".join(f"'{value}'" for value in values)
    batch_op.create_check_constraint(op.f(f"ck_{table}_{name}"), f"{column} IN ({said})")
