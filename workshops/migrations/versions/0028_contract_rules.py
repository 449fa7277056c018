"""Judge contracts before they are signed: pay, derogations and overrides, the minimum wage, more limits."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
GROUNDS = ("training", "disability", "senior", "difficulties", "short_week", "short_week_of_all")
LIMITS = (
    *("longest_day", "longest_week", "legal_week", "longest_mean_week", "complementary_share", "lasting_excess"),
    *("longest_without_break", "working_days_in_a_week", "shortest_contract_week", "longest_contract_week"),
    *("shortest_contract", "longest_path", "longest_path_disability", "longest_path_senior"),
    *("longest_path_difficulties", "longest_difficulties_decision", "longest_short_week", "senior_age"),
    *("open_ended_age", "open_ended_after", "pay_share"),
)
TOPICS = ("status", "exit", "derogation")


def upgrade() -> None:
    """Creates the tables; contracts signed so far have no pay, and nothing that was set aside."""
    op.create_table(
        "minimum_wages",
        sa.Column("id", KEY, nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("hourly_cents", sa.BigInteger(), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("confirmed", sa.Boolean(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.CheckConstraint("hourly_cents > 0", name=op.f("ck_minimum_wages_paid")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_minimum_wages")),
        sa.UniqueConstraint("public_id", name=op.f("uq_minimum_wages_public_id")),
        sa.UniqueConstraint("valid_from", name=op.f("uq_minimum_wages_valid_from")),
    )
    with op.batch_alter_table("contracts") as batch_op:
        batch_op.add_column(sa.Column("hourly_cents", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("signed_despite", sa.String(length=200), nullable=True))
        batch_op.create_check_constraint(op.f("ck_contracts_paid"), "hourly_cents > 0")
    op.create_table(
        "contract_derogations",
        sa.Column("id", KEY, nullable=False),
        sa.Column("contract_id", KEY, nullable=False),
        sa.Column(
            "ground",
            sa.Enum(*GROUNDS, name="ground", native_enum=False, create_constraint=True, length=40),
            nullable=True,
        ),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("kept_at", sa.String(length=200), nullable=False),
        sa.CheckConstraint(
            "ground NOT IN ('disability', 'difficulties')", name=op.f("ck_contract_derogations_ground_unsaid")
        ),
        sa.CheckConstraint("decided_on <= until", name=op.f("ck_contract_derogations_days_in_order")),
        sa.ForeignKeyConstraint(["contract_id"], ["contracts.id"], name=op.f("fk_contract_derogations_contract_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contract_derogations")),
    )
    with op.batch_alter_table("contract_derogations") as batch_op:
        batch_op.create_index(batch_op.f("ix_contract_derogations_contract_id"), ["contract_id"], unique=False)
    _widen("labour_limits", "code", "limit_code", LIMITS)
    _widen("vault_entries", "topic", "vault_topic", TOPICS)


def _widen(table: str, column: str, name: str, values: tuple[str, ...]) -> None:
    """Lets an enumeration take more values."""
    with op.batch_alter_table(table) as batch_op:
        batch_op.drop_constraint(op.f(f"ck_{table}_{name}"), type_="check")
        said = ", ".join(f"'{value}'" for value in values)
        batch_op.create_check_constraint(op.f(f"ck_{table}_{name}"), f"{column} IN ({said})")
