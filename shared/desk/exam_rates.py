"""The rates of the exams of a site: by title and year, and how many of a group that began together reached the exam."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, render_template

from shared.accounts.permissions import Permission, requires
from shared.followup.groups import ExamGroup, list_exam_groups
from shared.people.views.blueprint import site_of_the_page
from shared.training.models import Cohort, ExamKind, ExamOutcome
from shared.training.queries.sessions import ExamRow, list_exams
from shared.training.rates import DEFINITIONS, Rate, Rates, rates_of, sum_of
from shared.web.filters import date_short
from shared.web.navigation import NavEntry

exam_rates = Blueprint("exam_rates", __name__, template_folder="templates", url_prefix="/examens/taux")

NAVIGATION = (NavEntry("Taux d’examen", "exam_rates.overview", "chart", Permission.VIEW_EXAMS),)

ALL_DEFINITIONS = (
    *DEFINITIONS,
    ("Groupe", "les personnes qui ont été du groupe, celles qui sont parties comprises"),
    (
        "Taux d’accès à l’examen",
        "personnes du groupe qui ont passé l’examen ou ont été embauchées avant, divisées par le groupe",
    ),
)


@dataclass(frozen=True)
class RatesOfAYear:
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


@exam_rates.get("")
@requires(Permission.VIEW_EXAMS)
def overview() -> str:
    """Shows the rates, each with what it was made of, and what the words mean."""
    site = site_of_the_page()
    exams = list_exams(site.id)
    groups = [cells_of(each) for each in list_exam_groups(Cohort.site_id == site.id) if each.is_over]
    return render_template(
        "desk/exam_rates.html", years=rates_by_year(exams), groups=groups, definitions=ALL_DEFINITIONS
    )


def rates_by_year(exams: Sequence[ExamRow]) -> list[RatesOfAYear]:
    """Returns the rates by year, title and kind of session, the latest first; exams without candidates are left out."""
    counts: dict[tuple[int, str, ExamKind], list[ExamRow]] = defaultdict(list)
    for each in exams:
        if each.candidates:
            counts[each.first_day.year, each.title, each.kind].append(each)
    return [
        RatesOfAYear(year, title, kind, rates_of(_outcomes(rows), sum(row.congratulated for row in rows)))
        for (year, title, kind), rows in sorted(counts.items(), key=lambda each: (-each[0][0], each[0][1:]))
    ]


def cells_of(group: ExamGroup) -> tuple[str | int, ...]:
    """Returns the row of a group: who reached the exam, of all who were ever in it."""
    hired = sum(each.hired for each in group.trainees)
    reached = Rate(group.reached, len(group.trainees))
    return (group.label, date_short(group.exam_day), len(group.trainees), group.sat, hired, reached.words)


def _outcomes(rows: Sequence[ExamRow]) -> Counter[ExamOutcome]:
    return sum_of(row.outcomes for row in rows)
