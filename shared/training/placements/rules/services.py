"""Changing a limit of immersions: a new row from a day on. No row is ever edited or removed.

An immersion is judged by the limits of its first day; what was agreed before stays. Acts belong to the caller's unit.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from shared.audit.services import record_event
from shared.db import session
from shared.kernel.dated import find_replaced, nothing_changes, read_source
from shared.kernel.errors import InvalidInput
from shared.training.models import PlacementLimit, PlacementLimitCode

MOST_AMOUNT = 400
"""More than a year of days bounds nothing."""


def change_placement_limit(
    *, code: PlacementLimitCode, amount: int, valid_from: date, source: str, confirmed: bool, actor: str
) -> None:
    """Gives a limit another amount or another source from a day on; `amount` in the code's unit.

    Raises InvalidInput (`amount`, `valid_from`, `source`, `confirmed`) when the day is taken, nothing changes, or
    nobody has read the text: each of these limits refuses immersions.
    """
    if not code.least <= amount <= MOST_AMOUNT:
        raise InvalidInput("amount", f"Écrivez un nombre de {code.least} à {MOST_AMOUNT}.")
    if not confirmed:
        raise InvalidInput("confirmed", "Cette limite refuse des immersions\u00a0: lisez le texte, puis cochez.")
    mine = select(PlacementLimit).where(PlacementLimit.code == code)
    # The first row is always the same one: who holds it is alone. What stands beside it is read afterwards.
    session.scalar(mine.order_by(PlacementLimit.id).limit(1).with_for_update())
    before = find_replaced(session.scalars(mine.order_by(PlacementLimit.valid_from)).all(), valid_from)
    source = read_source(source, before.source)
    if (before.amount, before.source, before.confirmed) == (amount, source, confirmed):
        raise nothing_changes()
    session.add(PlacementLimit(code=code, amount=amount, source=source, confirmed=confirmed, valid_from=valid_from))
    session.flush()
    detail: dict[str, object] = {
        "from": valid_from.isoformat(),
        "before": code.words(before.amount),
        "after": code.words(amount),
    }
    record_event(actor=actor, action="rule.changed", subject=f"placement_limit:{code}", detail=detail)
