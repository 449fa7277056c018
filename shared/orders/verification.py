"""Recomputing orders from their lines."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from shared.db import session
from shared.kernel.money import E4, divide_half_up, nets_of_gross_cents
from shared.orders.models import Order, OrderLine

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
    by_rate: dict[int, list[OrderLine]] = defaultdict(list)
    for line in order.lines:
        by_rate[line.vat_bp].append(line)
    for vat_bp, lines in by_rate.items():
        grosses = [divide_half_up(line.unit_gross_cents * line.quantity_e4, E4) for line in lines]
        nets = nets_of_gross_cents(grosses, vat_bp)
        for line, gross, net in zip(lines, grosses, nets, strict=True):
            if (line.gross_cents, line.net_cents, line.vat_cents) != (gross, net, gross - net):
                yield f"commande {order.reference}, ligne {line.position}\u00a0: ses montants ne se retrouvent pas"
