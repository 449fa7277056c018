"""What the garage knows of an order (vehicle, bay and hour), and of itself: when it is open, what it has."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from shared.db import Base, Minutes, Pk, ShortText, choice, personal
from shared.db.triggers import APPEND_ONLY
from workshops.auto_bleue.slots import Bay, Hours

PLATE_LENGTH = 12


class Appointment(Base):
    """The day and the hours at which a vehicle is expected for an order; times are minutes after midnight."""

    __tablename__ = "auto_bleue_appointments"
    __table_args__ = (
        CheckConstraint("starts_at >= 0 AND starts_at < ends_at", name="times_in_order"),
        CheckConstraint("mileage_km >= 0", name="mileage_not_negative"),
    )

    id: Mapped[Pk]
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"), unique=True)
    plate: Mapped[str] = mapped_column(String(PLATE_LENGTH), info=personal("reconnaître le véhicule", 0), index=True)
    vehicle: Mapped[ShortText] = mapped_column(info=personal("reconnaître le véhicule", 0))
    day: Mapped[date] = mapped_column(index=True, info=personal("attendre le véhicule", 0))
    starts_at: Mapped[Minutes] = mapped_column(info=personal("attendre le véhicule", 0))
    ends_at: Mapped[Minutes] = mapped_column(info=personal("attendre le véhicule", 0))
    bay: Mapped[Bay] = mapped_column(choice(Bay))
    mileage_km: Mapped[int | None] = mapped_column(info=personal("mention de la note", 0))
    # What the customer answered to the offer of used parts; None where no part is fitted.
    # Source: C. conso. art. L. 224-67 and R. 224-22 to R. 224-25.
    used_parts: Mapped[bool | None]


class ServiceNeed(Base):
    """The kind of bay that a service of the catalogue needs, and whether used parts may be fitted by it."""

    __tablename__ = "auto_bleue_service_needs"

    item_id: Mapped[int] = mapped_column(ForeignKey("catalogue_items.id"), primary_key=True)
    bay: Mapped[Bay] = mapped_column(choice(Bay))
    fits_parts: Mapped[bool]


class Planning(Base):
    """How the garage works from `valid_from` on (included) until a later row: hours, bays, what learners need."""

    __tablename__ = "auto_bleue_plannings"
    __table_args__ = (
        CheckConstraint(
            "opens_at < closes_at AND opens_at <= break_from AND break_from <= break_to AND break_to <= closes_at",
            name="hours_in_order",
        ),
        CheckConstraint("mechanics_bays >= 0 AND body_bays >= 0 AND cleaning_bays >= 0", name="bays_not_negative"),
        CheckConstraint("learner_percent >= 100 AND days_offered > 0", name="sensible"),
        {"info": APPEND_ONLY},
    )

    id: Mapped[Pk]
    valid_from: Mapped[date] = mapped_column(unique=True)
    # Digits of the weekdays on which it is open, 0 is Monday.
    weekdays: Mapped[str] = mapped_column(String(7))
    opens_at: Mapped[Minutes]
    closes_at: Mapped[Minutes]
    break_from: Mapped[Minutes]
    break_to: Mapped[Minutes]
    mechanics_bays: Mapped[int]
    body_bays: Mapped[int]
    cleaning_bays: Mapped[int]
    # How long a learner takes, against the standard time.
    learner_percent: Mapped[int]
    days_offered: Mapped[int]
    # Whether each vehicle needs somebody who is planned to be there.
    counts_people: Mapped[bool]
    noted_by: Mapped[ShortText] = mapped_column(info=personal("qui a changé le planning"))

    @property
    def hours(self) -> Hours:
        """The hours of an open day."""
        return Hours(
            opens_at=self.opens_at, closes_at=self.closes_at, break_from=self.break_from, break_to=self.break_to
        )

    def bays(self, bay: Bay) -> int:
        """Returns how many bays of a kind there are."""
        return {
            Bay.MECHANICS: self.mechanics_bays,
            Bay.BODY: self.body_bays,
            Bay.CLEANING: self.cleaning_bays,
        }[bay]
