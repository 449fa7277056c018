"""Baskets every week."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

ACTIONS = (*("await_funds", "pay", "lose_funds", "confirm", "start", "finish", "hand_over", "bill", "cancel"),)


def upgrade() -> None:
    """Creates the tables; an order may be invoiced as delivered."""
    op.create_table(
        "agrilot_pickup_points",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("street", sa.String(length=200), nullable=False),
        sa.Column("postcode", sa.String(length=10), nullable=False),
        sa.Column("city", sa.String(length=200), nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=False),
        sa.Column("opens_at", sa.Integer(), nullable=False),
        sa.Column("closes_at", sa.Integer(), nullable=False),
        sa.Column("cutoff_hours", sa.Integer(), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "opens_at < closes_at AND cutoff_hours >= 0 AND capacity > 0",
            name=op.f("ck_agrilot_pickup_points_sensible"),
        ),
        sa.CheckConstraint("weekday >= 0 AND weekday <= 6", name=op.f("ck_agrilot_pickup_points_a_weekday")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agrilot_pickup_points")),
        sa.UniqueConstraint("name", name=op.f("uq_agrilot_pickup_points_name")),
        sa.UniqueConstraint("public_id", name=op.f("uq_agrilot_pickup_points_public_id")),
    )
    op.create_table(
        "agrilot_subscriptions",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("secret_sha256", sa.String(length=64), nullable=False),
        sa.Column("customer_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("item_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("point_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("stops_on", sa.Date(), nullable=True),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_agrilot_subscriptions_customer_id")),
        sa.ForeignKeyConstraint(["item_id"], ["catalogue_items.id"], name=op.f("fk_agrilot_subscriptions_item_id")),
        sa.ForeignKeyConstraint(
            ["point_id"], ["agrilot_pickup_points.id"], name=op.f("fk_agrilot_subscriptions_point_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agrilot_subscriptions")),
        sa.UniqueConstraint("public_id", name=op.f("uq_agrilot_subscriptions_public_id")),
        sa.UniqueConstraint("secret_sha256", name=op.f("uq_agrilot_subscriptions_secret_sha256")),
    )
    with op.batch_alter_table("agrilot_subscriptions") as batch_op:
        batch_op.create_index(batch_op.f("ix_agrilot_subscriptions_customer_id"), ["customer_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_agrilot_subscriptions_point_id"), ["point_id"], unique=False)

    op.create_table(
        "agrilot_pauses",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("subscription_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=False),
        sa.CheckConstraint("first <= last", name=op.f("ck_agrilot_pauses_days_in_order")),
        sa.ForeignKeyConstraint(
            ["subscription_id"], ["agrilot_subscriptions.id"], name=op.f("fk_agrilot_pauses_subscription_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agrilot_pauses")),
        sa.UniqueConstraint("public_id", name=op.f("uq_agrilot_pauses_public_id")),
    )
    with op.batch_alter_table("agrilot_pauses") as batch_op:
        batch_op.create_index(batch_op.f("ix_agrilot_pauses_subscription_id"), ["subscription_id"], unique=False)

    op.create_table(
        "agrilot_fetches",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("order_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("point_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_agrilot_fetches_order_id")),
        sa.ForeignKeyConstraint(["point_id"], ["agrilot_pickup_points.id"], name=op.f("fk_agrilot_fetches_point_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agrilot_fetches")),
        sa.UniqueConstraint("order_id", name=op.f("uq_agrilot_fetches_order_id")),
    )
    with op.batch_alter_table("agrilot_fetches") as batch_op:
        batch_op.create_index("ix_agrilot_fetches_day", ["day", "point_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_agrilot_fetches_point_id"), ["point_id"], unique=False)

    op.create_table(
        "agrilot_month_bills",
        sa.Column(
            "order_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("subscription_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("baskets", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_agrilot_month_bills_order_id")),
        sa.ForeignKeyConstraint(
            ["subscription_id"], ["agrilot_subscriptions.id"], name=op.f("fk_agrilot_month_bills_subscription_id")
        ),
        sa.PrimaryKeyConstraint("order_id", name=op.f("pk_agrilot_month_bills")),
    )
    with op.batch_alter_table("agrilot_month_bills") as batch_op:
        batch_op.create_index(batch_op.f("ix_agrilot_month_bills_subscription_id"), ["subscription_id"], unique=False)
    with op.batch_alter_table("order_steps") as batch_op:
        batch_op.drop_constraint(op.f("ck_order_steps_order_action"), type_="check")
        said = ", ".join(f"'{action}'" for action in ACTIONS)
        batch_op.create_check_constraint(op.f("ck_order_steps_order_action"), f"action IN ({said})")
