"""Exits with their proofs and what came after, the dated rules that they are told with, and deadlines."""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from shared.db import Base, Instant, Minutes, Pk, PublicId, ShortText, choice, personal
from shared.db.triggers import APPEND_ONLY

EMPLOYER_LENGTH = 120
MOST_MONTHS = 60
"""The longest job, and the latest contact after an exit, that anybody notes."""

DURABLE_MONTHS = 6
"""What the reasons of the ASP say in their names (« de 6 mois ou plus »)."""


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
    __table_args__ = (
        UniqueConstraint("code", "valid_from"),
        CheckConstraint("category <> 'withdrawn' OR NOT in_denominator", name="withdrawn_uncounted"),
        {"info": APPEND_ONLY},
    )

    id: Mapped[Pk]
    public_id: Mapped[PublicId]
    code: Mapped[int]
    label: Mapped[ShortText]
    category: Mapped[ExitCategory] = mapped_column(choice(ExitCategory))
    # Whether the ASP divides by it; a withdrawal is never counted.
    in_denominator: Mapped[bool]
    job_or_training: Mapped[bool]
    # It tells of health or justice: an exit does not name it, the vault does.
    confidential: Mapped[bool]
    source: Mapped[ShortText]
    # Whether somebody has read the source itself.
    confirmed: Mapped[bool]
    valid_from: Mapped[date]


class ExitRule(Base):
    """Which exits the ASP counts, from `valid_from` on (included) until a later row: so long a stay, so much worked.

    `durable_months` is how long a fixed-term job lasts at least to count as a durable one.
    """

    __tablename__ = "exit_rules"
    __table_args__ = (
        UniqueConstraint("valid_from"),
        CheckConstraint("least_days >= 0 AND least_minutes >= 0", name="not_negative"),
        CheckConstraint(f"durable_months BETWEEN 1 AND {MOST_MONTHS}", name="durable_months"),
        {"info": APPEND_ONLY},
    )

    id: Mapped[Pk]
    public_id: Mapped[PublicId]
    # From the first to the last day of contracts that follow each other, both included.
    least_days: Mapped[int]
    least_minutes: Mapped[Minutes]
    durable_months: Mapped[int] = mapped_column(default=DURABLE_MONTHS)
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


class EmployerKind(StrEnum):
    """Who employs somebody who has left."""

    COMPANY = "company"
    ASSOCIATION = "association"
    PUBLIC = "public"
    TEMPING = "temping"
    INSERTION = "insertion"
    OWN = "own"

    @property
    def label(self) -> str:
        """The French words."""
        return {
            "company": "Entreprise",
            "association": "Association",
            "public": "Employeur public",
            "temping": "Agence d’intérim",
            "insertion": "Structure d’insertion",
            "own": "Sa propre entreprise",
        }[self.value]


class JobContract(StrEnum):
    """Under which contract somebody who has left works."""

    OPEN_ENDED = "open_ended"
    FIXED_TERM = "fixed_term"
    TEMPORARY = "temporary"
    APPRENTICESHIP = "apprenticeship"
    OTHER = "other"

    @property
    def label(self) -> str:
        """The French words."""
        return {
            "open_ended": "CDI",
            "fixed_term": "CDD",
            "temporary": "Intérim",
            "apprenticeship": "Alternance",
            "other": "Autre",
        }[self.value]


class ExitJob(Base):
    """The job that somebody has left for, as far as it is known; of several rows the latest counts."""

    __tablename__ = "exit_jobs"
    __table_args__ = (
        CheckConstraint(f"months BETWEEN 1 AND {MOST_MONTHS}", name="months"),
        {"info": APPEND_ONLY},
    )

    id: Mapped[Pk]
    exit_id: Mapped[int] = mapped_column(ForeignKey("exits.id"), index=True)
    employer_kind: Mapped[EmployerKind | None] = mapped_column(
        choice(EmployerKind), info=personal("emploi à la sortie", 2)
    )
    employer: Mapped[str] = mapped_column(String(EMPLOYER_LENGTH), info=personal("emploi à la sortie", 2))
    contract: Mapped[JobContract | None] = mapped_column(choice(JobContract), info=personal("emploi à la sortie", 2))
    # How long it is planned to last; empty for one without end, or where nobody knows.
    months: Mapped[int | None] = mapped_column(info=personal("emploi à la sortie", 2))
    told_by: Mapped[ShortText] = mapped_column(info=personal("qui a noté l’emploi"))
    told_at: Mapped[Instant]


class ExitProof(Base):
    """A document that proves an exit; it counts as long as the document is not withdrawn."""

    __tablename__ = "exit_proofs"
    __table_args__ = ({"info": APPEND_ONLY},)

    id: Mapped[Pk]
    exit_id: Mapped[int] = mapped_column(ForeignKey("exits.id"), index=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("person_documents.id"), unique=True)


