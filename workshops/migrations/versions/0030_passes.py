"""The PASS IAE of people, its suspensions and prolongations, and the dated rules that bound it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

SUSPENSION_REASONS = (
    "contract_suspended",
    "contract_broken",
    "contract_finished",
    "agreed_in_committee",
    "bridging_contract",
)
PROLONGATION_REASONS = ("training", "senior", "senior_open_ended", "rqth", "particular")
STATUSES = ("pending", "granted", "denied", "withdrawn")
DENIALS = ("iae", "siae", "duration", "reason")
LIMITS = (
    "days",
    "longest_suspension_months",
    "shortest_suspension_days",
    "look_back_days",
    "ask_before_months",
    "ask_after_months",
    "waiting_months",
)


def _big() -> sa.types.TypeEngine[int]:
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _choice(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def upgrade() -> None:
    """Creates the tables."""
    op.create_table(
        "passes",
        sa.Column("id", _big(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", _big(), nullable=False),
        sa.Column("number", sa.String(length=12), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.CheckConstraint("length(number) = 12", name=op.f("ck_passes_number_length")),
        sa.CheckConstraint("days > 0", name=op.f("ck_passes_days_positive")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_passes_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passes")),
        sa.UniqueConstraint("number", name=op.f("uq_passes_number")),
        sa.UniqueConstraint("public_id", name=op.f("uq_passes_public_id")),
    )
    with op.batch_alter_table("passes") as batch_op:
        batch_op.create_index(batch_op.f("ix_passes_person_id"), ["person_id"], unique=False)
    op.create_table(
        "pass_suspensions",
        sa.Column("id", _big(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("pass_id", _big(), nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=False),
        sa.Column("reason", _choice("suspension_reason", *SUSPENSION_REASONS), nullable=False),
        sa.CheckConstraint("first <= last", name=op.f("ck_pass_suspensions_days_in_order")),
        sa.ForeignKeyConstraint(["pass_id"], ["passes.id"], name=op.f("fk_pass_suspensions_pass_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pass_suspensions")),
        sa.UniqueConstraint("public_id", name=op.f("uq_pass_suspensions_public_id")),
    )
    with op.batch_alter_table("pass_suspensions") as batch_op:
        batch_op.create_index(batch_op.f("ix_pass_suspensions_pass_id"), ["pass_id"], unique=False)
    _create_prolongations()
    _create_rules()


def _create_prolongations() -> None:
    op.create_table(
        "pass_prolongations",
        sa.Column("id", _big(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("pass_id", _big(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("reason", _choice("prolongation_reason", *PROLONGATION_REASONS), nullable=True),
        sa.Column("status", _choice("prolongation_status", *STATUSES), nullable=False),
        sa.Column("asked_on", sa.Date(), nullable=False),
        sa.Column("prescriber", sa.String(length=200), nullable=True),
        sa.Column("report_ready", sa.Boolean(), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("denial", _choice("denial", *DENIALS), nullable=True),
        sa.CheckConstraint("days > 0", name=op.f("ck_pass_prolongations_days_positive")),
        sa.CheckConstraint(
            "(status = 'pending') = (decided_on IS NULL)", name=op.f("ck_pass_prolongations_decided_unless_pending")
        ),
        sa.CheckConstraint(
            "(status = 'denied') = (denial IS NOT NULL)", name=op.f("ck_pass_prolongations_denial_of_the_denied")
        ),
        sa.ForeignKeyConstraint(["pass_id"], ["passes.id"], name=op.f("fk_pass_prolongations_pass_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pass_prolongations")),
        sa.UniqueConstraint("public_id", name=op.f("uq_pass_prolongations_public_id")),
    )
    with op.batch_alter_table("pass_prolongations") as batch_op:
        batch_op.create_index(batch_op.f("ix_pass_prolongations_pass_id"), ["pass_id"], unique=False)
        batch_op.create_index(
            "uq_pass_prolongations_pending",
            ["pass_id"],
            unique=True,
            sqlite_where=sa.text("status = 'pending'"),
            postgresql_where=sa.text("status = 'pending'"),
        )


def _create_rules() -> None:
    op.create_table(
        "pass_limits",
        sa.Column("id", _big(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("code", _choice("pass_limit_code", *LIMITS), nullable=False),
        sa.Column("amount", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("confirmed", sa.Boolean(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.CheckConstraint("amount > 0", name=op.f("ck_pass_limits_amount_positive")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pass_limits")),
        sa.UniqueConstraint("code", "valid_from", name=op.f("uq_pass_limits_code_valid_from")),
        sa.UniqueConstraint("public_id", name=op.f("uq_pass_limits_public_id")),
    )
    op.create_table(
        "prolongation_rules",
        sa.Column("id", _big(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("reason", _choice("prolongation_reason", *PROLONGATION_REASONS), nullable=False),
        sa.Column("each_days", sa.Integer(), nullable=False),
        sa.Column("total_days", sa.Integer(), nullable=True),
        sa.Column("needs_opinion", sa.Boolean(), nullable=False),
        sa.Column("needs_report", sa.Boolean(), nullable=False),
        sa.Column("kept_apart", sa.Boolean(), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("confirmed", sa.Boolean(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.CheckConstraint(
            "each_days > 0 AND (total_days IS NULL OR total_days > 0)",
            name=op.f("ck_prolongation_rules_amounts_positive"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_prolongation_rules")),
        sa.UniqueConstraint("public_id", name=op.f("uq_prolongation_rules_public_id")),
        sa.UniqueConstraint("reason", "valid_from", name=op.f("uq_prolongation_rules_reason_valid_from")),
    )
