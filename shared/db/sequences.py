"""Numbered series without gaps: one locked counter row per series, advanced in the unit that uses the number."""

from __future__ import annotations

from sqlalchemy import BigInteger, CheckConstraint, String, text
from sqlalchemy.orm import Mapped, mapped_column

from shared.db.base import Base, session
from shared.db.units import UnitError, in_unit


class Sequence(Base):
    """The last number given in a series."""

    __tablename__ = "sequences"
    __table_args__ = (CheckConstraint("last_number > 0", name="last_number_positive"),)

    series: Mapped[str] = mapped_column(String(40), primary_key=True)
    last_number: Mapped[int] = mapped_column(BigInteger)


def next_number(series: str) -> int:
    """Returns the next number of `series`, from 1; its row stays locked until the unit ends: a rollback leaves no gap.

    Raises UnitError outside a writing unit. Source: CGI annexe II, art. 242 nonies A, I-7° (chronological, continuous).
    """
    if not in_unit():
        message = "a number is taken inside the unit that uses it"
        raise UnitError(message)
    statement = text(
        "INSERT INTO sequences (series, last_number) VALUES (:series, 1) "
        "ON CONFLICT (series) DO UPDATE SET last_number = sequences.last_number + 1 RETURNING last_number"
    )
    return int(session.execute(statement, {"series": series}).scalar_one())
