"""The planned week of a contract, and how many minutes it plans for a day."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from shared.kernel.errors import InvalidInput
from shared.kernel.minutes import DAY, HOUR, parse_minutes, show_minutes
from shared.people.limits import Limit
from shared.people.models import Half

SATURDAY = 5
WEEKDAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")

# Not the hyphen of a negative number: whatever stands between two times.
_BETWEEN_TIMES = re.compile(r"\s*(?:[-–—/]|à|\s)\s*")


@dataclass(frozen=True)
class Slot:
    """A half-day of each week: `weekday` 0 is Monday, times are minutes after midnight."""

    weekday: int
    half: Half
    starts_at: int
    ends_at: int

    @property
    def minutes(self) -> int:
        """How long it lasts."""
        return self.ends_at - self.starts_at


@dataclass(frozen=True)
class Planned:
    """Minutes planned for each half of one day."""

    morning: int = 0
    afternoon: int = 0

    def __getitem__(self, half: Half) -> int:
        return self.morning if half is Half.MORNING else self.afternoon

    @property
    def halves(self) -> tuple[Half, ...]:
        """The halves for which something is planned."""
        return tuple(half for half in Half if self[half])

    @property
    def total(self) -> int:
        """The minutes of the day."""
        return self.morning + self.afternoon


def read_half(text: str) -> tuple[int, int] | None:
    """Reads `8h-12h`, `8:00–12:00` or `8h30 12h` as minutes after midnight; None for an empty text.

    Raises InvalidInput (field `timetable`) for anything else.
    """
    bare = " ".join(text.split())
    if not bare:
        return None
    times = [part for part in _BETWEEN_TIMES.split(bare) if part]
    if len(times) == 2:  # noqa: PLR2004 - a beginning and an end
        try:
            start, end = (parse_minutes(time) for time in times)
        except InvalidInput:
            pass
        else:
            if start < end <= DAY:
                return start, end
    raise InvalidInput("timetable", f"« {bare} » ne se lit pas. Écrivez le début et la fin, comme 8h-12h.")


def show_half(slot: Slot) -> str:
    """Returns the times of a half-day as `read_half` reads them: `8h-12h`, `8h30-12h`."""
    return "-".join(
        f"{minutes // HOUR}h{minutes % HOUR:02d}" if minutes % HOUR else f"{minutes // HOUR}h"
        for minutes in (slot.starts_at, slot.ends_at)
    )


def timetable_words(slots: Iterable[Slot]) -> str:
    """Returns the week in words, days alike together: `lun.–jeu. 8h-12h, 13h-14h30 ; ven. 8h-12h`."""
    days: dict[int, list[str]] = {}
    for slot in sorted(slots, key=lambda each: (each.weekday, each.starts_at)):
        days.setdefault(slot.weekday, []).append(show_half(slot))
    runs: list[tuple[int, int, str]] = []
    for weekday, halves in days.items():
        hours = ", ".join(halves)
        if runs and runs[-1][1:] == (weekday - 1, hours):
            runs[-1] = (runs[-1][0], weekday, hours)
        else:
            runs.append((weekday, weekday, hours))
    return "\u202f; ".join(f"{_run_words(first, last)} {hours}" for first, last, hours in runs)


def _run_words(first: int, last: int) -> str:
    short = [f"{name[:3]}." for name in WEEKDAYS]
    return short[first] if first == last else f"{short[first]}–{short[last]}"


def at_most(limit: Limit) -> str:
    """Returns the end of a refusal: how many hours the law allows, and where it says so."""
    return f"la loi en permet {show_minutes(limit.amount)} au plus ({limit.source})."


def regular_week(weekdays: Iterable[int], morning: tuple[int, int], afternoon: tuple[int, int]) -> tuple[Slot, ...]:
    """Returns the slots of days that are all alike; a half-day is its first and last minute after midnight."""
    return tuple(
        Slot(weekday, half, *times)
        for weekday in weekdays
        for half, times in ((Half.MORNING, morning), (Half.AFTERNOON, afternoon))
    )


def check_timetable(slots: Iterable[Slot], weekly_minutes: int, longest_day: Limit) -> None:
    """Raises InvalidInput (field `timetable`) unless the slots make a lawful week of exactly `weekly_minutes`."""
    by_place: dict[tuple[int, Half], Slot] = {}
    for slot in slots:
        if not 0 <= slot.weekday < len(WEEKDAYS) or not 0 <= slot.starts_at < slot.ends_at <= DAY:
            raise InvalidInput("timetable", "Une demi-journée commence avant de finir, le même jour.")
        if (slot.weekday, slot.half) in by_place:
            raise InvalidInput("timetable", f"Le {WEEKDAYS[slot.weekday]} {slot.half.label} est donné deux fois.")
        by_place[slot.weekday, slot.half] = slot
    for sentence in _unlawful_days(by_place, longest_day):
        raise InvalidInput("timetable", sentence)
    total = sum(slot.minutes for slot in by_place.values())
    if total != weekly_minutes:
        raise InvalidInput(
            "timetable",
            f"L’emploi du temps fait {show_minutes(total)} par semaine et le contrat {show_minutes(weekly_minutes)}. "
            "Corrigez l’un ou l’autre.",
        )


def _unlawful_days(slots: Mapping[tuple[int, Half], Slot], longest_day: Limit) -> Iterator[str]:
    for weekday, name in enumerate(WEEKDAYS):
        morning, afternoon = (slots.get((weekday, half)) for half in Half)
        if morning and afternoon and morning.ends_at > afternoon.starts_at:
            yield f"Le {name}, l’après-midi commence avant la fin du matin."
        if sum(slot.minutes for slot in (morning, afternoon) if slot) > longest_day.amount:
            yield f"Le {name} est trop long\u00a0: {at_most(longest_day)}"