class Rhythm(StrEnum):
    """For how long a site follows those who have left."""

    USUAL = "usual"
    LONG = "long"

    @property
    def label(self) -> str:
        """The French words."""
        return {"usual": "Contacts après la sortie", "long": "Contacts après la sortie, suivi long"}[self.value]

    @classmethod
    def at(cls, *, sensitive: bool) -> Rhythm:
        """Returns the rhythm of a site."""
        return cls.LONG if sensitive else cls.USUAL


class ContactRule(Base):
    """How many months after an exit people are asked what has become of them; for exits from `valid_from` on."""

    __tablename__ = "contact_rules"
    __table_args__ = (UniqueConstraint("rhythm", "valid_from"), {"info": APPEND_ONLY})

    id: Mapped[Pk]
    public_id: Mapped[PublicId]
    rhythm: Mapped[Rhythm] = mapped_column(choice(Rhythm))
    # Rising numbers with a space between them.
    listed: Mapped[str] = mapped_column(String(40))
    source: Mapped[ShortText]
    # Whether somebody has read the source itself.
    confirmed: Mapped[bool]
    valid_from: Mapped[date]

    @property
    def months(self) -> tuple[int, ...]:
        """The months, the first one first."""
        return tuple(int(each) for each in self.listed.split())


class Situation(StrEnum):
    """What has become of somebody, some months after the exit."""

    JOB = "job"
    TRAINING = "training"
    SEARCHING = "searching"
    OTHER = "other"
    UNKNOWN = "unknown"

    @property
    def label(self) -> str:
        """The French words."""
        return {
            "job": "En emploi",
            "training": "En formation",
            "searching": "Cherche un emploi",
            "other": "Autre situation",
            "unknown": "On ne sait pas",
        }[self.value]


class ExitContact(Base):
    """Somebody was called, so many `months` after the exit; of several rows for the same month the latest counts."""

    __tablename__ = "exit_contacts"
    __table_args__ = (
        CheckConstraint(f"months BETWEEN 1 AND {MOST_MONTHS}", name="months"),
        CheckConstraint("reached OR situation = 'unknown'", name="unreached_unknown"),
        {"info": APPEND_ONLY},
    )

    id: Mapped[Pk]
    exit_id: Mapped[int] = mapped_column(ForeignKey("exits.id"), index=True)
    months: Mapped[int]
    contacted_on: Mapped[date] = mapped_column(info=personal("suivi après la sortie", 2))
    reached: Mapped[bool] = mapped_column(info=personal("suivi après la sortie", 2))
    situation: Mapped[Situation] = mapped_column(choice(Situation), info=personal("suivi après la sortie", 2))
    noted_by: Mapped[ShortText] = mapped_column(info=personal("qui a noté un contact"))
    noted_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), info=personal("qui a noté un contact"))
    noted_at: Mapped[Instant]


class DeadlineKind(StrEnum):
    """What expires."""

    UNCOVERED = "uncovered"
    TRIAL = "trial"
    CONTRACT = "contract"
    PASS = "pass"  # noqa: S105 - a PASS IAE
    DEROGATION = "derogation"
    PERMIT = "permit"
    MEDICAL_VISIT = "medical_visit"
    EXAM = "exam"
    TITLE = "title"
    FOLLOW_UP = "follow_up"

    @property
    def label(self) -> str:
        """The French words."""
        return {
            "uncovered": "Contrat plus long que le PASS",
            "trial": "Fin d’essai",
            "contract": "Fin de contrat",
            "pass": "Fin du PASS IAE",
            "derogation": "Fin de dérogation",
            "permit": "Titre de séjour",
            "medical_visit": "Visite médicale",
            "exam": "Examen",
            "title": "Titre qui expire",
            "follow_up": "Contact après la sortie",
        }[self.value]

    @property
    def horizon(self) -> timedelta:
        """How long before its day it appears. Source: the deadlines that advisers asked for (CI-06)."""
        return timedelta(days={"pass": 210, "permit": 120, "trial": 14, "follow_up": 31}.get(self.value, 60))


class DeadlineMark(Base):
    """What somebody said of a deadline: who sees to it, until when it was put off. The deadline itself is counted.

    `subject` is the public id of the contract, the PASS, the exam or the person that it is about; a contact after an
    exit has one of its own, made from the exit and the months.
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


class DeadlineNotice(Base):
    """A deadline that nobody sees to since a day, and of which the direction was told by mail: once for that wait."""

    __tablename__ = "deadline_notices"
    __table_args__ = (UniqueConstraint("kind", "subject", "since"), {"info": APPEND_ONLY})

    id: Mapped[Pk]
    kind: Mapped[DeadlineKind] = mapped_column(choice(DeadlineKind))
    subject: Mapped[UUID]
    since: Mapped[date]
    told_at: Mapped[Instant]
