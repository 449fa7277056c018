"""Who works at a site in the demonstration: a plan of numbers becomes people with contracts, ages and exits.

The numbers are those that the association has published for its year, and how we share them out between the sites.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import cycle

from shared.kernel.weeks import Month

FIRST_MONTHS, RENEWAL_MONTHS = 8, 4
LENGTHS = (8, 12, 16, 20, 24)
"""How long somebody may stay in all, in months: a contract of eight, then renewals of four."""

Contracts = tuple[tuple[date, date], ...]

PLACED = (3, 9, 10, 5, 9, 11, 10, 2)
NOT_PLACED = (7, 8, 7, 6)
LEFT_DURING_TRIAL = 22
JUSTICE = 18
"""Codes of exit reasons: a job or a training, neither, the trial period, a decision of justice."""

_SPREAD = 17
"""How many years around the mean the ages lie."""


@dataclass(frozen=True, kw_only=True)
class Stay:
    """Somebody's time at a site: contracts (both dates included), and how it ends.

    `left_on` is earlier than the end of the last contract; `reason` is the code of the exit.
    """

    job: str
    contracts: Contracts
    weekly_hours: int = 26
    left_on: date | None = None
    reason: int | None = None
    born_on: date | None = None
    under_measure: bool = False
    name: tuple[str, str] | None = None

    @property
    def begins(self) -> date:
        """The first day."""
        return self.contracts[0][0]

    @property
    def ends(self) -> date:
        """The last day."""
        return self.left_on or self.contracts[-1][1]


@dataclass(frozen=True, kw_only=True)
class TeamPlan:
    """The year of a site whose people come one by one.

    `jobs` has, by job, how many worked there in the year and how many do today. `here_before` were there on 1 January;
    of the `leavers`, `placed` went to a job or a training. `mean_age` is on 31 December, to the year.
    """

    jobs: Mapping[str, tuple[int, int]]
    here_before: int
    leavers: int
    placed: int
    under_measure: int
    mean_age: int
    weekly_hours: Sequence[int] = (26,)
    # Month and day of the year before on which the site has opened, for one that is that young.
    opened: tuple[int, int] | None = None
    # The name of the first who works there today: of the account that everybody may try.
    employee: tuple[str, str] | None = None

    @property
    def people(self) -> int:
        """How many worked there in the year."""
        return sum(people for people, _ in self.jobs.values())


@dataclass(frozen=True, kw_only=True)
class GroupPlan:
    """A group that trains for a title: it begins and ends together.

    `departures` are those who leave before the end, with the code of the reason; `outcomes` the codes of those who stay
    to the end, of whom the last `renewed` stay until `renewed_to`. Those of the end sit the `exam`, of two days, and
    pass; the first `congratulated` with a word of the jury.
    """

    job: str
    begins: date
    ends: date
    departures: Sequence[tuple[date, int]]
    outcomes: Sequence[int]
    under_measure: int
    mean_age: int
    renewed: int = 0
    renewed_to: date | None = None
    exam: tuple[date, date] | None = None
    congratulated: int = 0
    weekly_hours: int = 30

    def in_year(self, year: int) -> GroupPlan:
        """Returns the same group some years earlier or later."""
        later = year - self.begins.year

        def moved(day: date) -> date:
            return day.replace(year=day.year + later)

        return replace(
            self,
            begins=moved(self.begins),
            ends=moved(self.ends),
            departures=[(moved(day), reason) for day, reason in self.departures],
            renewed_to=self.renewed_to and moved(self.renewed_to),
            exam=self.exam and (moved(self.exam[0]), moved(self.exam[1])),
        )


def plan_team(plan: TeamPlan, year: int) -> list[Stay]:
    """Returns the stays of a site's year; those who stay on have contracts that end after it.

    Raises ValueError for a plan whose leavers can't all have left within the year.
    """
    starts = [*_starts_before(plan, year), *_starts_within(year, plan.people - plan.here_before)]
    early = _leaving_early(plan)
    to_the_end = [number for number in range(plan.people) if number not in early][: plan.leavers - len(early)]
    stays: list[Stay] = []
    for number, (start, job) in enumerate(zip(starts, _shuffled_jobs(plan), strict=True)):
        months = FIRST_MONTHS if number in early else _length(start, year, number, leaves=number in to_the_end)
        stay = Stay(
            job=job,
            contracts=tuple(_contracts(start, months)),
            weekly_hours=plan.weekly_hours[number % len(plan.weekly_hours)],
            left_on=_last_day(start, early[number]) if number in early else None,
        )
        stays.append(stay)
    return _with_lives(_with_reasons(stays, plan, year), plan, year)


def plan_group(plan: GroupPlan) -> list[Stay]:
    """Returns the stays of a group: those who leave before the end first."""
    together = (plan.begins, plan.ends)
    left = [
        Stay(job=plan.job, contracts=(together,), weekly_hours=plan.weekly_hours, left_on=day, reason=reason)
        for day, reason in plan.departures
    ]
    stayed = [
        Stay(job=plan.job, contracts=(together,), weekly_hours=plan.weekly_hours, reason=reason)
        for reason in plan.outcomes
    ]
    if plan.renewed and plan.renewed_to:
        longer = (together, (plan.ends + timedelta(days=1), plan.renewed_to))
        stayed = [*stayed[: -plan.renewed], *(replace(each, contracts=longer) for each in stayed[-plan.renewed :])]
    return _with_lives([*left, *stayed], plan, plan.begins.year)


def plan_successors(plan: TeamPlan, stays: Iterable[Stay], year: int, today: date) -> list[Stay]:
    """Returns who has come since the year, so that today as many work in each job as the plan says.

    Whoever is here began up to eleven months ago, and never within the year itself. One more has just left, and nobody
    has noted it yet.
    """
    here = [stay.job for stay in stays if stay.begins <= today <= stay.ends]
    successors: list[Stay] = []
    for job, (_, wanted) in plan.jobs.items():
        for place in range(wanted - here.count(job)):
            number = len(successors)
            age = 1 + 3 * place % 11
            begins = max(Month.of(today).shifted(-age).first, date(year + 1, 1, 1))
            begins += timedelta(days=1 + 3 * number % 18)
            if begins <= today:
                months = next(length for length in LENGTHS if length > age)
                hours = plan.weekly_hours[number % len(plan.weekly_hours)]
                contracts = tuple(_contracts(begins, months))
                name = None if successors else plan.employee
                successors.append(Stay(job=job, contracts=contracts, weekly_hours=hours, name=name))
    came = _workday(Month.of(today).shifted(-FIRST_MONTHS).first - timedelta(days=6))
    if came.year > year:
        job, hours = next(iter(plan.jobs)), plan.weekly_hours[0]
        successors.append(Stay(job=job, contracts=tuple(_contracts(came, FIRST_MONTHS)), weekly_hours=hours))
    return _born(successors, plan.mean_age, today.year)


def plan_present_group(plan: GroupPlan, today: date, *, months: int, here: int) -> list[Stay]:
    """Returns the group of today, half-way to its title; nobody when it would have begun within the plan's year."""
    begins = Month.of(today).shifted(-(months // 2)).first + timedelta(days=3)
    if begins.year <= plan.begins.year or begins > today:
        return []
    stay = Stay(job=plan.job, contracts=((begins, _last_day(begins, months)),), weekly_hours=plan.weekly_hours)
    return _born([stay] * here, plan.mean_age, today.year)


def share(count: int, of: int) -> list[bool]:
    """Returns which of `of` places are marked so that `count` are, as evenly as can be."""
    return [(place + 1) * count // of > place * count // of for place in range(of)]


def _starts_before(plan: TeamPlan, year: int) -> Iterator[date]:
    """Yields the first days of those who are there on 1 January, from February of the year before on."""
    for number in range(plan.here_before):
        if plan.opened:
            yield date(year - 1, *plan.opened) + timedelta(days=7 * number)
        else:
            yield _workday(date(year - 1, 2 + 11 * number // plan.here_before, 3 + 7 * number % 18))


def _starts_within(year: int, entries: int) -> Iterator[date]:
    """Yields the first days of those who come in the year, from 4 January to mid-December."""
    for number in range(entries):
        day = date(year, 1, 4) + timedelta(days=335 * number // entries)
        # No contract that begins on the first of a month: it would end on the last, the day of the year's count.
        yield _workday(day.replace(day=min(max(day.day, 2), 24)))


def _workday(day: date) -> date:
    saturday = 5
    return day + timedelta(days=max(0, 7 - day.weekday()) if day.weekday() >= saturday else 0)


def _leaving_early(plan: TeamPlan) -> dict[int, int]:
    """Returns who leaves before the end of the first contract, and after how many months: a quarter of the leavers."""
    count, entries = plan.leavers // 4, plan.people - plan.here_before
    return {plan.here_before + (n + 1) * entries // (count + 3): 1 + n % 4 for n in range(count)}


def _length(start: date, year: int, number: int, *, leaves: bool) -> int:
    """Returns how many months somebody stays who leaves within the year, or after it."""
    fitting = [months for months in LENGTHS if leaves == (_last_day(start, months).year == year)]
    fitting = [months for months in fitting if _last_day(start, months).year >= year]
    if not fitting:
        message = f"nobody who begins on {start} leaves within {year}"
        raise ValueError(message)
    return fitting[number % len(fitting)]


def _shuffled_jobs(plan: TeamPlan) -> list[str]:
    """Returns the job of each place, so that those of every job come all over the year."""
    places = [((n + 0.5) / people, job) for job, (people, _) in plan.jobs.items() for n in range(people)]
    return [job for _, job in sorted(places)]


def _contracts(begins: date, months: int) -> Iterator[tuple[date, date]]:
    """Yields eight months, then renewals of four."""
    starts, length, left = begins, FIRST_MONTHS, months
    while left > 0:
        ends = _last_day(starts, length)
        yield starts, ends
        starts, left, length = ends + timedelta(days=1), left - length, RENEWAL_MONTHS


def _last_day(begins: date, months: int) -> date:
    return Month.of(begins).shifted(months).first + timedelta(days=begins.day - 2)


def _with_reasons(stays: Sequence[Stay], plan: TeamPlan, year: int) -> list[Stay]:
    """Gives those who leave in the year their reasons, in the order in which they leave; and those of later."""
    by_end = sorted(range(len(stays)), key=lambda number: stays[number].ends)
    within = [number for number in by_end if stays[number].ends.year == year]
    later = [number for number in by_end if stays[number].ends.year > year]
    placed = dict(zip(within, share(plan.placed, len(within)), strict=True))
    placed |= dict(zip(later, share(plan.placed * len(later) // len(within), len(later)), strict=True))
    good, bad = cycle(PLACED), cycle(NOT_PLACED)
    reasons: dict[int, int] = {}
    for number, is_placed in placed.items():
        if is_placed:
            reasons[number] = next(good)
        else:
            reasons[number] = LEFT_DURING_TRIAL if stays[number].left_on else next(bad)
    return [replace(stay, reason=reasons[number]) for number, stay in enumerate(stays)]


def _with_lives(stays: Sequence[Stay], plan: TeamPlan | GroupPlan, year: int) -> list[Stay]:
    """Gives everybody a birthday, and says who is under a court measure: whoever justice called away among them."""
    called = [stay.reason == JUSTICE for stay in stays]
    shares = iter(share(plan.under_measure - sum(called), len(stays) - sum(called)))
    marked = [was_called or next(shares) for was_called in called]
    lives = _born(stays, plan.mean_age, year)
    return [replace(stay, under_measure=under) for stay, under in zip(lives, marked, strict=True)]


def _born(stays: Sequence[Stay], mean_age: int, year: int) -> list[Stay]:
    """Gives ages that lie evenly around a mean: two by two as much below it as above; on 31 December of `year`."""
    born: list[Stay] = []
    for number, stay in enumerate(stays):
        away = 1 + number // 2 * 5 % _SPREAD
        if number == len(stays) - 1 and number % 2 == 0:
            away = 0
        age = mean_age + (away if number % 2 else -away)
        birthday = date(year - age, 1 + number * 5 % 12, 1 + number * 11 % 28)
        born.append(replace(stay, born_on=birthday))
    return born
