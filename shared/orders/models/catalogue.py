"""What is sold: VAT rules, items with dated prices, photos. Amounts are cents; prices include VAT."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    Date,
    ForeignKey,
    Index,
    LargeBinary,
    ScalarSelect,
    String,
    Text,
    UniqueConstraint,
    bindparam,
    select,
)
from sqlalchemy.orm import InstrumentedAttribute, Mapped, column_property, mapped_column, relationship

from shared.db import Base, Bp, Cents, Instant, IntegerId, Minutes, Pk, PublicId, ShortText, choice, personal
from shared.db.triggers import APPEND_ONLY
from shared.kernel import clock
from shared.kernel.codes import Nature, Unit
from shared.orders.territory import Territory


class VatRule(Base):
    """A VAT rate under a code, from `valid_from` on (included) until a later row of the same code replaces it.

    A row of another territory than the mainland says what the same code is there; where none does, the mainland's
    counts. A rate of 0 says why: `vatex` is the code of EN 16931 (BT-121), `mention` the sentence that the law wants.
    """

    __tablename__ = "vat_rules"
    __table_args__ = (
        UniqueConstraint("code", "territory", "valid_from"),
        CheckConstraint("(vat_bp = 0) = (mention IS NOT NULL)", name="says_why"),
    )

    id: Mapped[Pk]
    code: Mapped[str] = mapped_column(String(30))
    territory: Mapped[Territory] = mapped_column(choice(Territory), default=Territory.METROPOLE)
    label: Mapped[ShortText]
    vat_bp: Mapped[Bp]
    # UNTDID 5305, as an invoice says it (BT-151).
    category: Mapped[str] = mapped_column(String(2))
    vatex: Mapped[str | None] = mapped_column(String(30))
    mention: Mapped[str | None] = mapped_column(String(200))
    valid_from: Mapped[date]
    source: Mapped[ShortText]
    # Whether the accountant has said so.
    confirmed: Mapped[bool]


class CataloguePrice(Base):
    """What something costs, in cents, VAT included, and under which code of the VAT rules, from `valid_from` on.

    Of two rows for the same day the later one counts: a price typed wrong is put right by another.
    """

    __tablename__ = "catalogue_prices"
    __table_args__ = (
        CheckConstraint("price_cents > 0", name="price_positive"),
        Index("ix_catalogue_prices_item_id_valid_from", "item_id", "valid_from", "id"),
        {"info": APPEND_ONLY},
    )

    id: Mapped[Pk]
    item_id: Mapped[int] = mapped_column(ForeignKey("catalogue_items.id"))
    valid_from: Mapped[date]
    price_cents: Mapped[Cents]
    vat_code: Mapped[str] = mapped_column(String(30))
    noted_by: Mapped[ShortText] = mapped_column(info=personal("qui a fixé le prix"))
    noted_at: Mapped[Instant]


class CataloguePhoto(Base):
    """A photo of something on sale, made small; `alt` says it to who does not see it."""

    __tablename__ = "catalogue_photos"
    __table_args__ = ({"info": APPEND_ONLY},)

    id: Mapped[Pk]
    public_id: Mapped[PublicId]
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    width: Mapped[int]
    height: Mapped[int]
    alt: Mapped[ShortText]
    added_by: Mapped[ShortText] = mapped_column(info=personal("qui a ajouté la photo"))
    added_at: Mapped[Instant]


_TODAY = bindparam("today", callable_=clock.today, type_=Date)


def _in_force(column: InstrumentedAttribute[Any], item_id: Mapped[int]) -> ScalarSelect[Any]:
    """Returns what the latest price that counts today says; the day is asked for when the statement runs."""
    latest = select(column).where(CataloguePrice.item_id == item_id, CataloguePrice.valid_from <= _TODAY)
    newest_first = latest.order_by(CataloguePrice.valid_from.desc(), CataloguePrice.id.desc())
    return newest_first.limit(1).correlate_except(CataloguePrice).scalar_subquery()


class CatalogueItem(Base):
    """Something a site sells, at the price in cents, VAT included, and the VAT code that are in force today.

    Both are None before its first price counts. An option is an item that is sold with the one it belongs to.
    """

    __tablename__ = "catalogue_items"
    __table_args__ = (
        UniqueConstraint("site_id", "code"),
        CheckConstraint("standard_minutes >= 0", name="standard_minutes"),
        CheckConstraint("option_of_id <> id", name="option_of_another"),
    )

    id: Mapped[int] = mapped_column(IntegerId, primary_key=True)
    public_id: Mapped[PublicId]
    site_id: Mapped[int] = mapped_column(ForeignKey("sites.id"), index=True)
    code: Mapped[str] = mapped_column(String(30))
    label: Mapped[ShortText]
    description: Mapped[str] = mapped_column(Text)
    standard_minutes: Mapped[Minutes]
    position: Mapped[int]
    active: Mapped[bool] = mapped_column(default=True)
    # By what the revenue is added up; empty where nobody has said.
    family: Mapped[str] = mapped_column(String(40), default="")
    nature: Mapped[Nature] = mapped_column(choice(Nature), default=Nature.SERVICES)
    # In what its quantity is counted (UN/ECE recommendation 20).
    unit: Mapped[str] = mapped_column(String(3), default=Unit.FLAT_RATE.value)
    # One of a kind: it has its own pages and stays out of the list that staff keep.
    single: Mapped[bool] = mapped_column(default=False)
    option_of_id: Mapped[int | None] = mapped_column(ForeignKey("catalogue_items.id"), index=True)
    photo_id: Mapped[int | None] = mapped_column(ForeignKey("catalogue_photos.id"))

    price_cents: Mapped[int] = column_property(_in_force(CataloguePrice.price_cents, id))  # noqa: A003 - the key
    vat_code: Mapped[str] = column_property(_in_force(CataloguePrice.vat_code, id))  # noqa: A003 - the key
    photo: Mapped[CataloguePhoto | None] = relationship(lazy="raise")
    options: Mapped[list[CatalogueItem]] = relationship(
        lazy="raise", order_by="CatalogueItem.position, CatalogueItem.id"
    )
