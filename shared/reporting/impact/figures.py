"""The impact report of a year: each figure counted from the very lines that it opens to.

Court measures are not in it before somebody asks for them with `count_measures`: that reading is noted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

from shared.followup.groups import ExamGroup, Trainee
from shared.followup.models import ExitCategory, ExitRule
from shared.followup.queries import find_exit_rule
from shared.invoicing.revenue import RevenueQuestion, add_revenue_up
from shared.kernel.minutes import HOUR, show_minutes
from shared.kernel.weeks import MONTHS, Month
from shared.payroll.full_time import full_time_minutes
from shared.payroll.queries.overview import SiteHours, total_by_month
from shared.people.vault import Purpose, count_court_measures, vault_is_on
from shared.reporting.impact import indicators as known
from shared.reporting.impact.crowd import KINDS, Crowd, Leaver, Member, last_day_of, read_crowd
from shared.reporting.impact.exams import NumberedGroup, list_groups_of
from shared.reporting.impact.indicators import Group, Indicator, exam_indicators, indicators_of
from shared.workshop import SiteKind, registry

CENTS = 100

NOT_AVAILABLE = "non disponible"
NOT_COUNTED = "non compté"
NOBODY = "aucune donnée"
TO_COME = "examen à venir"

DYNAMIC = frozenset({ExitCategory.DURABLE, ExitCategory.TRANSITION, ExitCategory.POSITIVE})


class Line(NamedTuple):
    """Somebody whom a figure is made of: `counts` in the numerator, `words` why."""

    person_id: int
    site_id: int
    counts: bool
    words: str


@dataclass(frozen=True)
class Figure:
    """An indicator counted; `value` is in units of its last decimal, None with `missing` to say why.

    `lines` are None for what opens to nobody: hours, sales, court measures.
    """

    indicator: Indicator
    numerator: int | None = None
    denominator: int | None = None
    lines: Sequence[Line] | None = None
    missing: str = NOBODY

    @property
    def value(self) -> int | None:
        """The numerator over the denominator, rounded once, half up; None when there is nothing to divide."""
        if self.numerator is None or not self.denominator:
            return None
        return self.indicator.unit.round(self.numerator, self.denominator)


@dataclass(frozen=True)
class Report:
    """The figures of a year in the order of the report, and what its rows lack, in sentences."""

    year: int
    last_day: date
    figures: Sequence[Figure]
    gaps: Sequence[str]
    people: Mapping[SiteKind, frozenset[int]]

    def find(self, code: str) -> Figure | None:
        """Returns the figure with this id."""
        return next((figure for figure in self.figures if figure.indicator.id == code), None)


def find_report(year: int, *, with_sales: bool = True) -> Report:
    """Returns the report of a year that has begun, without court measures. 12 statements."""
    crowd, groups, last_day = read_crowd(year), list_groups_of(year), last_day_of(year)
    rule = find_exit_rule(last_day)
    figures = [
        *_of_the_house(year, crowd),
        *(figure for kind in KINDS for figure in _of_a_kind(kind, crowd, year)),
        *(figure for kind in KINDS for figure in _of_the_asp(kind, crowd, rule)),
        *(figure for each in groups for figure in _of_an_exam(each)),
        *(_sales(year) if with_sales else ()),
    ]
    people = {kind: frozenset(each.person_id for each in crowd.members[kind]) for kind in KINDS}
    return Report(year, last_day, figures, list(_gaps(crowd, groups)), people)


def count_measures(report: Report, *, actor: str) -> Report:
    """Returns the report with the shares under a court measure, counted inside the vault.

    The readings are noted first, each in a unit of its own, so this belongs outside a unit. With the vault off the
    shares stay "non disponible"; raises VaultClosedError when entries of it don't open.
    """
    if not vault_is_on():
        return report
    figures = {figure.indicator.id: figure for figure in report.figures}
    gaps = list(report.gaps)
    for kind in KINDS:
        people = report.people[kind]
        found = count_court_measures(people, purpose=Purpose.COUNT, actor=actor)
        indicator = indicators_of(Group(kind.value)).measures
        figures[indicator.id] = Figure(indicator, found.under, found.known)
        if found.known < len(people):
            gaps.append(f"{_name(kind)}\u00a0: le coffre connaît la situation de {found.known} sur {len(people)}.")
    return replace(report, figures=list(figures.values()), gaps=gaps)


def _of_the_house(year: int, crowd: Crowd) -> Iterator[Figure]:
    here = {each.person_id: each for kind in KINDS for each in crowd.members[kind] if each.here_on_last_day}
    yield _count(known.ON_CONTRACT_ALL, [_stay_line(each) for each in here.values()])
    for kind in KINDS:
        indicator = indicators_of(Group(kind.value)).on_contract
        yield _count(indicator, [_stay_line(each) for each in crowd.members[kind] if each.here_on_last_day])
    first, last = Month(year, 1), Month(year, MONTHS)
    hours = sum(total_by_month(None, first, last).values(), SiteHours())
    yield Figure(known.HOURS, hours.presence, HOUR)
    yield Figure(known.TRAINING_HOURS, hours.training, HOUR)
    yield Figure(known.POSTS, hours.asp, full_time_minutes(last))


def _of_a_kind(kind: SiteKind, crowd: Crowd, year: int) -> Iterator[Figure]:
    named, members, leavers = indicators_of(Group(kind.value)), crowd.members[kind], crowd.leavers[kind]
    yield _count(named.people, [_stay_line(each) for each in members])
    yield _mean_age(named.mean_age, members, year)
    yield Figure(named.measures, missing=NOT_COUNTED if vault_is_on() else NOT_AVAILABLE)
    yield _share(
        named.placed,
        [Line(each.person_id, each.site_id, each.placed, each.reason or "Sortie pas encore notée") for each in leavers],
    )


def _of_the_asp(kind: SiteKind, crowd: Crowd, rule: ExitRule | None) -> Iterator[Figure]:
    named = indicators_of(Group(kind.value))
    exits = [each for each in crowd.leavers[kind] if _asp_counts(each, rule)]
    for indicator, categories in (
        (replace(named.dynamic, definition=f"{named.dynamic.definition} {_words_of(rule)}"), DYNAMIC),
        (named.durable, {ExitCategory.DURABLE}),
        (named.transition, {ExitCategory.TRANSITION}),
        (named.positive, {ExitCategory.POSITIVE}),
    ):
        yield _share(
            indicator,
            [
                Line(each.person_id, each.site_id, each.category in categories, each.category.label)
                for each in exits
                if each.category
            ],
        )


def _asp_counts(leaver: Leaver, rule: ExitRule | None) -> bool:
    """Tells whether the ASP has an exit in its denominator: noted, a reason that it counts, long enough a stay."""
    if leaver.category is None or not leaver.divided:
        return False
    if rule is None:
        return True
    worked = leaver.minutes is None or leaver.minutes >= rule.least_minutes
    return leaver.days >= rule.least_days and worked


def _words_of(rule: ExitRule | None) -> str:
    if rule is None:
        return "Aucune règle ne dit quel séjour compte\u00a0: ils comptent tous."
    stay = f"{rule.least_days} jours de séjour et {show_minutes(rule.least_minutes)} de travail"
    return f"La règle\u00a0: au moins {stay}{'' if rule.confirmed else ', à confirmer'}."


def _of_an_exam(numbered: NumberedGroup) -> Iterator[Figure]:
    named, group = exam_indicators(*_exam_names(numbered)), numbered.group
    if not group.is_over:
        for indicator in (named.reached, named.sat, named.passed, named.congratulated):
            yield Figure(indicator, missing=TO_COME)
        return
    sat = [each for each in group.trainees if each.sat]
    yield _share(named.reached, [_exam_line(group, each, counts=each.reached) for each in group.trainees])
    yield _count(named.sat, [_exam_line(group, each) for each in sat])
    yield _share(named.passed, [_exam_line(group, each, counts=each.passed) for each in sat])
    yield _count(named.congratulated, [_exam_line(group, each) for each in sat if each.congratulated])


def _exam_names(numbered: NumberedGroup) -> tuple[str, str]:
    """Returns how ids and labels end: the site, and the number of the group where the site has several."""
    key, name, number = numbered.group.slug.replace("-", "_"), numbered.group.site_label, numbered.number
    return (key, name) if number == 1 else (f"{key}_{number}", f"{name}, groupe {number}")


def _exam_line(group: ExamGroup, trainee: Trainee, *, counts: bool = True) -> Line:
    words = "Parti pour un emploi avant l’examen" if trainee.hired else "N’a pas passé l’examen"
    if trainee.outcome:
        words = trainee.outcome.label
    if trainee.congratulated:
        words = f"{words}, félicitations du jury"
    return Line(trainee.person_id, group.site_id, counts, words)


def _sales(year: int) -> Iterator[Figure]:
    question = RevenueQuestion(first=Month(year, 1).first, last=Month(year, MONTHS).last)
    sold = Counter[str]()
    for line in add_revenue_up(question):
        sold[line.workshop] += line.net_cents
    yield Figure(known.sales_indicator(), sum(sold.values()), CENTS)
    for workshop in registry():
        yield Figure(known.sales_indicator(workshop.name, workshop.label), sold[workshop.name], CENTS)


def _gaps(crowd: Crowd, groups: Iterable[NumberedGroup]) -> Iterator[str]:
    for kind in KINDS:
        if unborn := sum(each.born_on is None for each in crowd.members[kind]):
            yield f"{_name(kind)}\u00a0: date de naissance inconnue pour {_people(unborn)}."
        if unnoted := sum(each.category is None for each in crowd.leavers[kind]):
            yield f"{_name(kind)}\u00a0: sortie pas encore notée pour {_people(unnoted)}."
    for group, _ in groups:
        if group.awaited:
            yield f"{group.site_label}\u00a0: résultat d’examen attendu pour {_people(group.awaited)}."


def _count(indicator: Indicator, lines: Sequence[Line]) -> Figure:
    return Figure(indicator, len(lines), 1, lines)


def _share(indicator: Indicator, lines: Sequence[Line]) -> Figure:
    return Figure(indicator, sum(line.counts for line in lines), len(lines), lines)


def _mean_age(indicator: Indicator, members: Sequence[Member], year: int) -> Figure:
    aged = [(each, year - each.born_on.year) for each in members if each.born_on]
    lines = [Line(each.person_id, each.site_id, counts=True, words=f"{age} ans") for each, age in aged]
    return Figure(indicator, sum(age for _, age in aged), len(aged), lines)


def _stay_line(member: Member) -> Line:
    words = f"du {member.begins:%d/%m/%Y} au {member.ends:%d/%m/%Y}"
    return Line(member.person_id, member.site_id, counts=True, words=words)


def _name(kind: SiteKind) -> str:
    return kind.value.upper()


def _people(count: int) -> str:
    return f"{count} personne{'s' if count > 1 else ''}"
