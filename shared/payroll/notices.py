"""What labour law has to say of somebody's week without forbidding it: told with its article, never in the way.

What is certain and forbidden (ten hours a day, forty-eight a week) is refused where it is typed instead.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from shared.kernel.minutes import show_minutes
from shared.payroll.ledger import Entries, presence_of
from shared.people.limits import DISCREET_SOURCE, Limit, Limits
from shared.people.models import ContractKind, Half, LimitCode
from shared.people.timetable import Slot

MEAN_WEEKS = 12
"""Over how many weeks in a row a mean is taken. Sources: C. trav. L. 3121-22, L. 3123-13."""

SHORTEST_BREAK = 20
"""Minutes of a break. Sources: C. trav. L. 3121-16; C. pénit. R. 412-61."""

SUNDAY = 6
BP = 10_000

SUNDAY_REST = {
    ContractKind.CDDI: Limit(0, "C. trav. L. 3132-3", confirmed=False),
    # C. pénit. R. 412-61
    ContractKind.CEP: Limit(0, DISCREET_SOURCE),
}
MAY_DAY = {
    ContractKind.CDDI: Limit(0, "C. trav. L. 3133-4 à L. 3133-6", confirmed=False),
    # C. pénit. R. 412-62
    ContractKind.CEP: Limit(0, DISCREET_SOURCE),
}
# C. pénit. R. 412-62
HOLIDAY_WORK = {ContractKind.CEP: Limit(0, DISCREET_SOURCE)}


@dataclass(frozen=True)
class Notice:
    """One thing to know: about whom, in which words, by which article, and whether somebody has read it."""

    code: str
    words: str
    source: str
    confirmed: bool


@dataclass(frozen=True, kw_only=True)
class WorkedWeek:
    """What the warnings are judged on: one person's week, all sites together for its totals.

    `days` are minutes of presence by day; `before` those of the eleven weeks before, the latest first, as far as the
    person was employed; `entries` and `slots` what is recorded and planned at this site by day.
    """

    kind: ContractKind
    contract: int
    days: Mapping[date, int]
    entries: Mapping[date, Entries]
    slots: Mapping[date, Sequence[Slot]]
    holidays: Mapping[date, str]
    before: Sequence[int] = ()

    @property
    def total(self) -> int:
        """Minutes of presence in the week."""
        return sum(self.days.values())


def list_notices(week: WorkedWeek, limits: Limits) -> list[Notice]:
    """Returns what is to be known of a week under the limits of its kind of contract; a missing limit says nothing."""
    return [
        *_of_the_week(week, limits),
        *_of_the_mean(week, limits),
        *_of_breaks(week, limits),
        *_of_rest(week, limits),
    ]


def _of_the_week(week: WorkedWeek, limits: Limits) -> Iterator[Notice]:
    legal, share = limits.get(LimitCode.LEGAL_WEEK), limits.get(LimitCode.COMPLEMENTARY_SHARE)
    excess = week.total - week.contract
    part_time = legal is not None and week.contract < legal.amount
    if legal and week.total > legal.amount:
        over = show_minutes(week.total - legal.amount)
        yield _notice("overtime", f"{show_minutes(week.total)} dans la semaine\u00a0: {over} supplémentaires", legal)
    elif legal and part_time and week.total == legal.amount:
        yield _notice("legal_week", f"un temps partiel n’atteint pas {show_minutes(legal.amount)} par semaine", legal)
    if share and part_time and excess * BP > week.contract * share.amount:
        most = show_minutes(week.contract * share.amount // BP)
        yield _notice(
            "complementary", f"{show_minutes(excess)} de plus que le contrat, au lieu de {most} au plus", share
        )


def _of_the_mean(week: WorkedWeek, limits: Limits) -> Iterator[Notice]:
    if len(week.before) < MEAN_WEEKS - 1:
        return
    total = week.total + sum(week.before[: MEAN_WEEKS - 1])
    mean = total // MEAN_WEEKS
    longest, lasting = limits.get(LimitCode.LONGEST_MEAN_WEEK), limits.get(LimitCode.LASTING_EXCESS)
    if longest and total > longest.amount * MEAN_WEEKS:
        yield _notice("mean", f"{show_minutes(mean)} par semaine en moyenne sur {MEAN_WEEKS} semaines", longest)
    if lasting and total >= (week.contract + lasting.amount) * MEAN_WEEKS:
        over = show_minutes(mean - week.contract)
        yield _notice(
            "lasting_excess",
            f"{over} de plus que le contrat, en moyenne sur {MEAN_WEEKS} semaines\u00a0: le contrat est à modifier",
            lasting,
        )


def _of_breaks(week: WorkedWeek, limits: Limits) -> Iterator[Notice]:
    longest = limits.get(LimitCode.LONGEST_WITHOUT_BREAK)
    if longest is None:
        return
    for day, entries in week.entries.items():
        stretch = _longest_stretch(entries, week.slots.get(day, ()))
        if stretch > longest.amount:
            words = f"{show_minutes(stretch)} sans pause le {day:%d/%m}\u00a0: {SHORTEST_BREAK} min de pause à 6\u00a0h"
            yield _notice("break", words, longest)


def _of_rest(week: WorkedWeek, limits: Limits) -> Iterator[Notice]:
    worked = [day for day, minutes in sorted(week.days.items()) if minutes]
    most = limits.get(LimitCode.WORKING_DAYS_IN_A_WEEK)
    if most and len(worked) > most.amount:
        yield _notice("rest", f"{len(worked)} jours travaillés dans la semaine, {most.amount} au plus", most)
    for day in worked:
        if day.weekday() == SUNDAY:
            yield _notice("sunday", f"travail le dimanche {day:%d/%m}", SUNDAY_REST[week.kind])
        if (day.month, day.day) == (5, 1):
            yield _notice("may_day", "travail le 1er mai\u00a0: paiement majoré", MAY_DAY[week.kind])
        elif day in week.holidays and week.kind in HOLIDAY_WORK:
            words = f"travail un jour férié ({week.holidays[day]}), seulement si c’est nécessaire"
            yield _notice("holiday", words, HOLIDAY_WORK[week.kind])


def _longest_stretch(entries: Entries, slots: Sequence[Slot]) -> int:
    """Returns the most minutes of presence in a row: halves that the timetable does not part count together."""
    halves = {half: presence_of(entries.get(half, {})) for half in Half}
    times = {slot.half: slot for slot in slots}
    together = len(times) == len(Half) and (
        times[Half.AFTERNOON].starts_at - times[Half.MORNING].ends_at < SHORTEST_BREAK
    )
    return sum(halves.values()) if together else max(halves.values())


def _notice(code: str, words: str, limit: Limit) -> Notice:
    return Notice(code, words, limit.source, limit.confirmed)
