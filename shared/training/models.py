"""Exams: when a group is examined for a title, who is a candidate, and what came of it."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from shared.db import Base, Pk, PublicId, ShortText, choice, personal


class ExamOutcome(StrEnum):
    """What came of a candidate's exam."""

    REGISTERED = "registered"
    PASSED = "passed"
    FAILED = "failed"
    ABSENT = "absent"

    @property
    def label(self) -> str:
        """The French name."""
        return {"registered": "Inscrit", "passed": "Reçu", "failed": "Non reçu", "absent": "Absent"}[self.value]


class ExamSession(Base):
    """The days, both included, on which a site's group is examined for a title."""

    __tablename__ = "exam_sessions"
    __table_args__ = (
        UniqueConstraint("site_id", "title", "first_day"),
        CheckConstraint("first_day <= last_day", name="days_in_order"),
    )

    id: Mapped[Pk]
    public_id: Mapped[PublicId]
    site_id: Mapped[int] = mapped_column(ForeignKey("sites.id"))
    title: Mapped[ShortText]
    first_day: Mapped[date]
    last_day: Mapped[date]


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
    outcome: Mapped[ExamOutcome] = mapped_column(choice(ExamOutcome), info=personal("résultat d’un examen"))
    congratulated: Mapped[bool] = mapped_column(info=personal("félicitations du jury"))
