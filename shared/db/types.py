"""Column types: what a number means stands in its type, so that no column mixes cents with micros.

| type | unit |
|---|---|
| Cents | signed 1e-2 € |
| Micros | signed 1e-6 € (unit prices) |
| E4 | 1e-4 (quantities) |
| Bp | 1e-4 (rates: 2000 is 20 %) |
| Minutes | minutes |
| Instant | aware UTC instant |
"""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

from sqlalchemy import BigInteger, DateTime, Enum, Integer, String, Uuid
from sqlalchemy.orm import mapped_column
from sqlalchemy.types import TypeDecorator

from shared.db.base import IntegerId
from shared.kernel.identifiers import new_public_id

if TYPE_CHECKING:
    from sqlalchemy.engine import Dialect

CHOICE_LENGTH = 40


class UtcDateTime(TypeDecorator[datetime]):
    """Stores aware instants in UTC and gives them back aware, on SQLite too; refuses a naive one with ValueError."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Turns the instant into UTC; SQLite has no zones, so it gets the bare UTC time."""
        if value is None:
            return None
        if value.tzinfo is None:
            message = f"a naive instant cannot be stored: {value!r}"
            raise ValueError(message)
        instant = value.astimezone(UTC)
        return instant.replace(tzinfo=None) if dialect.name == "sqlite" else instant

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Gives the zone back."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if dialect.name == "sqlite" else value.astimezone(UTC)


def choice(kind: type[StrEnum], name: str | None = None) -> Enum:
    """Returns the column type of an enumeration: its values as text, with a named CHECK on both databases.

    The CHECK bears the enumeration's name, or `name` where a table has two columns of one enumeration.
    """
    snake = "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in kind.__name__).lstrip("_")
    return Enum(
        kind,
        name=name or snake,
        native_enum=False,
        create_constraint=True,
        length=CHOICE_LENGTH,
        values_callable=lambda members: [member.value for member in members],
        validate_strings=True,
    )


Pk = Annotated[int, mapped_column(IntegerId, primary_key=True)]
PublicId = Annotated[UUID, mapped_column(Uuid, unique=True, default=new_public_id)]
ShortText = Annotated[str, mapped_column(String(200))]
Cents = Annotated[int, mapped_column(BigInteger)]
Micros = Annotated[int, mapped_column(BigInteger)]
E4 = Annotated[int, mapped_column(BigInteger)]
Bp = Annotated[int, mapped_column(Integer)]
Minutes = Annotated[int, mapped_column(Integer)]
Instant = Annotated[datetime, mapped_column(UtcDateTime)]


def personal(why: str, level: int = 1) -> dict[str, str]:
    """Returns the `info` of a column that tells something about a person: why we keep it, and its level (0 to 3).

    The register of processing in docs/privacy-register.md is made from it.
    """
    return {"personal": why, "level": str(level)}
