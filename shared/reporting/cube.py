"""The revenue cut up: by workshop, month, VAT rate, kind of customer, family of products, paid or not."""

from __future__ import annotations

from collections.abc import Callable, Sequence
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


_PLACES: dict[Cut, Callable[[Fact], str]] = {
    Cut.WORKSHOP: lambda fact: fact.line.workshop,
    Cut.MONTH: lambda fact: fact.line.date.isoformat()[:7],
    Cut.VAT: lambda fact: str(fact.line.vat_bp),
    Cut.CUSTOMER: lambda fact: fact.line.customer_kind.value,
    Cut.FAMILY: lambda fact: fact.line.family,
    Cut.SETTLED: lambda fact: fact.settled.value,
}
"""Where a fact lies in each cut, as an address says it."""


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
        places = [_PLACES[cut] for cut in cuts]
        for fact in self.facts:
            groups.setdefault(tuple([place(fact) for place in places]), []).append(fact.line)
        return [_slice(values, lines) for values, lines in sorted(groups.items())]

    def within(self, places: dict[Cut, str]) -> list[Fact]:
        """Returns the facts that lie at these places."""
        return [fact for fact in self.facts if all(_PLACES[cut](fact) == value for cut, value in places.items())]


def read_cube(
    question: RevenueQuestion,
    settled: Settled = Settled.ALL,
    *,
    tells_settled: bool = False,
    added_up: bool = False,
) -> Cube:
    """Returns the cube of a question, in two or three statements; the rest is as `list_facts` says."""
    facts = list_facts(question, settled, tells_settled=tells_settled, added_up=added_up)
    return Cube(facts=facts, control=count_control(question, *settled.conditions))


def list_facts(
    question: RevenueQuestion, settled: Settled, *, tells_settled: bool, added_up: bool = False
) -> list[Fact]:
    """Returns the facts by date, number and rate; with `tells_settled` each says if it is paid.

    `added_up` is for who wants the slices alone: then the database adds each day up, and no fact names a document.
    """
    read = add_revenue_up if added_up else list_revenue
    if settled is not Settled.ALL or not tells_settled:
        return [Fact(line, settled) for line in read(question, *settled.conditions)]
    both = (Settled.OWED, Settled.PAID)
    facts = [Fact(line, each) for each in both for line in read(question, *each.conditions)]
    return sorted(facts, key=lambda fact: (fact.line.date, fact.line.invoice, fact.line.vat_bp))


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
