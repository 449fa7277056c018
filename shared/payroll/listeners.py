"""What hours have to say of what happens elsewhere."""

from __future__ import annotations

from datetime import date

from sqlalchemy import func, select

from shared.db import session
from shared.kernel.errors import InvalidInput
from shared.payroll.models import DayEntry, DayLine, DaySheet
from shared.payroll.store import in_force
from shared.signals import contract_shortened


@contract_shortened.connect
def refuse_orphaned_hours(_sender: object, *, contract_id: int, ends_on: date) -> None:
    """Raises InvalidInput (field `ends_on`) when hours are recorded after a contract's new last day."""
    first = session.scalar(
        select(func.min(DaySheet.day))
        .join(DayLine, DayLine.day_sheet_id == DaySheet.id)
        .join(DayEntry, DayEntry.day_line_id == DayLine.id)
        .where(DayLine.contract_id == contract_id, DaySheet.day > ends_on, in_force())
    )
    if first:
        raise InvalidInput("ends_on", f"Des heures sont déjà notées le {first:%d/%m/%Y}\u00a0: effacez-les d’abord.")
