"""The PASS IAE of people: issued, suspended, prolonged; and the dated rules that bound it.

No end is stored: it is the first day, the days, and what pushes it. A suspension pushes by one day less than it lasts.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from shared.db import Base, Pk, PublicId, ShortText, choice, personal
from shared.db.triggers import APPEND_ONLY
from shared.people.passes.words import (
    Denial,
    PassLimitCode,
    ProlongationReason,
    ProlongationStatus,
    SuspensionReason,
)

NUMBER_LENGTH = 12


class PassIae(Base):
    """The right of a person to be employed in insertion, for so many `days` from `starts_on` on."""

    __tablename__ = "passes"
    __table_args__ = (
        CheckConstraint(f"length(number) = {NUMBER_LENGTH}", name="number_length"),
        CheckConstraint("days > 0", name="days_positive"),
    )

    id: Mapped[Pk]
    public_id: Mapped[PublicId]
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    number: Mapped[str] = mapped_column(
        String(NUMBER_LENGTH), unique=True, info=personal("numéro du PASS IAE, attribué par l’État", 2)
    )
    starts_on: Mapped[date] = mapped_column(info=personal("dates du PASS IAE", 2))
    # The rule of its first day, frozen.
    days: Mapped[int] = mapped_column(info=personal("dates du PASS IAE", 2))

    suspensions: Mapped[list[PassSuspension]] = relationship(lazy="raise", order_by="PassSuspension.first")
    prolongations: Mapped[list[PassProlongation]] = relationship(lazy="raise", order_by="PassProlongation.id")


class PassSuspension(Base):
    """Days on which a PASS stands still, both included."""

    __tablename__ = "pass_suspensions"
    __table_args__ = (CheckConstraint("first <= last", name="days_in_order"),)

    id: Mapped[Pk]
    public_id: Mapped[PublicId]
    pass_id: Mapped[int] = mapped_column(ForeignKey("passes.id"), index=True)
    first: Mapped[date] = mapped_column(info=personal("suspension du PASS IAE", 2))
    last: Mapped[date] = mapped_column(info=personal("suspension du PASS IAE", 2))
    reason: Mapped[SuspensionReason] = mapped_column(
        choice(SuspensionReason), info=personal("motif administratif de la suspension", 2)
    )


class PassProlongation(Base):
    """So many days more at the end of a PASS, asked for and then granted or not; one request waits at a time.

    `reason` is None where it tells of health or comes close to it: which one it was is written nowhere.
    """

    __tablename__ = "pass_prolongations"
    __table_args__ = (
        CheckConstraint("days > 0", name="days_positive"),
        CheckConstraint("(status = 'pending') = (decided_on IS NULL)", name="decided_unless_pending"),
        CheckConstraint("(status = 'denied') = (denial IS NOT NULL)", name="denial_of_the_denied"),
        Index(
            "uq_pass_prolongations_pending",
            "pass_id",
            unique=True,
            sqlite_where=text("status = 'pending'"),
            postgresql_where=text("status = 'pending'"),
        ),
    )

    id: Mapped[Pk]
    public_id: Mapped[PublicId]
    pass_id: Mapped[int] = mapped_column(ForeignKey("passes.id"), index=True)
    days: Mapped[int] = mapped_column(info=personal("prolongation du PASS IAE", 2))
    reason: Mapped[ProlongationReason | None] = mapped_column(
        choice(ProlongationReason), info=personal("motif de la prolongation, hors santé", 2)
    )
    status: Mapped[ProlongationStatus] = mapped_column(choice(ProlongationStatus))
    asked_on: Mapped[date] = mapped_column(info=personal("prolongation du PASS IAE", 2))
    # Who gives an opinion, where the reason needs one: an organisation rather than somebody.
    prescriber: Mapped[ShortText | None] = mapped_column(info=personal("prescripteur qui donne son avis", 2))
    report_ready: Mapped[bool]
    decided_on: Mapped[date | None] = mapped_column(info=personal("réponse à la prolongation", 2))
    denial: Mapped[Denial | None] = mapped_column(choice(Denial), info=personal("réponse à la prolongation", 2))


class PassLimit(Base):
    """A limit of the PASS from `valid_from` on (included) until a later row of the same code."""

    __tablename__ = "pass_limits"
    __table_args__ = (
        UniqueConstraint("code", "valid_from"),
        CheckConstraint("amount > 0", name="amount_positive"),
        {"info": APPEND_ONLY},
    )

    id: Mapped[Pk]
    public_id: Mapped[PublicId]
    code: Mapped[PassLimitCode] = mapped_column(choice(PassLimitCode))
    amount: Mapped[int]
    source: Mapped[ShortText]
    # Whether somebody has read the source itself.
    confirmed: Mapped[bool]
    valid_from: Mapped[date]


class ProlongationRule(Base):
    """What a reason of prolongation allows and asks for, from `valid_from` on (included) until a later row."""

    __tablename__ = "prolongation_rules"
    __table_args__ = (
        UniqueConstraint("reason", "valid_from"),
        CheckConstraint("each_days > 0 AND (total_days IS NULL OR total_days > 0)", name="amounts_positive"),
        {"info": APPEND_ONLY},
    )

    id: Mapped[Pk]
    public_id: Mapped[PublicId]
    reason: Mapped[ProlongationReason] = mapped_column(choice(ProlongationReason))
    each_days: Mapped[int]
    # In all prolongations for this reason; none where nothing bounds them.
    total_days: Mapped[int | None]
    needs_opinion: Mapped[bool]
    needs_report: Mapped[bool]
    # It tells of health or comes close to it: a prolongation does not name it.
    kept_apart: Mapped[bool]
    source: Mapped[ShortText]
    # Whether somebody has read the source itself; a limit that nobody has read blocks nobody.
    confirmed: Mapped[bool]
    valid_from: Mapped[date]
