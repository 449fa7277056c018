"""Filling and correcting the sheet of a team's day.

Each service claims the sheet first, so two tablets wait for each other; what a tablet has not seen it never replaces:
it is told with Conflict, and nothing is written.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import func, select

from shared.db import session
from shared.kernel import clock
from shared.kernel.errors import Conflict, InvalidInput, NotFound, Refused
from shared.kernel.minutes import show_minutes
from shared.payroll.elsewhere import HalvesElsewhere, halves_elsewhere
from shared.payroll.ledger import (
    Entries,
    HalfDay,
    check_day,
    main_category,
    missing_halves,
    presence,
    with_category,
    with_shortfall,
)
from shared.payroll.models import COMMENT_LENGTH, DAY_TRANSITIONS, DayAction, DayEntry, DayLine, DaySheet
from shared.payroll.reasons import HOLIDAY, PRESENT, SHORTFALLS, Span, find_reason
from shared.payroll.store import (
    Claim,
    Line,
    Sheet,
    claim_sheet,
    in_force,
    read_before,
    read_sheet,
    write_lines,
)
from shared.people.models import Half
from shared.people.queries import TeamMember, lock_team
from shared.people.timetable import at_most

CHANGED = "Cette ligne a changé sur un autre écran depuis que vous l’avez ouverte."


def fill_day(*, site_id: int, day: date, category: str, actor: str) -> int:
    """Records `category` over the planned timetable for every half-day that nobody has recorded yet.

    Who is present is so at the workshop: half-days that are signed for elsewhere stay open. Returns for how many
    people; touches no line that is complete. Raises Refused when nothing is left to fill, InvalidInput for a category
    that is said person by person, or for more hours than a day or a week may have.
    """
    if find_reason(category).category in SHORTFALLS:
        raise InvalidInput("category", "Un retard ou un départ se saisit personne par personne.")
    claim, sheet = _claim(site_id, day, DayAction.RECORD)
    wishes = {member: dict.fromkeys(Half, category) for member in lock_team(site_id, day)}
    return _fill(claim, sheet, wishes, actor, halves_elsewhere(site_id, day) if category == PRESENT else {})


def fill_like_before(*, site_id: int, day: date, actor: str) -> int:
    """Records for every half-day still open what the same half-day was mostly spent in on the last recorded day.

    Who was not there that day is left open. Returns for how many people; raises Refused when nothing can be filled.
    """
    claim, sheet = _claim(site_id, day, DayAction.RECORD)
    last = session.scalar(
        select(func.max(DaySheet.day))
        .join(DayLine, DayLine.day_sheet_id == DaySheet.id)
        .join(DayEntry, DayEntry.day_line_id == DayLine.id)
        .where(DaySheet.site_id == site_id, DaySheet.day < day, in_force())
    )
    if last is None:
        raise Refused("Aucun jour d’avant n’est saisi.")
    before = read_sheet(site_id, last)
    wishes = {
        member: {half: _goes_on(content) for half, content in before.entries_of(member.contract_id).items()}
        for member in lock_team(site_id, day)
    }
    return _fill(claim, sheet, wishes, actor, halves_elsewhere(site_id, day))


def record_exception(
    *,
    site_id: int,
    day: date,
    contract: UUID,
    category: str,
    span: Span,
    seen_version: int,
    actor: str,
    minutes: int = 0,
    comment: str | None = None,
) -> None:
    """Records what happened to one person: a category over `span`, or `minutes` of lateness or early leave.

    `comment` None keeps the comment that stands there. Raises InvalidInput, Refused, NotFound, or Conflict when the
    line was written by a version of the sheet later than `seen_version`.
    """
    find_reason(category)
    claim, sheet = _claim(site_id, day, DayAction.RECORD)
    member = _member(site_id, day, contract)
    planned, before = member.planned(day), sheet.entries_of(member.contract_id)
    if category in SHORTFALLS:
        entries = with_shortfall(planned, before, category, minutes, span)
    else:
        entries = with_category(planned, before, category, span)
    _write_one(claim, sheet, member, entries, comment=comment, seen_version=seen_version, actor=actor)


def record_line(
    *, site_id: int, day: date, contract: UUID, entries: Entries, comment: str, seen_version: int, actor: str
) -> None:
    """Records one person's whole day as it is given: minutes by half and category; an empty half stays open.

    Raises as `record_exception` does; the field of InvalidInput is the half (`am`, `pm`) or `comment`.
    """
    for content in entries.values():
        for category in content:
            find_reason(category)
    claim, sheet = _claim(site_id, day, DayAction.RECORD)
    member = _member(site_id, day, contract)
    _write_one(claim, sheet, member, entries, comment=comment, seen_version=seen_version, actor=actor)


def undo_last_change(*, site_id: int, day: date, seen_version: int, actor: str) -> None:
    """Puts back the lines as they were before the last change; undoing twice does it again.

    Raises Conflict when the last change is not the one that was seen, Refused when there is nothing to undo.
    """
    _, sheet = _claim(site_id, day, DayAction.RECORD)
    if sheet.version != seen_version:
        raise Conflict("La feuille a changé sur un autre écran\u00a0: il n’y a plus rien à annuler ici.")
    changed = [line for line in sheet.latest.values() if line.version == sheet.version]
    if not changed:
        raise Refused("Il n’y a rien à annuler.")
    before = read_before(sheet)
    under_contract = {member.contract_id for member in lock_team(site_id, day)}
    if any(before[line.contract_id].entries for line in changed if line.contract_id in before.keys() - under_contract):
        raise Refused("Un contrat a pris fin entre-temps\u00a0: ces heures ne peuvent plus revenir.")
    nothing = (Line(contract_id=line.contract_id, planned=line.planned, entries={}) for line in changed)
    write_lines([(sheet, before.get(line.contract_id, line)) for line in nothing], actor)


def _claim(site_id: int, day: date, action: DayAction) -> tuple[Claim, Sheet]:
    if day > clock.today():
        raise Refused("Ce jour n’est pas encore arrivé.")
    claim = claim_sheet(site_id, day)
    sheet = claim.sheets[day]
    DAY_TRANSITIONS.after(sheet.status, action)
    return claim, sheet


def _member(site_id: int, day: date, contract: UUID) -> TeamMember:
    for member in lock_team(site_id, day):
        if member.contract == contract:
            return member
    raise NotFound("Cette personne n’a pas de contrat ici ce jour-là.")


def _fill(
    claim: Claim,
    sheet: Sheet,
    wishes: Mapping[TeamMember, Mapping[Half, str]],
    actor: str,
    elsewhere: HalvesElsewhere,
) -> int:
    lines, to_sign = [], False
    for member, wish in wishes.items():
        planned, entries = member.planned(sheet.day), sheet.entries_of(member.contract_id)
        for half in missing_halves(planned, entries):
            category = elsewhere.get((member.person_id, half), wish.get(half))
            to_sign |= category is None and half in wish
            if category:
                entries = dict(entries) | {half: {category: planned[half]}}
        if entries != sheet.entries_of(member.contract_id):
            lines.append((member, line_of(sheet, member, entries, None)))
    if not lines:
        raise Refused("Le reste se signe en formation." if to_sign else "Il n’y a plus rien à remplir.")
    check_lines(claim, sheet, lines)
    write_lines([(sheet, line) for _, line in lines], actor)
    return len(lines)


def check_lines(claim: Claim, sheet: Sheet, lines: Sequence[tuple[TeamMember, Line]]) -> None:
    """Raises InvalidInput, which names the person, for a day or a week that is longer than the law allows."""
    for member, line in lines:
        try:
            check_day(line.planned, line.entries, member.longest_day)
        except InvalidInput as refusal:
            raise InvalidInput(refusal.field, f"{member.first_name}\u00a0: {refusal.sentence}") from refusal
    _check_week(claim, [(member, sheet, line) for member, line in lines])


def _write_one(
    claim: Claim,
    sheet: Sheet,
    member: TeamMember,
    entries: Entries,
    *,
    comment: str | None,
    seen_version: int,
    actor: str,
) -> None:
    stored = sheet.latest.get(member.contract_id)
    line = line_of(sheet, member, entries, comment)
    if stored and (stored.entries, stored.comment) == (line.entries, line.comment):
        # A second tap on the same button, or two people who saw the same thing.
        raise Refused(f"{member.first_name}\u00a0: c’est déjà saisi ainsi.")
    if stored and stored.version > seen_version:
        raise Conflict(CHANGED)
    check_day(line.planned, line.entries, member.longest_day)
    _check_week(claim, [(member, sheet, line)])
    write_lines([(sheet, line)], actor)


def _goes_on(content: HalfDay) -> str:
    """Returns what a half-day is spent in when the last one was spent like `content`: a holiday does not last."""
    category = main_category(content)
    return PRESENT if category == HOLIDAY else category


def line_of(sheet: Sheet, member: TeamMember, entries: Entries, comment: str | None) -> Line:
    """Returns somebody's line of a sheet; `comment` None keeps the one that stands there. Raises InvalidInput."""
    if comment is None:
        stored = sheet.lines.get(member.contract_id)
        comment = stored.comment if stored else ""
    comment = " ".join(comment.split())
    if len(comment) > COMMENT_LENGTH:
        raise InvalidInput("comment", f"Cette précision dépasse {COMMENT_LENGTH} caractères.")
    return Line(contract_id=member.contract_id, planned=member.planned(sheet.day), entries=entries, comment=comment)


def list_overlong_weeks(
    claim: Claim, written: Iterable[tuple[TeamMember, Sheet, Line]]
) -> Iterator[tuple[TeamMember, str]]:
    """Yields whoever would work too long a week with these lines, all sites counted, and the sentence that says so."""
    totals = Counter(claim.presence)
    members: dict[int, TeamMember] = {}
    for member, sheet, line in written:
        totals[member.person_id] += presence(line.entries) - presence(sheet.entries_of(member.contract_id))
        members[member.person_id] = member
    for person_id, member in members.items():
        if totals[person_id] > member.longest_week.amount:
            total = show_minutes(totals[person_id])
            yield member, f"{member.first_name} aurait {total} dans la semaine\u00a0: {at_most(member.longest_week)}"


def _check_week(claim: Claim, written: Iterable[tuple[TeamMember, Sheet, Line]]) -> None:
    for _, sentence in list_overlong_weeks(claim, written):
        raise InvalidInput(Half.AFTERNOON.value, sentence)
