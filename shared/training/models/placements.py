"""Immersions (PMSMP): agreements with a host, and the limits that bound them."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from shared.db import Base, Pk, PublicId, ShortText, choice, personal
from shared.db.triggers import APPEND_ONLY
from shared.people.models import Person
from shared.training.models.exams import REASON_LENGTH


class PlacementAim(StrEnum):
    """What an immersion is for. Source: C. trav. L. 5135-1."""

    DISCOVER = "discover"
    CONFIRM = "confirm"
    RECRUIT = "recruit"

    @property
    def label(self) -> str:
        """The French name."""
        return {
            "discover": "Découvrir un métier",
            "confirm": "Confirmer un projet",
            "recruit": "Initier un recrutement",
        }[self.value]


class PlacementLimitCode(StrEnum):
    """What bounds immersions; the unit of the amount stands in the name."""

    LONGEST_MONTHS = "longest_months"
    AT_ONE_HOST = "at_one_host"
    DAYS_AT_ONE_HOST = "days_at_one_host"
    RENEWALS = "renewals"
    LOOK_BACK_MONTHS = "look_back_months"

    @property
    def label(self) -> str:
        """The French name."""
        return {
            "longest_months": "Durée d’une immersion, de date à date",
            "at_one_host": "Conventions avec la même entreprise",
            "days_at_one_host": "Jours dans la même entreprise, renouvellements compris",
            "renewals": "Renouvellements d’une immersion",
            "look_back_months": "Période sur laquelle on compte par entreprise",
        }[self.value]

    @property
    def unit(self) -> str:
        """What the amount counts."""
        return {
            "longest_months": "mois",
            "at_one_host": "conventions",
            "days_at_one_host": "jours",
            "renewals": "renouvellements",
            "look_back_months": "mois",
        }[self.value]

    @property
    def least(self) -> int:
        """The smallest amount that means something: there may be no renewal at all."""
        return 0 if self is PlacementLimitCode.RENEWALS else 1

    def words(self, amount: int) -> str:
        """Returns an amount with its unit."""
        unit = self.unit if amount > 1 or self.unit == "mois" else self.unit.removesuffix("s")
        return f"{amount}\u00a0{unit}"


class PlacementLimit(Base):
    """An amount that bounds immersions, from `valid_from` on (included) until a later row of the same code."""

    __tablename__ = "placement_limits"
    __table_args__ = (
        UniqueConstraint("code", "valid_from"),
        CheckConstraint("amount >= 0", name="amount_not_negative"),
        {"info": APPEND_ONLY},
    )

    id: Mapped[Pk]
    public_id: Mapped[PublicId]
    code: Mapped[PlacementLimitCode] = mapped_column(choice(PlacementLimitCode))
    amount: Mapped[int]
    source: Mapped[ShortText]
    # Whether somebody has read the source itself.
    confirmed: Mapped[bool]
    valid_from: Mapped[date]


class Placement(Base):
    """Somebody's days at a host, both included; pay and status stay. One that was called off keeps why."""

    __tablename__ = "placements"
    __table_args__ = (CheckConstraint("first_day <= last_day", name="days_in_order"),)

    id: Mapped[Pk]
    public_id: Mapped[PublicId]
    site_id: Mapped[int] = mapped_column(ForeignKey("sites.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    renews_id: Mapped[int | None] = mapped_column(ForeignKey("placements.id"), index=True)
    # A company, or the person who is one.
    host: Mapped[ShortText] = mapped_column(info=personal("où se fait une immersion"))
    siret: Mapped[str] = mapped_column(String(14))
    town: Mapped[ShortText] = mapped_column(info=personal("où se fait une immersion"))
    tutor: Mapped[ShortText | None] = mapped_column(info=personal("qui accueille dans une immersion"))
    aim: Mapped[PlacementAim] = mapped_column(choice(PlacementAim), info=personal("pourquoi une immersion"))
    objectives: Mapped[str | None] = mapped_column(String(REASON_LENGTH), info=personal("pourquoi une immersion"))
    first_day: Mapped[date] = mapped_column(info=personal("quand se fait une immersion"))
    last_day: Mapped[date] = mapped_column(info=personal("quand se fait une immersion"))
    called_off: Mapped[str | None] = mapped_column(String(REASON_LENGTH), info=personal("pourquoi une immersion cesse"))
    noted_by: Mapped[ShortText] = mapped_column(info=personal("qui a noté une immersion"))

    person: Mapped[Person] = relationship(lazy="raise")
