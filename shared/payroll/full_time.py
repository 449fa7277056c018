"""Full-time equivalents (ETP): how many full-time posts the hours of a month make."""

from __future__ import annotations

from shared.kernel import clock
from shared.kernel.money import divide_half_up
from shared.kernel.weeks import Month
from shared.people.limits import read_limits
from shared.people.models import ContractKind, LimitCode

WEEKS, MONTHS = 52, 12


def full_time_minutes(month: Month) -> int | None:
    """Returns the minutes of a full-time post in twelve months, None when no legal week is in force. One statement.

    They are 1 820 h (35 h in 52 paid weeks, leave and holidays among them), the yearly base of an insertion post in
    the files of the ASP (`duree_heure_annuel_etp`).
    """
    week = read_limits(min(month.last, clock.today()))[ContractKind.CDDI].get(LimitCode.LEGAL_WEEK)
    return week.amount * WEEKS if week else None


def full_time_posts(minutes: int, full_time: int) -> int:
    """Returns the posts that the minutes of one month make, in hundredths, half up."""
    return divide_half_up(minutes * MONTHS * 100, full_time)
