"""What the shop shows: its shelves, a piece, what staff see of all pieces, and the facts of its orders."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import joinedload

from shared.db import session
from shared.kernel.errors import NotFound
from shared.orders.models import CatalogueItem, CataloguePhoto, Order, StockLevel
from shared.orders.trade import Fact, Trade
from workshops.valorilot.models import Category, Grade, Parcel, Piece, Way

A_PAGE = 24


class PieceRow(NamedTuple):
    """A piece on a shelf; price in cents, VAT included."""

    item_id: int
    public_id: UUID
    code: str
    label: str
    price_cents: int
    category: Category
    size: str
    grade: Grade
    photo: UUID | None
    alt: str | None
    width: int | None
    height: int | None
    free: bool
    active: bool
    listed_at: datetime


class Shelf(NamedTuple):
    """A page of pieces, and how many there are in all."""

    rows: list[PieceRow]
    total: int


class Shop(Trade):
    """What the shop knows of its orders."""

    def list_facts(self, order_ids: Sequence[int]) -> dict[int, tuple[Fact, ...]]:
        """Returns how each order asked for reaches its customer, in one statement."""
        facts: dict[int, tuple[Fact, ...]] = dict.fromkeys(order_ids, ())
        ways = select(Parcel.order_id, Parcel.way).where(Parcel.order_id.in_(order_ids))
        for order_id, way in session.execute(ways):
            facts[order_id] = (Fact("Remise", way.label),)
        return facts

    def say_ready(self, order: Order) -> str:
        """Returns whether the parcel leaves or waits."""
        way = session.scalar(select(Parcel.way).where(Parcel.order_id == order.id))
        if way is None:
            return super().say_ready(order)
        return "Votre colis part aujourd’hui." if way is Way.SHIPPING else "Vous pouvez venir. L’équipe vous attend."


def list_shelf(*, category: Category | None, size: str, page: int) -> Shelf:
    """Returns a page of what is free now, the newest first; of one category and size if asked. Two statements."""
    conditions: list[ColumnElement[bool]] = [StockLevel.free_e4 > 0, CatalogueItem.active.is_(True)]
    if category:
        conditions.append(Piece.category == category)
    if size:
        conditions.append(Piece.size == size)
    count = select(func.count()).select_from(Piece).join(StockLevel, StockLevel.item_id == Piece.item_id)
    total = session.scalars(count.join(CatalogueItem, CatalogueItem.id == Piece.item_id).where(*conditions)).one()
    return Shelf(_rows(*conditions, page=page), total)


def list_sizes(category: Category | None) -> list[str]:
    """Returns the sizes of what is free now. One statement."""
    sizes = select(Piece.size).distinct().join(StockLevel, StockLevel.item_id == Piece.item_id)
    conditions = [StockLevel.free_e4 > 0] + ([Piece.category == category] if category else [])
    return list(session.scalars(sizes.where(*conditions).order_by(Piece.size)))


def list_all_pieces(*, words: str, page: int) -> list[PieceRow]:
    """Returns a page of every piece ever listed, the newest first, those whose name holds some words. One statement."""
    named = [CatalogueItem.label.icontains(words, autoescape=True)] if words else []
    return _rows(*named, page=page)


def find_piece(code: str) -> Piece:
    """Returns a piece with its item and photo; raises NotFound."""
    wanted = select(Piece).join(CatalogueItem).where(CatalogueItem.code == code, CatalogueItem.active)
    loading = joinedload(Piece.item).joinedload(CatalogueItem.photo)
    found = session.scalar(wanted.options(loading))
    if found is None:
        raise NotFound("Cette pièce n’est plus en vente.")
    return found


def is_free(item_id: int) -> bool:
    """Tells whether nobody has a piece, in a basket or for good."""
    return bool(session.scalar(select(StockLevel.free_e4).where(StockLevel.item_id == item_id)))


def _rows(*conditions: ColumnElement[bool], page: int) -> list[PieceRow]:
    columns = (
        *(CatalogueItem.id, CatalogueItem.public_id, CatalogueItem.code, CatalogueItem.label),
        *(CatalogueItem.price_cents, Piece.category, Piece.size, Piece.grade),
        *(CataloguePhoto.public_id, CataloguePhoto.alt, CataloguePhoto.width, CataloguePhoto.height),
        *(StockLevel.free_e4 > 0, CatalogueItem.active, Piece.listed_at),
    )
    pieces = select(*columns).select_from(Piece).join(CatalogueItem, CatalogueItem.id == Piece.item_id)
    joined = pieces.join(StockLevel, StockLevel.item_id == Piece.item_id)
    with_photo = joined.outerjoin(CataloguePhoto, CataloguePhoto.id == CatalogueItem.photo_id).where(*conditions)
    newest = with_photo.order_by(Piece.listed_at.desc(), Piece.item_id.desc())
    return [PieceRow._make(row) for row in session.execute(newest.limit(A_PAGE).offset((page - 1) * A_PAGE))]
