"""Training by half-days: what was taught, who was to come, and who signed."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from shared.db import Base, Instant, Minutes, Pk, PublicId, ShortText, choice, personal
from shared.db.triggers import APPEND_ONLY
from shared.kernel.states import Transitions
from shared.people.models import Half, Person
from shared.training.models.cohorts import Cohort
from shared.training.models.exams import REASON_LENGTH


class TrainingKind(StrEnum):
    """Who gives a training: the house, or somebody else."""

    INTERNAL = "internal"
    EXTERNAL = "external"


class TrainingStatus(StrEnum):
    """How far a session has come."""

    PLANNED = "planned"
    CLOSED = "closed"
    CANCELLED = "cancelled"

    @property
    def label(self) -> str:
        """The French name."""
        return {"planned": "À signer", "closed": "Close", "cancelled": "Annulée"}[self.value]

    @property
    def tone(self) -> str:
        """The tone of its badge."""
        return {"planned": "warning", "closed": "success", "cancelled": "neutral"}[self.value]


class TrainingAction(StrEnum):
    """What can be done to a session."""

    SIGN = "sign"
    CLOSE = "close"
    REOPEN = "reopen"
    CANCEL = "cancel"
    RESTORE = "restore"


TRAINING_TRANSITIONS = Transitions(
    TrainingStatus,
    TrainingAction,
    {
        (TrainingStatus.PLANNED, TrainingAction.SIGN): TrainingStatus.PLANNED,
        (TrainingStatus.PLANNED, TrainingAction.CLOSE): TrainingStatus.CLOSED,
        (TrainingStatus.PLANNED, TrainingAction.CANCEL): TrainingStatus.CANCELLED,
        (TrainingStatus.CLOSED, TrainingAction.REOPEN): TrainingStatus.PLANNED,
        (TrainingStatus.CANCELLED, TrainingAction.RESTORE): TrainingStatus.PLANNED,
    },
    "Cette séance n’en est pas à cette étape. Relisez la page.",
)


class TrainingSession(Base):
    """A half-day of training at a site, of a group or of people chosen one by one.

    `minutes` is how long it lasts, None for the half-day that each timetable plans.
    """

    __tablename__ = "training_sessions"
    __table_args__ = (
        UniqueConstraint("cohort_id", "day", "half"),
        Index("ix_training_sessions_site_id_day", "site_id", "day"),
        CheckConstraint("minutes IS NULL OR minutes BETWEEN 1 AND 720", name="minutes_of_a_half_day"),
    )

    id: Mapped[Pk]
    public_id: Mapped[PublicId]
    site_id: Mapped[int] = mapped_column(ForeignKey("sites.id"))
    cohort_id: Mapped[int | None] = mapped_column(ForeignKey("cohorts.id"))
    subject: Mapped[ShortText]
    kind: Mapped[TrainingKind] = mapped_column(choice(TrainingKind))
    # The training body, of an external one.
    provider: Mapped[ShortText | None]
    trainer: Mapped[ShortText | None] = mapped_column(info=personal("qui donne la formation"))
    day: Mapped[date]
    half: Mapped[Half] = mapped_column(choice(Half))
    minutes: Mapped[Minutes | None]
    status: Mapped[TrainingStatus] = mapped_column(choice(TrainingStatus), default=TrainingStatus.PLANNED)

    cohort: Mapped[Cohort | None] = relationship(lazy="raise")


class TrainingStep(Base):
    """One step of a session; closing it keeps the SHA-256 of the sheet that was signed."""

    __tablename__ = "training_steps"
    __table_args__ = ({"info": APPEND_ONLY},)

    id: Mapped[Pk]
    session_id: Mapped[int] = mapped_column(ForeignKey("training_sessions.id"), index=True)
    action: Mapped[TrainingAction] = mapped_column(choice(TrainingAction))
    from_status: Mapped[TrainingStatus] = mapped_column(choice(TrainingStatus, "from_status"))
    to_status: Mapped[TrainingStatus] = mapped_column(choice(TrainingStatus, "to_status"))
    actor: Mapped[ShortText] = mapped_column(info=personal("qui a clos ou rouvert une séance"))
    happened_at: Mapped[Instant]
    reason: Mapped[str | None] = mapped_column(String(REASON_LENGTH), info=personal("pourquoi une séance est rouverte"))
    sha256: Mapped[str | None] = mapped_column(String(64))


class AttendanceMark(StrEnum):
    """Whether somebody came."""

    EXPECTED = "expected"
    SIGNED = "signed"
    ON_PAPER = "on_paper"
    ABSENT = "absent"

    @property
    def came(self) -> bool:
        """Whether this says that somebody was there."""
        return self in {AttendanceMark.SIGNED, AttendanceMark.ON_PAPER}


class Attendance(Base):
    """Somebody's place on the sheet of a session; `drawing` is the signature as strokes of points, in hundredths.

    `noted_by` is the account of the screen that was signed on.
    """

    __tablename__ = "attendances"
    __table_args__ = (
        CheckConstraint("late_minutes >= 0", name="late_not_negative"),
        CheckConstraint("(mark IN ('signed', 'on_paper')) = (marked_at IS NOT NULL)", name="marked_when_there"),
    )

    session_id: Mapped[int] = mapped_column(ForeignKey("training_sessions.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True, index=True)
    mark: Mapped[AttendanceMark] = mapped_column(
        choice(AttendanceMark), info=personal("présence à une demi-journée de formation")
    )
    late_minutes: Mapped[Minutes] = mapped_column(info=personal("retard à une demi-journée de formation"), default=0)
    marked_at: Mapped[Instant | None]
    noted_by: Mapped[ShortText | None] = mapped_column(info=personal("sur quel écran une signature a été faite"))
    drawing: Mapped[list[list[list[int]]] | None] = mapped_column(JSON, info=personal("signature d’émargement"))

    person: Mapped[Person] = relationship(lazy="raise")
