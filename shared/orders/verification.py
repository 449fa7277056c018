"""Recomputing orders from their lines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from shared.db import session
from shared.kernel.money import E4, divide_half_up
from shared.orders.models import Order, OrderLine
from shared.orders.pricing import add_vat, take_vat_out

BATCH = 200


def list_wrong_orders() -> Iterator[str]:
    """Yields one sentence for each order or line whose stored amounts differ from what its lines make."""
    orders = select(Order).options(selectinload(Order.lines)).order_by(Order.id).execution_options(yield_per=BATCH)
    for order in session.scalars(orders):
        yield from _wrong_lines(order)
        stored = (order.net_cents, order.vat_cents, order.gross_cents)
        summed = tuple(
            sum(getattr(line, name) for line in order.lines) for name in ("net_cents", "vat_cents", "gross_cents")
        )
        if stored != summed:
            yield f"commande {order.reference}\u00a0: ses totaux ne sont pas ceux de ses lignes"


def _wrong_lines(order: Order) -> Iterator[str]:
    for line, (net, vat, gross) in zip(order.lines, _recomputed(order.lines), strict=True):
        if (line.net_cents, line.vat_cents, line.gross_cents) != (net, vat, gross):
            yield f"commande {order.reference}, ligne {line.position}\u00a0: ses montants ne se retrouvent pas"


def _recomputed(lines: Sequence[OrderLine]) -> list[tuple[int, int, int]]:
    """Returns net, VAT and total of each line from its prices: a professional's without VAT, a person's with."""
    fresh = [
        OrderLine(
            quantity_e4=line.quantity_e4,
            unit_gross_cents=line.unit_gross_cents,
            unit_net_micros=line.unit_net_micros,
            vat_bp=line.vat_bp,
            gross_cents=divide_half_up(line.unit_gross_cents * line.quantity_e4, E4),
        )
        for line in lines
    ]
    if any(line.unit_net_micros is not None for line in lines):
        add_vat(fresh)
    else:
        take_vat_out(fresh)
    return [(line.net_cents, line.vat_cents, line.gross_cents) for line in fresh]
