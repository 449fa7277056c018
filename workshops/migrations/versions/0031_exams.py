"""Give titles and their blocks tables, sessions a kind and a jury, candidates every outcome and its log.

What was a text becomes a title: known by its code where the text begins with one, else by the text alone; and by the
text where a site had two exams for one code on one day.
"""

from __future__ import annotations

from datetime import date
from uuid import uuid4

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
OUTCOMES = ("registered", "pending", "passed", "partial", "failed", "absent", "excused", "withdrawn")
KINDS = ("whole", "blocks")
DIRECTORY = "Répertoire national des certifications professionnelles (France compétences)"
KNOWN = {
    "RNCP38663": ("Employé polyvalent en restauration", 3, date(2029, 6, 4), DIRECTORY, True),
    "RNCP37674": (
        "Développeur web et web mobile", 5, None, "Intitulé à confirmer sur la fiche de France compétences", False,
    ),
    "RNCP38101": ("Mécanicien de maintenance automobile", 3, date(2028, 10, 18), DIRECTORY, True),
}  # fmt: skip


def upgrade() -> None:
    """Creates the tables, moves each text to its title, widens the outcomes."""
    _create_titles()
    _move_titles()
    _widen_sessions()
    _widen_candidates()
    _create_rest()


def _create_titles() -> None:
    op.create_table(
        "titles",
        sa.Column("id", KEY, nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("rncp", sa.String(length=20), nullable=True),
        sa.Column("label", sa.String(length=200), nullable=False),
        sa.Column("level", sa.Integer(), nullable=True),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("confirmed", sa.Boolean(), nullable=False),
        sa.CheckConstraint("level BETWEEN 1 AND 8", name=op.f("ck_titles_level_exists")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_titles")),
        sa.UniqueConstraint("public_id", name=op.f("uq_titles_public_id")),
        sa.UniqueConstraint("rncp", name=op.f("uq_titles_rncp")),
    )
    op.create_table(
        "title_blocks",
        sa.Column("id", KEY, nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("title_id", KEY, nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("label", sa.String(length=200), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("confirmed", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["title_id"], ["titles.id"], name=op.f("fk_title_blocks_title_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_title_blocks")),
        sa.UniqueConstraint("public_id", name=op.f("uq_title_blocks_public_id")),
        sa.UniqueConstraint("title_id", "code", name=op.f("uq_title_blocks_title_id_code")),
        sa.UniqueConstraint("title_id", "position", name=op.f("uq_title_blocks_title_id_position")),
    )


def _move_titles() -> None:
    with op.batch_alter_table("exam_sessions") as batch_op:
        batch_op.add_column(sa.Column("title_id", KEY, nullable=True))
    exams = sa.table(
        "exam_sessions",
        sa.column("id", KEY),
        sa.column("site_id", KEY),
        sa.column("first_day", sa.Date()),
        sa.column("title", sa.String()),
        sa.column("title_id", KEY),
    )
    connection = op.get_bind()
    ids: dict[str, int] = {}
    taken: set[tuple[int, date, str]] = set()
    for row in connection.execute(sa.select(exams).order_by(exams.c.id)).all():
        code = row.title.split(" ", 1)[0]
        key = code if code in KNOWN and (row.site_id, row.first_day, code) not in taken else row.title
        taken.add((row.site_id, row.first_day, key))
        if key not in ids:
            ids[key] = _insert_title(key)
        connection.execute(sa.update(exams).where(exams.c.id == row.id).values(title_id=ids[key]))


def _insert_title(key: str) -> int:
    titles = sa.table(
        "titles",
        sa.column("id", KEY),
        sa.column("public_id", sa.Uuid()),
        sa.column("rncp", sa.String()),
        sa.column("label", sa.String()),
        sa.column("level", sa.Integer()),
        sa.column("valid_until", sa.Date()),
        sa.column("source", sa.String()),
        sa.column("confirmed", sa.Boolean()),
    )
    label, level, valid_until, source, confirmed = KNOWN.get(key, (key, None, None, "Repris de l’examen", False))
    public_id = uuid4()
    op.get_bind().execute(
        sa.insert(titles).values(
            public_id=public_id,
            rncp=key if key in KNOWN else None,
            label=label,
            level=level,
            valid_until=valid_until,
            source=source,
            confirmed=confirmed,
        )
    )
    return int(op.get_bind().execute(sa.select(titles.c.id).where(titles.c.public_id == public_id)).scalar_one())


def _widen_sessions() -> None:
    with op.batch_alter_table("exam_sessions") as batch_op:
        batch_op.add_column(sa.Column("kind", _one_of("exam_kind", KINDS), nullable=False, server_default="whole"))
        batch_op.add_column(sa.Column("place", sa.String(length=200), nullable=True))
        batch_op.add_column(sa.Column("centre", sa.String(length=200), nullable=True))
        batch_op.drop_constraint(op.f("uq_exam_sessions_site_id_title_first_day"), type_="unique")
        batch_op.drop_column("title")
        batch_op.alter_column("title_id", existing_type=KEY, nullable=False)
        batch_op.create_foreign_key(op.f("fk_exam_sessions_title_id"), "titles", ["title_id"], ["id"])
        batch_op.create_unique_constraint(
            op.f("uq_exam_sessions_site_id_title_id_kind_first_day"), ["site_id", "title_id", "kind", "first_day"]
        )
        batch_op.create_index(op.f("ix_exam_sessions_title_id"), ["title_id"], unique=False)
    with op.batch_alter_table("exam_sessions") as batch_op:
        batch_op.alter_column("kind", existing_type=sa.String(length=40), nullable=False, server_default=None)


def _widen_candidates() -> None:
    with op.batch_alter_table("exam_candidates") as batch_op:
        batch_op.drop_constraint(op.f("ck_exam_candidates_exam_outcome"), type_="check")
        batch_op.create_check_constraint(
            op.f("ck_exam_candidates_exam_outcome"), "outcome IN (" + ", ".join(f"'{each}'" for each in OUTCOMES) + ")"
        )


def _create_rest() -> None:
    op.create_table(
        "exam_session_blocks",
        sa.Column("exam_id", KEY, nullable=False),
        sa.Column("block_id", KEY, nullable=False),
        sa.ForeignKeyConstraint(["exam_id"], ["exam_sessions.id"], name=op.f("fk_exam_session_blocks_exam_id")),
        sa.ForeignKeyConstraint(["block_id"], ["title_blocks.id"], name=op.f("fk_exam_session_blocks_block_id")),
        sa.PrimaryKeyConstraint("exam_id", "block_id", name=op.f("pk_exam_session_blocks")),
    )
    op.create_table(
        "exam_jurors",
        sa.Column("id", KEY, nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("exam_id", KEY, nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("capacity", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["exam_id"], ["exam_sessions.id"], name=op.f("fk_exam_jurors_exam_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exam_jurors")),
        sa.UniqueConstraint("public_id", name=op.f("uq_exam_jurors_public_id")),
    )
    op.create_index(op.f("ix_exam_jurors_exam_id"), "exam_jurors", ["exam_id"], unique=False)
    op.create_table(
        "exam_candidate_blocks",
        sa.Column("candidate_id", KEY, nullable=False),
        sa.Column("block_id", KEY, nullable=False),
        sa.Column("obtained", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["candidate_id"], ["exam_candidates.id"], name=op.f("fk_exam_candidate_blocks_candidate_id")
        ),
        sa.ForeignKeyConstraint(["block_id"], ["title_blocks.id"], name=op.f("fk_exam_candidate_blocks_block_id")),
        sa.PrimaryKeyConstraint("candidate_id", "block_id", name=op.f("pk_exam_candidate_blocks")),
    )
    op.create_index("ix_exam_candidate_blocks_block_id", "exam_candidate_blocks", ["block_id"], unique=False)
    op.create_table(
        "exam_steps",
        sa.Column("id", KEY, nullable=False),
        sa.Column("candidate_id", KEY, nullable=False),
        sa.Column("from_outcome", _one_of("from_outcome", OUTCOMES), nullable=True),
        sa.Column("to_outcome", _one_of("to_outcome", OUTCOMES), nullable=False),
        sa.Column("blocks", sa.JSON(), nullable=False),
        sa.Column("congratulated", sa.Boolean(), nullable=False),
        sa.Column("actor", sa.String(length=200), nullable=False),
        sa.Column("happened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=True),
        sa.ForeignKeyConstraint(["candidate_id"], ["exam_candidates.id"], name=op.f("fk_exam_steps_candidate_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exam_steps")),
        info={"append_only": True},
    )
    op.create_index(op.f("ix_exam_steps_candidate_id"), "exam_steps", ["candidate_id"], unique=False)


def _one_of(name: str, values: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)
