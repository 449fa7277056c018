"""What was seen of people's skills."""

from __future__ import annotations

from datetime import date
from enum import IntEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from shared.db import Base, Instant, Pk, PublicId, ShortText, personal
from shared.db.triggers import APPEND_ONLY

SKILL_LENGTH = 40


class SkillLevel(IntEnum):
    """How somebody does what a skill names. Source: the grids of insertion workshops; from ALONE on it is acquired."""

    NOT_SEEN = 0
    WITH_HELP = 1
    CHECKED = 2
    ALONE = 3
    PASSES_ON = 4

    @property
    def label(self) -> str:
        """The French words."""
        return _LEVELS[self]

    @property
    def own_words(self) -> str:
        """The words in which somebody says it of themselves: short, and the same for everybody."""
        return _OWN_WORDS[self]


_OWN_WORDS = {
    SkillLevel.NOT_SEEN: "Je ne l’ai pas fait",
    SkillLevel.WITH_HELP: "Avec de l’aide",
    SkillLevel.CHECKED: "Je fais, on vérifie",
    SkillLevel.ALONE: "Je sais faire",
    SkillLevel.PASSES_ON: "Je montre aux autres",
}
_LEVELS = {
    SkillLevel.NOT_SEEN: "Non vu",
    SkillLevel.WITH_HELP: "Avec aide",
    SkillLevel.CHECKED: "Seul, avec contrôle",
    SkillLevel.ALONE: "Seul",
    SkillLevel.PASSES_ON: "Transmet",
}


class SkillObservation(Base):
    """What was seen of a skill of somebody on a day, or, `own`, what they say of themselves. A day's last word counts.

    `skill` is a code of the place's own list; one that has left the list keeps its observations. `order_id` is the
    order on which it was seen, where somebody said so.
    """

    __tablename__ = "skill_observations"
    __table_args__ = (
        Index("ix_skill_observations_site_id_person_id", "site_id", "person_id"),
        CheckConstraint("level BETWEEN 0 AND 4", name="level_exists"),
        {"info": APPEND_ONLY},
    )

    id: Mapped[Pk]
    public_id: Mapped[PublicId]
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("sites.id"))
    skill: Mapped[str] = mapped_column(String(SKILL_LENGTH), info=personal("compétence observée au poste"))
    level: Mapped[int] = mapped_column(info=personal("niveau observé d’une compétence"))
    observed_on: Mapped[date] = mapped_column(info=personal("jour d’une observation"))
    own: Mapped[bool] = mapped_column(info=personal("si la personne parle d’elle-même"))
    order_id: Mapped[int | None] = mapped_column(
        ForeignKey("orders.id"), info=personal("commande sur laquelle une compétence a été vue")
    )
    noted_by: Mapped[ShortText] = mapped_column(info=personal("qui a noté une observation"))
    noted_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), info=personal("qui a noté une observation"))
    noted_at: Mapped[Instant]
