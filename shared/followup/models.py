"""Exits, and the dated reasons that they are told with."""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from shared.db import Base, Instant, Minutes, Pk, PublicId, ShortText, choice, personal
from shared.db.triggers import APPEND_ONLY


class ExitCategory(StrEnum):
    """What an exit counts as in the eyes of the ASP. Source: `rcs_libelle` of its exit categories."""

    DURABLE = "durable"
    TRANSITION = "transition"
    POSITIVE = "positive"
    OTHER = "other"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> str:
        """The French name."""
        return {
            "durable": "Emploi durable",
            "transition": "Emploi de transition",
            "positive": "Sortie positive",
            "other": "Autre sortie",
            "withdrawn": "Retrait des sorties constatées",
        }[self.value]


class ExitReason(Base):
    """A reason that the ASP knows by `code`, from `valid_from` on (included) until a later row of the same code.

    `job_or_training` is the association's own indicator; the category is the ASP's: two different questions.
    """

    __tablename__ = "exit_reasons"
    __table_args__ = (UniqueConstraint("code", "valid_from"), {"info": APPEND_ONLY})

    id: Mapped[Pk]
    public_id: Mapped[PublicId]
    code: Mapped[int]
    label: Mapped[ShortText]
    category: Mapped[ExitCategory] = mapped_column(choice(ExitCategory))
    job_or_training: Mapped[bool]
    # It tells of health or justice: an exit does not name it, the vault does.
    confidential: Mapped[bool]
    source: Mapped[ShortText]
    # Whether somebody has read the source itself.
    confirmed: Mapped[bool]
    valid_from: Mapped[date]


class ExitRule(Base):
    """Which exits the ASP counts, from `valid_from` on (included) until a later row: so long a stay, so much worked."""

    __tablename__ = "exit_rules"
    __table_args__ = (
        UniqueConstraint("valid_from"),
        CheckConstraint("least_days >= 0 AND least_minutes >= 0", name="not_negative"),
        {"info": APPEND_ONLY},
    )

    id: Mapped[Pk]
    public_id: Mapped[PublicId]
    # From the first to the last day of contracts that follow each other, both included.
    least_days: Mapped[int]
    least_minutes: Mapped[Minutes]
    source: Mapped[ShortText]
    # Whether somebody has read the source itself.
    confirmed: Mapped[bool]
    valid_from: Mapped[date]


class Exit(Base):
    """Somebody has left: on the last day of the last contract, for a reason; None where the reason is confidential."""

    __tablename__ = "exits"
    __table_args__ = (UniqueConstraint("person_id", "left_on"),)

    id: Mapped[Pk]
    public_id: Mapped[PublicId]
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    site_id: Mapped[int] = mapped_column(ForeignKey("sites.id"), index=True)
    left_on: Mapped[date] = mapped_column(info=personal("date de sortie", 2))
    reason_id: Mapped[int | None] = mapped_column(ForeignKey("exit_reasons.id"), info=personal("motif de sortie", 2))
    recorded_by: Mapped[ShortText] = mapped_column(info=personal("qui a noté la sortie"))
    recorded_at: Mapped[Instant]

    reason: Mapped[ExitReason | None] = relationship(lazy="raise")


class DeadlineKind(StrEnum):
    """What expires."""

    UNCOVERED = "uncovered"
    TRIAL = "trial"
    CONTRACT = "contract"
    PASS = "pass"  # noqa: S105 - a PASS IAE
    DEROGATION = "derogation"
    EXAM = "exam"
    TITLE = "title"

    @property
    def label(self) -> str:
        """The French words."""
        return {
            "uncovered": "Contrat plus long que le PASS",
            "trial": "Fin d’essai",
            "contract": "Fin de contrat",
            "pass": "Fin du PASS IAE",
            "derogation": "Fin de dérogation",
            "exam": "Examen",
            "title": "Titre qui expire",
        }[self.value]

    @property
    def horizon(self) -> timedelta:
        """How long before its day it appears. Source: the deadlines that advisers asked for (CI-06)."""
        return timedelta(days={"pass": 210, "trial": 14}.get(self.value, 60))


class DeadlineMark(Base):
    """What somebody said of a deadline: who sees to it, until when it was put off. The deadline itself is counted.

    `subject` is the public id of the contract, the PASS or the exam that it is about.
    """

    __tablename__ = "deadline_marks"
    __table_args__ = (UniqueConstraint("kind", "subject"),)

    id: Mapped[Pk]
    kind: Mapped[DeadlineKind] = mapped_column(choice(DeadlineKind))
    subject: Mapped[UUID]
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), info=personal("qui suit une échéance"))
    snoozed_until: Mapped[date | None]
    reason: Mapped[str | None] = mapped_column(String(200), info=personal("pourquoi une échéance attend", 2))
    noted_by: Mapped[ShortText] = mapped_column(info=personal("qui a noté l’échéance"))
    noted_at: Mapped[Instant]
