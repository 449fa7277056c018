"""The three groups, invented: three days a week in the kitchen, two with a training body, an exam at the end."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta

from shared.demo.agenda import Agenda
from shared.demo.days import live_on
from shared.demo.exams import InventedExam, note_exam, plan_invented_exam
from shared.demo.place import ACTOR
from shared.demo.plan import GroupPlan, Stay, plan_group, plan_present_group
from shared.demo.team import bring_in
from shared.demo.training import InventedCohort, note_cohort, prepare_present_sheets, sign_lately, usual_of
from shared.kernel import clock
from shared.web.filters import capital, month_fr
from shared.workshop import DemoSpan, Site, find_site

JOB = "Employé polyvalent de restauration"
TITLE = "RNCP38663"
CENTRE = "Centre de formation Exemple"
JURY = (("Camille Héron", "Cheffe de cuisine, jury"), ("Dominique Martinet", "Formateur en restauration, jury"))
EXAM_BEFORE_THE_END = timedelta(days=6)

PARIS = GroupPlan(
    job=JOB,
    begins=date(2024, 3, 4),
    ends=date(2024, 11, 29),
    departures=(
        (date(2024, 5, 17), 18),
        (date(2024, 6, 14), 16),
        (date(2024, 8, 30), 18),
        (date(2024, 9, 13), 16),
        (date(2024, 10, 11), 3),
    ),
    outcomes=(9, 7, 10, 7, 5, 7),
    under_measure=6,
    mean_age=40,
    exam=(date(2024, 11, 25), date(2024, 11, 26)),
)
AUBERVILLIERS = GroupPlan(
    job=JOB,
    begins=date(2024, 4, 15),
    ends=date(2025, 1, 14),
    departures=((date(2024, 6, 21), 8), (date(2024, 9, 20), 7)),
    outcomes=(9, 7, 10, 3, 7, 9, 5, 7, 10),
    under_measure=4,
    mean_age=40,
    exam=(date(2025, 1, 9), date(2025, 1, 10)),
    congratulated=2,
)
SOMME = GroupPlan(
    job=JOB,
    begins=date(2024, 4, 8),
    ends=date(2024, 12, 7),
    departures=((date(2024, 6, 28), 7), (date(2024, 10, 4), 8)),
    outcomes=(9, 7, 10, 5, 3, 9, 6, 7, 9, 5),
    renewed=3,
    renewed_to=date(2025, 3, 7),
    under_measure=2,
    mean_age=40,
)
"""What the association has published of its groups; where it is silent, days and reasons of leaving are invented."""


def demonstrate_group(slug: str, plan: GroupPlan, *, months: int, here: int) -> Callable[[DemoSpan], None]:
    """Returns what invents one group: its plan, how long today's contracts last, and how many are here today."""

    def demonstrate(span: DemoSpan) -> None:
        site = find_site(slug)
        group = plan.in_year(span.year)
        present = plan_present_group(group, span.today, months=months, here=here)
        if span.begins:
            for number in range(span.scale):
                _bring_in(site, group, number)
                _bring_in_today(site, present, number, exam=group.exam is not None)
        live_on(site=site, span=span, actor=ACTOR, usual=usual_of([_past(group), *_present(present)]))
        sign_lately(site=site, span=span, actor=ACTOR)

    return demonstrate


def _bring_in(site: Site, group: GroupPlan, number: int) -> None:
    agenda = Agenda()
    team = bring_in(site=site, stays=plan_group(group), agenda=agenda, actor=ACTOR)
    note_cohort(agenda=agenda, site=site, cohort=_past(group, number), team=team, actor=ACTOR)
    if group.exam:
        sitting = [colleague.person for colleague in team if colleague.stay.ends >= group.exam[1]]
        exam = _exam(group.exam, group.congratulated)
        note_exam(agenda=agenda, site=site, exam=exam, sitting=sitting, actor=ACTOR)
    agenda.live(clock.now())


def _bring_in_today(site: Site, stays: Sequence[Stay], number: int, *, exam: bool) -> None:
    """Brings in the group that is there today, whose exam is planned, and nobody registered yet."""
    agenda = Agenda()
    team = bring_in(site=site, stays=stays, agenda=agenda, actor=ACTOR)
    for cohort in _present(stays, number, exam=exam):
        if cohort.exam_day and not number:
            exam_days = cohort.exam_day, cohort.exam_day + timedelta(days=1)
            plan_invented_exam(site=site, exam=_exam(exam_days), actor=ACTOR)
        note_cohort(agenda=agenda, site=site, cohort=cohort, team=team, actor=ACTOR)
        agenda.live(clock.now())
        prepare_present_sheets(site=site, cohort=cohort, today=clock.today(), actor=ACTOR)


def _past(group: GroupPlan, number: int = 0) -> InventedCohort:
    return _cohort(group.begins, group.ends, number, exam_day=group.exam[0] if group.exam else None)


def _present(stays: Sequence[Stay], number: int = 0, *, exam: bool = False) -> list[InventedCohort]:
    """Returns the group of today, none where nobody is there."""
    if not stays:
        return []
    begins, ends = stays[0].begins, stays[0].ends
    return [_cohort(begins, ends, number, exam_day=ends - EXAM_BEFORE_THE_END if exam else None)]


def _cohort(first_day: date, last_day: date, number: int, exam_day: date | None = None) -> InventedCohort:
    beside = f" ({number + 1})" if number else ""
    return InventedCohort(
        label=f"{capital(month_fr(first_day))}{beside}",
        rncp=TITLE,
        first_day=first_day,
        last_day=last_day,
        provider=CENTRE,
        exam_day=exam_day,
    )


def _exam(days: tuple[date, date], congratulated: int = 0) -> InventedExam:
    return InventedExam(
        rncp=TITLE,
        first_day=days[0],
        last_day=days[1],
        congratulated=congratulated,
        place="Cuisine d’application, 1 rue de l’Exemple",
        centre=CENTRE,
        jury=JURY,
    )
