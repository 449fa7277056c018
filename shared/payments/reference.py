"""How much may be paid in cash, as dated rows with their source."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from shared.db import session
from shared.payments.models import CashLimit

_LIMITS = ((date(2015, 9, 1), 100_000, "CMF art. L112-6 et D112-3\u00a0: 1\u00a0000\u00a0€ par dette"),)


def seed() -> None:
    """Inserts the limits that are missing; a row that an administrator changed is left alone."""
    known = set(session.scalars(select(CashLimit.valid_from)))
    for valid_from, amount_cents, source in _LIMITS:
        if valid_from not in known:
            session.add(CashLimit(valid_from=valid_from, amount_cents=amount_cents, source=source))
