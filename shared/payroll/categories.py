"""What the minutes of a category count as: by the flags of their own day, and of the kind of contract."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from shared.db import session
from shared.kernel.minutes import HOUR
from shared.kernel.money import divide_half_up
from shared.payroll.ledger import Entries
from shared.payroll.models import HourCategory
from shared.payroll.reasons import PRESENCE
from shared.people.models import ContractKind


@dataclass(frozen=True)
class Category:
    """A category as it stands on some day: `asp` is None where nobody has confirmed whether the State pays its aid."""

    code: str
    label: str
    paid: bool
    effective: bool
    training: bool
    asp: bool | None


@dataclass(frozen=True)
class Totals:
    """Minutes of presence, of which in training, of absence; and what all of them count as.

    `asp` is what the State's aid is counted on, `asp_unsure` what nobody has confirmed either way.
    """

    presence: int = 0
    training: int = 0
    absence: int = 0
    paid: int = 0
    effective: int = 0
    asp: int = 0
    asp_unsure: int = 0

    def __add__(self, other: Totals) -> Totals:
        return Totals(
            self.presence + other.presence,
            self.training + other.training,
            self.absence + other.absence,
            self.paid + other.paid,
            self.effective + other.effective,
            self.asp + other.asp,
            self.asp_unsure + other.asp_unsure,
        )

    @property
    def production(self) -> int:
        """The other ledger: presence that is not training."""
        return self.presence - self.training

    @property
    def asp_hours(self) -> int:
        """The whole hours that the ASP takes: rounded once, half up. Its monthly state has no fractions."""
        return divide_half_up(self.asp, HOUR)


class Categories:
    """All rows of the categories; what counts for a minute is asked with its day and kind of contract."""

    def __init__(self, rows: Mapping[tuple[str, ContractKind | None], Sequence[tuple[date, Category]]]) -> None:
        self._rows = rows
        self._known: dict[tuple[str, date, ContractKind], Category] = {}

    def at(self, code: str, day: date, kind: ContractKind) -> Category:
        """Returns a category as it counts on `day` for a kind of contract; raises KeyError for an unknown code.

        The exception of the kind comes before the row for everybody; within each the latest by that day is in force.
        """
        place = code, day, kind
        if place not in self._known:
            found = self._find(code, day, kind) or self._find(code, day, None)
            if found is None:
                raise KeyError(code)
            self._known[place] = found
        return self._known[place]

    def listed(self, day: date) -> list[Category]:
        """Returns the categories in force on `day` for contracts without an exception, in the order of their seeds."""
        codes = [code for code, kind in self._rows if kind is None]
        return [found for code in codes if (found := self._find(code, day, None))]

    @property
    def training_codes(self) -> list[str]:
        """The codes that count as training on some day, for some kind of contract."""
        rows = ((code, category) for (code, _), known in self._rows.items() for _, category in known)
        return sorted({code for code, category in rows if category.training})

    def totals(self, entries: Entries, day: date, kind: ContractKind) -> Totals:
        """Returns what the minutes of one day count as."""
        return sum((self._count(content, day, kind) for content in entries.values()), Totals())

    def _count(self, content: Mapping[str, int], day: date, kind: ContractKind) -> Totals:
        total = Totals()
        for code, minutes in content.items():
            category, there = self.at(code, day, kind), code in PRESENCE
            total += Totals(
                presence=minutes if there else 0,
                training=minutes if category.training else 0,
                absence=0 if there else minutes,
                paid=minutes if category.paid else 0,
                effective=minutes if category.effective else 0,
                asp=minutes if category.asp else 0,
                asp_unsure=minutes if category.asp is None else 0,
            )
        return total

    def _find(self, code: str, day: date, kind: ContractKind | None) -> Category | None:
        in_force = [category for since, category in self._rows.get((code, kind), ()) if since <= day]
        return in_force[-1] if in_force else None


def read_categories() -> Categories:
    """Returns every row of the categories. One statement."""
    rows: dict[tuple[str, ContractKind | None], list[tuple[date, Category]]] = {}
    found = session.execute(
        select(
            HourCategory.code,
            HourCategory.kind,
            HourCategory.label,
            HourCategory.paid,
            HourCategory.effective,
            HourCategory.training,
            HourCategory.asp,
            HourCategory.valid_from,
        ).order_by(HourCategory.valid_from, HourCategory.id)
    )
    for row in found:
        category = Category(row.code, row.label, row.paid, row.effective, row.training, row.asp)
        rows.setdefault((row.code, row.kind), []).append((row.valid_from, category))
    return Categories(rows)
