"""Keep the journal of sales and payments, on accounts that are dated rows."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Creates the tables."""
    op.create_table(
        "ledger_accounts",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "purpose",
            sa.Enum(
                "customers",
                "sales",
                "vat_collected",
                "vat_pending",
                "stripe",
                "card_terminal",
                "cash",
                "cheques",
                "bank",
                name="account_purpose",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("vat_bp", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=12), nullable=False),
        sa.Column("label", sa.String(length=200), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("confirmed", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_accounts")),
        sa.UniqueConstraint(
            "purpose", "vat_bp", "valid_from", name=op.f("uq_ledger_accounts_purpose_vat_bp_valid_from")
        ),
    )
    op.create_table(
        "journal_entries",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "invoice",
                "credit_note",
                "payment",
                "refund",
                "refund_returned",
                name="entry_kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("cause", sa.String(length=60), nullable=False),
        sa.Column("site_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("order_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("booked_on", sa.Date(), nullable=False),
        sa.Column("piece", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_journal_entries_order_id")),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name=op.f("fk_journal_entries_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_journal_entries")),
        sa.UniqueConstraint("kind", "cause", name=op.f("uq_journal_entries_kind_cause")),
        sa.UniqueConstraint("public_id", name=op.f("uq_journal_entries_public_id")),
        info={"append_only": True},
    )
    with op.batch_alter_table("journal_entries") as batch_op:
        batch_op.create_index("ix_journal_entries_booked_on", ["booked_on", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_journal_entries_order_id"), ["order_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_journal_entries_site_id"), ["site_id"], unique=False)

    op.create_table(
        "journal_lines",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("entry_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column(
            "purpose",
            sa.Enum(
                "customers",
                "sales",
                "vat_collected",
                "vat_pending",
                "stripe",
                "card_terminal",
                "cash",
                "cheques",
                "bank",
                name="account_purpose",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("vat_bp", sa.Integer(), nullable=True),
        sa.Column("account", sa.String(length=12), nullable=False),
        sa.Column("account_label", sa.String(length=200), nullable=False),
        sa.Column("debit_cents", sa.BigInteger(), nullable=False),
        sa.Column("credit_cents", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("(debit_cents = 0) <> (credit_cents = 0)", name=op.f("ck_journal_lines_one_side")),
        sa.CheckConstraint("debit_cents >= 0 AND credit_cents >= 0", name=op.f("ck_journal_lines_not_negative")),
        sa.ForeignKeyConstraint(["entry_id"], ["journal_entries.id"], name=op.f("fk_journal_lines_entry_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_journal_lines")),
        sa.UniqueConstraint("entry_id", "position", name=op.f("uq_journal_lines_entry_id_position")),
        info={"append_only": True},
    )
