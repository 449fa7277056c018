"""Date the prices of the catalogue, and give it options and photos; the garage says what each service needs."""

from __future__ import annotations

from datetime import UTC, date, datetime

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
SINCE = date(2020, 1, 1)
BAYS = ("mechanics", "body", "cleaning")


def upgrade() -> None:
    """Creates the tables and moves each price known so far into a row that counts since 2020."""
    op.create_table(
        "catalogue_photos",
        sa.Column("id", KEY, nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("alt", sa.String(length=200), nullable=False),
        sa.Column("added_by", sa.String(length=200), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_catalogue_photos")),
        sa.UniqueConstraint("public_id", name=op.f("uq_catalogue_photos_public_id")),
        info={"append_only": True},
    )
    op.create_table(
        "catalogue_prices",
        sa.Column("id", KEY, nullable=False),
        sa.Column("item_id", KEY, nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("price_cents", sa.BigInteger(), nullable=False),
        sa.Column("vat_code", sa.String(length=30), nullable=False),
        sa.Column("noted_by", sa.String(length=200), nullable=False),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("price_cents > 0", name=op.f("ck_catalogue_prices_price_positive")),
        sa.ForeignKeyConstraint(["item_id"], ["catalogue_items.id"], name=op.f("fk_catalogue_prices_item_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_catalogue_prices")),
        info={"append_only": True},
    )
    with op.batch_alter_table("catalogue_prices") as batch_op:
        batch_op.create_index("ix_catalogue_prices_item_id_valid_from", ["item_id", "valid_from", "id"], unique=False)
    copied = sa.text(
        "INSERT INTO catalogue_prices (item_id, valid_from, price_cents, vat_code, noted_by, noted_at) "
        "SELECT id, :day, price_cents, vat_code, 'migration', :now FROM catalogue_items"
    ).bindparams(sa.bindparam("day", type_=sa.Date()), sa.bindparam("now", type_=sa.DateTime(timezone=True)))
    op.execute(copied.bindparams(day=SINCE, now=datetime(2020, 1, 1, tzinfo=UTC)))
    with op.batch_alter_table("catalogue_items") as batch_op:
        batch_op.add_column(sa.Column("option_of_id", KEY, nullable=True))
        batch_op.add_column(sa.Column("photo_id", KEY, nullable=True))
        batch_op.create_index(batch_op.f("ix_catalogue_items_option_of_id"), ["option_of_id"], unique=False)
        batch_op.create_foreign_key(batch_op.f("fk_catalogue_items_photo_id"), "catalogue_photos", ["photo_id"], ["id"])
        batch_op.create_foreign_key(
            batch_op.f("fk_catalogue_items_option_of_id"), "catalogue_items", ["option_of_id"], ["id"]
        )
        batch_op.create_check_constraint(op.f("ck_catalogue_items_option_of_another"), "option_of_id <> id")
        batch_op.drop_constraint(op.f("ck_catalogue_items_price_positive"), type_="check")
        batch_op.drop_column("price_cents")
        batch_op.drop_column("vat_code")

    op.create_table(
        "auto_bleue_service_needs",
        sa.Column("item_id", KEY, nullable=False),
        sa.Column(
            "bay",
            sa.Enum(*BAYS, name="bay", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("fits_parts", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["catalogue_items.id"], name=op.f("fk_auto_bleue_service_needs_item_id")),
        sa.PrimaryKeyConstraint("item_id", name=op.f("pk_auto_bleue_service_needs")),
    )
    with op.batch_alter_table("auto_bleue_appointments") as batch_op:
        batch_op.add_column(sa.Column("mileage_km", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("used_parts", sa.Boolean(), nullable=True))
        batch_op.create_check_constraint(op.f("ck_auto_bleue_appointments_mileage_not_negative"), "mileage_km >= 0")
