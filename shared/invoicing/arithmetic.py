"""How prices become the nets, VAT and totals of a document, so that every sum holds to the cent.

A consumer pays the price that was shown, VAT included: the net comes from the total of each rate. A professional is
quoted nets: the VAT comes from their sum. Either way VAT is rounded once per rate (BR-CO-17), never line by line.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from shared.invoicing.document import VatCategory
from shared.kernel.money import E4, MICROS_PER_CENT, divide_half_up, line_net_cents, nets_of_gross_cents, vat_cents


@dataclass(frozen=True, slots=True, order=True)
class VatRate:
    """One way of charging VAT; lines of the same rate are totalled together. Without a rate for an exempt supply."""

    bp: int
    category: VatCategory = VatCategory.STANDARD


@dataclass(frozen=True, slots=True, kw_only=True)
class GrossLine:
    """A line as a consumer sees it: what is to pay for it in cents, VAT included; a discount is negative."""

    rate: VatRate
    gross_cents: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NetLine:
    """A line as a professional is quoted it: quantity in 1e-4 and net unit price in micros."""

    rate: VatRate
    quantity_e4: int
    unit_price_micros: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RateTotal:
    """Net and VAT in cents of all the lines of one rate."""

    rate: VatRate
    net_cents: int
    vat_cents: int

    @property
    def gross_cents(self) -> int:
        """What the lines of this rate cost."""
        return self.net_cents + self.vat_cents


@dataclass(frozen=True, slots=True, kw_only=True)
class Amounts:
    """The net of each line, in the order given, and the totals per rate, highest rate first, all in cents."""

    line_nets: tuple[int, ...]
    rates: tuple[RateTotal, ...]

    @property
    def net_cents(self) -> int:
        """The total without VAT."""
        return sum(total.net_cents for total in self.rates)

    @property
    def vat_cents(self) -> int:
        """The total of the VAT."""
        return sum(total.vat_cents for total in self.rates)

    @property
    def gross_cents(self) -> int:
        """What there is to pay."""
        return self.net_cents + self.vat_cents


def from_gross(lines: Sequence[GrossLine]) -> Amounts:
    """Returns the amounts of a consumer's document; its gross total is exactly the sum of the prices shown.

    Per rate the net is gross / (1 + rate) rounded half-up and the VAT what remains. Each line's net is rounded on its
    own; the cents by which their sum misses the rate's net go to the largest line.
    """
    nets = [0] * len(lines)
    totals = []
    for rate, places in places_by_rate(line.rate for line in lines).items():
        grosses = [lines[place].gross_cents for place in places]
        for place, net in zip(places, nets_of_gross_cents(grosses, rate.bp), strict=True):
            nets[place] = net
        net = sum(nets[place] for place in places)
        totals.append(RateTotal(rate=rate, net_cents=net, vat_cents=sum(grosses) - net))
    return Amounts(line_nets=tuple(nets), rates=tuple(totals))


def from_net(lines: Sequence[NetLine]) -> Amounts:
    """Returns the amounts of a professional's document: each line's net rounded half-up, VAT on their sum per rate."""
    nets = tuple(line_net_cents(line.quantity_e4, line.unit_price_micros) for line in lines)
    totals = []
    for rate, places in places_by_rate(line.rate for line in lines).items():
        net = sum(nets[place] for place in places)
        totals.append(RateTotal(rate=rate, net_cents=net, vat_cents=vat_cents(net, rate.bp)))
    return Amounts(line_nets=nets, rates=tuple(totals))


def unit_price_of(net_cents: int, quantity_e4: int) -> int:
    """Returns the net unit price in micros that explains `net_cents`, as BT-146 wants it next to a consumer's price."""
    return divide_half_up(net_cents * MICROS_PER_CENT * E4, quantity_e4)


def places_by_rate(rates: Iterable[VatRate]) -> dict[VatRate, list[int]]:
    """Returns the positions of the lines of each rate, highest rate first."""
    places: dict[VatRate, list[int]] = defaultdict(list)
    for place, rate in enumerate(rates):
        places[rate].append(place)
    return dict(sorted(places.items(), reverse=True))
