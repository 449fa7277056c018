"""Pay at the counter, in parts or later; give money back; keep an unpaid place for a while."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from alembic.operations import BatchOperations

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

ORDER_STATUSES = ("placed", "processing", "confirmed", "paid", "started", "ready", "done", "cancelled")
ORDER_ACTIONS = ("await_funds", "pay", "lose_funds", "confirm", "start", "finish", "hand_over", "cancel")
MEANS = ("card_online", "card_counter", "cash", "cheque", "transfer")


def upgrade() -> None:
    """Creates the tables of what goes back, and widens what an order and a payment may be."""
    op.create_table(
        "cash_limits",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("amount_cents", sa.BigInteger(), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cash_limits")),
        sa.UniqueConstraint("valid_from", name=op.f("uq_cash_limits_valid_from")),
    )
    op.create_table(
        "payment_disputes",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("provider_reference", sa.String(length=255), nullable=False),
        sa.Column("payment_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("amount_cents", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.String(length=60), nullable=False),
        sa.Column(
            "status",
            sa.Enum("open", "won", "lost", name="dispute_status", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["payment_id"], ["payments.id"], name=op.f("fk_payment_disputes_payment_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment_disputes")),
        sa.UniqueConstraint("provider_reference", name=op.f("uq_payment_disputes_provider_reference")),
    )
    with op.batch_alter_table("payment_disputes") as batch_op:
        batch_op.create_index(batch_op.f("ix_payment_disputes_payment_id"), ["payment_id"], unique=False)

    op.create_table(
        "refunds",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("order_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("payment_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "means",
            sa.Enum(*MEANS, name="refund_means", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("amount_cents", sa.BigInteger(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "prepared",
                "pending",
                "succeeded",
                "failed",
                name="refund_status",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("requested_by", sa.String(length=200), nullable=False),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("provider_reference", sa.String(length=255), nullable=True),
        sa.Column("credit_note_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.CheckConstraint("amount_cents > 0", name=op.f("ck_refunds_amount_positive")),
        sa.ForeignKeyConstraint(["credit_note_id"], ["invoices.id"], name=op.f("fk_refunds_credit_note_id")),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_refunds_order_id")),
        sa.ForeignKeyConstraint(["payment_id"], ["payments.id"], name=op.f("fk_refunds_payment_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_refunds")),
        sa.UniqueConstraint("credit_note_id", name=op.f("uq_refunds_credit_note_id")),
        sa.UniqueConstraint("provider_reference", name=op.f("uq_refunds_provider_reference")),
        sa.UniqueConstraint("public_id", name=op.f("uq_refunds_public_id")),
    )
    with op.batch_alter_table("refunds") as batch_op:
        batch_op.create_index(batch_op.f("ix_refunds_order_id"), ["order_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_refunds_payment_id"), ["payment_id"], unique=False)

    with op.batch_alter_table("orders") as batch_op:
        batch_op.add_column(sa.Column("pay_by", sa.DateTime(timezone=True), nullable=True))
        _widen(batch_op, "orders", "status", "order_status", ORDER_STATUSES)
    with op.batch_alter_table("order_steps") as batch_op:
        _widen(batch_op, "order_steps", "action", "order_action", ORDER_ACTIONS)
        _widen(batch_op, "order_steps", "from_status", "from_status", ORDER_STATUSES)
        _widen(batch_op, "order_steps", "to_status", "to_status", ORDER_STATUSES)

    with op.batch_alter_table("seller_identities") as batch_op:
        batch_op.add_column(sa.Column("iban", sa.String(length=34), nullable=True))
        batch_op.add_column(sa.Column("bic", sa.String(length=11), nullable=True))
    with op.batch_alter_table("payments") as batch_op:
        batch_op.add_column(sa.Column("note", sa.String(length=80), nullable=True))
        _widen(batch_op, "payments", "means", "payment_means", MEANS)
        batch_op.create_check_constraint(op.f("ck_payments_amount_positive"), "amount_cents > 0")
        batch_op.create_index(batch_op.f("ix_payments_provider_reference"), ["provider_reference"], unique=False)


def _widen(batch_op: BatchOperations, table: str, column: str, name: str, values: tuple[str, ...]) -> None:
    """Lets an enumeration take more values."""
    batch_op.drop_constraint(op.f(f"ck_{table}_{name}"), type_="check")
    said = ", ".join(f"'{value}'" for value in values)
    batch_op.create_check_constraint(op.f(f"ck_{table}_{name}"), f"{column} IN ({said})")
