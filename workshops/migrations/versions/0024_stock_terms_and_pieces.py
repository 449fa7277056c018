"""Count stock keep baskets show terms list pieces."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

WITHDRAWALS = ("goods", "service", "dated", "perishable")


def upgrade() -> None:
    """Creates the tables; what was sold so far is no single piece, and nobody was told of a right to withdraw."""
    op.create_table(
        "baskets",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("touched_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_baskets")),
        sa.UniqueConstraint("public_id", name=op.f("uq_baskets_public_id")),
    )
    with op.batch_alter_table("baskets") as batch_op:
        batch_op.create_index(batch_op.f("ix_baskets_touched_at"), ["touched_at"], unique=False)

    op.create_table(
        "legal_texts",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("code", sa.String(length=30), nullable=False),
        sa.Column("site_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("confirmed", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name=op.f("fk_legal_texts_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_legal_texts")),
        sa.UniqueConstraint("code", "site_id", "valid_from", name=op.f("uq_legal_texts_code_site_id_valid_from")),
        info={"append_only": True},
    )
    with op.batch_alter_table("legal_texts") as batch_op:
        batch_op.create_index(batch_op.f("ix_legal_texts_site_id"), ["site_id"], unique=False)

    op.create_table(
        "basket_lines",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("basket_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("item_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("quantity_e4", sa.BigInteger(), nullable=False),
        sa.Column("seen_cents", sa.BigInteger(), nullable=False),
        sa.Column("held_e4", sa.BigInteger(), nullable=False),
        sa.Column("held_until", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "quantity_e4 > 0 AND held_e4 >= 0 AND held_e4 <= quantity_e4", name=op.f("ck_basket_lines_quantities")
        ),
        sa.ForeignKeyConstraint(["basket_id"], ["baskets.id"], name=op.f("fk_basket_lines_basket_id")),
        sa.ForeignKeyConstraint(["item_id"], ["catalogue_items.id"], name=op.f("fk_basket_lines_item_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_basket_lines")),
        sa.UniqueConstraint("basket_id", "item_id", name=op.f("uq_basket_lines_basket_id_item_id")),
    )
    with op.batch_alter_table("basket_lines") as batch_op:
        batch_op.create_index("ix_basket_lines_item_id", ["item_id", "held_e4", "held_until"], unique=False)

    op.create_table(
        "stock_levels",
        sa.Column("item_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("free_e4", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("free_e4 >= 0", name=op.f("ck_stock_levels_never_below_nothing")),
        sa.ForeignKeyConstraint(["item_id"], ["catalogue_items.id"], name=op.f("fk_stock_levels_item_id")),
        sa.PrimaryKeyConstraint("item_id", name=op.f("pk_stock_levels")),
    )
    op.create_table(
        "valorilot_pieces",
        sa.Column("item_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column(
            "category",
            sa.Enum(
                "women",
                "men",
                "children",
                "coats",
                "home",
                "bags",
                name="category",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("size", sa.String(length=20), nullable=False),
        sa.Column(
            "grade",
            sa.Enum("a", "b", "c", name="grade", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("weight_g", sa.Integer(), nullable=True),
        sa.Column("flaws", sa.String(length=200), nullable=False),
        sa.Column("listed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("listed_by", sa.String(length=200), nullable=False),
        sa.CheckConstraint("weight_g > 0", name=op.f("ck_valorilot_pieces_weighs_something")),
        sa.ForeignKeyConstraint(["item_id"], ["catalogue_items.id"], name=op.f("fk_valorilot_pieces_item_id")),
        sa.PrimaryKeyConstraint("item_id", name=op.f("pk_valorilot_pieces")),
    )
    with op.batch_alter_table("valorilot_pieces") as batch_op:
        batch_op.create_index("ix_valorilot_pieces_listed", ["category", "size", "listed_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_valorilot_pieces_listed_at"), ["listed_at"], unique=False)

    op.create_table(
        "stock_moves",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("item_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "received",
                "sold",
                "returned",
                "withdrawn",
                name="move_kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("quantity_e4", sa.BigInteger(), nullable=False),
        sa.Column("order_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("noted_by", sa.String(length=200), nullable=False),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["catalogue_items.id"], name=op.f("fk_stock_moves_item_id")),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_stock_moves_order_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stock_moves")),
        info={"append_only": True},
    )
    with op.batch_alter_table("stock_moves") as batch_op:
        batch_op.create_index(batch_op.f("ix_stock_moves_item_id"), ["item_id"], unique=False)
        batch_op.create_index("ix_stock_moves_order_id", ["order_id", "item_id"], unique=False)

    op.create_table(
        "valorilot_parcels",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("order_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "way",
            sa.Enum("pickup", "shipping", name="way", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_valorilot_parcels_order_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_valorilot_parcels")),
        sa.UniqueConstraint("order_id", name=op.f("uq_valorilot_parcels_order_id")),
    )
    op.create_table(
        "withdrawal_notices",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("order_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("declared_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_withdrawal_notices_order_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_withdrawal_notices")),
        sa.UniqueConstraint("order_id", name=op.f("uq_withdrawal_notices_order_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_withdrawal_notices_public_id")),
        info={"append_only": True},
    )
    with op.batch_alter_table("catalogue_items") as batch_op:
        batch_op.add_column(sa.Column("single", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("catalogue_items") as batch_op:
        batch_op.alter_column("single", server_default=None)
    with op.batch_alter_table("orders") as batch_op:
        batch_op.add_column(sa.Column("withdrawal", sa.String(length=40), nullable=True))
        said = ", ".join(f"'{value}'" for value in WITHDRAWALS)
        batch_op.create_check_constraint(op.f("ck_orders_withdrawal"), f"withdrawal IN ({said})")
