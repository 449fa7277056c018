"""What the garage knows of an order: the vehicle and the day it comes in."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from shared.db import Base, Pk, ShortText, personal

PLATE_LENGTH = 12


class Appointment(Base):
    """The day a vehicle is expected for an order."""

    __tablename__ = "auto_bleue_appointments"

    id: Mapped[Pk]
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"), unique=True)
    plate: Mapped[str] = mapped_column(String(PLATE_LENGTH), info=personal("reconnaître le véhicule", 0), index=True)
    vehicle: Mapped[ShortText] = mapped_column(info=personal("reconnaître le véhicule", 0))
    day: Mapped[date] = mapped_column(index=True, info=personal("attendre le véhicule", 0))
