"""How much of an invoice a credit note takes back, so that any number of partial ones ends at nothing left. Cents.

What is credited is counted in prices VAT included, line by line. Of the total of a rate, the net is what the share
credited so far makes of the invoice's own net, less what earlier credit notes have taken: after the last cent, net, VAT
and total are exactly those of the invoice, and each note's VAT lies within one cent of its own recomputation.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from shared.invoicing.arithmetic import Amounts, RateTotal, VatRate, places_by_rate
from shared.invoicing.document import InvoiceDocument, VatTotal
from shared.kernel.codes import Nature
from shared.kernel.money import divide_half_up


def gross_of_lines(document: InvoiceDocument) -> tuple[int, ...]:
    """Returns what each line of an invoice costs, VAT included; a professional's rate is shared out by nets."""
    grosses = [0] * len(document.lines)
    for rate, places in _rates(document).items():
        shown = [document.lines[place].gross_cents for place in places]
        known = [price for price in shown if price is not None]
        nets = [document.lines[place].net_cents for place in places]
        prices = known if len(known) == len(shown) else spread(_totals(document)[rate].gross_cents, nets)
        for place, price in zip(places, prices, strict=True):
            grosses[place] = price
    return tuple(grosses)


def credit_amounts(document: InvoiceDocument, before: Sequence[int], parts: Sequence[int]) -> Amounts:
    """Returns the amounts of a credit note over `parts` of each line, when `before` has been credited already.

    Both count cents, VAT included, in the order of the invoice's lines. Raises ValueError for more than is left.
    """
    if any(part < 0 or was + part > gross for was, part, gross in _side_by_side(document, before, parts)):
        message = "more is credited than the line has left"
        raise ValueError(message)
    nets, rates = [0] * len(parts), []
    for rate, places in _rates(document).items():
        whole, credited = _totals(document)[rate], sum(before[place] for place in places)
        part = sum(parts[place] for place in places)
        if not part:
            continue
        net = _net_up_to(whole, credited + part) - _net_up_to(whole, credited)
        rates.append(RateTotal(rate=rate, net_cents=net, vat_cents=part - net))
        for place, share in zip(places, spread(net, [parts[place] for place in places]), strict=True):
            nets[place] = share
    return Amounts(line_nets=tuple(nets), rates=tuple(rates))


class Sort(NamedTuple):
    """By what a line is added up besides its rate: its family of products, and whether it is goods or a service."""

    family: str = ""
    nature: Nature = Nature.SERVICES


def split_by_sort(document: InvoiceDocument, total: VatTotal, sorts: Sequence[Sort]) -> Iterator[tuple[Sort, int, int]]:
    """Yields what each sort of product is of the total of one rate: net and VAT, the first one sold first.

    The nets are those of its lines; the VAT, rounded once per rate, is shared out by them. `sorts` names that of each
    line of the document.
    """
    nets: dict[Sort, int] = {}
    for line, sort in zip(document.lines, sorts, strict=True):
        if (line.vat_bp, line.vat_category) == (total.vat_bp, total.vat_category):
            nets[sort] = nets.get(sort, 0) + line.net_cents
    # A discount alone in its sort has nothing to share out by: the largest takes all of the VAT.
    weights = (
        list(nets.values()) if min(nets.values()) >= 0 else [int(net == max(nets.values())) for net in nets.values()]
    )
    yield from (
        (sort, net, vat) for (sort, net), vat in zip(nets.items(), spread(total.vat_cents, weights), strict=True)
    )


def spread(total: int, weights: Sequence[int]) -> tuple[int, ...]:
    """Splits `total` in proportion to `weights`, none negative, so that the parts add up to it exactly."""
    whole = sum(weights)
    if not whole:
        return tuple(total if place == 0 else 0 for place in range(len(weights)))
    parts = [total * weight // whole for weight in weights]
    # The cents that rounding leaves go to the largest remainders.
    by_remainder = sorted(range(len(weights)), key=lambda place: total * weights[place] % whole, reverse=True)
    for place in by_remainder[: total - sum(parts)]:
        parts[place] += 1
    return tuple(parts)


def _net_up_to(whole: RateTotal, gross_cents: int) -> int:
    return divide_half_up(whole.net_cents * gross_cents, whole.gross_cents)


def _totals(document: InvoiceDocument) -> dict[VatRate, RateTotal]:
    totals = (
        RateTotal(rate=VatRate(each.vat_bp, each.vat_category), net_cents=each.net_cents, vat_cents=each.vat_cents)
        for each in document.vat_totals
    )
    return {total.rate: total for total in totals}


def _rates(document: InvoiceDocument) -> dict[VatRate, list[int]]:
    return places_by_rate(VatRate(line.vat_bp, line.vat_category) for line in document.lines)


def _side_by_side(
    document: InvoiceDocument, before: Sequence[int], parts: Sequence[int]
) -> Sequence[tuple[int, int, int]]:
    return list(zip(before, parts, gross_of_lines(document), strict=True))
