"""Hours as a ledger: each half-day of each contract is split, to the minute, over the categories of hours.

A half-day planned for 210 minutes to which somebody came 30 minutes late is two entries: TRAV 180 and RET 30. Totals
are sums of entries, nothing is stored twice. Lines and entries are only ever inserted: a correction is a new line of
the same sheet and contract, and the one of the latest version is in force.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from shared.db import Base, Instant, Minutes, Pk, PublicId, ShortText, choice, personal
from shared.db.triggers import APPEND_ONLY
from shared.kernel.states import Transitions
from shared.people.models import ContractKind, Half

CODE_LENGTH = 10
COMMENT_LENGTH = 200


class DayStatus(StrEnum):
    """How far a day sheet has come."""

    DRAFT = "draft"
    VALIDATED = "validated"
    LOCKED = "locked"

    @property
    def label(self) -> str:
        """The French name."""
        return {"draft": "À valider", "validated": "Validée", "locked": "Verrouillée"}[self.value]


class DayAction(StrEnum):
    """What can be done to a day sheet."""

    RECORD = "record"
    VALIDATE = "validate"
    REOPEN = "reopen"
    LOCK = "lock"


DAY_TRANSITIONS = Transitions(
    DayStatus,
    DayAction,
    {
        (DayStatus.DRAFT, DayAction.RECORD): DayStatus.DRAFT,
        (DayStatus.DRAFT, DayAction.VALIDATE): DayStatus.VALIDATED,
        (DayStatus.VALIDATED, DayAction.REOPEN): DayStatus.DRAFT,
        (DayStatus.VALIDATED, DayAction.LOCK): DayStatus.LOCKED,
    },
    "Cette feuille est déjà validée. Rouvrez-la pour la corriger, sauf si le mois est clos.",
)


class HourCategory(Base):
    """What a minute counts as, from `valid_from` on (included) until a later row of the same code replaces it.

    A row with a `kind` is the exception of that kind of contract; one without is for everybody else.
    """

    __tablename__ = "hour_categories"
    __table_args__ = (
        UniqueConstraint("code", "kind", "valid_from"),
        # NULLs are distinct in a UNIQUE: this keeps the row for everybody single too.
        Index(
            "uq_hour_categories_for_all",
            "code",
            "valid_from",
            unique=True,
            sqlite_where=text("kind IS NULL"),
            postgresql_where=text("kind IS NULL"),
        ),
        {"info": APPEND_ONLY},
    )

    id: Mapped[Pk]
    code: Mapped[str] = mapped_column(String(CODE_LENGTH))
    kind: Mapped[ContractKind | None] = mapped_column(choice(ContractKind))
    label: Mapped[ShortText]
    paid: Mapped[bool]
    # "Travail effectif" in the sense of C. trav. L. 3121-1.
    effective: Mapped[bool]
    training: Mapped[bool]
    # Whether the State pays its aid for these minutes; empty where nobody has confirmed it.
    asp: Mapped[bool | None]
    valid_from: Mapped[date]
    source: Mapped[ShortText]
    # Whether somebody has checked the flags against their source.
    confirmed: Mapped[bool]


class DaySheet(Base):
    """The day of one site's team. `version` grows with each change: two tablets never overwrite each other."""

    __tablename__ = "day_sheets"
    __table_args__ = (UniqueConstraint("site_id", "day"), CheckConstraint("version > 0", name="version_positive"))

    id: Mapped[Pk]
    public_id: Mapped[PublicId]
    site_id: Mapped[int] = mapped_column(ForeignKey("sites.id"))
    day: Mapped[date]
    status: Mapped[DayStatus] = mapped_column(choice(DayStatus), default=DayStatus.DRAFT)
    version: Mapped[int] = mapped_column(default=1)


class DaySheetStep(Base):
    """One step of a day sheet from a status to the next: the log beside the transition table."""

    __tablename__ = "day_sheet_steps"

    id: Mapped[Pk]
    day_sheet_id: Mapped[int] = mapped_column(ForeignKey("day_sheets.id"), index=True)
    action: Mapped[DayAction] = mapped_column(choice(DayAction))
    from_status: Mapped[DayStatus] = mapped_column(choice(DayStatus, "from_status"))
    to_status: Mapped[DayStatus] = mapped_column(choice(DayStatus, "to_status"))
    actor: Mapped[ShortText] = mapped_column(info=personal("qui a validé ou rouvert la feuille"))
    happened_at: Mapped[Instant]
    reason: Mapped[str | None] = mapped_column(
        String(COMMENT_LENGTH), info=personal("pourquoi la feuille a été rouverte")
    )


class DayLine(Base):
    """One person's line on a day sheet, with what was planned when it was recorded.

    `version` is the sheet's version that wrote it. The latest is in force; one without entries takes the others back.
    """

    __tablename__ = "day_lines"
    __table_args__ = (
        UniqueConstraint("day_sheet_id", "contract_id", "version"),
        Index("ix_day_lines_contract_id", "contract_id"),
        {"info": APPEND_ONLY},
    )

    id: Mapped[Pk]
    day_sheet_id: Mapped[int] = mapped_column(ForeignKey("day_sheets.id"))
    contract_id: Mapped[int] = mapped_column(ForeignKey("contracts.id"))
    version: Mapped[int]
    planned_morning: Mapped[Minutes] = mapped_column(info=personal("horaires prévus ce jour-là"))
    planned_afternoon: Mapped[Minutes] = mapped_column(info=personal("horaires prévus ce jour-là"))
    comment: Mapped[str | None] = mapped_column(String(COMMENT_LENGTH), info=personal("précision de l’encadrant"))
    recorded_by: Mapped[ShortText] = mapped_column(info=personal("qui a saisi les heures"))
    recorded_at: Mapped[Instant]


