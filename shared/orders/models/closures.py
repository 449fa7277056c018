"""When a workshop serves nobody."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from shared.db import Base, Pk, PublicId, ShortText, personal


class Closure(Base):
    """Days on which a workshop takes nobody in and delivers nothing, both included: holidays, an exam, stocktaking."""

    __tablename__ = "closures"
    __table_args__ = (
        CheckConstraint("first <= last", name="days_in_order"),
        Index("ix_closures_site_id", "site_id", "last"),
    )

    id: Mapped[Pk]
    public_id: Mapped[PublicId]
    site_id: Mapped[int] = mapped_column(ForeignKey("sites.id"))
    first: Mapped[date]
    last: Mapped[date]
    reason: Mapped[ShortText]
    noted_by: Mapped[ShortText] = mapped_column(info=personal("qui a fermé ces jours"))
