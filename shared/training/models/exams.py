"""Titles and their blocks, the sessions that examine them, and what came of it."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from shared.db import Base, Instant, Pk, PublicId, ShortText, choice, personal
from shared.db.triggers import APPEND_ONLY
from shared.kernel.states import Transitions
from shared.people.models import Person
from shared.workshop import Site

CODE_LENGTH = 20
REASON_LENGTH = 200


class ExamKind(StrEnum):
    """What a session examines: everything at once, or single blocks. Source: arrêté du 22 décembre 2015."""

    WHOLE = "whole"
    BLOCKS = "blocks"

    @property
    def label(self) -> str:
        """The French name."""
        return "Session titre" if self is ExamKind.WHOLE else "Session CCP"


class ExamOutcome(StrEnum):
    """What came of a candidate's exam. A success is of all that the candidate sat, a partial one of some blocks."""

    REGISTERED = "registered"
    PENDING = "pending"
    PASSED = "passed"
    PARTIAL = "partial"
    FAILED = "failed"
    ABSENT = "absent"
    EXCUSED = "excused"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> str:
        """The French name."""
        return _OUTCOMES[self][0]

    @property
    def tone(self) -> str:
        """The tone of its badge."""
        return _OUTCOMES[self][1]

    @property
    def presented(self) -> bool:
        """Whether the candidate sat the exam, the minutes known or not."""
        return self in PRESENTED


_OUTCOMES = {
    ExamOutcome.REGISTERED: ("Inscrit", "info"),
    ExamOutcome.PENDING: ("Résultat attendu", "warning"),
    ExamOutcome.PASSED: ("Reçu", "success"),
    ExamOutcome.PARTIAL: ("Réussite partielle", "warning"),
    ExamOutcome.FAILED: ("Non reçu", "danger"),
    ExamOutcome.ABSENT: ("Absent", "neutral"),
    ExamOutcome.EXCUSED: ("Excusé", "neutral"),
    ExamOutcome.WITHDRAWN: ("Désisté", "neutral"),
}

RESULTS = frozenset({ExamOutcome.PASSED, ExamOutcome.PARTIAL, ExamOutcome.FAILED})
"""What the minutes of a jury say."""

PRESENTED = RESULTS | {ExamOutcome.PENDING}

GIVES_BLOCKS = frozenset({ExamOutcome.PASSED, ExamOutcome.PARTIAL})

BEFORE_THE_EXAM = frozenset({ExamOutcome.REGISTERED, ExamOutcome.WITHDRAWN})
"""What may be noted before the first day."""

_OPEN, _AWAY = (ExamOutcome.REGISTERED, ExamOutcome.WITHDRAWN), (ExamOutcome.ABSENT, ExamOutcome.EXCUSED)

USUAL = (
    {(ExamOutcome.REGISTERED, after) for after in ExamOutcome if after is not ExamOutcome.REGISTERED}
    | {(ExamOutcome.PENDING, after) for after in RESULTS}
    | {_AWAY}
    # The same result with another note of ours.
    | {(ExamOutcome.PASSED, ExamOutcome.PASSED)}
)
"""The changes that follow the course of things; every other one of the table corrects a mistake and says why."""

_CORRECTIONS = {
    (before, after)
    for before in (*PRESENTED, *_AWAY)
    for after in (ExamOutcome.REGISTERED, *PRESENTED, *_AWAY)
    if before is not after or before is ExamOutcome.PARTIAL
} | {(ExamOutcome.WITHDRAWN, ExamOutcome.REGISTERED)}

EXAM_TRANSITIONS = Transitions(
    ExamOutcome,
    # An outcome is noted by saying which it is.
    ExamOutcome,
    {(before, after): after for before, after in USUAL | _CORRECTIONS},
    "Ce résultat ne peut pas suivre celui qui est noté. Remettez d’abord la personne comme inscrite.",
)


class Title(Base):
    """A title that people prepare: its code in the national directory, its level, and until when it is registered.

    `confirmed` is false where nobody of the house has read the directory's page. `rncp` and `level` are empty for a
    title that was kept by its name alone.
    """

    __tablename__ = "titles"
    __table_args__ = (CheckConstraint("level BETWEEN 1 AND 8", name="level_exists"),)

    id: Mapped[Pk]
    public_id: Mapped[PublicId]
    rncp: Mapped[str | None] = mapped_column(String(CODE_LENGTH), unique=True)
    # What the title is called; no person.
    label: Mapped[ShortText]
    level: Mapped[int | None]
    # The last day of its registration, where it is known.
    valid_until: Mapped[date | None]
    source: Mapped[ShortText]
    confirmed: Mapped[bool]

    blocks: Mapped[list[TitleBlock]] = relationship(lazy="raise", order_by="TitleBlock.position")

    @property
    def full_label(self) -> str:
        """The code, where there is one, and the name."""
        return f"{self.rncp} {self.label}" if self.rncp else self.label

    def expires_before(self, day: date) -> bool:
        """Tells whether the registration is known to end before a day."""
        return self.valid_until is not None and self.valid_until < day


