"""What the garden knows: where baskets are fetched, who has subscribed, when they pause, where an order is fetched."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from shared.db import Base, Instant, Minutes, Pk, PublicId, ShortText, personal
from shared.orders.models import CatalogueItem, Customer


class PickupPoint(Base):
    """A place where baskets are fetched, one day a week; what is ordered later than the cut-off waits a week."""

    __tablename__ = "agrilot_pickup_points"
    __table_args__ = (
        CheckConstraint("weekday >= 0 AND weekday <= 6", name="a_weekday"),
        CheckConstraint("opens_at < closes_at AND cutoff_hours >= 0 AND capacity > 0", name="sensible"),
    )

    id: Mapped[Pk]
    public_id: Mapped[PublicId]
    name: Mapped[ShortText] = mapped_column(unique=True)
    street: Mapped[ShortText]
    postcode: Mapped[str] = mapped_column(String(10))
    city: Mapped[ShortText]
    # 0 is Monday; minutes after midnight.
    weekday: Mapped[int]
    opens_at: Mapped[Minutes]
    closes_at: Mapped[Minutes]
    # Until how many hours before it opens something can be changed.
    cutoff_hours: Mapped[int]
    # How many baskets a week.
    capacity: Mapped[int]
    active: Mapped[bool] = mapped_column(default=True)


class Subscription(Base):
    """A basket every week, from a day on, at a place, until it is stopped; from `stops_on` on there is none."""

    __tablename__ = "agrilot_subscriptions"

    id: Mapped[Pk]
    public_id: Mapped[PublicId]
    secret_sha256: Mapped[str] = mapped_column(String(64), unique=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"), index=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("catalogue_items.id"))
    point_id: Mapped[int] = mapped_column(ForeignKey("agrilot_pickup_points.id"), index=True)
    starts_on: Mapped[date] = mapped_column(info=personal("préparer les paniers", 0))
    stops_on: Mapped[date | None] = mapped_column(info=personal("préparer les paniers", 0))
    signed_at: Mapped[Instant]

    customer: Mapped[Customer] = relationship(lazy="raise")
    item: Mapped[CatalogueItem] = relationship(lazy="raise")
    point: Mapped[PickupPoint] = relationship(lazy="raise")
    pauses: Mapped[list[BasketPause]] = relationship(lazy="raise", order_by="BasketPause.first")


class BasketPause(Base):
    """Days on which a subscriber wants no basket, both included: one week left out, or a holiday."""

    __tablename__ = "agrilot_pauses"
    __table_args__ = (CheckConstraint("first <= last", name="days_in_order"),)

    id: Mapped[Pk]
    public_id: Mapped[PublicId]
    subscription_id: Mapped[int] = mapped_column(ForeignKey("agrilot_subscriptions.id"), index=True)
    first: Mapped[date] = mapped_column(info=personal("préparer les paniers", 0))
    last: Mapped[date] = mapped_column(info=personal("préparer les paniers", 0))


class Fetch(Base):
    """Where and on which day an order of vegetables is fetched."""

    __tablename__ = "agrilot_fetches"
    __table_args__ = (Index("ix_agrilot_fetches_day", "day", "point_id"),)

    id: Mapped[Pk]
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"), unique=True)
    point_id: Mapped[int] = mapped_column(ForeignKey("agrilot_pickup_points.id"), index=True)
    day: Mapped[date] = mapped_column(info=personal("préparer la commande", 0))


class MonthBill(Base):
    """The order by which the baskets of a month were invoiced, once a subscription and month."""

    __tablename__ = "agrilot_month_bills"

    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"), primary_key=True, autoincrement=False)
    subscription_id: Mapped[int] = mapped_column(ForeignKey("agrilot_subscriptions.id"), index=True)
    # The first day of the month.
    month: Mapped[date]
    baskets: Mapped[int]
