"""What a supervisor can say of somebody's half-day in one word: the buttons of the day sheet and what they leave.

The key is the letter on the key-cap; it never reaches the database, which knows categories only.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from shared.kernel.errors import InvalidInput
from shared.people.models import Half

PRESENT = "TRAV"
LATE = "RET"
EARLY = "DEP"
HOLIDAY = "JF"
TRAINING = "FOR_INT"
EXTERNAL_TRAINING = "FOR_EXT"
LEAVE = "CP"
ILL = "MAL"
ABSENT_WITHOUT_WORD = "AI"

PRESENCE = frozenset({PRESENT, "ASP_INT", TRAINING, EXTERNAL_TRAINING, "PMSMP", "REU"})
"""The categories in which somebody is there, or where we sent them: lateness is taken from these, limits bound them."""

DAYS_OFF = frozenset({HOLIDAY, LEAVE, "RECUP"})
"""The categories in which somebody is away as everybody knows beforehand: no absence to worry about."""

SHORTFALLS = frozenset({LATE, EARLY})
"""The categories that take the start or the end of a half-day in which somebody is there."""

USUAL_SHORTFALLS = (15, 30, 45, 60)
"""Minutes of lateness or early leave that have a button of their own."""


class Span(StrEnum):
    """The part of the day that an exception covers."""

    DAY = "day"
    MORNING = "am"
    AFTERNOON = "pm"

    @property
    def label(self) -> str:
        """The French name."""
        return {"day": "Toute la journée", "am": "Matin", "pm": "Après-midi"}[self.value]

    @property
    def halves(self) -> tuple[Half, ...]:
        """The half-days it covers."""
        return tuple(Half) if self is Span.DAY else (Half(self.value),)


@dataclass(frozen=True)
class Reason:
    """A category as people say it: `word` on a tile, `icon` of the sprite, `tone` of the badge, `key` on a keyboard.

    Those without a key are rare: they have no button on the day sheet, only their place on a person's own page.
    """

    category: str
    word: str
    icon: str
    tone: str
    key: str = ""

    @property
    def usual(self) -> bool:
        """Whether the day sheet has a button for it."""
        return bool(self.key)


REASONS = (
    Reason(PRESENT, "Présent", "check", "success", "P"),
    Reason(ILL, "Malade", "bed", "warning", "M"),
    Reason(LEAVE, "Congé", "sun", "info", "C"),
    Reason(TRAINING, "Formation interne", "book", "info", "F"),
    Reason(EXTERNAL_TRAINING, "Formation externe", "award", "info", "X"),
    Reason("ASP_INT", "Rendez-vous de suivi", "users", "info", "V"),
    Reason("PMSMP", "Immersion", "truck", "info", "I"),
    Reason("AA_NP", "Absence autorisée", "calendar", "neutral", "J"),
    Reason(ABSENT_WITHOUT_WORD, "Absence injustifiée", "x", "danger", "N"),
    Reason("OBL", "Contrainte extérieure", "pin", "neutral", "O"),
    Reason("REU", "Réunion ou visite médicale", "shield", "info"),
    Reason("AA_P", "Absence autorisée payée", "calendar", "neutral"),
    Reason("RECUP", "Récupération", "history", "info"),
    Reason(HOLIDAY, "Férié", "leaf", "info"),
    Reason("AT", "Accident du travail", "alert", "danger"),
    Reason("MAT", "Maternité ou paternité", "home", "info"),
    Reason("SUSP", "Contrat suspendu", "lock", "neutral"),
    Reason(LATE, "Retard", "late", "warning", "R"),
    Reason(EARLY, "Départ anticipé", "logout", "warning", "D"),
)

_BY_CATEGORY = {reason.category: reason for reason in REASONS}


def find_reason(category: str, *, field: str = "reason") -> Reason:
    """Returns the reason of a category; raises InvalidInput for a category that nobody can say."""
    try:
        return _BY_CATEGORY[category]
    except KeyError:
        raise InvalidInput(field, "Ce motif n’existe pas.") from None
