"""The planned week of a contract, and how many minutes it plans for a day."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from shared.kernel.errors import InvalidInput
from shared.kernel.minutes import DAY, show_minutes
from shared.people.limits import Limit
from shared.people.models import Half

SATURDAY = 5
WEEKDAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")


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
