"""The exams of a site: as a list, one as a page, and what came of all of them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from shared.db import session
from shared.kernel import clock
from shared.kernel.errors import NotFound
from shared.people.models import Person
from shared.training.models import (
    EXAM_TRANSITIONS,
    USUAL,
    ExamCandidate,
    ExamCandidateBlock,
    ExamKind,
    ExamOutcome,
    ExamSession,
    ExamStep,
    Title,
    TitleBlock,
)
from shared.training.queries.standings import read_standings
from shared.training.standing import Standing


@dataclass(frozen=True)
class ExamRow:
    """One exam of the list, and how many candidates have which outcome."""

    exam: UUID
    title: str
    kind: ExamKind
    first_day: date
    last_day: date
    place: str
    expires: bool
    outcomes: Counter[ExamOutcome]
    congratulated: int

    @property
    def candidates(self) -> int:
        """How many people were ever registered."""
        return self.outcomes.total()

    @property
    def is_over(self) -> bool:
        """Whether the last day has passed."""
        return self.last_day < clock.today()

    @property
    def unnoted(self) -> int:
        """How many candidates of an exam that is over have no outcome."""
        return self.outcomes[ExamOutcome.REGISTERED] if self.is_over else 0


@dataclass(frozen=True)
class CandidateView:
    """A candidate on the page: what was noted, what may be noted next, and where they stand with the title."""

    person: UUID
    name: str
    outcome: ExamOutcome
    congratulated: bool
    sits: Sequence[TitleBlock]
    obtained: Sequence[TitleBlock]
    standing: Standing
    steps: Sequence[ExamStep]
    begun: bool

    @property
    def usual(self) -> list[ExamOutcome]:
        """The outcomes that one tap notes; a partial success asks for its blocks."""
        return [each for each in self._possible if (self.outcome, each) in USUAL and each is not self.outcome]

    @property
    def corrections(self) -> list[ExamOutcome]:
        """The outcomes that correct what was noted, with a reason."""
        return [each for each in self._possible if (self.outcome, each) not in USUAL]

    @property
    def _possible(self) -> list[ExamOutcome]:
        splits = len(self.sits) > 1
        return [
            each
            for each in EXAM_TRANSITIONS.possible(self.outcome)
            if (self.begun or each in {ExamOutcome.REGISTERED, ExamOutcome.WITHDRAWN})
            and (splits or each is not ExamOutcome.PARTIAL)
        ]


@dataclass(frozen=True)
class ExamPage:
    """An exam with its title, jury and candidates, by name."""

    exam: ExamSession
    candidates: Sequence[CandidateView]

    @property
    def examined(self) -> Sequence[TitleBlock]:
        """The blocks that it examines."""
        return self.exam.title.blocks if self.exam.kind is ExamKind.WHOLE else self.exam.blocks

    @property
    def outcomes(self) -> Counter[ExamOutcome]:
        """How many candidates have which outcome."""
        return Counter(each.outcome for each in self.candidates)


@dataclass(frozen=True)
class Result:
    """What came of one candidate's exam, for a file."""

    name: str
    title: str
    kind: ExamKind
    first_day: date
    last_day: date
    outcome: ExamOutcome
    blocks: str
    congratulated: bool


def list_titles() -> list[Title]:
    """Returns the titles with their blocks, by name. Two statements."""
    wanted = select(Title).options(selectinload(Title.blocks)).order_by(Title.label, Title.id)
    return list(session.scalars(wanted))


def list_exams(site_id: int) -> list[ExamRow]:
    """Returns the exams of a site, the latest first. Two statements."""
    exams = session.scalars(
        select(ExamSession)
        .where(ExamSession.site_id == site_id)
        .options(joinedload(ExamSession.title))
        .order_by(ExamSession.first_day.desc(), ExamSession.id.desc())
    ).all()
    outcomes: dict[int, Counter[ExamOutcome]] = defaultdict(Counter)
    congratulated: Counter[int] = Counter()
    counts = session.execute(
        select(
            ExamCandidate.exam_id,
            ExamCandidate.outcome,
            func.count(),
            func.count().filter(ExamCandidate.congratulated),
        )
        .join(ExamSession, ExamSession.id == ExamCandidate.exam_id)
        .where(ExamSession.site_id == site_id)
        .group_by(ExamCandidate.exam_id, ExamCandidate.outcome)
    )
    for exam_id, outcome, count, praised in counts:
        outcomes[exam_id][outcome] = count
        congratulated[exam_id] += praised
    return [
        ExamRow(
            each.public_id,
            each.title.full_label,
            each.kind,
            each.first_day,
            each.last_day,
            each.place or "",
            each.title.expires_before(each.last_day),
            outcomes[each.id],
            congratulated[each.id],
        )
        for each in exams
    ]


