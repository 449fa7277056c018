"""Cater for heads."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Creates the tables."""
    op.create_table(
        "gourmand_closures",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("noted_by", sa.String(length=200), nullable=False),
        sa.CheckConstraint("first <= last", name=op.f("ck_gourmand_closures_days_in_order")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gourmand_closures")),
        sa.UniqueConstraint("public_id", name=op.f("uq_gourmand_closures_public_id")),
    )
    with op.batch_alter_table("gourmand_closures") as batch_op:
        batch_op.create_index(batch_op.f("ix_gourmand_closures_last"), ["last"], unique=False)

    op.create_table(
        "gourmand_dishes",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=30), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("allergens", sa.JSON(), nullable=False),
        sa.Column("changed_by", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gourmand_dishes")),
        sa.UniqueConstraint("code", name=op.f("uq_gourmand_dishes_code")),
        sa.UniqueConstraint("public_id", name=op.f("uq_gourmand_dishes_public_id")),
    )
    op.create_table(
        "gourmand_homes",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("account", sa.String(length=20), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gourmand_homes")),
        sa.UniqueConstraint("name", name=op.f("uq_gourmand_homes_name")),
        sa.UniqueConstraint("public_id", name=op.f("uq_gourmand_homes_public_id")),
    )
    op.create_table(
        "gourmand_kitchens",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("weekdays", sa.String(length=7), nullable=False),
        sa.Column("slots", sa.JSON(), nullable=False),
        sa.Column("covers_per_slot", sa.Integer(), nullable=False),
        sa.Column("covers_per_day", sa.Integer(), nullable=False),
        sa.Column("days_offered", sa.Integer(), nullable=False),
        sa.Column("lock_hours", sa.Integer(), nullable=False),
        sa.Column("deposit_bp", sa.Integer(), nullable=False),
        sa.Column("noted_by", sa.String(length=200), nullable=False),
        sa.CheckConstraint(
            "covers_per_slot > 0 AND covers_per_slot <= covers_per_day", name=op.f("ck_gourmand_kitchens_covers")
        ),
        sa.CheckConstraint("days_offered > 0 AND lock_hours >= 0", name=op.f("ck_gourmand_kitchens_sensible")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gourmand_kitchens")),
        sa.UniqueConstraint("valid_from", name=op.f("uq_gourmand_kitchens_valid_from")),
        info={"append_only": True},
    )
    op.create_table(
        "gourmand_offers",
        sa.Column("item_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("least_heads", sa.Integer(), nullable=False),
        sa.Column("most_heads", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "least_heads > 0 AND least_heads <= most_heads", name=op.f("ck_gourmand_offers_heads_in_order")
        ),
        sa.ForeignKeyConstraint(["item_id"], ["catalogue_items.id"], name=op.f("fk_gourmand_offers_item_id")),
        sa.PrimaryKeyConstraint("item_id", name=op.f("pk_gourmand_offers")),
    )
    op.create_table(
        "gourmand_internal_meals",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("home_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("item_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("slot", sa.Integer(), nullable=False),
        sa.Column("heads", sa.Integer(), nullable=False),
        sa.Column("noted_by", sa.String(length=200), nullable=False),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("heads > 0", name=op.f("ck_gourmand_internal_meals_somebody_eats")),
        sa.ForeignKeyConstraint(["home_id"], ["gourmand_homes.id"], name=op.f("fk_gourmand_internal_meals_home_id")),
        sa.ForeignKeyConstraint(
            ["item_id"], ["gourmand_offers.item_id"], name=op.f("fk_gourmand_internal_meals_item_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gourmand_internal_meals")),
        sa.UniqueConstraint("home_id", "day", "slot", name=op.f("uq_gourmand_internal_meals_home_id_day_slot")),
        sa.UniqueConstraint("public_id", name=op.f("uq_gourmand_internal_meals_public_id")),
    )
    with op.batch_alter_table("gourmand_internal_meals") as batch_op:
        batch_op.create_index("ix_gourmand_internal_meals_day", ["day", "slot", "heads"], unique=False)
        batch_op.create_index(batch_op.f("ix_gourmand_internal_meals_item_id"), ["item_id"], unique=False)

    op.create_table(
        "gourmand_lead_times",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("item_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("up_to_heads", sa.Integer(), nullable=False),
        sa.Column("hours", sa.Integer(), nullable=False),
        sa.CheckConstraint("hours >= 0", name=op.f("ck_gourmand_lead_times_before")),
        sa.ForeignKeyConstraint(["item_id"], ["gourmand_offers.item_id"], name=op.f("fk_gourmand_lead_times_item_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gourmand_lead_times")),
        sa.UniqueConstraint("item_id", "up_to_heads", name=op.f("uq_gourmand_lead_times_item_id_up_to_heads")),
    )
    op.create_table(
        "gourmand_portions",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("item_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("dish_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("per_head_e4", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["dish_id"], ["gourmand_dishes.id"], name=op.f("fk_gourmand_portions_dish_id")),
        sa.ForeignKeyConstraint(["item_id"], ["gourmand_offers.item_id"], name=op.f("fk_gourmand_portions_item_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gourmand_portions")),
        sa.UniqueConstraint("item_id", "dish_id", name=op.f("uq_gourmand_portions_item_id_dish_id")),
    )
    with op.batch_alter_table("gourmand_portions") as batch_op:
        batch_op.create_index(batch_op.f("ix_gourmand_portions_dish_id"), ["dish_id"], unique=False)

    op.create_table(
        "gourmand_caterings",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("order_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("item_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("heads", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("slot", sa.Integer(), nullable=False),
        sa.Column("diets", sa.Text(), nullable=False),
        sa.CheckConstraint("heads > 0", name=op.f("ck_gourmand_caterings_somebody_eats")),
        sa.ForeignKeyConstraint(["item_id"], ["gourmand_offers.item_id"], name=op.f("fk_gourmand_caterings_item_id")),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_gourmand_caterings_order_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gourmand_caterings")),
        sa.UniqueConstraint("order_id", name=op.f("uq_gourmand_caterings_order_id")),
    )
    with op.batch_alter_table("gourmand_caterings") as batch_op:
        batch_op.create_index("ix_gourmand_caterings_day", ["day", "slot", "heads"], unique=False)
        batch_op.create_index(batch_op.f("ix_gourmand_caterings_item_id"), ["item_id"], unique=False)