class DayEntry(Base):
    """Minutes of one half-day in one category."""

    __tablename__ = "day_entries"
    __table_args__ = (
        UniqueConstraint("day_line_id", "half", "category"),
        CheckConstraint("minutes > 0 AND minutes <= 1440", name="minutes_of_a_day"),
        {"info": APPEND_ONLY},
    )

    id: Mapped[Pk]
    day_line_id: Mapped[int] = mapped_column(ForeignKey("day_lines.id"))
    half: Mapped[Half] = mapped_column(choice(Half))
    category: Mapped[str] = mapped_column(String(CODE_LENGTH), info=personal("présence et absences", 2))
    minutes: Mapped[Minutes] = mapped_column(info=personal("heures de travail"))


class MonthStatus(StrEnum):
    """How far a site's month has come on its way to payroll."""

    OPEN = "open"
    APPROVED = "approved"
    CHECKED = "checked"
    EXPORTED = "exported"
    LOCKED = "locked"

    @property
    def label(self) -> str:
        """The French name."""
        return {
            "open": "En cours",
            "approved": "Validé par l’encadrement",
            "checked": "Vérifié",
            "exported": "Transmis à la paie",
            "locked": "Clos",
        }[self.value]


class MonthAction(StrEnum):
    """What can be done to a month."""

    APPROVE = "approve"
    CHECK = "check"
    EXPORT = "export"
    LOCK = "lock"
    REOPEN = "reopen"


MONTH_TRANSITIONS = Transitions(
    MonthStatus,
    MonthAction,
    {
        (MonthStatus.OPEN, MonthAction.APPROVE): MonthStatus.APPROVED,
        (MonthStatus.APPROVED, MonthAction.CHECK): MonthStatus.CHECKED,
        (MonthStatus.CHECKED, MonthAction.EXPORT): MonthStatus.EXPORTED,
        (MonthStatus.EXPORTED, MonthAction.EXPORT): MonthStatus.EXPORTED,
        (MonthStatus.EXPORTED, MonthAction.LOCK): MonthStatus.LOCKED,
        (MonthStatus.APPROVED, MonthAction.REOPEN): MonthStatus.OPEN,
        (MonthStatus.CHECKED, MonthAction.REOPEN): MonthStatus.OPEN,
        (MonthStatus.EXPORTED, MonthAction.REOPEN): MonthStatus.OPEN,
    },
    "Ce mois n’en est pas à cette étape. Relisez la page.",
)


class PayrollMonth(Base):
    """A site's month on its way to payroll. `version` grows each time it is reopened: payroll takes the latest."""

    __tablename__ = "payroll_months"
    __table_args__ = (UniqueConstraint("site_id", "first"), CheckConstraint("version > 0", name="version_positive"))

    id: Mapped[Pk]
    public_id: Mapped[PublicId]
    site_id: Mapped[int] = mapped_column(ForeignKey("sites.id"))
    # The first day of the month.
    first: Mapped[date]
    status: Mapped[MonthStatus] = mapped_column(choice(MonthStatus), default=MonthStatus.OPEN)
    version: Mapped[int] = mapped_column(default=1)


class PayrollMonthStep(Base):
    """One step of a month from a status to the next: the log beside the transition table."""

    __tablename__ = "payroll_month_steps"
    __table_args__ = ({"info": APPEND_ONLY},)

    id: Mapped[Pk]
    payroll_month_id: Mapped[int] = mapped_column(ForeignKey("payroll_months.id"), index=True)
    action: Mapped[MonthAction] = mapped_column(choice(MonthAction))
    from_status: Mapped[MonthStatus] = mapped_column(choice(MonthStatus, "from_status"))
    to_status: Mapped[MonthStatus] = mapped_column(choice(MonthStatus, "to_status"))
    actor: Mapped[ShortText] = mapped_column(info=personal("qui a validé, vérifié ou transmis le mois"))
    happened_at: Mapped[Instant]
    reason: Mapped[str | None] = mapped_column(String(COMMENT_LENGTH), info=personal("pourquoi le mois a été rouvert"))


class PayrollExport(Base):
    """One file that payroll has taken: its control totals, and `sha256` of its rows, to tell two files apart."""

    __tablename__ = "payroll_exports"
    __table_args__ = ({"info": APPEND_ONLY},)

    id: Mapped[Pk]
    public_id: Mapped[PublicId]
    payroll_month_id: Mapped[int] = mapped_column(ForeignKey("payroll_months.id"), index=True)
    # The version of the month that the file holds.
    version: Mapped[int]
    profile: Mapped[str] = mapped_column(String(20))
    people: Mapped[int]
    rows: Mapped[int]
    # Minutes by category code.
    minutes: Mapped[dict[str, int]] = mapped_column(JSON)
    sha256: Mapped[str] = mapped_column(String(64))
    actor: Mapped[ShortText] = mapped_column(info=personal("qui a pris le fichier de paie"))
    happened_at: Mapped[Instant]
