"""The rates of the exams of a site: by title and year, and how many of a group that began together reached the exam."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from flask import Blueprint, render_template

from shared.accounts.permissions import Permission, requires
from shared.followup.queries import list_hired
from shared.people.overview import Stay, list_stays
from shared.people.views.blueprint import site_of_the_page
from shared.training.models import ExamKind, ExamOutcome
from shared.training.queries.sessions import ExamRow, list_exams, list_presented
from shared.training.rates import DEFINITIONS, Rate, Rates, rates_of, sum_of
from shared.web.filters import date_short
from shared.web.navigation import NavEntry
from shared.workshop import SiteKind

exam_rates = Blueprint("exam_rates", __name__, template_folder="templates", url_prefix="/examens/taux")

NAVIGATION = (NavEntry("Taux d’examen", "exam_rates.overview", "chart", Permission.VIEW_EXAMS),)

ALL_DEFINITIONS = (
    *DEFINITIONS,
    ("Groupe", "les personnes dont un contrat a commencé ici en même temps que celui des candidats"),
    (
        "Taux d’accès à l’examen",
        "personnes du groupe qui ont passé l’examen ou ont été embauchées avant, divisées par le groupe",
    ),
)


@dataclass(frozen=True)
class Cohort:
    """The exams of one kind for one title that began in one year, and their rates."""

    year: int
    title: str
    kind: ExamKind
    rates: Rates

    @property
    def cells(self) -> tuple[str | int, ...]:
        """Its row of the table."""
        rates = self.rates
        shares = (each.words for each in (rates.presence, rates.success, rates.partial_success))
        return (f"{self.year}, {self.title}", self.kind.label, *shares, rates.congratulated)


@dataclass(frozen=True)
class Group:
    """Those who began together and were to sit a whole exam: so many sat it, so many were hired before."""

    title: str
    first_day: date
    enrolled: int
    sat: int
    hired: int

    @property
    def reached(self) -> Rate:
        """Who sat the exam or was hired before, of all who were enrolled."""
        return Rate(self.sat + self.hired, self.enrolled)

    @property
    def cells(self) -> tuple[str | int, ...]:
        """Its row of the table."""
        return (self.title, date_short(self.first_day), self.enrolled, self.sat, self.hired, self.reached.words)


@exam_rates.get("")
@requires(Permission.VIEW_EXAMS)
def overview() -> str:
    """Shows the rates, each with what it was made of, and what the words mean."""
    site = site_of_the_page()
    exams = list_exams(site.id)
    groups = list_groups(site.id, exams) if site.kind is SiteKind.AQI else []
    return render_template(
        "desk/exam_rates.html", cohorts=list_cohorts(exams), groups=groups, definitions=ALL_DEFINITIONS
    )


def list_cohorts(exams: Sequence[ExamRow]) -> list[Cohort]:
    """Returns the rates by year, title and kind of session, the latest first; exams without candidates are left out."""
    counts: dict[tuple[int, str, ExamKind], list[ExamRow]] = defaultdict(list)
    for each in exams:
        if each.candidates:
            counts[each.first_day.year, each.title, each.kind].append(each)
    return [
        Cohort(year, title, kind, rates_of(_outcomes(rows), sum(row.congratulated for row in rows)))
        for (year, title, kind), rows in sorted(counts.items(), key=lambda each: (-each[0][0], each[0][1:]))
    ]


def list_groups(site_id: int, exams: Sequence[ExamRow]) -> list[Group]:
    """Returns for each whole exam that was sat the group that was to sit it, the latest first. Three statements."""
    sat, hired = list_presented(site_id), list_hired(site_id)
    stays = {stay.person_id: stay for stay in list_stays([site_id], date.min, date.max)}
    groups = (_group(each, sat[each.exam], stays, hired) for each in exams if _was_sat(each, sat))
    return [group for group in groups if group is not None]


def _was_sat(exam: ExamRow, sat: Mapping[UUID, Mapping[int, bool]]) -> bool:
    return exam.kind is ExamKind.WHOLE and any(sat.get(exam.exam, {}).values())


def _group(
    exam: ExamRow, candidates: Mapping[int, bool], stays: Mapping[int, Stay], hired: Mapping[int, date]
) -> Group | None:
    starts = [start for person in candidates if (start := _start(stays.get(person), exam.first_day))]
    if not starts:
        return None
    enrolled = {
        person
        for person, stay in stays.items()
        if any(min(starts) <= begins <= max(starts) for begins, _ in stay.contracts)
    } | candidates.keys()
    sat = {person for person, was_there in candidates.items() if was_there}
    left = {person for person in enrolled - sat if person in hired and min(starts) <= hired[person] < exam.first_day}
    return Group(exam.title, exam.first_day, len(enrolled), len(sat), len(left))


def _start(stay: Stay | None, day: date) -> date | None:
    """Returns when the unbroken run of contracts that lasts on a day began; None for who has none that day."""
    start: date | None = None
    for begins, ends in reversed(stay.contracts if stay else ()):
        if begins <= day <= ends or (start and ends == start - timedelta(days=1)):
            start = begins
    return start


def _outcomes(rows: Sequence[ExamRow]) -> Counter[ExamOutcome]:
    return sum_of(row.outcomes for row in rows)
