"""A group is examined: planned, its candidates registered, and what came of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from uuid import UUID

import pytest
from sqlalchemy import select

from shared.db import atomic, session
from shared.kernel import clock
from shared.kernel.errors import InvalidInput, NotFound, Refused
from shared.people.models import Person
from shared.training.models import ExamCandidate, ExamOutcome
from shared.training.services import plan_exam, record_outcome, register_candidates
from tests.support.team import hire_team, site_id

pytestmark = pytest.mark.usefixtures("context")

TITLE = "RNCP38663 Employé polyvalent en restauration"
FIRST_DAY, LAST_DAY = date(2026, 12, 9), date(2026, 12, 10)


@pytest.fixture
def group() -> list[UUID]:
    hire_team(3, "aqi-paris")
    return list(session.scalars(select(Person.public_id).order_by(Person.id)))


@pytest.fixture
def exam(group: list[UUID]) -> UUID:
    """An exam with the first two of the group."""
    exam = plan()
    with atomic():
        register_candidates(exam=exam, people=group[:2], actor="user:adviser")
    return exam


@pytest.fixture
def afterwards() -> Iterator[None]:
    with clock.at(clock.at_paris(LAST_DAY, 16)):
        yield


def plan(first_day: date = FIRST_DAY, last_day: date = LAST_DAY) -> UUID:
    with atomic():
        return plan_exam(
            site_id=site_id("aqi-paris"), title=TITLE, first_day=first_day, last_day=last_day, actor="user:adviser"
        )


def note(exam: UUID, person: UUID, outcome: ExamOutcome, *, congratulated: bool = False) -> None:
    with atomic():
        record_outcome(exam=exam, person=person, outcome=outcome, congratulated=congratulated, actor="user:adviser")


def outcomes() -> list[tuple[ExamOutcome, bool]]:
    rows = session.execute(select(ExamCandidate.outcome, ExamCandidate.congratulated).order_by(ExamCandidate.id))
    return [(row.outcome, row.congratulated) for row in rows]


@pytest.mark.usefixtures("afterwards")
def test_candidates_pass_or_not_and_some_are_congratulated(exam: UUID, group: list[UUID]) -> None:
    assert outcomes() == [(ExamOutcome.REGISTERED, False)] * 2

    note(exam, group[0], ExamOutcome.PASSED, congratulated=True)
    note(exam, group[1], ExamOutcome.ABSENT)

    assert outcomes() == [(ExamOutcome.PASSED, True), (ExamOutcome.ABSENT, False)]


def test_an_outcome_waits_for_the_exam(exam: UUID, group: list[UUID]) -> None:
    with pytest.raises(Refused, match="09/12/2026"), clock.at(clock.at_paris(date(2026, 12, 8), 16)):
        note(exam, group[0], ExamOutcome.PASSED)


@pytest.mark.usefixtures("afterwards")
def test_nobody_is_congratulated_for_failing_nor_noted_without_registration(exam: UUID, group: list[UUID]) -> None:
    with pytest.raises(InvalidInput, match="vont avec la réussite"):
        note(exam, group[0], ExamOutcome.FAILED, congratulated=True)
    with pytest.raises(NotFound):
        note(exam, group[2], ExamOutcome.PASSED)
    with pytest.raises(NotFound):
        note(UUID(int=3), group[0], ExamOutcome.PASSED)
    assert outcomes() == [(ExamOutcome.REGISTERED, False)] * 2


def test_an_exam_is_planned_once_and_in_order(exam: UUID) -> None:
    with pytest.raises(Refused, match="déjà prévu"):
        plan()
    with pytest.raises(InvalidInput, match="finit avant"):
        plan(LAST_DAY, FIRST_DAY)
    assert plan(date(2027, 1, 11), date(2027, 1, 12)) != exam


def test_a_candidate_works_here_and_is_registered_once(exam: UUID, group: list[UUID]) -> None:
    hire_team(1)
    stranger = session.scalars(select(Person.public_id).order_by(Person.id.desc()).limit(1)).one()

    with pytest.raises(Refused, match="déjà inscrite"), atomic():
        register_candidates(exam=exam, people=group, actor="user:adviser")
    with pytest.raises(NotFound), atomic():
        register_candidates(exam=exam, people=[group[2], stranger], actor="user:adviser")
    assert len(outcomes()) == 2
