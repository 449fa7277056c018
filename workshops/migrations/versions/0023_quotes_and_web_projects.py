"""Ask for quotes, answer them, and follow web projects."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Creates the tables."""
    op.create_table(
        "etapweb_milestones",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("order_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(length=200), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "todo",
                "doing",
                "shown",
                "done",
                name="milestone_state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("reworks", sa.Integer(), nullable=False),
        sa.Column("moved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("moved_by", sa.String(length=200), nullable=True),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_etapweb_milestones_order_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_etapweb_milestones")),
        sa.UniqueConstraint("order_id", "position", name=op.f("uq_etapweb_milestones_order_id_position")),
        sa.UniqueConstraint("public_id", name=op.f("uq_etapweb_milestones_public_id")),
    )
    op.create_table(
        "quotes",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("reference", sa.String(length=30), nullable=False),
        sa.Column("site_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("customer_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "requested",
                "sent",
                "accepted",
                "refused",
                "withdrawn",
                name="quote_status",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("secret_sha256", sa.String(length=64), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("purchase_order", sa.String(length=50), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("order_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_quotes_customer_id")),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_quotes_order_id")),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name=op.f("fk_quotes_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quotes")),
        sa.UniqueConstraint("order_id", name=op.f("uq_quotes_order_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_quotes_public_id")),
        sa.UniqueConstraint("reference", name=op.f("uq_quotes_reference")),
        sa.UniqueConstraint("secret_sha256", name=op.f("uq_quotes_secret_sha256")),
    )
    with op.batch_alter_table("quotes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_quotes_customer_id"), ["customer_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_quotes_site_id"), ["site_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_quotes_status"), ["status"], unique=False)

    op.create_table(
        "etapweb_briefs",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("secret_sha256", sa.String(length=64), nullable=False),
        sa.Column("values", sa.JSON(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("quote_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.ForeignKeyConstraint(["quote_id"], ["quotes.id"], name=op.f("fk_etapweb_briefs_quote_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_etapweb_briefs")),
        sa.UniqueConstraint("public_id", name=op.f("uq_etapweb_briefs_public_id")),
        sa.UniqueConstraint("quote_id", name=op.f("uq_etapweb_briefs_quote_id")),
        sa.UniqueConstraint("secret_sha256", name=op.f("uq_etapweb_briefs_secret_sha256")),
    )
    with op.batch_alter_table("etapweb_briefs", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_etapweb_briefs_saved_at"), ["saved_at"], unique=False)

    op.create_table(
        "quote_revisions",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("quote_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=False),
        sa.Column("deposit_bp", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_by", sa.String(length=200), nullable=False),
        sa.CheckConstraint(
            "deposit_bp >= 0 AND deposit_bp <= 10000", name=op.f("ck_quote_revisions_deposit_is_a_share")
        ),
        sa.ForeignKeyConstraint(["quote_id"], ["quotes.id"], name=op.f("fk_quote_revisions_quote_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quote_revisions")),
        sa.UniqueConstraint("public_id", name=op.f("uq_quote_revisions_public_id")),
        sa.UniqueConstraint("quote_id", "number", name=op.f("uq_quote_revisions_quote_id_number")),
        info={"append_only": True},
    )
    op.create_table(
        "quote_answers",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("quote_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("revision_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("accepted", sa.Boolean(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column(
            "method",
            sa.Enum(
                "link", "telephone", "paper", name="answer_method", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("options", sa.JSON(), nullable=False),
        sa.Column("words", sa.String(length=400), nullable=True),
        sa.Column("noted_by", sa.String(length=200), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["quote_id"], ["quotes.id"], name=op.f("fk_quote_answers_quote_id")),
        sa.ForeignKeyConstraint(["revision_id"], ["quote_revisions.id"], name=op.f("fk_quote_answers_revision_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quote_answers")),
        info={"append_only": True},
    )
    with op.batch_alter_table("quote_answers", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_quote_answers_quote_id"), ["quote_id"], unique=False)

    op.create_table(
        "quote_lines",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("revision_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(length=200), nullable=False),
        sa.Column("family", sa.String(length=40), nullable=False),
        sa.Column(
            "nature",
            sa.Enum("goods", "services", name="nature", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("quantity_e4", sa.BigInteger(), nullable=False),
        sa.Column("unit", sa.String(length=3), nullable=False),
        sa.Column("unit_cents", sa.BigInteger(), nullable=False),
        sa.Column("vat_code", sa.String(length=30), nullable=False),
        sa.Column("optional", sa.Boolean(), nullable=False),
        sa.CheckConstraint("quantity_e4 > 0 AND unit_cents > 0", name=op.f("ck_quote_lines_costs_something")),
        sa.ForeignKeyConstraint(["revision_id"], ["quote_revisions.id"], name=op.f("fk_quote_lines_revision_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quote_lines")),
        sa.UniqueConstraint("revision_id", "position", name=op.f("uq_quote_lines_revision_id_position")),
        info={"append_only": True},
    )
