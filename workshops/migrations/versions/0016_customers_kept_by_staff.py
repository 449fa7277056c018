"""Let staff keep customers: without a mail, with contacts and further addresses, joined when they are the same."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
ROLES = ("ordering", "billing", "on_site")


def upgrade() -> None:
    """Creates the tables and adds the columns; customers known so far live in France."""
    op.create_table(
        "customer_addresses",
        sa.Column("id", KEY, nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("customer_id", KEY, nullable=False),
        sa.Column("label", sa.String(length=200), nullable=False),
        sa.Column("street", sa.String(length=200), nullable=False),
        sa.Column("postcode", sa.String(length=10), nullable=False),
        sa.Column("city", sa.String(length=200), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("retired", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_customer_addresses_customer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customer_addresses")),
        sa.UniqueConstraint("public_id", name=op.f("uq_customer_addresses_public_id")),
    )
    with op.batch_alter_table("customer_addresses") as batch_op:
        batch_op.create_index(batch_op.f("ix_customer_addresses_customer_id"), ["customer_id"], unique=False)

    op.create_table(
        "customer_contacts",
        sa.Column("id", KEY, nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("customer_id", KEY, nullable=False),
        sa.Column(
            "role",
            sa.Enum(*ROLES, name="contact_role", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("email", sa.String(length=120), nullable=True),
        sa.Column("phone", sa.String(length=20), nullable=True),
        sa.CheckConstraint("email IS NOT NULL OR phone IS NOT NULL", name=op.f("ck_customer_contacts_can_be_reached")),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_customer_contacts_customer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customer_contacts")),
        sa.UniqueConstraint("public_id", name=op.f("uq_customer_contacts_public_id")),
    )
    with op.batch_alter_table("customer_contacts") as batch_op:
        batch_op.create_index(batch_op.f("ix_customer_contacts_customer_id"), ["customer_id"], unique=False)

    with op.batch_alter_table("customers") as batch_op:
        batch_op.add_column(sa.Column("country", sa.String(length=2), nullable=False, server_default="FR"))
        batch_op.add_column(sa.Column("site_id", KEY, nullable=True))
        batch_op.add_column(sa.Column("joined_to_id", KEY, nullable=True))
        batch_op.alter_column("email", existing_type=sa.String(length=200), nullable=True)
        batch_op.create_index(batch_op.f("ix_customers_joined_to_id"), ["joined_to_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_customers_site_id"), ["site_id"], unique=False)
        batch_op.create_foreign_key(batch_op.f("fk_customers_joined_to_id"), "customers", ["joined_to_id"], ["id"])
        batch_op.create_foreign_key(batch_op.f("fk_customers_site_id"), "sites", ["site_id"], ["id"])
        batch_op.create_check_constraint(op.f("ck_customers_joined_to_another"), "joined_to_id <> id")
    with op.batch_alter_table("customers") as batch_op:
        batch_op.alter_column("country", server_default=None)

    with op.batch_alter_table("orders") as batch_op:
        batch_op.add_column(sa.Column("delivery_id", KEY, nullable=True))
        batch_op.create_foreign_key(batch_op.f("fk_orders_delivery_id"), "customer_addresses", ["delivery_id"], ["id"])
