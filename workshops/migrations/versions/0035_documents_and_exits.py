"""Keep documents of people, the proof of an exit and what came after it; more of what rules exits."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
KINDS = ("contract", "pass", "derogation", "exit", "title", "identity", "other")
EMPLOYERS = ("company", "association", "public", "temping", "insertion", "own")
CONTRACTS = ("open_ended", "fixed_term", "temporary", "apprenticeship", "other")
SITUATIONS = ("job", "training", "searching", "other", "unknown")
DEADLINES = ("uncovered", "trial", "contract", "pass", "derogation", "exam", "title", "follow_up")
MEDIA_TYPES = ("application/pdf", "image/jpeg", "image/png")


def upgrade() -> None:
    """Creates the tables; exits noted so far have no proof, and withdrawals alone are not divided by."""
    _documents()
    _exits()
    _rules()


def _documents() -> None:
    op.create_table(
        "person_documents",
        sa.Column("id", KEY, nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", KEY, nullable=False),
        sa.Column("site_id", KEY, nullable=False),
        sa.Column("kind", _choice("document_kind", KINDS), nullable=False),
        sa.Column("title", sa.String(length=80), nullable=False),
        sa.Column("media_type", _choice("media_type", MEDIA_TYPES), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("added_by", sa.String(length=200), nullable=False),
        sa.Column("added_by_id", KEY, nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("size > 0", name=op.f("ck_person_documents_not_empty")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_person_documents_person_id")),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name=op.f("fk_person_documents_site_id")),
        sa.ForeignKeyConstraint(["added_by_id"], ["users.id"], name=op.f("fk_person_documents_added_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_documents")),
        sa.UniqueConstraint("public_id", name=op.f("uq_person_documents_public_id")),
        info={"append_only": True},
    )
    op.create_index("ix_person_documents_person_id_site_id", "person_documents", ["person_id", "site_id"], unique=False)
    op.create_table(
        "document_withdrawals",
        sa.Column("id", KEY, nullable=False),
        sa.Column("document_id", KEY, nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("withdrawn_by", sa.String(length=200), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"], ["person_documents.id"], name=op.f("fk_document_withdrawals_document_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document_withdrawals")),
        sa.UniqueConstraint("document_id", name=op.f("uq_document_withdrawals_document_id")),
        info={"append_only": True},
    )


def _exits() -> None:
    op.create_table(
        "exit_jobs",
        sa.Column("id", KEY, nullable=False),
        sa.Column("exit_id", KEY, nullable=False),
        sa.Column("employer_kind", _choice("employer_kind", EMPLOYERS), nullable=True),
        sa.Column("employer", sa.String(length=120), nullable=False),
        sa.Column("contract", _choice("job_contract", CONTRACTS), nullable=True),
        sa.Column("months", sa.Integer(), nullable=True),
        sa.Column("told_by", sa.String(length=200), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("months BETWEEN 1 AND 60", name=op.f("ck_exit_jobs_months")),
        sa.ForeignKeyConstraint(["exit_id"], ["exits.id"], name=op.f("fk_exit_jobs_exit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exit_jobs")),
        info={"append_only": True},
    )
    op.create_index(op.f("ix_exit_jobs_exit_id"), "exit_jobs", ["exit_id"], unique=False)
    op.create_table(
        "exit_proofs",
        sa.Column("id", KEY, nullable=False),
        sa.Column("exit_id", KEY, nullable=False),
        sa.Column("document_id", KEY, nullable=False),
        sa.ForeignKeyConstraint(["exit_id"], ["exits.id"], name=op.f("fk_exit_proofs_exit_id")),
        sa.ForeignKeyConstraint(["document_id"], ["person_documents.id"], name=op.f("fk_exit_proofs_document_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exit_proofs")),
        sa.UniqueConstraint("document_id", name=op.f("uq_exit_proofs_document_id")),
        info={"append_only": True},
    )
    op.create_index(op.f("ix_exit_proofs_exit_id"), "exit_proofs", ["exit_id"], unique=False)
    op.create_table(
        "exit_contacts",
        sa.Column("id", KEY, nullable=False),
        sa.Column("exit_id", KEY, nullable=False),
        sa.Column("months", sa.Integer(), nullable=False),
        sa.Column("contacted_on", sa.Date(), nullable=False),
        sa.Column("reached", sa.Boolean(), nullable=False),
        sa.Column("situation", _choice("situation", SITUATIONS), nullable=False),
        sa.Column("noted_by", sa.String(length=200), nullable=False),
        sa.Column("noted_by_id", KEY, nullable=True),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("months BETWEEN 1 AND 60", name=op.f("ck_exit_contacts_months")),
        sa.CheckConstraint("reached OR situation = 'unknown'", name=op.f("ck_exit_contacts_unreached_unknown")),
        sa.ForeignKeyConstraint(["exit_id"], ["exits.id"], name=op.f("fk_exit_contacts_exit_id")),
        sa.ForeignKeyConstraint(["noted_by_id"], ["users.id"], name=op.f("fk_exit_contacts_noted_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exit_contacts")),
        info={"append_only": True},
    )
    op.create_index(op.f("ix_exit_contacts_exit_id"), "exit_contacts", ["exit_id"], unique=False)


def _rules() -> None:
    op.create_table(
        "contact_rules",
        sa.Column("id", KEY, nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("rhythm", _choice("rhythm", ("usual", "long")), nullable=False),
        sa.Column("listed", sa.String(length=40), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("confirmed", sa.Boolean(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_rules")),
        sa.UniqueConstraint("public_id", name=op.f("uq_contact_rules_public_id")),
        sa.UniqueConstraint("rhythm", "valid_from", name=op.f("uq_contact_rules_rhythm_valid_from")),
        info={"append_only": True},
    )
    with op.batch_alter_table("exit_rules") as batch_op:
        batch_op.add_column(sa.Column("durable_months", sa.Integer(), nullable=False, server_default="6"))
        batch_op.create_check_constraint(op.f("ck_exit_rules_durable_months"), "durable_months BETWEEN 1 AND 60")
    with op.batch_alter_table("exit_rules") as batch_op:
        batch_op.alter_column("durable_months", server_default=None)
    with op.batch_alter_table("exit_reasons") as batch_op:
        batch_op.add_column(sa.Column("in_denominator", sa.Boolean(), nullable=False, server_default=sa.true()))
    # The trigger that forbids it is made again after the migration.
    postgresql = op.get_bind().dialect.name == "postgresql"
    op.execute(f"DROP TRIGGER IF EXISTS exit_reasons_refuse_update{' ON exit_reasons' if postgresql else ''}")
    reasons = sa.table("exit_reasons", sa.column("category"), sa.column("in_denominator"))
    op.execute(reasons.update().where(reasons.c.category == "withdrawn").values(in_denominator=sa.false()))
    with op.batch_alter_table("exit_reasons") as batch_op:
        batch_op.alter_column("in_denominator", existing_type=sa.Boolean(), server_default=None)
        batch_op.create_check_constraint(
            op.f("ck_exit_reasons_withdrawn_uncounted"), "category <> 'withdrawn' OR NOT in_denominator"
        )
    with op.batch_alter_table("deadline_marks") as batch_op:
        batch_op.drop_constraint(op.f("ck_deadline_marks_deadline_kind"), type_="check")
        said = ", ".join(f"'{value}'" for value in DEADLINES)
        batch_op.create_check_constraint(op.f("ck_deadline_marks_deadline_kind"), f"kind IN ({said})")


def _choice(name: str, values: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)
