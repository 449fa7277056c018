"""What a closed session leaves on the day sheet: the training of those who came, nothing for those who did not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from shared.kernel.errors import Refused
from shared.payroll.halves import change_half
from shared.payroll.ledger import HalfDay
from shared.payroll.reasons import (
    EARLY,
    EXTERNAL_TRAINING,
    LATE,
    PRESENCE,
    PRESENT,
    SHORTFALLS,
    TRAINING,
    find_reason,
)
from shared.people.queries import TeamMember
from shared.training.models import Attendance, TrainingKind, TrainingSession

USUAL_HALF = 210
"""Minutes of a half-day of training for which neither the session nor the timetable says how long it is."""

CATEGORIES: Mapping[TrainingKind, str] = {
    TrainingKind.INTERNAL: TRAINING,
    TrainingKind.EXTERNAL: EXTERNAL_TRAINING,
}


def write_into_day_sheet(training: TrainingSession, places: Sequence[Attendance], actor: str) -> int:
    """Records the half-day of everybody on a session's sheet, and returns for how many the day sheet has changed.

    Who came has the training and, late, the lateness; who did not come is left open, for the day sheet knows reasons
    and the session none. Raises Refused where the sheet is validated, or says that somebody who came was away.
    """
    marks = {place.person_id: place for place in places}
    category = CATEGORIES[training.kind]
    clashes: list[str] = []

    def becomes(member: TeamMember, half: HalfDay) -> HalfDay:
        place = marks.get(member.person_id)
        if place is None:
            return half
        if not place.mark.came:
            return {} if category in half else half
        if away := [each for each in half if each not in PRESENCE | SHORTFALLS]:
            clashes.append(f"{member.short_name} ({find_reason(away[0]).word.lower()})")
            return half
        planned = member.planned(training.day)[training.half]
        return share_half(half, category, planned, training.minutes or planned or USUAL_HALF, place.late_minutes)

    changed = change_half(site_id=training.site_id, day=training.day, half=training.half, becomes=becomes, actor=actor)
    if clashes:
        raise Refused(
            f"La feuille du jour dit absent qui a signé présent\u00a0: {', '.join(clashes)}. Corrigez l’une ou l’autre."
        )
    return changed


def share_half(before: HalfDay, category: str, planned: int, taught: int, late: int) -> HalfDay:
    """Returns a half-day with `taught` minutes of training, `late` of them missed, all in minutes.

    What the timetable plans beyond the training is spent as it was, else at work. An early leave is the day sheet's
    word, a lateness the session's. Nobody misses all of the training: who did has not come.
    """
    early = min(before.get(EARLY, 0), taught - 1)
    late = min(late, taught - early - 1)
    half = {category: taught - late - early}
    half |= {each: missed for each, missed in ((LATE, late), (EARLY, early)) if missed}
    if rest := max(0, planned - taught):
        others = [each for each in before if each in PRESENCE and each != category]
        other = max(others, key=lambda each: (before[each], each)) if others else PRESENT
        half[other] = rest
    return half