class TitleBlock(Base):
    """A block of skills (CCP) of a title; whoever has them all has the title. Dates are kept, no block expires."""

    __tablename__ = "title_blocks"
    __table_args__ = (UniqueConstraint("title_id", "code"), UniqueConstraint("title_id", "position"))

    id: Mapped[Pk]
    public_id: Mapped[PublicId]
    title_id: Mapped[int] = mapped_column(ForeignKey("titles.id"))
    code: Mapped[str] = mapped_column(String(CODE_LENGTH))
    label: Mapped[ShortText]
    position: Mapped[int]
    source: Mapped[ShortText]
    confirmed: Mapped[bool]


class ExamSession(Base):
    """The days, both included, on which candidates of a site are examined. A sensitive site keeps no place."""

    __tablename__ = "exam_sessions"
    __table_args__ = (
        UniqueConstraint("site_id", "title_id", "kind", "first_day"),
        CheckConstraint("first_day <= last_day", name="days_in_order"),
    )

    id: Mapped[Pk]
    public_id: Mapped[PublicId]
    site_id: Mapped[int] = mapped_column(ForeignKey("sites.id"))
    title_id: Mapped[int] = mapped_column(ForeignKey("titles.id"), index=True)
    kind: Mapped[ExamKind] = mapped_column(choice(ExamKind))
    first_day: Mapped[date]
    last_day: Mapped[date]
    place: Mapped[ShortText | None]
    # The certifying centre, which is approved for the title and the place.
    centre: Mapped[ShortText | None]

    site: Mapped[Site] = relationship(lazy="raise")
    title: Mapped[Title] = relationship(lazy="raise")
    blocks: Mapped[list[TitleBlock]] = relationship(
        lazy="raise", secondary="exam_session_blocks", order_by="TitleBlock.position"
    )
    jurors: Mapped[list[ExamJuror]] = relationship(lazy="raise", order_by="ExamJuror.id")


class ExamSessionBlock(Base):
    """One of the blocks that a session of single blocks examines."""

    __tablename__ = "exam_session_blocks"

    exam_id: Mapped[int] = mapped_column(ForeignKey("exam_sessions.id"), primary_key=True)
    block_id: Mapped[int] = mapped_column(ForeignKey("title_blocks.id"), primary_key=True)


class ExamJuror(Base):
    """Somebody of the jury, and in which capacity."""

    __tablename__ = "exam_jurors"

    id: Mapped[Pk]
    public_id: Mapped[PublicId]
    exam_id: Mapped[int] = mapped_column(ForeignKey("exam_sessions.id"), index=True)
    name: Mapped[ShortText] = mapped_column(info=personal("composition du jury"))
    capacity: Mapped[ShortText] = mapped_column(info=personal("à quel titre quelqu’un siège au jury"))


class ExamCandidate(Base):
    """Somebody registered for an exam. Congratulations are the jury's word, noted by us: the title has no mention."""

    __tablename__ = "exam_candidates"
    __table_args__ = (
        UniqueConstraint("exam_id", "person_id"),
        CheckConstraint("NOT congratulated OR outcome = 'passed'", name="congratulated_on_success"),
    )

    id: Mapped[Pk]
    exam_id: Mapped[int] = mapped_column(ForeignKey("exam_sessions.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    outcome: Mapped[ExamOutcome] = mapped_column(choice(ExamOutcome), info=personal("résultat d’un examen", 2))
    congratulated: Mapped[bool] = mapped_column(info=personal("félicitations du jury", 2))

    exam: Mapped[ExamSession] = relationship(lazy="raise")
    person: Mapped[Person] = relationship(lazy="raise")
    blocks: Mapped[list[ExamCandidateBlock]] = relationship(lazy="raise", cascade="all, delete-orphan")


class ExamCandidateBlock(Base):
    """A block that a candidate sits, and whether it was obtained."""

    __tablename__ = "exam_candidate_blocks"
    __table_args__ = (Index("ix_exam_candidate_blocks_block_id", "block_id"),)

    candidate_id: Mapped[int] = mapped_column(ForeignKey("exam_candidates.id"), primary_key=True)
    block_id: Mapped[int] = mapped_column(ForeignKey("title_blocks.id"), primary_key=True)
    obtained: Mapped[bool] = mapped_column(info=personal("blocs d’un titre obtenus", 2))

    block: Mapped[TitleBlock] = relationship(lazy="raise")


class ExamStep(Base):
    """One step of a candidate from an outcome to the next, the first from none; `blocks` are the codes obtained."""

    __tablename__ = "exam_steps"
    __table_args__ = ({"info": APPEND_ONLY},)

    id: Mapped[Pk]
    candidate_id: Mapped[int] = mapped_column(ForeignKey("exam_candidates.id"), index=True)
    from_outcome: Mapped[ExamOutcome | None] = mapped_column(choice(ExamOutcome, "from_outcome"))
    to_outcome: Mapped[ExamOutcome] = mapped_column(
        choice(ExamOutcome, "to_outcome"), info=personal("histoire d’un résultat d’examen", 2)
    )
    blocks: Mapped[list[str]] = mapped_column(JSON, info=personal("histoire d’un résultat d’examen", 2))
    congratulated: Mapped[bool] = mapped_column(info=personal("histoire d’un résultat d’examen", 2))
    actor: Mapped[ShortText] = mapped_column(info=personal("qui a noté un résultat d’examen"))
    happened_at: Mapped[Instant]
    reason: Mapped[str | None] = mapped_column(String(REASON_LENGTH), info=personal("pourquoi un résultat a changé", 2))
