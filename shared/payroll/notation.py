"""A day as it is typed into one cell of the week: `P`, `M`, `R30`, `M/P`, `7h30`, `5h M`.

A letter is a key-cap of the day sheet, or a category's code where it has none; a duration after it says how long. A
duration alone is presence, one letter without duration takes what is left. Lateness and early leave are in minutes.
A slash parts morning and afternoon; without one the halves are filled one after the other.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache

from shared.kernel.errors import InvalidInput
from shared.kernel.minutes import HOUR, parse_minutes, show_minutes
from shared.payroll.ledger import Entries, HalfDay
from shared.payroll.reasons import EARLY, LATE, PRESENT, REASONS, SHORTFALLS
from shared.people.models import Half
from shared.people.timetable import Planned

HALVES_SIGN = "/"
LONGEST_CELL = 60
UNPLANNED_MORNING = 4 * HOUR
"""How much of a day that nobody planned is taken for its morning."""

_CATEGORY = {(reason.key or reason.category): reason.category for reason in REASONS}
_CATEGORY |= {reason.category: reason.category for reason in REASONS}
_SIGN = {reason.category: reason.key or reason.category for reason in REASONS}
_PART = re.compile(r"(?P<sign>[A-Z][A-Z_]*)?\s*(?P<duration>\d[\dH:.,]*(?:\s*MIN)?)?")

Part = tuple[str, int | None]
"""A category, and how many minutes: None for what is left."""


@lru_cache(maxsize=4096)
def read_cell(text: str, planned: Planned) -> Entries:
    """Returns the minutes by half and category that a cell says; nothing for an empty one.

    Raises InvalidInput (field `cell`) for what can't be read or does not fill the halves it speaks of.
    """
    bare = " ".join(text.replace("+", " ").split()).upper()
    if len(bare) > LONGEST_CELL:
        raise InvalidInput("cell", f"Une case a {LONGEST_CELL} caractères au plus.")
    if not bare:
        return {}
    if HALVES_SIGN not in bare:
        return _read_day(bare, planned, text)
    parts = [part.strip() for part in bare.split(HALVES_SIGN)]
    if len(parts) > len(Half):
        raise InvalidInput("cell", "Une seule barre sépare le matin de l’après-midi.")
    return {half: _read_half(part, planned[half], half, text) for half, part in zip(Half, parts, strict=True) if part}


def show_cell(entries: Entries, planned: Planned) -> str:
    """Returns the shortest text that `read_cell` understands as this very day."""
    recorded = {half: content for half, content in entries.items() if content}
    if not recorded:
        return ""
    merged: dict[str, int] = {}
    for half in Half:
        for category, minutes in recorded.get(half, {}).items():
            merged[category] = merged.get(category, 0) + minutes
    whole = _show_half(merged, planned.total)
    if _says(whole, recorded, planned):
        return whole
    return HALVES_SIGN.join(_show_half(recorded.get(half, {}), planned[half]) for half in Half)


def _says(text: str, recorded: Entries, planned: Planned) -> bool:
    try:
        return read_cell(text, planned) == recorded
    except InvalidInput:
        return False


def _read_half(text: str, planned: int, half: Half, typed: str) -> HalfDay:
    parts = _resolved(_parts(text, typed), planned, half.when)
    content: dict[str, int] = {}
    for category, minutes in parts:
        content[category] = content.get(category, 0) + minutes
    return content


def _read_day(text: str, planned: Planned, typed: str) -> Entries:
    parts = _resolved(_parts(text, typed), planned.total, "ce jour-là")
    # Who comes late misses the beginning, who leaves early the end.
    ordered = sorted(parts, key=lambda part: (part[0] == EARLY) - (part[0] == LATE))
    room = dict(zip(planned.halves, (planned[half] for half in planned.halves), strict=True))
    if not room:
        room = {Half.MORNING: UNPLANNED_MORNING, Half.AFTERNOON: 0}
    return _poured(ordered, room)


def _poured(parts: Iterable[tuple[str, int]], room: Mapping[Half, int]) -> Entries:
    """Fills the halves one after the other; what is more than their room goes to the last."""
    left = dict(room)
    entries: dict[Half, dict[str, int]] = {}
    for category, minutes in parts:
        rest = minutes
        for place, half in enumerate(left):
            taken = rest if place == len(left) - 1 else min(rest, left[half])
            if taken:
                entries.setdefault(half, {})
                entries[half][category] = entries[half].get(category, 0) + taken
                left[half] -= taken
                rest -= taken
    return entries


def _parts(text: str, typed: str) -> list[Part]:
    parts = list(_read_parts(text, typed))
    if all(category in SHORTFALLS for category, _ in parts):
        parts.append((PRESENT, None))
    return parts


def _read_parts(text: str, typed: str) -> Iterator[Part]:
    place = 0
    while place < len(text):
        match = _PART.match(text, place)
        if match is None or match.end() == place:
            raise _unreadable(typed)
        yield _read_part(match["sign"], match["duration"], typed)
        place = match.end()
        if place < len(text) and text[place] == " ":
            place += 1


def _read_part(sign: str | None, duration: str | None, typed: str) -> Part:
    category = _CATEGORY.get(sign) if sign else PRESENT
    if category is None:
        raise _unreadable(typed)
    if duration is None:
        if category in SHORTFALLS:
            raise InvalidInput("cell", f"Écrivez combien de minutes\u00a0: par exemple {_SIGN[category]}30.")
        return category, None
    if category in SHORTFALLS and duration.isdecimal():
        return category, int(duration)
    try:
        return category, parse_minutes(duration)
    except InvalidInput:
        raise _unreadable(typed) from None


def _resolved(parts: Sequence[Part], planned: int, when: str) -> list[tuple[str, int]]:
    """Gives the part without duration what the others leave of the planned time."""
    unmeasured = [category for category, minutes in parts if minutes is None]
    said = sum(minutes or 0 for _, minutes in parts)
    if len(unmeasured) > 1:
        raise InvalidInput("cell", f"Écrivez une durée après {_SIGN[unmeasured[0]]} ou {_SIGN[unmeasured[1]]}.")
    if any(minutes == 0 for _, minutes in parts):
        raise InvalidInput("cell", "Une durée est plus grande que zéro.")
    if unmeasured and not planned:
        raise InvalidInput("cell", f"Rien n’est prévu {when}\u00a0: écrivez la durée, par exemple 4h.")
    if unmeasured and said >= planned:
        raise InvalidInput("cell", f"Il ne reste rien des {show_minutes(planned)} prévues\u00a0: écrivez chaque durée.")
    if not unmeasured and said < planned:
        missing = show_minutes(planned - said)
        raise InvalidInput(
            "cell",
            f"{show_minutes(said)} sur {show_minutes(planned)} prévues\u00a0: dites ce que sont les {missing} "
            "qui manquent, par exemple avec R, D ou M.",
        )
    return [(category, planned - said if minutes is None else minutes) for category, minutes in parts]


def _show_half(content: HalfDay, planned: int) -> str:
    if not content:
        return ""
    total = sum(content.values())
    whole = [category for category in content if category not in SHORTFALLS]
    # What is left is said without a duration, presence by preference.
    rest = (
        max(whole, key=lambda category: (category == PRESENT, content[category])) if total == planned and whole else ""
    )
    measured = [
        f"{_SIGN[category]}{_duration(category, minutes)}" for category, minutes in content.items() if category != rest
    ]
    return " ".join(([_SIGN[rest]] if rest else []) + measured)


def _duration(category: str, minutes: int) -> str:
    if category in SHORTFALLS:
        return str(minutes)
    return f"{minutes // HOUR}h{minutes % HOUR:02d}" if minutes % HOUR else f"{minutes // HOUR}h"


def _unreadable(typed: str) -> InvalidInput:
    bare = " ".join(typed.split())
    return InvalidInput(
        "cell", f"« {bare} » ne se lit pas. Écrivez une lettre (P, M, C…) ou une durée (7h30, 7,5 ou 7:30)."
    )
