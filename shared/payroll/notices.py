"""What labour law has to say of somebody's week without forbidding it: told with its article, never in the way.

What is certain and forbidden (ten hours a day, forty-eight a week) is refused where it is typed instead.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from shared.kernel.minutes import show_minutes
from shared.kernel.money import BP
from shared.payroll.ledger import Entries, presence_of
from shared.payroll.reasons import EARLY, LATE
from shared.people.limits import DISCREET_SOURCE, Limit, Limits
from shared.people.models import ContractKind, Half, LimitCode
from shared.people.timetable import Slot

MEAN_WEEKS = 12
"""Over how many weeks in a row a mean is taken. Sources: C. trav. L. 3121-22, L. 3123-13."""

SHORTEST_BREAK = 20
"""Minutes of a break. Sources: C. trav. L. 3121-16; C. pénit. R. 412-61."""

SUNDAY = 6


@dataclass(frozen=True)
class Text:
    """A text of law that has no amount, as it may stand beside a person, and whether somebody has read it."""

    source: str
    confirmed: bool


CDDI, CEP = ContractKind.CDDI, ContractKind.CEP

# At a sensitive site the code of law would tell what kind of site it is: C. pénit. R. 412-61 and R. 412-62.
SUNDAY_REST = {CDDI: Text("C. trav. L. 3132-3", confirmed=False), CEP: Text(DISCREET_SOURCE, confirmed=True)}
MAY_DAY = {CDDI: Text("C. trav. L. 3133-4 à L. 3133-6", confirmed=False), CEP: Text(DISCREET_SOURCE, confirmed=True)}
HOLIDAY_WORK = {CEP: Text(DISCREET_SOURCE, confirmed=True)}
PART_TIME_CEILING = {CDDI: Text("C. trav. L. 3123-9", confirmed=False)}


@dataclass(frozen=True)
class Notice:
    """One thing to know of somebody's week: in which words, by which article, and whether somebody has read it."""

    code: str
    words: str
    source: str
    confirmed: bool


@dataclass(frozen=True)
class PastWeek:
    """A week before: minutes of presence, and those of the contract that was in force then."""

    worked: int
    contract: int


@dataclass(frozen=True, kw_only=True)
class WorkedWeek:
    """What the notices are judged on: one person's week, all sites together for its totals.

    `days` are minutes of presence by day; `before` the eleven weeks before, the latest first, as far as the person was
    employed without a week between; `entries` and `slots` what is recorded and planned at this site by day.
    """

    kind: ContractKind
    contract: int
    days: Mapping[date, int]
    entries: Mapping[date, Entries]
    slots: Mapping[date, Sequence[Slot]]
    holidays: Mapping[date, str]
    before: Sequence[PastWeek] = ()

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
    excess, total = week.total - week.contract, show_minutes(week.total)
    part_time = legal is not None and week.contract < legal.amount
    if legal and week.total > legal.amount:
        most, over = show_minutes(legal.amount), show_minutes(week.total - legal.amount)
        words = f"{total} dans la semaine, {over} au-dessus de {most}\u00a0: ce sont des heures supplémentaires"
        yield _notice("overtime", words, legal)
    if legal and part_time and week.total >= legal.amount and week.kind in PART_TIME_CEILING:
        most = show_minutes(legal.amount)
        words = f"{total} dans la semaine\u00a0: un contrat à temps partiel reste en dessous de {most}"
        yield _notice("legal_week", words, PART_TIME_CEILING[week.kind])
    if share and part_time and excess * BP > week.contract * share.amount:
        most = show_minutes(week.contract * share.amount // BP)
        words = f"{show_minutes(excess)} de plus que les {show_minutes(week.contract)} du contrat\u00a0: {most} au plus"
        yield _notice("complementary", words, share)


def _of_the_mean(week: WorkedWeek, limits: Limits) -> Iterator[Notice]:
    before = week.before[: MEAN_WEEKS - 1]
    if len(before) < MEAN_WEEKS - 1:
        return
    worked = week.total + sum(each.worked for each in before)
    excess = worked - week.contract - sum(each.contract for each in before)
    longest, lasting = limits.get(LimitCode.LONGEST_MEAN_WEEK), limits.get(LimitCode.LASTING_EXCESS)
    if longest and worked > longest.amount * MEAN_WEEKS:
        mean, most = show_minutes(worked // MEAN_WEEKS), show_minutes(longest.amount)
        yield _notice("mean", f"{mean} par semaine en moyenne sur {MEAN_WEEKS} semaines\u00a0: {most} au plus", longest)
    if lasting and excess >= lasting.amount * MEAN_WEEKS:
        words = (
            f"{show_minutes(excess // MEAN_WEEKS)} de plus que le contrat, en moyenne sur {MEAN_WEEKS} semaines\u00a0: "
            "le contrat est à modifier, sauf si la personne refuse"
        )
        yield _notice("lasting_excess", words, lasting)


def _of_breaks(week: WorkedWeek, limits: Limits) -> Iterator[Notice]:
    longest = limits.get(LimitCode.LONGEST_WITHOUT_BREAK)
    if longest is None:
        return
    for day, entries in week.entries.items():
        stretch = _longest_stretch(entries, week.slots.get(day, ()))
        if stretch > longest.amount:
            due = f"il faut {show_minutes(SHORTEST_BREAK)} de pause au bout de {show_minutes(longest.amount)}"
            yield _notice("break", f"{show_minutes(stretch)} de suite le {day:%d/%m}\u00a0: {due}", longest)


def _of_rest(week: WorkedWeek, limits: Limits) -> Iterator[Notice]:
    worked = [day for day, minutes in sorted(week.days.items()) if minutes]
    most = limits.get(LimitCode.WORKING_DAYS_IN_A_WEEK)
    if most and len(worked) > most.amount:
        yield _notice("rest", f"{len(worked)} jours travaillés dans la semaine\u00a0: {most.amount} au plus", most)
    for day in worked:
        if day.weekday() == SUNDAY:
            words = f"travail le {day:%d/%m}\u00a0: le repos de la semaine est le dimanche"
            yield _notice("sunday", words, SUNDAY_REST[week.kind])
        if (day.month, day.day) == (5, 1):
            pay = "double" if week.kind is CDDI else "plus"
            yield _notice("may_day", f"travail le 1er mai\u00a0: ces heures sont payées {pay}", MAY_DAY[week.kind])
        elif day in week.holidays and week.kind in HOLIDAY_WORK:
            words = f"travail le {day:%d/%m}, jour férié ({week.holidays[day]})\u00a0: seulement si c’est nécessaire"
            yield _notice("holiday", words, HOLIDAY_WORK[week.kind])


def _longest_stretch(entries: Entries, slots: Sequence[Slot]) -> int:
    """Returns the most minutes of presence in a row: halves that nothing parts count together.

    What parts them is the timetable, somebody who left before the end of the morning or came late after it.
    """
    morning, afternoon = (entries.get(half, {}) for half in Half)
    times = {slot.half: slot for slot in slots}
    gap = morning.get(EARLY, 0) + afternoon.get(LATE, 0)
    if len(times) == len(Half):
        gap += times[Half.AFTERNOON].starts_at - times[Half.MORNING].ends_at
    parted = len(times) < len(Half) or gap >= SHORTEST_BREAK
    halves = presence_of(morning), presence_of(afternoon)
    return max(halves) if parted else sum(halves)


def _notice(code: str, words: str, rule: Limit | Text) -> Notice:
    return Notice(code, words, rule.source, rule.confirmed)
