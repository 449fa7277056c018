"""The arithmetic of a day: how what happened splits each half-day, to the minute, over the categories.

A half-day is a mapping from category to minutes; one that is absent from a day has not been recorded. Once recorded
its minutes add up to what was planned, or to more when somebody worked longer, never to less.
"""

from __future__ import annotations

from collections.abc import Mapping

from shared.kernel.errors import InvalidInput
from shared.kernel.minutes import show_minutes
from shared.payroll.reasons import LATE, PRESENCE, PRESENT, SHORTFALLS, Span
from shared.people.limits import Limit
from shared.people.models import Half
from shared.people.timetable import Planned, at_most

HalfDay = Mapping[str, int]
Entries = Mapping[Half, HalfDay]

NOTHING: Entries = {}


def presence_of(half: HalfDay) -> int:
    """Returns the minutes during which somebody was there, or where we sent them."""
    return sum(minutes for category, minutes in half.items() if category in PRESENCE)


def presence(entries: Entries) -> int:
    """Returns the minutes of presence of a day."""
    return sum(presence_of(half) for half in entries.values())


def missing_halves(planned: Planned, entries: Entries) -> tuple[Half, ...]:
    """Returns the planned half-days that nobody has recorded yet."""
    return tuple(half for half in planned.halves if not entries.get(half))


def filled(planned: Planned, entries: Entries, category: str) -> Entries:
    """Returns the day with every half-day that was not recorded spent in `category`, as the timetable plans."""
    return dict(entries) | {half: {category: planned[half]} for half in missing_halves(planned, entries)}


def with_category(planned: Planned, before: Entries, category: str, span: Span) -> Entries:
    """Returns the day with the planned half-days of `span` spent in `category` from beginning to end.

    Raises InvalidInput (field `span`) when nothing is planned then.
    """
    halves = _planned_halves(planned, span)
    return dict(before) | {half: {category: planned[half]} for half in halves}


def with_shortfall(planned: Planned, before: Entries, category: str, minutes: int, span: Span) -> Entries:
    """Returns the day with `minutes` of lateness (RET) or early leave (DEP) taken from somebody's presence.

    Over the whole day, lateness falls on the first half-day with presence and early leave on the last; a half-day that
    was not recorded counts as present, for who comes late comes. Said again, it replaces what was said before.
    Raises InvalidInput (field `minutes`, or `span` when nothing is planned then).
    """
    halves = _planned_halves(planned, span)
    there = [half for half in halves if not before.get(half) or presence_of(before[half])]
    if not there:
        # Recorded as absent by mistake: who comes late was there.
        before = with_category(planned, before, PRESENT, span)
        there = list(halves)
    day = filled(planned, before, PRESENT) if span is Span.DAY else before
    chosen = there[0] if category == LATE else there[-1]
    half = day.get(chosen) or {PRESENT: planned[chosen]}
    return dict(day) | {chosen: _carve(half, category, minutes)}


def check_day(planned: Planned, entries: Entries, longest_day: Limit) -> None:
    """Raises InvalidInput (field: the half, `am` or `pm`) unless every recorded half-day is accounted for.

    Absence never exceeds what was planned, and presence never what the law allows in a day.
    """
    for half, content in entries.items():
        if content:
            _check_half(half, planned[half], content)
    if presence(entries) > longest_day.amount:
        total = show_minutes(presence(entries))
        raise InvalidInput(Half.AFTERNOON.value, f"{total} dans la journée\u00a0: {at_most(longest_day)}")


def main_category(half: HalfDay) -> str:
    """Returns what a half-day was mostly spent in; lateness and early leave are set aside."""
    kept = {category: minutes for category, minutes in half.items() if category not in SHORTFALLS}
    return _largest(kept) if kept else PRESENT


def _planned_halves(planned: Planned, span: Span) -> tuple[Half, ...]:
    halves = tuple(half for half in span.halves if planned[half])
    if not halves:
        when = "ce jour-là" if span is Span.DAY else Half(span.value).when
        raise InvalidInput("span", f"Rien n’est prévu {when}. Pour des heures en plus, ouvrez « Saisir des durées ».")
    return halves


def _carve(half: HalfDay, category: str, minutes: int) -> HalfDay:
    """Takes `minutes` for `category` from the largest categories of presence, after giving back what it had."""
    there = {each: spent for each, spent in half.items() if each in PRESENCE}
    there[_largest(there)] += half.get(category, 0)
    if not 0 < minutes < sum(there.values()):
        name = "retard" if category == LATE else "départ"
        most = show_minutes(sum(there.values()))
        raise InvalidInput("minutes", f"Un {name} dure plus de 0 min et moins que la présence ({most}).")
    rest = minutes
    for each in sorted(there, key=lambda one: (-there[one], one)):
        taken = min(rest, there[each])
        there[each] -= taken
        rest -= taken
    others = {each: spent for each, spent in half.items() if each not in PRESENCE and each != category}
    return {each: spent for each, spent in (others | there | {category: minutes}).items() if spent}


def _check_half(half: Half, planned: int, content: HalfDay) -> None:
    name = half.label.capitalize()
    total, there = sum(content.values()), presence_of(content)
    if any(minutes <= 0 for minutes in content.values()):
        raise InvalidInput(half.value, f"{name}\u00a0: une durée est plus grande que zéro.")
    if total < planned:
        raise InvalidInput(
            half.value,
            f"{name}\u00a0: {show_minutes(total)} sur {show_minutes(planned)} prévues. "
            f"Dites ce que sont les {show_minutes(planned - total)} qui manquent.",
        )
    if total - there > planned:
        raise InvalidInput(half.value, f"{name}\u00a0: une absence ne dure pas plus que ce qui était prévu.")
    if not SHORTFALLS.isdisjoint(content) and not there:
        raise InvalidInput(half.value, f"{name}\u00a0: un retard ou un départ demande une présence.")


def _largest(half: HalfDay) -> str:
    return max(half, key=lambda category: (half[category], category))
