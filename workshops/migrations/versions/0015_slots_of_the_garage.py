"""Give each vehicle an hour and a bay: the garage gets a planning and closures."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Creates the tables; vehicles expected before came at eight, to a mechanic, for an hour."""
    op.create_table(
        "auto_bleue_closures",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("noted_by", sa.String(length=200), nullable=False),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("first <= last", name=op.f("ck_auto_bleue_closures_days_in_order")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_auto_bleue_closures")),
        sa.UniqueConstraint("public_id", name=op.f("uq_auto_bleue_closures_public_id")),
    )
    with op.batch_alter_table("auto_bleue_closures") as batch_op:
        batch_op.create_index(batch_op.f("ix_auto_bleue_closures_last"), ["last"], unique=False)

    op.create_table(
        "auto_bleue_plannings",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("weekdays", sa.String(length=7), nullable=False),
        sa.Column("opens_at", sa.Integer(), nullable=False),
        sa.Column("closes_at", sa.Integer(), nullable=False),
        sa.Column("break_from", sa.Integer(), nullable=False),
        sa.Column("break_to", sa.Integer(), nullable=False),
        sa.Column("mechanics_bays", sa.Integer(), nullable=False),
        sa.Column("body_bays", sa.Integer(), nullable=False),
        sa.Column("cleaning_bays", sa.Integer(), nullable=False),
        sa.Column("learner_percent", sa.Integer(), nullable=False),
        sa.Column("days_offered", sa.Integer(), nullable=False),
        sa.Column("counts_people", sa.Boolean(), nullable=False),
        sa.Column("noted_by", sa.String(length=200), nullable=False),
        sa.CheckConstraint(
            "learner_percent >= 100 AND days_offered > 0", name=op.f("ck_auto_bleue_plannings_sensible")
        ),
        sa.CheckConstraint(
            "mechanics_bays >= 0 AND body_bays >= 0 AND cleaning_bays >= 0",
            name=op.f("ck_auto_bleue_plannings_bays_not_negative"),
        ),
        sa.CheckConstraint(
            "opens_at < closes_at AND opens_at <= break_from AND break_from <= break_to AND break_to <= closes_at",
            name=op.f("ck_auto_bleue_plannings_hours_in_order"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_auto_bleue_plannings")),
        sa.UniqueConstraint("valid_from", name=op.f("uq_auto_bleue_plannings_valid_from")),
        info={"append_only": True},
    )
    bays = sa.Enum("mechanics", "body", "cleaning", name="bay", native_enum=False, create_constraint=True, length=40)
    with op.batch_alter_table("auto_bleue_appointments") as batch_op:
        batch_op.add_column(sa.Column("starts_at", sa.Integer(), nullable=False, server_default="480"))
        batch_op.add_column(sa.Column("ends_at", sa.Integer(), nullable=False, server_default="540"))
        batch_op.add_column(sa.Column("bay", bays, nullable=False, server_default="mechanics"))
        batch_op.create_check_constraint(
            op.f("ck_auto_bleue_appointments_times_in_order"), "starts_at >= 0 AND starts_at < ends_at"
        )
    with op.batch_alter_table("auto_bleue_appointments") as batch_op:
        for column in ("starts_at", "ends_at", "bay"):
            batch_op.alter_column(column, server_default=None)
