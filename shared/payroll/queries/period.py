"""Some days of a site's team: what is planned, what is recorded, what nobody has said yet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from flask import current_app

from shared.config import Settings
from shared.kernel import clock
from shared.kernel.weeks import days_between
from shared.payroll.ledger import Entries
from shared.payroll.models import DayStatus
from shared.payroll.queries.day import holes_of
from shared.payroll.store import Sheet, read_sheets
from shared.people.queries import TeamMember, list_contracts


class Progress(StrEnum):
    """How far a day has come, for one person or for a team."""

    OFF = "off"
    DONE = "done"
    DRAFT = "draft"
    OPEN = "open"
    LATE = "late"
    OVERDUE = "overdue"

    @property
    def label(self) -> str:
        """What a cell says."""
        return _PROGRESS[self][0]

    @property
    def icon(self) -> str:
        """The sign that says it again."""
        return _PROGRESS[self][1]

    @property
    def tone(self) -> str:
        """The colour that says it again."""
        return _PROGRESS[self][2]


_PROGRESS = {
    Progress.OFF: ("Rien à saisir", "sun", "neutral"),
    Progress.DONE: ("Validé", "check", "success"),
    Progress.DRAFT: ("À valider", "edit", "warning"),
    Progress.OPEN: ("À saisir", "clock", "neutral"),
    Progress.LATE: ("Manque", "alert", "warning"),
    Progress.OVERDUE: ("Manque", "alert", "danger"),
}

NOT_VALIDATED = "la journée n’est pas validée"

HOLES = (Progress.OVERDUE, Progress.LATE, Progress.OPEN)
"""What a hole can be, the most pressing first."""


@dataclass(frozen=True)
class Period:
    """Everything planned and recorded at a site from `first` to `last`, both included."""

    first: date
    last: date
    team: Sequence[TeamMember]
    sheets: Mapping[date, Sheet]

    @property
    def days(self) -> list[date]:
        """All days of the period."""
        return list(days_between(self.first, self.last))

    def sheet(self, day: date) -> Sheet:
        """Returns the sheet of a day, an empty one when nobody has written on it."""
        return self.sheets.get(day, Sheet(day=day))

    def expected_on(self, day: date) -> list[TeamMember]:
        """Returns those whom the timetable expects on a day."""
        return [member for member in self.team if member.planned(day).total]

    def matters(self, day: date) -> bool:
        """Tells whether a day has anything to record: somebody is expected, or something is written."""
        return bool(self.expected_on(day) or self.sheet(day).lines)


def find_period(site_id: int, first: date, last: date) -> Period:
    """Returns what is planned and recorded at a site. Two statements."""
    return Period(first, last, list_contracts(site_id, first, last), read_sheets(site_id, first, last))


def minutes_by_category(entries: Entries) -> Counter[str]:
    """Returns the minutes of one day by category, both halves together."""
    minutes = Counter[str]()
    for content in entries.values():
        minutes.update(content)
    return minutes


def hole_progress(day: date) -> Progress:
    """Returns how pressing a hole on `day` is: to come, today's by the hour of the settings, or of a day that is over.

    Source of the hours: ET-02, a line that misses at 10:00 is late and at 18:00 overdue.
    """
    settings: Settings = current_app.extensions["ateliers_settings"]
    now = clock.local(clock.now())
    if day > now.date():
        return Progress.OFF
    if day < now.date() or now.hour >= settings.holes_overdue_hour:
        return Progress.OVERDUE
    return Progress.LATE if now.hour >= settings.holes_late_hour else Progress.OPEN


def list_open_days(period: Period) -> Iterator[tuple[date, str]]:
    """Yields each day up to today that payroll cannot use yet, with the words that say why."""
    for day in period.days:
        if day > clock.today() or not period.matters(day):
            continue
        sheet = period.sheet(day)
        if not sheet.lines:
            yield day, "rien n’est saisi"
        elif holes := holes_of(sheet, period.expected_on(day)):
            yield day, f"il manque une saisie pour {', '.join(holes)}"
        elif sheet.status is DayStatus.DRAFT:
            yield day, NOT_VALIDATED
