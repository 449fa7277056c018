"""What consumer law wants said: texts that are dated rows, and what a customer declared."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from shared.db import Base, Instant, Pk, PublicId, ShortText, personal
from shared.db.triggers import APPEND_ONLY


class Withdrawal(StrEnum):
    """Whether a consumer may change their mind within 14 days, and if not, why. Source: C. conso. L221-18, L221-28."""

    GOODS = "goods"
    SERVICE = "service"
    DATED = "dated"
    PERISHABLE = "perishable"

    @property
    def is_possible(self) -> bool:
        """Whether there is a right to withdraw at all."""
        return self in {Withdrawal.GOODS, Withdrawal.SERVICE}


class LegalText(Base):
    """A text for customers, of the whole house or of one site, from `valid_from` on (included) until a later row."""

    __tablename__ = "legal_texts"
    __table_args__ = (UniqueConstraint("code", "site_id", "valid_from"), {"info": APPEND_ONLY})

    id: Mapped[Pk]
    code: Mapped[str] = mapped_column(String(30))
    # None where it is the same for every workshop.
    site_id: Mapped[int | None] = mapped_column(ForeignKey("sites.id"), index=True)
    title: Mapped[ShortText]
    text: Mapped[str] = mapped_column(Text)
    valid_from: Mapped[date]
    source: Mapped[ShortText]
    # Whether the association has read and approved it.
    confirmed: Mapped[bool]


class WithdrawalNotice(Base):
    """A consumer's declaration that they withdraw, with the instant at which it came."""

    __tablename__ = "withdrawal_notices"
    __table_args__ = ({"info": APPEND_ONLY},)

    id: Mapped[Pk]
    public_id: Mapped[PublicId]
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"), unique=True)
    name: Mapped[ShortText] = mapped_column(info=personal("qui se rétracte", 0))
    declared_at: Mapped[Instant]
