"""What is counted: how much of an item is free, why, and what baskets hold for a while. Quantities are 1e-4.

Free is what came less what went and what is held; `ateliers verify` counts it again.
"""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from shared.db import E4, Base, Cents, Instant, Pk, PublicId, ShortText, choice, personal
from shared.db.triggers import APPEND_ONLY
from shared.orders.models.catalogue import CatalogueItem


class StockLevel(Base):
    """How much of an item is free right now; an item without a level is not counted."""

    __tablename__ = "stock_levels"
    __table_args__ = (CheckConstraint("free_e4 >= 0", name="never_below_nothing"),)

    item_id: Mapped[int] = mapped_column(ForeignKey("catalogue_items.id"), primary_key=True, autoincrement=False)
    free_e4: Mapped[E4]


class MoveKind(StrEnum):
    """Why a stock grows or shrinks."""

    RECEIVED = "received"
    SOLD = "sold"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"


class StockMove(Base):
    """What came (positive) or went (negative) of an item."""

    __tablename__ = "stock_moves"
    __table_args__ = (Index("ix_stock_moves_order_id", "order_id", "item_id"), {"info": APPEND_ONLY})

    id: Mapped[Pk]
    item_id: Mapped[int] = mapped_column(ForeignKey("catalogue_items.id"), index=True)
    kind: Mapped[MoveKind] = mapped_column(choice(MoveKind))
    quantity_e4: Mapped[E4]
    order_id: Mapped[int | None] = mapped_column(ForeignKey("orders.id"))
    noted_by: Mapped[ShortText] = mapped_column(info=personal("qui a compté le stock"))
    noted_at: Mapped[Instant]


class Basket(Base):
    """What a visitor has chosen and not ordered yet; only its own cookie names it."""

    __tablename__ = "baskets"

    id: Mapped[Pk]
    public_id: Mapped[PublicId]
    touched_at: Mapped[Instant] = mapped_column(index=True)


class BasketLine(Base):
    """Something in a basket, at the price that was seen, in cents, VAT included.

    What is counted is held for the basket until an instant; afterwards it is there for everybody again.
    """

    __tablename__ = "basket_lines"
    __table_args__ = (
        UniqueConstraint("basket_id", "item_id"),
        CheckConstraint("quantity_e4 > 0 AND held_e4 >= 0 AND held_e4 <= quantity_e4", name="quantities"),
        Index("ix_basket_lines_item_id", "item_id", "held_e4", "held_until"),
    )

    id: Mapped[Pk]
    basket_id: Mapped[int] = mapped_column(ForeignKey("baskets.id"))
    item_id: Mapped[int] = mapped_column(ForeignKey("catalogue_items.id"))
    quantity_e4: Mapped[E4]
    seen_cents: Mapped[Cents]
    held_e4: Mapped[E4] = mapped_column(default=0)
    held_until: Mapped[Instant | None]

    item: Mapped[CatalogueItem] = relationship(lazy="raise")
