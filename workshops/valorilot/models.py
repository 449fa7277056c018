"""What the shop knows of its single pieces, and how an order reaches its customer."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from shared.db import Base, Instant, Pk, ShortText, choice, personal
from shared.orders.models import CatalogueItem


class Category(StrEnum):
    """The shelf of a piece."""

    WOMEN = "women"
    MEN = "men"
    CHILDREN = "children"
    COATS = "coats"
    HOME = "home"
    BAGS = "bags"

    @property
    def label(self) -> str:
        """The French name."""
        return _CATEGORIES[self.value]


_CATEGORIES = {
    "women": "Femme",
    "men": "Homme",
    "children": "Enfant",
    "coats": "Manteaux et vestes",
    "home": "Linge de maison",
    "bags": "Sacs et accessoires",
}


class Grade(StrEnum):
    """In which state a second-hand piece is."""

    A = "a"
    B = "b"
    C = "c"

    @property
    def label(self) -> str:
        """The French name."""
        return {"a": "Comme neuf", "b": "Bon état", "c": "A déjà vécu"}[self.value]


class Piece(Base):
    """A piece, one of a kind: its price and photo stand in the catalogue, the stock tells if it is free."""

    __tablename__ = "valorilot_pieces"
    __table_args__ = (
        CheckConstraint("weight_g > 0", name="weighs_something"),
        Index("ix_valorilot_pieces_listed", "category", "size", "listed_at"),
    )

    item_id: Mapped[int] = mapped_column(ForeignKey("catalogue_items.id"), primary_key=True, autoincrement=False)
    category: Mapped[Category] = mapped_column(choice(Category))
    size: Mapped[str] = mapped_column(String(20))
    grade: Mapped[Grade] = mapped_column(choice(Grade))
    weight_g: Mapped[int | None]
    # What is worn or mended, said before it is bought.
    flaws: Mapped[ShortText]
    listed_at: Mapped[Instant] = mapped_column(index=True)
    listed_by: Mapped[ShortText] = mapped_column(info=personal("qui a mis la pièce en ligne"))

    item: Mapped[CatalogueItem] = relationship(lazy="raise")


class Way(StrEnum):
    """How an order reaches its customer."""

    PICKUP = "pickup"
    SHIPPING = "shipping"

    @property
    def label(self) -> str:
        """The French name."""
        return {"pickup": "Je viens la chercher", "shipping": "Envoi à mon adresse"}[self.value]


class Parcel(Base):
    """How an order reaches its customer."""

    __tablename__ = "valorilot_parcels"

    id: Mapped[Pk]
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"), unique=True)
    way: Mapped[Way] = mapped_column(choice(Way))
