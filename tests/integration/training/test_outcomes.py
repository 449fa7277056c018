"""What came of an exam: noted once, corrected with a reason, logged, and the title follows in every order."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from shared.audit.models import AuditEvent
from shared.db import atomic, session
from shared.kernel import clock
from shared.kernel.errors import Conflict, InvalidInput, NotFound, TradeError
from shared.people.models import Contract, Person
from shared.training.models import EXAM_TRANSITIONS, USUAL, ExamCandidate, ExamOutcome, ExamStep
from shared.training.outcomes import Verdict, record_outcome
from tests.support import exams
from tests.support.exams import ACTOR, FIRST_DAY, LAST_DAY, MECHANIC, SITE, WEB, note, outcomes
from tests.support.office import hire
from tests.support.team import site_id

pytestmark = pytest.mark.usefixtures("context")

REGISTERED, PENDING, WITHDRAWN = ExamOutcome.REGISTERED, ExamOutcome.PENDING, ExamOutcome.WITHDRAWN
PASSED, PARTIAL, FAILED = ExamOutcome.PASSED, ExamOutcome.PARTIAL, ExamOutcome.FAILED
ABSENT, EXCUSED = ExamOutcome.ABSENT, ExamOutcome.EXCUSED


@pytest.fixture
def group() -> list[UUID]:
    return exams.group(3)


@pytest.fixture
def exam(group: list[UUID]) -> UUID:
    """An exam with the first two of the group."""
    exam = exams.plan()
    exams.register(exam, *group[:2])
    return exam


@pytest.fixture
def afterwards() -> Iterator[None]:
    with clock.at(clock.at_paris(LAST_DAY, 16)):
        yield


def steps() -> list[tuple[ExamOutcome | None, ExamOutcome, list[str], str | None]]:
    rows = session.scalars(select(ExamStep).order_by(ExamStep.id))
    return [(row.from_outcome, row.to_outcome, row.blocks, row.reason) for row in rows]


@pytest.mark.usefixtures("afterwards")
def test_candidates_pass_or_not_and_some_are_congratulated(exam: UUID, group: list[UUID]) -> None:
    assert outcomes() == [(REGISTERED, False)] * 2

    note(exam, group[0], PASSED, congratulated=True)
    note(exam, group[1], ABSENT)

    assert outcomes() == [(PASSED, True), (ABSENT, False)]
    assert exams.standing(group[0]).obtained_on == LAST_DAY
    assert exams.standing(group[1]).missing == ("BC01", "BC02", "BC03", "BC04")


def test_an_outcome_waits_for_the_exam_but_a_withdrawal_does_not(exam: UUID, group: list[UUID]) -> None:
    with clock.at(clock.at_paris(date(2026, 12, 8), 16)):
        with pytest.raises(InvalidInput, match="09/12/2026") as refusal:
            note(exam, group[0], PASSED)
        assert refusal.value.field == "outcome"
        note(exam, group[0], WITHDRAWN)
    assert outcomes()[0] == (WITHDRAWN, False)


@pytest.mark.usefixtures("afterwards")
def test_bad_input_is_told_at_its_field_and_nothing_is_written(exam: UUID, group: list[UUID]) -> None:
    of_the_web = exams.blocks("BC01", rncp=WEB)
    before = steps()
    for person, verdict, field in (
        (group[0], Verdict(outcome=FAILED, congratulated=True), "congratulated"),
        (group[0], Verdict(outcome=PARTIAL, blocks=exams.blocks("BC01"), congratulated=True), "congratulated"),
        (group[2], Verdict(outcome=PASSED), "person"),
        (UUID(int=3), Verdict(outcome=PASSED), "person"),
        (group[0], Verdict(outcome=PARTIAL), "blocks"),
        (group[0], Verdict(outcome=PARTIAL, blocks=of_the_web), "blocks"),
        (group[0], Verdict(outcome=PARTIAL, blocks=[*exams.blocks("BC01"), *of_the_web]), "blocks"),
        (group[0], Verdict(outcome=PARTIAL, blocks=exams.blocks("BC01", "BC02", "BC03", "BC04")), "blocks"),
        (group[0], Verdict(outcome=FAILED, blocks=exams.blocks("BC01")), "blocks"),
    ):
        with pytest.raises(InvalidInput) as refusal, atomic():
            record_outcome(site_id=site_id(SITE), exam=exam, person=person, verdict=verdict, actor=ACTOR)
        assert refusal.value.field == field
    for slug, which in ((SITE, UUID(int=3)), ("gourmand", exam)):
        with pytest.raises(NotFound):
            note(which, group[0], PASSED, slug=slug)
    assert outcomes() == [(REGISTERED, False)] * 2
    assert steps() == before


@pytest.mark.usefixtures("afterwards")
def test_a_partial_success_needs_blocks_that_can_be_told_apart(group: list[UUID]) -> None:
    whole = exams.plan(rncp=MECHANIC)
    exams.register(whole, group[0])
    with pytest.raises(InvalidInput, match="ne sont pas connus") as refusal:
        note(whole, group[0], PARTIAL, "BC01")
    assert refusal.value.field == "outcome"
    single = exams.plan(codes=["BC01"])
    exams.register(single, group[0])
    with pytest.raises(InvalidInput, match="Un seul bloc"):
        note(single, group[0], PARTIAL, "BC01")
    some = exams.plan(FIRST_DAY.replace(day=8), codes=["BC01", "BC02", "BC03"])
    exams.register(some, group[1])
    with pytest.raises(InvalidInput, match="passé par cette personne"):
        note(some, group[1], PARTIAL, "BC04")
    note(some, group[1], PARTIAL, "BC01", "BC03")
    assert exams.standing(group[1]).missing == ("BC02", "BC04")


@pytest.mark.usefixtures("afterwards")
def test_each_change_is_logged_and_a_correction_says_why(exam: UUID, group: list[UUID]) -> None:
    ada = group[0]
    note(exam, ada, PENDING)
    note(exam, ada, PARTIAL, "BC02", "BC01")
    with pytest.raises(InvalidInput, match="pourquoi") as refusal:
        note(exam, ada, PASSED)
    assert refusal.value.field == "reason"
    note(exam, ada, PARTIAL, "BC01", reason="Procès-verbal relu")
    with pytest.raises(InvalidInput, match="lettres au plus"):
        note(exam, ada, PASSED, reason="x" * 201)
    note(exam, ada, PASSED, reason="Procès-verbal corrigé")
    note(exam, ada, PASSED)
    note(exam, ada, PASSED, congratulated=True)

    assert steps()[2:] == [
        (REGISTERED, PENDING, [], None),
        (PENDING, PARTIAL, ["BC01", "BC02"], None),
        (PARTIAL, PARTIAL, ["BC01"], "Procès-verbal relu"),
        (PARTIAL, PASSED, ["BC01", "BC02", "BC03", "BC04"], "Procès-verbal corrigé"),
        (PASSED, PASSED, ["BC01", "BC02", "BC03", "BC04"], None),
    ]
    events = session.scalars(select(AuditEvent).where(AuditEvent.action == "exam.outcome")).all()
    assert [each.actor for each in events] == [ACTOR] * 5
    assert all(str(ada) not in str(vars(each)) for each in events)


@pytest.mark.usefixtures("afterwards")
def test_the_log_is_never_rewritten_and_congratulations_need_success(exam: UUID, group: list[UUID]) -> None:
    note(exam, group[0], FAILED)
    with pytest.raises(IntegrityError), atomic():
        session.execute(update(ExamStep).values(reason="autre"))
    with pytest.raises(IntegrityError), atomic():
        session.execute(update(ExamCandidate).values(congratulated=True))


@pytest.mark.usefixtures("afterwards")
def test_what_somebody_else_noted_meanwhile_is_not_overwritten(exam: UUID, group: list[UUID]) -> None:
    note(exam, group[0], PASSED, congratulated=True, seen=REGISTERED)
    # The second tap of two changes nothing and refuses nothing.
    note(exam, group[0], PASSED, congratulated=True, seen=REGISTERED)
    with pytest.raises(Conflict, match="Reçu"):
        note(exam, group[0], ABSENT, seen=REGISTERED)
    assert outcomes()[0] == (PASSED, True)
    assert len(steps()) == 3


@pytest.mark.usefixtures("afterwards")
@pytest.mark.parametrize("before", list(ExamOutcome))
@pytest.mark.parametrize("after", list(ExamOutcome))
def test_the_service_walks_the_table(exam: UUID, group: list[UUID], before: ExamOutcome, after: ExamOutcome) -> None:
    def blocks_of(outcome: ExamOutcome, *codes: str) -> tuple[str, ...]:
        return codes if outcome is PARTIAL else ()

    ada = group[0]
    if before is not REGISTERED:
        note(exam, ada, before, *blocks_of(before, "BC01"))
    # The same once more is no change, unless its blocks or our note of it differ.
    again = before is after is PASSED
    if before is after and before not in {PASSED, PARTIAL}:
        note(exam, ada, after)
        assert outcomes()[0][0] is before
        return
    if not EXAM_TRANSITIONS.allows(before, after):
        with pytest.raises(InvalidInput, match="ne peut pas suivre"):
            note(exam, ada, after, *blocks_of(after, "BC02"), reason="Erreur de saisie")
        return
    if (before, after) not in USUAL:
        with pytest.raises(InvalidInput, match="pourquoi"):
            note(exam, ada, after, *blocks_of(after, "BC02"))
    note(exam, ada, after, *blocks_of(after, "BC02"), reason="Erreur de saisie", congratulated=again)
    assert outcomes()[0][0] is after


EVENTS = st.lists(
    st.tuples(
        st.integers(0, 2),
        st.sampled_from(ExamOutcome),
        st.sets(st.sampled_from(["BC01", "BC02", "BC03", "BC04"]), min_size=1, max_size=3),
        st.booleans(),
    ),
    max_size=14,
)
SAT = (frozenset({"BC01", "BC02", "BC03", "BC04"}), frozenset({"BC01", "BC02"}), frozenset({"BC03", "BC04"}))
DAYS = (date(2026, 11, 2), date(2026, 11, 9), date(2026, 11, 10))


class Book:
    """What an adviser with a paper book knows of one person: three exams, the last word on each."""

    def __init__(self) -> None:
        self.words: list[tuple[ExamOutcome, frozenset[str]]] = [(REGISTERED, frozenset())] * 3

    def write(self, place: int, outcome: ExamOutcome, codes: frozenset[str], *, why: bool) -> bool:
        """Writes an outcome down and tells whether the house has to accept it."""
        before, had = self.words[place]
        gained = SAT[place] if outcome is PASSED else codes if outcome is PARTIAL else frozenset()
        if outcome is PARTIAL and (not codes <= SAT[place] or codes == SAT[place]):
            return False
        if (before, had) == (outcome, gained):
            return True
        in_course = before is REGISTERED or (before is PENDING and outcome in {PASSED, PARTIAL, FAILED})
        in_course = in_course or (before is ABSENT and outcome is EXCUSED)
        correction = outcome is REGISTERED if before is WITHDRAWN else outcome is not WITHDRAWN
        if not (in_course or (correction and why)):
            return False
        self.words[place] = (outcome, gained)
        return True

    def title_day(self) -> date | None:
        """Returns the first evening on which every block was in hand."""
        held: set[str] = set()
        for day, (_, gained) in zip(DAYS, self.words, strict=True):
            held |= gained
            if held == SAT[0]:
                return day
        return None


@pytest.fixture
def three() -> list[UUID]:
    """A whole exam, and two of single blocks a week later."""
    return [
        exams.plan(DAYS[0]),
        exams.plan(DAYS[1], codes=["BC01", "BC02"]),
        exams.plan(DAYS[2], codes=["BC03", "BC04"]),
    ]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
@given(events=EVENTS)
@pytest.mark.usefixtures("afterwards")
def test_partial_resit_and_capitalised_blocks_reach_the_right_title_in_every_order(
    three: list[UUID], events: list[tuple[int, ExamOutcome, set[str], bool]]
) -> None:
    """Three exams of one person, noted and corrected in any order, against a book kept on paper."""
    number = len(session.scalars(select(Person.id)).all())
    contract = hire("Nour", f"Alisier {number}", slug=SITE)
    person = session.scalars(select(Person.public_id).join(Contract).where(Contract.public_id == contract)).one()
    for exam in three:
        exams.register(exam, person)
    book = Book()
    for place, outcome, codes, why in events:
        accepted = book.write(place, outcome, frozenset(codes), why=why)
        chosen = codes if outcome is PARTIAL else ()
        try:
            note(three[place], person, outcome, *chosen, reason="Relu" if why else "")
        except TradeError:
            assert not accepted, (place, outcome, codes, why, book.words)
        else:
            assert accepted, (place, outcome, codes, why, book.words)
    found = exams.standing(person)
    held = frozenset[str]().union(*(gained for _, gained in book.words))
    assert found.obtained_on == book.title_day()
    assert set(found.acquired) == held
    assert set(found.missing) == (set() if found.obtained_on else SAT[0] - held)
