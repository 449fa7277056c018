"""Keep what is seen of people's skills at work, and what they say of themselves."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Creates the table."""
    op.create_table(
        "skill_observations",
        sa.Column("id", KEY, nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", KEY, nullable=False),
        sa.Column("site_id", KEY, nullable=False),
        sa.Column("skill", sa.String(length=40), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("observed_on", sa.Date(), nullable=False),
        sa.Column("own", sa.Boolean(), nullable=False),
        sa.Column("noted_by", sa.String(length=200), nullable=False),
        sa.Column("noted_by_id", KEY, nullable=True),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("level BETWEEN 0 AND 4", name=op.f("ck_skill_observations_level_exists")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_skill_observations_person_id")),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name=op.f("fk_skill_observations_site_id")),
        sa.ForeignKeyConstraint(["noted_by_id"], ["users.id"], name=op.f("fk_skill_observations_noted_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_skill_observations")),
        sa.UniqueConstraint("public_id", name=op.f("uq_skill_observations_public_id")),
        info={"append_only": True},
    )
    op.create_index(op.f("ix_skill_observations_person_id"), "skill_observations", ["person_id"], unique=False)
    op.create_index(
        "ix_skill_observations_site_id_person_id", "skill_observations", ["site_id", "person_id"], unique=False
    )
