"""What a supervisor does to a day sheet, each in its own unit, and what then stands on it."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from shared.db import atomic
from shared.payroll import services, validation
from shared.payroll.ledger import Entries
from shared.payroll.queries import find_day
from shared.payroll.reasons import Span
from shared.payroll.store import Sheet, StoredLine, read_sheet
from shared.people.queries import list_team
from tests.support.team import MONDAY, site_id

ALIX = "user:019ab000-0000-7000-8000-000000000001"


def sheet(day: date = MONDAY) -> Sheet:
    """Returns the sheet as it stands."""
    return read_sheet(site_id(), day)


def line(contract: UUID, day: date = MONDAY) -> StoredLine:
    """Returns the line in force of one contract."""
    number = next(member.contract_id for member in list_team(site_id(), day) if member.contract == contract)
    return sheet(day).lines[number]


def fill(day: date = MONDAY, category: str = "TRAV") -> int:
    """Presses the big button."""
    with atomic():
        return services.fill_day(site_id=site_id(), day=day, category=category, actor=ALIX)


def tap(contract: UUID, category: str, minutes: int = 0, *, day: date = MONDAY, **changes: Any) -> None:
    """Taps a person and a reason, having seen the sheet as it stands."""
    wish: dict[str, Any] = {"span": Span.DAY, "seen_version": sheet(day).version, "comment": None}
    with atomic():
        services.record_exception(
            site_id=site_id(),
            day=day,
            contract=contract,
            category=category,
            minutes=minutes,
            actor=ALIX,
            **(wish | changes),
        )


def write(contract: UUID, entries: Entries, *, day: date = MONDAY, comment: str = "", seen: int | None = None) -> None:
    """Writes a person's whole day."""
    version = sheet(day).version if seen is None else seen
    with atomic():
        services.record_line(
            site_id=site_id(),
            day=day,
            contract=contract,
            entries=entries,
            comment=comment,
            seen_version=version,
            actor=ALIX,
        )


def undo(day: date = MONDAY, seen: int | None = None) -> None:
    """Takes the last change back."""
    version = sheet(day).version if seen is None else seen
    with atomic():
        services.undo_last_change(site_id=site_id(), day=day, seen_version=version, actor=ALIX)


def validate(day: date = MONDAY, seen: int | None = None) -> None:
    """Declares the day complete."""
    version = sheet(day).version if seen is None else seen
    with atomic():
        validation.validate_day(site_id=site_id(), day=day, seen_version=version, actor=ALIX)


def reopen(reason: str = "Oubli", day: date = MONDAY) -> None:
    """Opens a validated day again."""
    with atomic():
        validation.reopen_day(site_id=site_id(), day=day, reason=reason, actor=ALIX)


def words(day: date = MONDAY) -> dict[str, str]:
    """Returns what each tile says, by name."""
    return {tile.name: tile.words.text for tile in find_day(site_id(), day).tiles}
