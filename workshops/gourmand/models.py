"""What the kitchen knows: its dishes and their allergens, its offers, its capacity, and the meals it has to cook."""

from __future__ import annotations

from datetime import date

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from shared.db import E4, Base, Bp, Instant, Minutes, Pk, PublicId, ShortText, personal
from shared.db.triggers import APPEND_ONLY
from workshops.gourmand.allergens import Allergen
from workshops.gourmand.calendar import Capacity


class Dish(Base):
    """Something that is cooked, with the allergens that it contains."""

    __tablename__ = "gourmand_dishes"

    id: Mapped[Pk]
    public_id: Mapped[PublicId]
    code: Mapped[str] = mapped_column(String(30), unique=True)
    name: Mapped[ShortText]
    allergens: Mapped[list[str]] = mapped_column(JSON)
    changed_by: Mapped[ShortText] = mapped_column(info=personal("qui a dit les allergènes"))

    @property
    def contains(self) -> tuple[Allergen, ...]:
        """Its allergens, in the order of the regulation."""
        return tuple(each for each in Allergen if each.value in self.allergens)


class Offer(Base):
    """An item of the catalogue that is ordered by the head, between so many and so many."""

    __tablename__ = "gourmand_offers"
    __table_args__ = (CheckConstraint("least_heads > 0 AND least_heads <= most_heads", name="heads_in_order"),)

    item_id: Mapped[int] = mapped_column(ForeignKey("catalogue_items.id"), primary_key=True, autoincrement=False)
    least_heads: Mapped[int]
    most_heads: Mapped[int]

    portions: Mapped[list[Portion]] = relationship(lazy="raise", order_by="Portion.id")


class Portion(Base):
    """How much of a dish one head gets with an offer (1e-4 of a portion)."""

    __tablename__ = "gourmand_portions"
    __table_args__ = (UniqueConstraint("item_id", "dish_id"),)

    id: Mapped[Pk]
    item_id: Mapped[int] = mapped_column(ForeignKey("gourmand_offers.item_id"))
    dish_id: Mapped[int] = mapped_column(ForeignKey("gourmand_dishes.id"), index=True)
    per_head_e4: Mapped[E4]

    dish: Mapped[Dish] = relationship(lazy="raise")


class LeadTime(Base):
    """Up to so many heads of an offer, the kitchen must know so many hours before."""

    __tablename__ = "gourmand_lead_times"
    __table_args__ = (UniqueConstraint("item_id", "up_to_heads"), CheckConstraint("hours >= 0", name="before"))

    id: Mapped[Pk]
    item_id: Mapped[int] = mapped_column(ForeignKey("gourmand_offers.item_id"))
    up_to_heads: Mapped[int]
    hours: Mapped[int]


class Kitchen(Base):
    """How the kitchen works from `valid_from` on (included) until a later row."""

    __tablename__ = "gourmand_kitchens"
    __table_args__ = (
        CheckConstraint("covers_per_slot > 0 AND covers_per_slot <= covers_per_day", name="covers"),
        CheckConstraint("days_offered > 0 AND lock_hours >= 0", name="sensible"),
        {"info": APPEND_ONLY},
    )

    id: Mapped[Pk]
    valid_from: Mapped[date] = mapped_column(unique=True)
    # Digits of the weekdays on which it delivers, 0 is Monday.
    weekdays: Mapped[str] = mapped_column(String(7))
    # Minutes after midnight, in order.
    slots: Mapped[list[int]] = mapped_column(JSON)
    covers_per_slot: Mapped[int]
    covers_per_day: Mapped[int]
    days_offered: Mapped[int]
    # Until how many hours before the slot a customer may change the number of heads.
    lock_hours: Mapped[int]
    deposit_bp: Mapped[Bp]
    noted_by: Mapped[ShortText] = mapped_column(info=personal("qui a réglé la cuisine"))

    @property
    def capacity(self) -> Capacity:
        """The same without a database."""
        return Capacity(
            weekdays=frozenset(int(digit) for digit in self.weekdays),
            slots=tuple(self.slots),
            covers_per_slot=self.covers_per_slot,
            covers_per_day=self.covers_per_day,
            days_offered=self.days_offered,
        )


class Catering(Base):
    """What an order wants cooked: for how many, on which day, at which slot (minutes after midnight), where."""

    __tablename__ = "gourmand_caterings"
    __table_args__ = (
        CheckConstraint("heads > 0", name="somebody_eats"),
        Index("ix_gourmand_caterings_day", "day", "slot", "heads"),
    )

    id: Mapped[Pk]
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"), unique=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("gourmand_offers.item_id"), index=True)
    heads: Mapped[int]
    day: Mapped[date] = mapped_column(info=personal("cuisiner pour ce jour", 0))
    slot: Mapped[Minutes] = mapped_column(info=personal("livrer à cette heure", 0))
    # How many guests need what, without a name.
    diets: Mapped[str] = mapped_column(Text, info=personal("cuisiner sans danger", 0))


class InternalHome(Base):
    """A home of the association that the kitchen feeds: counted under its analytic account, never invoiced."""

    __tablename__ = "gourmand_homes"

    id: Mapped[Pk]
    public_id: Mapped[PublicId]
    name: Mapped[ShortText] = mapped_column(unique=True)
    account: Mapped[str] = mapped_column(String(20))


class InternalMeal(Base):
    """Meals for one of our own homes: an internal supply, which takes room in the kitchen and has no invoice."""

    __tablename__ = "gourmand_internal_meals"
    __table_args__ = (
        UniqueConstraint("home_id", "day", "slot"),
        CheckConstraint("heads > 0", name="somebody_eats"),
        Index("ix_gourmand_internal_meals_day", "day", "slot", "heads"),
    )

    id: Mapped[Pk]
    public_id: Mapped[PublicId]
    home_id: Mapped[int] = mapped_column(ForeignKey("gourmand_homes.id"))
    item_id: Mapped[int] = mapped_column(ForeignKey("gourmand_offers.item_id"), index=True)
    day: Mapped[date]
    slot: Mapped[Minutes]
    heads: Mapped[int]
    noted_by: Mapped[ShortText] = mapped_column(info=personal("qui a noté les repas"))
    noted_at: Mapped[Instant]
