"""The legal mentions that invoices carry, as dated rows with their source."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from shared.db import session
from shared.invoicing.document import NoteCode
from shared.invoicing.models import LegalMention

_FIRST_DAY = date(2013, 1, 1)

_MENTIONS = (
    (
        NoteCode.RECOVERY_INDEMNITY,
        "Indemnité forfaitaire pour frais de recouvrement en cas de retard de paiement\u00a0: 40\u00a0€.",
        "C. com. art. D. 441-5",
    ),
    (
        NoteCode.LATE_PENALTIES,
        "Pénalités de retard\u00a0: trois fois le taux d’intérêt légal, exigibles le jour suivant la date d’échéance.",
        "C. com. art. L. 441-10, II",
    ),
    (NoteCode.EARLY_PAYMENT, "Pas d’escompte pour paiement anticipé.", "C. com. art. L. 441-9"),
)


def seed() -> None:
    """Inserts the mentions that are missing; a row that an administrator changed is left alone."""
    known = set(session.scalars(select(LegalMention.code)))
    for code, text, source in _MENTIONS:
        if code.value not in known:
            session.add(LegalMention(code=code.value, text=text, valid_from=_FIRST_DAY, source=source))
