"""The revenue cut up: by workshop, month, VAT rate, kind of customer, family of products, paid or not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from shared.invoicing.revenue import (
    Control,
    RevenueLine,
    RevenueQuestion,
    add_revenue_up,
    control_of,
    count_control,
    list_revenue,
)
from shared.kernel.weeks import Month
from shared.orders.models import CustomerKind
from shared.payments.settlement import Settled
from shared.web.filters import month_fr, percent_bp
from shared.workshop import registry

NO_FAMILY = "Sans famille"


class Cut(StrEnum):
    """One way of cutting the revenue up; the value stands in addresses."""

    WORKSHOP = "atelier"
    MONTH = "mois"
    VAT = "tva"
    CUSTOMER = "client"
    FAMILY = "famille"
    SETTLED = "regle"

    @property
    def label(self) -> str:
        """The French name."""
        return _CUT_LABELS[self]


_CUT_LABELS = {
    Cut.WORKSHOP: "Atelier",
    Cut.MONTH: "Mois",
    Cut.VAT: "TVA",
    Cut.CUSTOMER: "Client",
    Cut.FAMILY: "Famille",
    Cut.SETTLED: "Réglé",
}

USUAL = (Cut.WORKSHOP, Cut.MONTH, Cut.VAT)


class Fact(NamedTuple):
    """A line of the revenue, and whether its document is settled; `settled` is ALL where nobody asked."""

    line: RevenueLine
    settled: Settled

    def value(self, cut: Cut) -> str:
        """Returns where the line lies in one cut, as an address says it."""
        line = self.line
        return {
            Cut.WORKSHOP: line.workshop,
            Cut.MONTH: f"{line.date:%Y-%m}",
            Cut.VAT: str(line.vat_bp),
            Cut.CUSTOMER: line.customer_kind.value,
            Cut.FAMILY: line.family,
            Cut.SETTLED: self.settled.value,
        }[cut]


@dataclass(frozen=True, kw_only=True)
class Slice:
    """The lines that lie in the same place of each cut: `values` as addresses say them, cents as they add up."""

    values: tuple[str, ...]
    net_cents: int
    vat_cents: int
    gross_cents: int


@dataclass(frozen=True, kw_only=True)
class Cube:
    """The facts of a question, and the control total counted from the heads of the documents."""

    facts: Sequence[Fact]
    control: Control

    @property
    def lines(self) -> list[RevenueLine]:
        """The bare lines."""
        return [fact.line for fact in self.facts]

    @property
    def agrees(self) -> bool:
        """Whether the lines and the documents add up to the same."""
        return control_of(self.lines)[1:] == self.control[1:]

    def cut(self, cuts: Sequence[Cut]) -> list[Slice]:
        """Returns the slices of some cuts, in their order; without a cut, one slice of everything."""
        groups: dict[tuple[str, ...], list[RevenueLine]] = {}
        for fact in self.facts:
            groups.setdefault(tuple(fact.value(cut) for cut in cuts), []).append(fact.line)
        return [_slice(values, lines) for values, lines in sorted(groups.items())]

    def within(self, places: dict[Cut, str]) -> list[Fact]:
        """Returns the facts that lie at these places."""
        return [fact for fact in self.facts if all(fact.value(cut) == value for cut, value in places.items())]


def read_cube(
    question: RevenueQuestion,
    settled: Settled = Settled.ALL,
    *,
    tells_settled: bool = False,
    added_up: bool = False,
) -> Cube:
    """Returns the cube of a question, in two or three statements; with `tells_settled` each fact says if it is paid.

    `added_up` is for who wants the slices alone: then the database adds each day up, and no fact names a document.
    """
    read = add_revenue_up if added_up else list_revenue
    if settled is not Settled.ALL or not tells_settled:
        facts = [Fact(line, settled) for line in read(question, *settled.conditions)]
    else:
        both = (Settled.OWED, Settled.PAID)
        facts = [Fact(line, each) for each in both for line in read(question, *each.conditions)]
        facts.sort(key=lambda fact: (fact.line.date, fact.line.invoice, fact.line.vat_bp))
    return Cube(facts=facts, control=count_control(question, *settled.conditions))


def words_of(cut: Cut, value: str) -> str:
    """Returns how people read a place of a cut."""
    match cut:
        case Cut.WORKSHOP:
            return next((workshop.label for workshop in registry() if workshop.name == value), value)
        case Cut.MONTH:
            return month_fr(Month.parse(value).first)
        case Cut.VAT:
            return percent_bp(int(value))
        case Cut.CUSTOMER:
            return CustomerKind(value).label
        case Cut.FAMILY:
            return value or NO_FAMILY
        case Cut.SETTLED:
            return {"owed": "À payer", "paid": "Réglé"}.get(value, "Tous")


def _slice(values: tuple[str, ...], lines: Sequence[RevenueLine]) -> Slice:
    control = control_of(lines)
    return Slice(
        values=values,
        net_cents=control.net_cents,
        vat_cents=control.vat_cents,
        gross_cents=control.gross_cents,
    )
