"""A day in few words: what a tile, a mark in the week and a message say of somebody's half-days."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from shared.kernel.minutes import show_minutes
from shared.payroll.ledger import Entries, HalfDay, missing_halves, presence
from shared.payroll.reasons import PRESENT, SHORTFALLS, Span, find_reason
from shared.people.timetable import Planned, Slot


@dataclass(frozen=True)
class Words:
    """What a tile says: the words, an icon of the sprite and a tone that repeat them."""

    text: str
    icon: str
    tone: str


TO_DO = Words("À saisir", "clock", "neutral")
NOT_PLANNED = Words("Pas prévu", "sun", "neutral")


def words_of(planned: Planned, entries: Entries) -> Words:
    """Returns what a tile says of a day: its exceptions, else the time of presence, else that it is still open."""
    recorded = {half: content for half, content in entries.items() if content}
    if not recorded:
        return TO_DO if planned.total else NOT_PLANNED
    missing = missing_halves(planned, recorded)
    parts = [*_exceptions(recorded), *(f"{half.label} à saisir" for half in missing)]
    if not parts:
        return Words(f"Présent {show_minutes(presence(recorded))}", "check", "success")
    category = _first_exception(recorded)
    sign = find_reason(category) if category else None
    text = _sentence(parts)
    if missing or sign is None:
        return Words(text, TO_DO.icon, TO_DO.tone)
    return Words(text, sign.icon, sign.tone)


def words_of_wish(category: str, minutes: int, span: Span) -> str:
    """Returns in words what a supervisor has just asked for."""
    word = find_reason(category).word
    if category in SHORTFALLS:
        word = f"{word} de {show_minutes(minutes)}"
    return word if span is Span.DAY else f"{word}, {span.label.lower()}"


def marks_of(entries: Entries) -> list[Words]:
    """Returns one mark for each category of a day that is not ordinary presence, with its minutes."""
    totals: dict[str, int] = {}
    for content in entries.values():
        for category, minutes in content.items():
            if category != PRESENT:
                totals[category] = totals.get(category, 0) + minutes
    reasons = [(find_reason(category), minutes) for category, minutes in totals.items()]
    return [Words(f"{reason.word} {show_minutes(minutes)}", reason.icon, reason.tone) for reason, minutes in reasons]


def hours_text(slots: Iterable[Slot]) -> str:
    """Returns the planned times of a day: `8:00–12:00, 13:00–16:30`."""
    return ", ".join(f"{_clock(slot.starts_at)}–{_clock(slot.ends_at)}" for slot in slots)


def spoken_hours(slots: Sequence[Slot]) -> str:
    """Returns the planned times of a day as somebody says them: `de 8:00 à 12:00 et de 13:00 à 16:30`."""
    return " et ".join(f"de {_clock(slot.starts_at)} à {_clock(slot.ends_at)}" for slot in slots)


def start_of_day(slots: Sequence[Slot]) -> str:
    """Returns when a day with planned times begins: `8:00`."""
    return _clock(slots[0].starts_at)


def _clock(minutes: int) -> str:
    return f"{minutes // 60}:{minutes % 60:02d}"


def _exceptions(recorded: Entries) -> list[str]:
    wholes = {half: _only(content) for half, content in recorded.items()}
    first, *others = wholes.values()
    if first and first != PRESENT and all(other == first for other in others) and len(wholes) > 1:
        return [find_reason(first).word]
    alone = len(recorded) == 1
    parts = []
    for half, content in recorded.items():
        for category, minutes in content.items():
            if category == PRESENT:
                continue
            word = find_reason(category).word
            if category == wholes[half]:
                parts.append(word if alone else f"{word} {half.when}")
            else:
                parts.append(f"{word} {show_minutes(minutes)}")
    return parts


def _first_exception(recorded: Entries) -> str | None:
    spent = [
        (category in SHORTFALLS, -minutes, category)
        for content in recorded.values()
        for category, minutes in content.items()
        if category != PRESENT
    ]
    return min(spent)[2] if spent else None


def _only(content: HalfDay) -> str | None:
    return next(iter(content)) if len(content) == 1 else None


def _sentence(parts: list[str]) -> str:
    first, *others = parts
    return ", ".join([first[:1].upper() + first[1:], *(part[:1].lower() + part[1:] for part in others)])
