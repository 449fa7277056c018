"""Recording one half-day of several people at once, for a feature that knows what it was: a training, an immersion."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from shared.kernel import clock
from shared.kernel.errors import Refused
from shared.payroll.ledger import HalfDay
from shared.payroll.models import DAY_TRANSITIONS, DayAction
from shared.payroll.services import check_lines, line_of
from shared.payroll.store import claim_sheet, write_lines
from shared.people.models import Half
from shared.people.queries import TeamMember, lock_team

NOTHING: HalfDay = {}

HalfOf = Callable[[TeamMember, HalfDay], HalfDay]
"""Returns what the half-day of somebody was, given what is recorded; the same again to leave it alone."""


def change_half(*, site_id: int, day: date, half: Half, becomes: HalfOf, actor: str) -> int:
    """Writes what one half-day of a team was, in minutes by category; the other half-day of each stays.

    Returns for how many it has changed: none on a sheet on which all stands so already, validated or not. Raises
    Refused for a day to come or a validated sheet that would change, InvalidInput for longer days or weeks than the
    law allows, and whatever `becomes` raises.
    """
    if day > clock.today():
        raise Refused("Ce jour n’est pas encore arrivé.")
    team = lock_team(site_id, day)
    claim = claim_sheet(site_id, day)
    sheet = claim.sheets[day]
    lines = []
    for member in team:
        entries = sheet.entries_of(member.contract_id)
        now = entries.get(half, NOTHING)
        after = becomes(member, now)
        if after != now:
            kept = {each: content for each, content in entries.items() if each is not half}
            lines.append((member, line_of(sheet, member, kept | ({half: after} if after else {}), None)))
    if lines:
        DAY_TRANSITIONS.after(sheet.status, DayAction.RECORD)
        check_lines(claim, sheet, lines)
        write_lines([(sheet, line) for _, line in lines], actor)
    return len(lines)
