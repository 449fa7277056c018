"""Groups that prepare a title together: who belongs to one, and where its half-days are spent."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from shared.db import Base, Minutes, Pk, PublicId, ShortText, choice, personal
from shared.people.models import Half, Person
from shared.training.models.exams import ExamSession, Title
from shared.workshop import Site


class Whereabouts(StrEnum):
    """Where a group spends a half-day when it is not at the workshop."""

    CENTRE = "centre"
    COMPANY = "company"

    @property
    def label(self) -> str:
        """The French name."""
        return "Centre de formation" if self is Whereabouts.CENTRE else "Entreprise"


class Cohort(Base):
    """A group that begins together and prepares a title, from its first to its last day, both included.

    `training_minutes` is what the training body owes each of them; `exam` the exam that leads to the title.
    """

    __tablename__ = "cohorts"
    __table_args__ = (
        UniqueConstraint("site_id", "label"),
        CheckConstraint("first_day <= last_day", name="days_in_order"),
        CheckConstraint("training_minutes > 0", name="some_training"),
    )

    id: Mapped[Pk]
    public_id: Mapped[PublicId]
    site_id: Mapped[int] = mapped_column(ForeignKey("sites.id"))
    # What the group is called; no person.
    label: Mapped[ShortText]
    title_id: Mapped[int] = mapped_column(ForeignKey("titles.id"), index=True)
    exam_id: Mapped[int | None] = mapped_column(ForeignKey("exam_sessions.id"), index=True)
    first_day: Mapped[date]
    last_day: Mapped[date]
    training_minutes: Mapped[Minutes]
    # The training body that gives the hours.
    provider: Mapped[ShortText | None]

    site: Mapped[Site] = relationship(lazy="raise")
    title: Mapped[Title] = relationship(lazy="raise")
    exam: Mapped[ExamSession | None] = relationship(lazy="raise")


class CohortMember(Base):
    """Somebody of a group, from `joined_on` to `left_on`, both included; without it to the group's last day."""

    __tablename__ = "cohort_members"
    __table_args__ = (
        UniqueConstraint("cohort_id", "person_id"),
        CheckConstraint("left_on IS NULL OR joined_on <= left_on", name="days_in_order"),
    )

    id: Mapped[Pk]
    cohort_id: Mapped[int] = mapped_column(ForeignKey("cohorts.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    joined_on: Mapped[date] = mapped_column(info=personal("depuis quand quelqu’un suit la formation d’un groupe"))
    left_on: Mapped[date | None] = mapped_column(info=personal("jusqu’à quand quelqu’un suit la formation d’un groupe"))

    person: Mapped[Person] = relationship(lazy="raise")


class CohortRhythm(Base):
    """The week of a group between two days, both included; no two rhythms of a group share a day."""

    __tablename__ = "cohort_rhythms"
    __table_args__ = (CheckConstraint("first_day <= last_day", name="days_in_order"),)

    id: Mapped[Pk]
    public_id: Mapped[PublicId]
    cohort_id: Mapped[int] = mapped_column(ForeignKey("cohorts.id"), index=True)
    first_day: Mapped[date]
    last_day: Mapped[date]

    halves: Mapped[list[CohortHalf]] = relationship(
        lazy="raise", cascade="all, delete-orphan", order_by="CohortHalf.weekday"
    )


class CohortHalf(Base):
    """A half-day of the week that is spent elsewhere; one that no row names is spent at the workshop. 0 is Monday."""

    __tablename__ = "cohort_halves"
    __table_args__ = (CheckConstraint("weekday BETWEEN 0 AND 6", name="weekday_exists"),)

    rhythm_id: Mapped[int] = mapped_column(ForeignKey("cohort_rhythms.id"), primary_key=True)
    weekday: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    half: Mapped[Half] = mapped_column(choice(Half), primary_key=True)
    place: Mapped[Whereabouts] = mapped_column(choice(Whereabouts))
