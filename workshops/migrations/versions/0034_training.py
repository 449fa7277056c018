"""Keep groups and their rhythm, half-days of training that are signed for, and immersions."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
HALVES = ("am", "pm")
STATUSES = ("planned", "closed", "cancelled")


def _choice(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def upgrade() -> None:
    """Creates the tables."""
    op.create_table(
        "placement_limits",
        sa.Column("id", KEY, nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column(
            "code",
            _choice(
                "placement_limit_code",
                "longest_months",
                "at_one_host",
                "days_at_one_host",
                "renewals",
                "look_back_months",
            ),
            nullable=False,
        ),
        sa.Column("amount", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("confirmed", sa.Boolean(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.CheckConstraint("amount >= 0", name=op.f("ck_placement_limits_amount_not_negative")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_placement_limits")),
        sa.UniqueConstraint("code", "valid_from", name=op.f("uq_placement_limits_code_valid_from")),
        sa.UniqueConstraint("public_id", name=op.f("uq_placement_limits_public_id")),
        info={"append_only": True},
    )
    op.create_table(
        "cohorts",
        sa.Column("id", KEY, nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("site_id", KEY, nullable=False),
        sa.Column("label", sa.String(length=200), nullable=False),
        sa.Column("title_id", KEY, nullable=False),
        sa.Column("exam_id", KEY, nullable=True),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("training_minutes", sa.Integer(), nullable=False),
        sa.Column("provider", sa.String(length=200), nullable=True),
        sa.CheckConstraint("first_day <= last_day", name=op.f("ck_cohorts_days_in_order")),
        sa.CheckConstraint("training_minutes > 0", name=op.f("ck_cohorts_some_training")),
        sa.ForeignKeyConstraint(["exam_id"], ["exam_sessions.id"], name=op.f("fk_cohorts_exam_id")),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name=op.f("fk_cohorts_site_id")),
        sa.ForeignKeyConstraint(["title_id"], ["titles.id"], name=op.f("fk_cohorts_title_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cohorts")),
        sa.UniqueConstraint("public_id", name=op.f("uq_cohorts_public_id")),
        sa.UniqueConstraint("site_id", "label", name=op.f("uq_cohorts_site_id_label")),
    )
    op.create_index(op.f("ix_cohorts_exam_id"), "cohorts", ["exam_id"], unique=False)
    op.create_index(op.f("ix_cohorts_title_id"), "cohorts", ["title_id"], unique=False)
    op.create_table(
        "placements",
        sa.Column("id", KEY, nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("site_id", KEY, nullable=False),
        sa.Column("person_id", KEY, nullable=False),
        sa.Column("renews_id", KEY, nullable=True),
        sa.Column("host", sa.String(length=200), nullable=False),
        sa.Column("siret", sa.String(length=14), nullable=False),
        sa.Column("town", sa.String(length=200), nullable=False),
        sa.Column("tutor", sa.String(length=200), nullable=True),
        sa.Column(
            "aim",
            _choice("placement_aim", "discover", "confirm", "recruit"),
            nullable=False,
        ),
        sa.Column("objectives", sa.String(length=200), nullable=True),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("called_off", sa.String(length=200), nullable=True),
        sa.Column("noted_by", sa.String(length=200), nullable=False),
        sa.CheckConstraint("first_day <= last_day", name=op.f("ck_placements_days_in_order")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_placements_person_id")),
        sa.ForeignKeyConstraint(["renews_id"], ["placements.id"], name=op.f("fk_placements_renews_id")),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name=op.f("fk_placements_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_placements")),
        sa.UniqueConstraint("public_id", name=op.f("uq_placements_public_id")),
    )
    op.create_index(op.f("ix_placements_person_id"), "placements", ["person_id"], unique=False)
    op.create_index(op.f("ix_placements_renews_id"), "placements", ["renews_id"], unique=False)
    op.create_table(
        "cohort_members",
        sa.Column("id", KEY, nullable=False),
        sa.Column("cohort_id", KEY, nullable=False),
        sa.Column("person_id", KEY, nullable=False),
        sa.Column("joined_on", sa.Date(), nullable=False),
        sa.Column("left_on", sa.Date(), nullable=True),
        sa.CheckConstraint("left_on IS NULL OR joined_on <= left_on", name=op.f("ck_cohort_members_days_in_order")),
        sa.ForeignKeyConstraint(["cohort_id"], ["cohorts.id"], name=op.f("fk_cohort_members_cohort_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_cohort_members_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cohort_members")),
        sa.UniqueConstraint("cohort_id", "person_id", name=op.f("uq_cohort_members_cohort_id_person_id")),
    )
    op.create_index(op.f("ix_cohort_members_person_id"), "cohort_members", ["person_id"], unique=False)
    op.create_table(
        "cohort_rhythms",
        sa.Column("id", KEY, nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("cohort_id", KEY, nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.CheckConstraint("first_day <= last_day", name=op.f("ck_cohort_rhythms_days_in_order")),
        sa.ForeignKeyConstraint(["cohort_id"], ["cohorts.id"], name=op.f("fk_cohort_rhythms_cohort_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cohort_rhythms")),
        sa.UniqueConstraint("public_id", name=op.f("uq_cohort_rhythms_public_id")),
    )
    op.create_index(op.f("ix_cohort_rhythms_cohort_id"), "cohort_rhythms", ["cohort_id"], unique=False)
    op.create_table(
        "training_sessions",
        sa.Column("id", KEY, nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("site_id", KEY, nullable=False),
        sa.Column("cohort_id", KEY, nullable=True),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column(
            "kind",
            _choice("training_kind", "internal", "external"),
            nullable=False,
        ),
        sa.Column("provider", sa.String(length=200), nullable=True),
        sa.Column("trainer", sa.String(length=200), nullable=True),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("half", _choice("half", *HALVES), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column(
            "status",
            _choice("training_status", *STATUSES),
            nullable=False,
        ),
        sa.CheckConstraint(
            "minutes IS NULL OR minutes BETWEEN 1 AND 720", name=op.f("ck_training_sessions_minutes_of_a_half_day")
        ),
        sa.ForeignKeyConstraint(["cohort_id"], ["cohorts.id"], name=op.f("fk_training_sessions_cohort_id")),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name=op.f("fk_training_sessions_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training_sessions")),
        sa.UniqueConstraint("cohort_id", "day", "half", name=op.f("uq_training_sessions_cohort_id_day_half")),
        sa.UniqueConstraint("public_id", name=op.f("uq_training_sessions_public_id")),
    )
    op.create_index("ix_training_sessions_site_id_day", "training_sessions", ["site_id", "day"], unique=False)
    op.create_table(
        "attendances",
        sa.Column("session_id", KEY, nullable=False),
        sa.Column("person_id", KEY, nullable=False),
        sa.Column(
            "mark",
            _choice("attendance_mark", "expected", "signed", "on_paper", "absent"),
            nullable=False,
        ),
        sa.Column("late_minutes", sa.Integer(), nullable=False),
        sa.Column("marked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("noted_by", sa.String(length=200), nullable=True),
        sa.Column("drawing", sa.JSON(), nullable=True),
        sa.CheckConstraint(
            "(mark IN ('signed', 'on_paper')) = (marked_at IS NOT NULL)", name=op.f("ck_attendances_marked_when_there")
        ),
        sa.CheckConstraint("late_minutes >= 0", name=op.f("ck_attendances_late_not_negative")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_attendances_person_id")),
        sa.ForeignKeyConstraint(["session_id"], ["training_sessions.id"], name=op.f("fk_attendances_session_id")),
        sa.PrimaryKeyConstraint("session_id", "person_id", name=op.f("pk_attendances")),
    )
    op.create_index(op.f("ix_attendances_person_id"), "attendances", ["person_id"], unique=False)
    op.create_table(
        "cohort_halves",
        sa.Column("rhythm_id", KEY, nullable=False),
        sa.Column("weekday", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("half", _choice("half", *HALVES), nullable=False),
        sa.Column(
            "place",
            _choice("whereabouts", "centre", "company"),
            nullable=False,
        ),
        sa.CheckConstraint("weekday BETWEEN 0 AND 6", name=op.f("ck_cohort_halves_weekday_exists")),
        sa.ForeignKeyConstraint(["rhythm_id"], ["cohort_rhythms.id"], name=op.f("fk_cohort_halves_rhythm_id")),
        sa.PrimaryKeyConstraint("rhythm_id", "weekday", "half", name=op.f("pk_cohort_halves")),
    )
    op.create_table(
        "training_steps",
        sa.Column("id", KEY, nullable=False),
        sa.Column("session_id", KEY, nullable=False),
        sa.Column(
            "action",
            _choice("training_action", "sign", "close", "reopen", "cancel", "restore"),
            nullable=False,
        ),
        sa.Column(
            "from_status",
            _choice("from_status", *STATUSES),
            nullable=False,
        ),
        sa.Column(
            "to_status",
            _choice("to_status", *STATUSES),
            nullable=False,
        ),
        sa.Column("actor", sa.String(length=200), nullable=False),
        sa.Column("happened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=True),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(["session_id"], ["training_sessions.id"], name=op.f("fk_training_steps_session_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training_steps")),
        info={"append_only": True},
    )
    op.create_index(op.f("ix_training_steps_session_id"), "training_steps", ["session_id"], unique=False)
