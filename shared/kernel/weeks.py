"""ISO weeks (`2026-W47`) and months (`2026-11`), with inclusive first and last days."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from shared.kernel.errors import InvalidInput

MONTHS = 12

_WEEK = re.compile(r"^(\d{4})-W(\d{2})$")
_MONTH = re.compile(r"^(\d{4})-(\d{2})$")


def days_between(first: date, last: date) -> Iterator[date]:
    """Yields each day from `first` to `last`, both included."""
    for offset in range((last - first).days + 1):
        yield first + timedelta(days=offset)


def months_later(day: date, months: int) -> date:
    """Returns the same day of a later month (earlier when negative), or the last one that the month has."""
    month = Month.of(day).shifted(months)
    return month.first.replace(day=min(day.day, month.last.day))


@dataclass(frozen=True, order=True)
class Week:
    """An ISO 8601 week, Monday to Sunday."""

    year: int
    number: int

    @classmethod
    def of(cls, day: date) -> Week:
        """Returns the week in which `day` lies."""
        year, number, _ = day.isocalendar()
        return cls(year, number)

    @classmethod
    def parse(cls, text: str) -> Week:
        """Reads `2026-W47`; raises InvalidInput when there is no such week."""
        match = _WEEK.match(text)
        if match is None:
            raise InvalidInput("week", "Cette semaine ne se lit pas. Écrivez-la comme 2026-W47.")
        try:
            return cls.of(date.fromisocalendar(int(match[1]), int(match[2]), 1))
        except ValueError as error:
            raise InvalidInput("week", "Cette semaine n’existe pas.") from error

    @property
    def first(self) -> date:
        """The Monday."""
        return date.fromisocalendar(self.year, self.number, 1)

    @property
    def last(self) -> date:
        """The Sunday."""
        return date.fromisocalendar(self.year, self.number, 7)

    @property
    def days(self) -> tuple[date, ...]:
        """The seven days, Monday first."""
        return tuple(days_between(self.first, self.last))

    def shifted(self, weeks: int) -> Week:
        """Returns the week that lies `weeks` later (earlier when negative)."""
        return Week.of(self.first + timedelta(weeks=weeks))

    def __str__(self) -> str:
        return f"{self.year}-W{self.number:02d}"


@dataclass(frozen=True, order=True)
class Month:
    """A calendar month."""

    year: int
    number: int

    @classmethod
    def of(cls, day: date) -> Month:
        """Returns the month in which `day` lies."""
        return cls(day.year, day.month)

    @classmethod
    def parse(cls, text: str) -> Month:
        """Reads `2026-11`; raises InvalidInput when there is no such month."""
        match = _MONTH.match(text)
        if match is None or not 1 <= int(match[2]) <= MONTHS or int(match[1]) < 1:
            raise InvalidInput("month", "Ce mois ne se lit pas. Écrivez-le comme 2026-11.")
        return cls(int(match[1]), int(match[2]))

    @property
    def first(self) -> date:
        """The first day."""
        return date(self.year, self.number, 1)

    @property
    def last(self) -> date:
        """The last day."""
        return self.shifted(1).first - timedelta(days=1)

    @property
    def days(self) -> tuple[date, ...]:
        """All days of the month."""
        return tuple(days_between(self.first, self.last))

    def shifted(self, months: int) -> Month:
        """Returns the month that lies `months` later (earlier when negative)."""
        index = self.year * MONTHS + self.number - 1 + months
        return Month(index // MONTHS, index % MONTHS + 1)

    def __str__(self) -> str:
        return f"{self.year}-{self.number:02d}"
