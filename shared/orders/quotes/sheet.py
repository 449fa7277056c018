"""A revision of a quote as its reader sees it: lines, options, totals by rate, what is asked first. Cents."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from shared.orders.models import OrderLine, Quote, QuoteLine, QuoteRevision
from shared.orders.pricing import Quote as Cost
from shared.orders.pricing import deposit_lines, price_lines, quote
from shared.orders.quotes.services import agreed_lines, taken_lines, territory_of_quote
from shared.orders.territory import Territory


@dataclass(frozen=True, kw_only=True)
class SheetLine:
    """A line with what it costs: without VAT where the customer is quoted so."""

    position: int
    label: str
    quantity_e4: int
    unit: str
    unit_cents: int
    cents: int
    vat_bp: int
    taken: bool


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """What is ordered with the options taken so far, and the options themselves."""

    lines: tuple[SheetLine, ...]
    options: tuple[SheetLine, ...]
    cost: Cost
    deposit_cents: int
    without_vat: bool
    territory: Territory


def lay_out(found: Quote, revision: QuoteRevision, options: Sequence[int] = ()) -> Sheet:
    """Returns the sheet of a revision with the options at these positions taken; raises what `price_lines` raises."""
    kind, territory = found.customer.kind, territory_of_quote(found)
    optional = [line for line in revision.lines if line.optional]
    taken = taken_lines(revision, options)
    counted = price_lines(found.site_id, agreed_lines(taken), kind, territory)
    alone = price_lines(found.site_id, agreed_lines(optional), kind, territory) if optional else []
    without = kind.is_professional

    def show(line: QuoteLine, order_line: OrderLine) -> SheetLine:
        return SheetLine(
            position=line.position,
            label=line.label,
            quantity_e4=line.quantity_e4,
            unit=line.unit,
            unit_cents=line.unit_cents,
            cents=order_line.net_cents if without else order_line.gross_cents,
            vat_bp=order_line.vat_bp,
            taken=line in taken,
        )

    return Sheet(
        lines=tuple(
            show(line, order_line) for line, order_line in zip(taken, counted, strict=True) if not line.optional
        ),
        options=tuple(show(line, order_line) for line, order_line in zip(optional, alone, strict=True)),
        cost=quote(counted),
        deposit_cents=sum(line.gross_cents for line in deposit_lines(counted, revision.deposit_bp, kind)),
        without_vat=without,
        territory=territory,
    )
