"""The three groups, invented: three days a week in the kitchen, two with a training body, an exam at the end."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from shared.demo.agenda import Agenda
from shared.demo.days import live_on
from shared.demo.exams import InventedExam, note_exam, plan_invented_exam
from shared.demo.place import ACTOR
from shared.demo.plan import GroupPlan, plan_group, plan_present_group
from shared.demo.team import bring_in
from shared.kernel import clock
from shared.workshop import DemoSpan, Site, find_site

TUESDAY, THURSDAY = 1, 3
TRAINING_DAYS = frozenset({TUESDAY, THURSDAY})
JOB = "Employé polyvalent de restauration"
TITLE = "RNCP38663"
CENTRE = "Centre de formation Exemple"
JURY = (("Camille Héron", "Cheffe de cuisine, jury"), ("Dominique Martinet", "Formateur en restauration, jury"))
EXAM_BEFORE_THE_END = timedelta(days=5)

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
        if span.begins:
            group = plan.in_year(span.year)
            present = plan_present_group(group, span.today, months=months, here=here)
            for _ in range(span.scale):
                _bring_in(site, group)
                bring_in(site=site, stays=present, agenda=Agenda(), actor=ACTOR)
            if group.exam and present:
                _plan_the_next(site, present[0].ends)
        live_on(site=site, span=span, actor=ACTOR, training_days=TRAINING_DAYS)

    return demonstrate


def _bring_in(site: Site, group: GroupPlan) -> None:
    agenda = Agenda()
    team = bring_in(site=site, stays=plan_group(group), agenda=agenda, actor=ACTOR)
    if group.exam:
        sitting = [colleague.person for colleague in team if colleague.stay.ends >= group.exam[1]]
        exam = _exam(group.exam, group.congratulated)
        note_exam(agenda=agenda, site=site, exam=exam, sitting=sitting, actor=ACTOR)
    agenda.live(clock.now())


def _plan_the_next(site: Site, ends: date) -> None:
    """Plans the exam of the group that is there today; nobody is registered yet."""
    last_day = ends - EXAM_BEFORE_THE_END
    plan_invented_exam(site=site, exam=_exam((last_day - timedelta(days=1), last_day)), actor=ACTOR)


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
