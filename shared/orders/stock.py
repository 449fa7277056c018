"""Counting what is sold: held for a basket, taken by an order, given back by one that is called off.

Quantities are 1e-4. Every act is one conditional UPDATE of the level: of two who want the last one, one gets it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import timedelta

from sqlalchemy import BigInteger, cast, func, select, update

from shared.audit.services import record_event
from shared.db import session
from shared.kernel import clock
from shared.kernel.errors import Conflict
from shared.kernel.money import E4
from shared.orders.models import (
    BasketLine,
    CatalogueItem,
    MoveKind,
    Order,
    OrderAction,
    OrderLine,
    StockLevel,
    StockMove,
)
from shared.signals import order_moved

HELD_FOR = timedelta(minutes=15)
"""How long a basket keeps what is in it from others."""

JUST_SOLD = "vient d’être pris par quelqu’un d’autre. Choisissez autre chose."
STOCK = "stock"


def count_in(*, item_id: int, quantity_e4: int, actor: str) -> None:
    """Notes that more of an item is there; counts it from now on."""
    level = session.scalar(select(StockLevel).where(StockLevel.item_id == item_id).with_for_update())
    if level is None:
        level = StockLevel(item_id=item_id, free_e4=0)
        session.add(level)
        session.flush()
    _add(item_id, quantity_e4)
    _note(item_id, MoveKind.RECEIVED, quantity_e4, actor)


def count_out(*, item_id: int, quantity_e4: int, actor: str) -> None:
    """Notes that some of an item is gone otherwise; raises Conflict when that much is not free."""
    _free_expired(item_id)
    if not _take(item_id, quantity_e4):
        raise Conflict("Il n’y en a plus assez de libre\u00a0: une partie est dans un panier ou vendue.")
    _note(item_id, MoveKind.WITHDRAWN, -quantity_e4, actor)


def hold(line: BasketLine, label: str) -> None:
    """Keeps what a basket wants from others for `HELD_FOR`; raises Conflict when that much is not free."""
    _free_expired(line.item_id, but=line.id)
    wanted = line.quantity_e4 - line.held_e4
    if not is_counted(line.item_id):
        return
    if wanted > 0 and not _take(line.item_id, wanted):
        raise Conflict(f"«\u00a0{label}\u00a0» {JUST_SOLD}")
    if wanted < 0:
        _add(line.item_id, -wanted)
    line.held_e4, line.held_until = line.quantity_e4, clock.now() + HELD_FOR
    session.flush()


def release(line: BasketLine) -> None:
    """Gives back what a line of a basket holds."""
    held = session.scalars(select(BasketLine).where(BasketLine.id == line.id).with_for_update()).one()
    if held.held_e4:
        _add(held.item_id, held.held_e4)
    held.held_e4, held.held_until = 0, None
    session.flush()


def take_for_order(order: Order, lines: Sequence[OrderLine], *, basket_id: int | None, actor: str) -> None:
    """Takes what an order wants of what is counted: what its basket holds, or what is free.

    Raises Conflict when somebody else has it.
    """
    wanted = Counter[int]()
    labels = {}
    for line in lines:
        if line.catalogue_item_id is not None:
            wanted[line.catalogue_item_id] += line.quantity_e4
            labels[line.catalogue_item_id] = line.label
    counted = select(StockLevel.item_id).where(StockLevel.item_id.in_(wanted)).order_by(StockLevel.item_id)
    # Always in the same order, so that two baskets never wait for each other.
    for item_id in session.scalars(counted).all():
        _free_expired(item_id, basket_id=basket_id)
        missing = wanted[item_id] - _use_hold(item_id, basket_id, wanted[item_id])
        if missing > 0 and not _take(item_id, missing):
            raise Conflict(f"«\u00a0{labels[item_id]}\u00a0» {JUST_SOLD}")
        _note(item_id, MoveKind.SOLD, -wanted[item_id], actor, order_id=order.id)


@order_moved.connect
def give_back(_sender: object, *, order_id: int, action: OrderAction) -> None:
    """Puts back what an order had taken when it is called off."""
    if action is not OrderAction.CANCEL:
        return
    sums = select(StockMove.item_id, cast(func.sum(StockMove.quantity_e4), BigInteger))
    rows = session.execute(sums.where(StockMove.order_id == order_id).group_by(StockMove.item_id)).all()
    for item_id, taken in sorted((row[0], -int(row[1])) for row in rows):
        if taken > 0:
            _add(item_id, taken)
            _note(item_id, MoveKind.RETURNED, taken, STOCK, order_id=order_id)


def is_counted(item_id: int) -> bool:
    """Tells whether there is a limited number of an item."""
    return session.scalar(select(StockLevel.item_id).where(StockLevel.item_id == item_id)) is not None


def list_wrong_levels() -> Iterator[str]:
    """Yields one sentence for each item of which more or less is free than what came, went and is held says."""
    moved = select(StockMove.item_id, cast(func.sum(StockMove.quantity_e4), BigInteger)).group_by(StockMove.item_id)
    held = select(BasketLine.item_id, cast(func.sum(BasketLine.held_e4), BigInteger)).group_by(BasketLine.item_id)
    free = Counter({item_id: int(total) for item_id, total in session.execute(moved)})
    for item_id, total in session.execute(held):
        free[item_id] -= int(total)
    levels = select(StockLevel.item_id, StockLevel.free_e4, CatalogueItem.label).join(CatalogueItem)
    for item_id, level, label in session.execute(levels.order_by(StockLevel.item_id)):
        if level != free.pop(item_id, 0):
            yield f"stock de «\u00a0{label}\u00a0»\u00a0: {level / E4:g} libres ne se retrouvent pas"
    for item_id in sorted(item_id for item_id, quantity in free.items() if quantity):
        yield f"stock de l’article {item_id}\u00a0: des mouvements sans niveau"


def _take(item_id: int, quantity_e4: int) -> bool:
    """Takes that much if it is free, in one statement; tells whether it was."""
    enough = (StockLevel.item_id == item_id, StockLevel.free_e4 >= quantity_e4)
    taken = update(StockLevel).where(*enough).values(free_e4=StockLevel.free_e4 - quantity_e4)
    done = session.execute(taken.returning(StockLevel.item_id).execution_options(synchronize_session=False))
    return done.first() is not None


def _add(item_id: int, quantity_e4: int) -> None:
    more = update(StockLevel).where(StockLevel.item_id == item_id).values(free_e4=StockLevel.free_e4 + quantity_e4)
    session.execute(more.execution_options(synchronize_session=False))


def _free_expired(item_id: int, *, but: int | None = None, basket_id: int | None = None) -> None:
    """Gives back what baskets held of an item for too long, those of its own left alone."""
    old = select(BasketLine).where(
        BasketLine.item_id == item_id, BasketLine.held_e4 > 0, BasketLine.held_until <= clock.now()
    )
    if but is not None:
        old = old.where(BasketLine.id != but)
    if basket_id is not None:
        old = old.where(BasketLine.basket_id != basket_id)
    for line in session.scalars(old.order_by(BasketLine.id).with_for_update(skip_locked=True)).all():
        release(line)


def _use_hold(item_id: int, basket_id: int | None, wanted_e4: int) -> int:
    """Turns what a basket holds of an item into what its order takes; returns how much that is."""
    if basket_id is None:
        return 0
    mine = select(BasketLine).where(BasketLine.item_id == item_id, BasketLine.basket_id == basket_id)
    line = session.scalar(mine.with_for_update())
    if line is None or not line.held_e4:
        return 0
    used = min(line.held_e4, wanted_e4)
    if line.held_e4 > used:
        _add(item_id, line.held_e4 - used)
    line.held_e4, line.held_until = 0, None
    session.flush()
    return used


def _note(item_id: int, kind: MoveKind, quantity_e4: int, actor: str, *, order_id: int | None = None) -> None:
    move = StockMove(
        item_id=item_id,
        kind=kind,
        quantity_e4=quantity_e4,
        order_id=order_id,
        noted_by=actor,
        noted_at=clock.now(),
    )
    session.add(move)
    session.flush()
    if order_id is None:
        detail: dict[str, object] = {"kind": kind.value, "quantity_e4": quantity_e4}
        record_event(actor=actor, action="stock.moved", subject=f"item:{item_id}", detail=detail)
