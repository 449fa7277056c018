"""People, contracts and the planned timetable of each contract."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from shared.db import Base, Cents, Minutes, Pk, PublicId, ShortText, choice, personal
from shared.db.triggers import APPEND_ONLY
from shared.workshop import Site

NAME_LENGTH = 80
MATRICULE_LENGTH = 20

NO_TERM = date(2199, 12, 31)
"""The last day of a contract that has none; no other contract is signed for so long."""


class ContractKind(StrEnum):
    """The kind of insertion contract. Sources: C. trav. L. 5132-15-1 (CDDI); C. pénit. L. 412-10 (CEP)."""

    CDDI = "cddi"
    CEP = "cep"

    @property
    def label(self) -> str:
        """The French name."""
        return {"cddi": "CDDI", "cep": "CEP"}[self.value]

    @classmethod
    def at(cls, site: Site) -> ContractKind:
        """Returns the kind that a site signs."""
        return cls.signed_where(sensitive=site.sensitive)

    @classmethod
    def signed_where(cls, *, sensitive: bool) -> ContractKind:
        """Returns the same: a sensitive site signs CEP alone, any other CDDI."""
        return cls.CEP if sensitive else cls.CDDI


class Half(StrEnum):
    """A half-day: the unit in which presence is declared."""

    MORNING = "am"
    AFTERNOON = "pm"

    @property
    def label(self) -> str:
        """The French name."""
        return "matin" if self is Half.MORNING else "après-midi"

    @property
    def when(self) -> str:
        """The French name with its article: when something happened."""
        return "le matin" if self is Half.MORNING else "l’après-midi"


class LimitCode(StrEnum):
    """What a labour limit bounds; the unit of its amount: minutes unless it says otherwise."""

    LONGEST_DAY = "longest_day"
    LONGEST_WEEK = "longest_week"
    LEGAL_WEEK = "legal_week"
    # The mean week over twelve weeks in a row.
    LONGEST_MEAN_WEEK = "longest_mean_week"
    # Hours beyond the contract, in basis points of the contract's week.
    COMPLEMENTARY_SHARE = "complementary_share"
    # By how much the mean week over twelve weeks exceeds the contract before it has to be amended.
    LASTING_EXCESS = "lasting_excess"
    LONGEST_WITHOUT_BREAK = "longest_without_break"
    # In days.
    WORKING_DAYS_IN_A_WEEK = "working_days_in_a_week"
    SHORTEST_CONTRACT_WEEK = "shortest_contract_week"
    LONGEST_CONTRACT_WEEK = "longest_contract_week"
    # In months; so are the paths, all contracts of a person added, and the decisions that derogate.
    SHORTEST_CONTRACT = "shortest_contract"
    LONGEST_PATH = "longest_path"
    LONGEST_PATH_DISABILITY = "longest_path_disability"
    LONGEST_PATH_SENIOR = "longest_path_senior"
    LONGEST_PATH_DIFFICULTIES = "longest_path_difficulties"
    LONGEST_DIFFICULTIES_DECISION = "longest_difficulties_decision"
    LONGEST_SHORT_WEEK = "longest_short_week"
    # In years of age.
    SENIOR_AGE = "senior_age"
    OPEN_ENDED_AGE = "open_ended_age"
    # In months since the path began.
    OPEN_ENDED_AFTER = "open_ended_after"
    # In basis points of the minimum wage.
    PAY_SHARE = "pay_share"

    @property
    def label(self) -> str:
        """The French words."""
        return _LIMIT_LABELS[self]

    @property
    def unit(self) -> Unit:
        """What its amount counts."""
        return _LIMIT_UNITS.get(self, Unit.MINUTES)


class Unit(StrEnum):
    """What the amount of a labour limit counts."""

    MINUTES = "minutes"
    BASIS_POINTS = "basis_points"
    DAYS = "days"
    MONTHS = "months"
    YEARS = "years"


_LIMIT_LABELS = {
    LimitCode.LONGEST_DAY: "Durée d’une journée, au plus",
    LimitCode.LONGEST_WEEK: "Durée d’une semaine, au plus",
    LimitCode.LEGAL_WEEK: "Durée légale de la semaine",
    LimitCode.LONGEST_MEAN_WEEK: "Moyenne sur douze semaines, au plus",
    LimitCode.COMPLEMENTARY_SHARE: "Heures complémentaires, au plus",
    LimitCode.LASTING_EXCESS: "Dépassement durable qui modifie le contrat",
    LimitCode.LONGEST_WITHOUT_BREAK: "Travail sans pause, au plus",
    LimitCode.WORKING_DAYS_IN_A_WEEK: "Jours travaillés dans la semaine, au plus",
    LimitCode.SHORTEST_CONTRACT_WEEK: "Semaine du contrat, au moins",
    LimitCode.LONGEST_CONTRACT_WEEK: "Semaine du contrat, au plus",
    LimitCode.SHORTEST_CONTRACT: "Durée du contrat, au moins",
    LimitCode.LONGEST_PATH: "Durée des contrats en tout, au plus",
    LimitCode.LONGEST_PATH_DISABILITY: "La même, avec une reconnaissance de handicap",
    LimitCode.LONGEST_PATH_SENIOR: "La même, pour les plus âgés",
    LimitCode.LONGEST_PATH_DIFFICULTIES: "La même, avec des difficultés particulièrement importantes",
    LimitCode.LONGEST_DIFFICULTIES_DECISION: "Durée d’une telle décision, au plus",
    LimitCode.LONGEST_SHORT_WEEK: "Dérogation à la semaine la plus courte, au plus",
    LimitCode.SENIOR_AGE: "Âge à partir duquel on peut aller au-delà",
    LimitCode.OPEN_ENDED_AGE: "CDI inclusion\u00a0: âge, au moins",
    LimitCode.OPEN_ENDED_AFTER: "CDI inclusion\u00a0: après le début du parcours, au moins",
    LimitCode.PAY_SHARE: "Salaire horaire, part du SMIC au moins",
}
_LIMIT_UNITS = {
    LimitCode.COMPLEMENTARY_SHARE: Unit.BASIS_POINTS,
    LimitCode.WORKING_DAYS_IN_A_WEEK: Unit.DAYS,
    LimitCode.SHORTEST_CONTRACT: Unit.MONTHS,
    LimitCode.LONGEST_PATH: Unit.MONTHS,
    LimitCode.LONGEST_PATH_DISABILITY: Unit.MONTHS,
    LimitCode.LONGEST_PATH_SENIOR: Unit.MONTHS,
    LimitCode.LONGEST_PATH_DIFFICULTIES: Unit.MONTHS,
    LimitCode.LONGEST_DIFFICULTIES_DECISION: Unit.MONTHS,
    LimitCode.LONGEST_SHORT_WEEK: Unit.MONTHS,
    LimitCode.SENIOR_AGE: Unit.YEARS,
    LimitCode.OPEN_ENDED_AGE: Unit.YEARS,
    LimitCode.OPEN_ENDED_AFTER: Unit.MONTHS,
    LimitCode.PAY_SHARE: Unit.BASIS_POINTS,
}


class LabourLimit(Base):
    """What the law allows for a kind of contract, from `valid_from` on (included) until a later row."""

    __tablename__ = "labour_limits"
    __table_args__ = (
        UniqueConstraint("kind", "code", "valid_from"),
        CheckConstraint("amount > 0", name="amount_positive"),
        {"info": APPEND_ONLY},
    )

    id: Mapped[Pk]
    public_id: Mapped[PublicId]
    kind: Mapped[ContractKind] = mapped_column(choice(ContractKind))
    code: Mapped[LimitCode] = mapped_column(choice(LimitCode))
    amount: Mapped[int]
    source: Mapped[ShortText]
    # Whether somebody has read the source itself.
    confirmed: Mapped[bool]
    valid_from: Mapped[date]


class MinimumWage(Base):
    """The gross minimum wage of an hour (SMIC), in cents, from `valid_from` on (included) until a later row."""

    __tablename__ = "minimum_wages"
    __table_args__ = (CheckConstraint("hourly_cents > 0", name="paid"), {"info": APPEND_ONLY})

    id: Mapped[Pk]
    public_id: Mapped[PublicId]
    hourly_cents: Mapped[Cents]
    source: Mapped[ShortText]
    # Whether somebody has read the source itself.
    confirmed: Mapped[bool]
    valid_from: Mapped[date] = mapped_column(unique=True)


class Person(Base):
    """Somebody employed, now or before, by one of the workshops."""

    __tablename__ = "people"
    __table_args__ = (Index("ix_people_name", "sort_name"),)

    id: Mapped[Pk]
    public_id: Mapped[PublicId]
    first_name: Mapped[str] = mapped_column(String(NAME_LENGTH), info=personal("identité au travail"))
    last_name: Mapped[str] = mapped_column(String(NAME_LENGTH), info=personal("identité au travail"))
    sort_name: Mapped[str] = mapped_column(String(2 * NAME_LENGTH), info=personal("trier et chercher sans accents"))
    # Text, not a number: payroll software distinguishes 00012 from 12. Empty until payroll has given one.
    matricule: Mapped[str | None] = mapped_column(
        String(MATRICULE_LENGTH), unique=True, info=personal("identifiant de paie")
    )
    # Asked for when the hire is recorded, and empty where nobody knows it.
    born_on: Mapped[date | None] = mapped_column(info=personal("âge\u00a0: droits du contrat, bilan annuel", 2))
    # The last day of a residence permit, where there is one to renew.
    permit_until: Mapped[date | None] = mapped_column(info=personal("fin du titre de séjour, à renouveler à temps", 2))
    # The day alone: what is said there is kept nowhere.
    medical_visit_on: Mapped[date | None] = mapped_column(info=personal("prochaine visite médicale, pour la prévoir"))
    # The account with which somebody opens the own page; most have none.
    user_id: Mapped[int | None] = mapped_column(
        ForeignKey("users.id"), unique=True, info=personal("ouvrir sa propre page")
    )

    @property
    def full_name(self) -> str:
        """First name then last name."""
        return f"{self.first_name} {self.last_name}"


class Contract(Base):
    """An insertion contract at a site, from `starts_on` to `ends_on`, both included; `NO_TERM` for a CDI inclusion."""

    __tablename__ = "contracts"
    __table_args__ = (
        CheckConstraint("starts_on <= ends_on", name="starts_before_end"),
        CheckConstraint("weekly_minutes > 0 AND weekly_minutes <= 2880", name="weekly_minutes_lawful"),
        CheckConstraint("kind <> 'cep'", name="kind_unsaid"),
        CheckConstraint("hourly_cents > 0", name="paid"),
    )

    id: Mapped[Pk]
    public_id: Mapped[PublicId]
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("sites.id"), index=True)
    # Empty at a sensitive site, which signs one kind alone: the row itself need not say so.
    kind: Mapped[ContractKind | None] = mapped_column(choice(ContractKind), info=personal("droits du contrat"))
    job: Mapped[str] = mapped_column(String(NAME_LENGTH), info=personal("poste occupé"))
    starts_on: Mapped[date] = mapped_column(info=personal("dates du contrat"))
    ends_on: Mapped[date] = mapped_column(info=personal("dates du contrat"))
    weekly_minutes: Mapped[Minutes] = mapped_column(info=personal("durée du travail"))
    # Gross, for an hour; empty at a sensitive site, where it would tell the kind of contract, and where nobody said it.
    hourly_cents: Mapped[int | None] = mapped_column(info=personal("salaire horaire", 2))
    # Why it was signed although a rule refuses it.
    signed_despite: Mapped[str | None] = mapped_column(String(200), info=personal("règle écartée, et pourquoi", 2))

    person: Mapped[Person] = relationship(lazy="raise")
    site: Mapped[Site] = relationship(lazy="raise")
    derogations: Mapped[list[ContractDerogation]] = relationship(lazy="raise", cascade="all, delete-orphan")
    timetable: Mapped[list[TimetableSlot]] = relationship(
        lazy="raise", cascade="all, delete-orphan", order_by="TimetableSlot.weekday, TimetableSlot.starts_at"
    )


class TimetableSlot(Base):
    """A half-day that the contract plans each week: `weekday` 0 is Monday; times are minutes after midnight."""

    __tablename__ = "timetable_slots"
    __table_args__ = (
        UniqueConstraint("contract_id", "weekday", "half"),
        CheckConstraint("weekday BETWEEN 0 AND 6", name="weekday"),
        CheckConstraint("starts_at >= 0 AND starts_at < ends_at AND ends_at <= 1440", name="times_in_order"),
    )

    id: Mapped[Pk]
    contract_id: Mapped[int] = mapped_column(ForeignKey("contracts.id"))
    weekday: Mapped[int] = mapped_column(info=personal("horaires prévus"))
    half: Mapped[Half] = mapped_column(choice(Half))
    starts_at: Mapped[Minutes] = mapped_column(info=personal("horaires prévus"))
    ends_at: Mapped[Minutes] = mapped_column(info=personal("horaires prévus"))

    @property
    def minutes(self) -> int:
        """How long the half-day is planned to last."""
        return self.ends_at - self.starts_at


class Ground(StrEnum):
    """Why a contract goes beyond what the law allows everybody. Sources: C. trav. L. 5132-15-1, D. 5132-43-5 and -8."""

    TRAINING = "training"
    DISABILITY = "disability"
    SENIOR = "senior"
    DIFFICULTIES = "difficulties"
    SHORT_WEEK = "short_week"
    SHORT_WEEK_OF_ALL = "short_week_of_all"

    @property
    def label(self) -> str:
        """The French words."""
        return {
            "training": "Finir une formation en cours",
            "disability": "Reconnaissance de handicap (RQTH)",
            "senior": "50 ans et plus",
            "difficulties": "Difficultés particulièrement importantes",
            "short_week": "Moins d’heures par semaine, pour cette personne",
            "short_week_of_all": "Moins d’heures par semaine, pour tout le chantier",
        }[self.value]

    @property
    def about_hours(self) -> bool:
        """Whether it is about the week, not about how long the contracts last in all."""
        return self in {Ground.SHORT_WEEK, Ground.SHORT_WEEK_OF_ALL}

    @property
    def confidential(self) -> bool:
        """Whether it tells of health or of what somebody went through: the row does not name it, the vault does."""
        return self in {Ground.DISABILITY, Ground.DIFFICULTIES}


class ContractDerogation(Base):
    """A decision that lets a contract go beyond a rule; `ground` is empty where it is confidential."""

    __tablename__ = "contract_derogations"
    __table_args__ = (
        CheckConstraint("ground NOT IN ('disability', 'difficulties')", name="ground_unsaid"),
        CheckConstraint("decided_on <= until", name="days_in_order"),
    )

    id: Mapped[Pk]
    contract_id: Mapped[int] = mapped_column(ForeignKey("contracts.id"), index=True)
    ground: Mapped[Ground | None] = mapped_column(choice(Ground), info=personal("motif de dérogation", 2))
    decided_on: Mapped[date] = mapped_column(info=personal("date de la décision", 2))
    # Its last day, where it has one: of the training, of the decision.
    until: Mapped[date | None] = mapped_column(info=personal("fin de la dérogation", 2))
    kept_at: Mapped[ShortText] = mapped_column(info=personal("où se trouve la décision", 2))
