"""A group is examined: planned, its jury and candidates, and who may be registered."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest
from sqlalchemy import select

from shared.db import atomic, session
from shared.kernel.errors import InvalidInput, NotFound, Refused
from shared.training import reference
from shared.training.models import ExamJuror, ExamKind, ExamOutcome, ExamSession, Title
from shared.training.queries.registering import list_applicants, list_resits
from shared.training.queries.sessions import find_session
from shared.training.services import (
    LARGEST_JURY,
    add_juror,
    cancel_exam,
    change_exam,
    plan_exam,
    register_candidates,
    remove_juror,
)
from tests.support import exams
from tests.support.exams import ACTOR, FIRST_DAY, LAST_DAY, MECHANIC, SITE, WEB
from tests.support.team import site_id, terms

pytestmark = pytest.mark.usefixtures("context")


@pytest.fixture
def group() -> list[UUID]:
    return exams.group(3)


@pytest.fixture
def exam(group: list[UUID]) -> UUID:
    """An exam with the first two of the group."""
    exam = exams.plan()
    exams.register(exam, *group[:2])
    return exam


def test_three_titles_are_known_with_their_blocks_and_what_nobody_has_read() -> None:
    with atomic():
        reference.seed()
    titles = {title.rncp: title for title in session.scalars(select(Title))}
    assert {rncp: len(exams.title(rncp or "").blocks) for rncp in titles} == {exams.CATERING: 4, WEB: 2, MECHANIC: 0}
    assert [titles[rncp].confirmed for rncp in (exams.CATERING, WEB, MECHANIC)] == [True, False, True]
    assert not any(block.confirmed for block in exams.title().blocks)
    assert titles[exams.CATERING].expires_before(date(2029, 6, 5))
    assert not titles[exams.CATERING].expires_before(date(2029, 6, 4))
    assert not titles[WEB].expires_before(date(2099, 1, 1))


def test_an_exam_is_planned_once_and_in_order(exam: UUID) -> None:
    with pytest.raises(InvalidInput, match="déjà prévu"):
        exams.plan()
    with pytest.raises(InvalidInput, match="finit avant"):
        exams.plan(LAST_DAY, FIRST_DAY)
    assert exams.plan(date(2027, 1, 11)) != exam
    assert exams.plan(codes=["BC01"]) != exam


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"title": UUID(int=7)}, "title"),
        ({"kind": ExamKind.BLOCKS}, "blocks"),
        ({"first_day": date(1999, 1, 1)}, "first_day"),
        ({"last_day": date(2027, 6, 1)}, "last_day"),
        ({"place": "x" * 121}, "place"),
        ({"centre": "x" * 121}, "centre"),
    ],
)
def test_what_makes_no_exam_names_its_field(more: dict[str, object], field: str) -> None:
    plan = replace(exams.plan_of(), **more)  # type: ignore[arg-type]
    with pytest.raises(InvalidInput) as refusal, atomic():
        plan_exam(site_id=site_id(SITE), plan=plan, actor=ACTOR)
    assert refusal.value.field == field
    assert session.scalars(select(ExamSession)).all() == []


def test_a_block_of_another_title_is_not_examined() -> None:
    of_the_web = exams.blocks("BC01", rncp=WEB)
    plan = exams.plan_of(codes=["BC01"])
    with pytest.raises(InvalidInput, match="pas de ce titre") as refusal, atomic():
        plan_exam(site_id=site_id(SITE), plan=replace(plan, blocks=of_the_web), actor=ACTOR)
    assert refusal.value.field == "blocks"


def test_a_title_without_known_blocks_is_examined_as_a_whole() -> None:
    plan = exams.plan_of(rncp=MECHANIC)
    with pytest.raises(InvalidInput, match="ne sont pas connus") as refusal, atomic():
        plan_exam(site_id=site_id(SITE), plan=replace(plan, kind=ExamKind.BLOCKS), actor=ACTOR)
    assert refusal.value.field == "kind"
    exam = exams.plan(rncp=MECHANIC)
    people = exams.group(1)
    exams.register(exam, *people)
    assert exams.standing(people[0], MECHANIC).missing == ()


def test_a_sensitive_site_keeps_no_place(group: list[UUID]) -> None:
    exam = exams.plan(slug="valorilot", place="Salle 3", centre="Centre")
    found = find_session(site_id("valorilot"), exam)
    assert (found.place, found.centre) == (None, None)
    exam = exams.plan(place="  Salle   3 ", centre="Centre")
    assert find_session(site_id(SITE), exam).place == "Salle 3"
    assert group


def test_an_exam_moves_until_something_came_of_it(exam: UUID, group: list[UUID]) -> None:
    change = {"site_id": site_id(SITE), "exam": exam, "actor": ACTOR}
    with atomic():
        change_exam(plan=exams.plan_of(date(2026, 1, 12), place="Salle 1"), **change)  # type: ignore[arg-type]
    exams.note(exam, group[0], ExamOutcome.ABSENT)
    with pytest.raises(InvalidInput, match="ne peut plus être à venir"), atomic():
        change_exam(plan=exams.plan_of(date(2199, 1, 12)), **change)  # type: ignore[arg-type]
    with atomic():
        change_exam(plan=exams.plan_of(date(2026, 1, 13)), **change)  # type: ignore[arg-type]
    with pytest.raises(NotFound), atomic():
        change_exam(plan=exams.plan_of(), site_id=site_id("gourmand"), exam=exam, actor=ACTOR)


def test_only_an_exam_without_candidates_is_taken_back(exam: UUID) -> None:
    with pytest.raises(Refused, match="sont inscrites"), atomic():
        cancel_exam(site_id=site_id(SITE), exam=exam, actor=ACTOR)
    other = exams.plan(date(2027, 1, 11), codes=["BC02"])
    with atomic():
        add_juror(site_id=site_id(SITE), exam=other, name="Camille Héron", capacity="cheffe", actor=ACTOR)
    with atomic():
        cancel_exam(site_id=site_id(SITE), exam=other, actor=ACTOR)
    assert [each.public_id for each in session.scalars(select(ExamSession))] == [exam]
    assert session.scalars(select(ExamJuror)).all() == []


def test_a_jury_has_names_and_capacities_and_is_not_endless(exam: UUID) -> None:
    of_it = {"site_id": site_id(SITE), "exam": exam, "actor": ACTOR}
    for name, capacity, field in (("", "cheffe", "name"), ("Camille", " ", "capacity"), ("x" * 121, "cheffe", "name")):
        with pytest.raises(InvalidInput) as refusal, atomic():
            add_juror(name=name, capacity=capacity, **of_it)  # type: ignore[arg-type]
        assert refusal.value.field == field
    for number in range(LARGEST_JURY):
        with atomic():
            add_juror(name=f"Juré {number}", capacity="chef", **of_it)  # type: ignore[arg-type]
    with pytest.raises(InvalidInput, match="déjà dans le jury"), atomic():
        add_juror(name="Juré 1", capacity="chef", **of_it)  # type: ignore[arg-type]
    with pytest.raises(Refused, match="au plus"), atomic():
        add_juror(name="Juré 99", capacity="chef", **of_it)  # type: ignore[arg-type]
    first = session.scalars(select(ExamJuror.public_id).order_by(ExamJuror.id)).first()
    with atomic():
        remove_juror(juror=first or exam, **of_it)  # type: ignore[arg-type]
    with pytest.raises(NotFound), atomic():
        remove_juror(juror=first or exam, **of_it)  # type: ignore[arg-type]
    assert len(session.scalars(select(ExamJuror)).all()) == LARGEST_JURY - 1


def test_a_candidate_works_here_and_is_registered_once(exam: UUID, group: list[UUID]) -> None:
    (stranger,) = exams.group(1, "auto-bleue")

    for people, words in ((group, "déjà inscrite"), ([group[2], stranger], "en contrat ici"), ([], "au moins une")):
        with pytest.raises(InvalidInput, match=words) as refusal:
            exams.register(exam, *people)
        assert refusal.value.field == "people"
    with pytest.raises(NotFound), atomic():
        register_candidates(site_id=site_id("gourmand"), exam=exam, people=group, actor=ACTOR)
    assert len(exams.outcomes()) == 2


def test_who_has_left_sits_again_and_who_never_sat_does_not(group: list[UUID]) -> None:
    gone = exams.group(3, contract=terms(date(2025, 9, 1), date(2026, 4, 30)))
    first = exams.plan(date(2026, 4, 1))
    exams.register(first, *gone[:2])
    exams.note(first, gone[0], ExamOutcome.PARTIAL, "BC01", "BC02")
    exams.note(first, gone[1], ExamOutcome.PASSED)

    again = exams.plan(FIRST_DAY, codes=["BC02", "BC03"])
    applicants = {each.person: each for each in list_applicants(find_session(site_id(SITE), again))}

    assert applicants.keys() == {*group, gone[0]}
    assert applicants[gone[0]].sits == ("BC03",)
    assert applicants[gone[0]].proposed
    assert not applicants[gone[0]].here
    assert applicants[group[0]].sits == ("BC02", "BC03")
    assert not applicants[group[0]].proposed


def test_a_resit_proposes_exactly_those_with_missing_blocks(group: list[UUID]) -> None:
    ada, bruno, chloe = group
    first = exams.plan(date(2026, 10, 1))
    exams.register(first, *group)
    exams.note(first, ada, ExamOutcome.PASSED)
    exams.note(first, bruno, ExamOutcome.PARTIAL, "BC01")
    exams.note(first, chloe, ExamOutcome.FAILED)

    site = site_id(SITE)
    assert [(each.person, each.missing) for each in list_resits(site)] == [(bruno, ("BC02", "BC03", "BC04"))]
    for people in ([ada], [bruno, chloe], []):
        with pytest.raises(InvalidInput) as refusal:
            exams.resit(people, FIRST_DAY)
        assert refusal.value.field == "people"
    again = exams.resit([bruno], FIRST_DAY)
    found = find_session(site, again)
    assert (found.kind, [block.code for block in found.blocks]) == (ExamKind.BLOCKS, ["BC02", "BC03", "BC04"])
    assert list_resits(site) == []

    exams.note(again, bruno, ExamOutcome.WITHDRAWN)
    assert [each.person for each in list_resits(site)] == [bruno]
    assert list_resits(site_id("gourmand")) == []
