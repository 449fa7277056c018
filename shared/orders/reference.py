"""The VAT rates that our sales bear, as dated rows with their source."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from shared.db import session
from shared.orders.models import VatRule

STANDARD = "normal"
INTERMEDIATE = "intermediaire"
REDUCED = "reduit"

_RATES = (
    (STANDARD, "Taux normal", 2000, date(2014, 1, 1), "CGI art. 278"),
    (INTERMEDIATE, "Taux intermédiaire", 1000, date(2014, 1, 1), "CGI art. 279"),
    (REDUCED, "Taux réduit", 550, date(2014, 1, 1), "CGI art. 278-0 bis"),
)


def seed() -> None:
    """Inserts the rates that are missing; a row that an administrator changed is left alone."""
    known = set(session.scalars(select(VatRule.code)))
    for code, label, vat_bp, valid_from, source in _RATES:
        if code not in known:
            session.add(
                VatRule(code=code, label=label, vat_bp=vat_bp, category="S", valid_from=valid_from, source=source)
            )