def find_exam(site_id: int, exam: UUID) -> ExamPage:
    """Returns an exam of a site as its page shows it; raises NotFound. Nine statements."""
    found = find_session(site_id, exam)
    candidates = session.scalars(
        _candidates().where(ExamCandidate.exam_id == found.id).order_by(Person.sort_name, Person.id)
    ).all()
    standings = read_standings([each.person_id for each in candidates], found.title_id)
    steps: dict[int, list[ExamStep]] = defaultdict(list)
    mine = select(ExamStep).join(ExamCandidate, ExamCandidate.id == ExamStep.candidate_id)
    for step in session.scalars(mine.where(ExamCandidate.exam_id == found.id).order_by(ExamStep.id)):
        steps[step.candidate_id].append(step)
    begun = found.first_day <= clock.today()
    return ExamPage(
        found,
        [
            _view(each, found, standings[each.person_id, found.title_id], steps[each.id], begun=begun)
            for each in candidates
        ],
    )


def find_session(site_id: int, exam: UUID) -> ExamSession:
    """Returns an exam of a site with its title, blocks and jury; raises NotFound. Four statements."""
    wanted = select(ExamSession).where(ExamSession.public_id == exam, ExamSession.site_id == site_id)
    found = session.scalar(
        wanted.options(
            joinedload(ExamSession.title).selectinload(Title.blocks),
            selectinload(ExamSession.blocks),
            selectinload(ExamSession.jurors),
        )
    )
    if found is None:
        raise NotFound("Cet examen n’existe pas.")
    return found


def list_results(site_id: int) -> list[Result]:
    """Returns what came of every candidate of a site, the latest exam first. Two statements."""
    rows = session.scalars(
        _candidates()
        .join(ExamSession, ExamSession.id == ExamCandidate.exam_id)
        .join(Title, Title.id == ExamSession.title_id)
        .options(contains_eager(ExamCandidate.exam).contains_eager(ExamSession.title))
        .where(ExamSession.site_id == site_id)
        .order_by(ExamSession.first_day.desc(), ExamSession.id, Person.sort_name, Person.id)
    )
    return [
        Result(
            each.person.full_name,
            each.exam.title.full_label,
            each.exam.kind,
            each.exam.first_day,
            each.exam.last_day,
            each.outcome,
            ", ".join(sorted(held.block.code for held in each.blocks if held.obtained)),
            each.congratulated,
        )
        for each in rows
    ]


def _candidates() -> Select[ExamCandidate]:
    return (
        select(ExamCandidate)
        .join(Person, Person.id == ExamCandidate.person_id)
        .options(
            contains_eager(ExamCandidate.person),
            selectinload(ExamCandidate.blocks).joinedload(ExamCandidateBlock.block),
        )
    )


def _view(
    candidate: ExamCandidate, exam: ExamSession, standing: Standing, steps: Sequence[ExamStep], *, begun: bool
) -> CandidateView:
    own = {each.block_id for each in candidate.blocks}
    obtained = {each.block_id for each in candidate.blocks if each.obtained}
    sits = [block for block in exam.title.blocks if exam.kind is ExamKind.WHOLE or block.id in own]
    return CandidateView(
        person=candidate.person.public_id,
        name=candidate.person.full_name,
        outcome=candidate.outcome,
        congratulated=candidate.congratulated,
        sits=sits,
        obtained=[block for block in sits if block.id in obtained],
        standing=standing,
        steps=steps,
        begun=begun,
    )
