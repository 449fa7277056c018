"""Keep the limits of labour law and the exceptions of categories; tie an account to a person."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Creates the table of limits, and gives contracts, people and categories their new columns."""
    op.create_table(
        "labour_limits",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("kind", _kind(), nullable=False),
        sa.Column(
            "code",
            sa.Enum(
                "longest_day",
                "longest_week",
                "legal_week",
                "longest_mean_week",
                "complementary_share",
                "lasting_excess",
                "longest_without_break",
                "working_days_in_a_week",
                "shortest_contract_week",
                "longest_contract_week",
                "shortest_contract",
                name="limit_code",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("amount", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("confirmed", sa.Boolean(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.CheckConstraint("amount > 0", name=op.f("ck_labour_limits_amount_positive")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_labour_limits")),
        sa.UniqueConstraint("kind", "code", "valid_from", name=op.f("uq_labour_limits_kind_code_valid_from")),
        sa.UniqueConstraint("public_id", name=op.f("uq_labour_limits_public_id")),
    )
    _leave_kind_unsaid()
    with op.batch_alter_table("people") as batch_op:
        batch_op.add_column(sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True))
        batch_op.create_unique_constraint(op.f("uq_people_user_id"), ["user_id"])
        batch_op.create_foreign_key(op.f("fk_people_user_id"), "users", ["user_id"], ["id"])
    _let_categories_have_exceptions()


def _leave_kind_unsaid() -> None:
    """A contract of a sensitive site no longer repeats its kind."""
    with op.batch_alter_table("contracts") as batch_op:
        batch_op.alter_column("kind", existing_type=sa.VARCHAR(length=40), nullable=True)
    op.execute("UPDATE contracts SET kind = NULL WHERE site_id IN (SELECT id FROM sites WHERE sensitive)")
    op.execute("UPDATE contracts SET kind = 'cddi' WHERE kind = 'cep'")
    with op.batch_alter_table("contracts") as batch_op:
        batch_op.create_check_constraint(op.f("ck_contracts_kind_unsaid"), "kind <> 'cep'")


def _let_categories_have_exceptions() -> None:
    with op.batch_alter_table("hour_categories") as batch_op:
        batch_op.add_column(sa.Column("kind", _kind(), nullable=True))
        batch_op.add_column(sa.Column("confirmed", sa.Boolean(), nullable=False, server_default=sa.true()))
        batch_op.drop_constraint(op.f("uq_hour_categories_code_valid_from"), type_="unique")
        batch_op.create_unique_constraint(
            op.f("uq_hour_categories_code_kind_valid_from"), ["code", "kind", "valid_from"]
        )
    op.execute("UPDATE hour_categories SET confirmed = (source NOT LIKE '%à confirmer%')")
    with op.batch_alter_table("hour_categories") as batch_op:
        batch_op.alter_column("confirmed", existing_type=sa.Boolean(), existing_nullable=False, server_default=None)
        batch_op.create_index(
            "uq_hour_categories_for_all",
            ["code", "valid_from"],
            unique=True,
            sqlite_where=sa.text("kind IS NULL"),
            postgresql_where=sa.text("kind IS NULL"),
        )


def _kind() -> sa.Enum:
    return sa.Enum("cddi", "cep", name="contract_kind", native_enum=False, create_constraint=True, length=40)
