"""Who may be registered for an exam, and who has blocks to sit again."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import exists, or_, select

from shared.db import session
from shared.kernel import clock
from shared.people.models import Contract, Person
from shared.training.models import ExamCandidate, ExamKind, ExamSession
from shared.training.queries.standings import read_standings
from shared.training.standing import Standing

NOTHING = Standing()


@dataclass(frozen=True)
class Applicant:
    """Somebody who may be registered: the codes of the blocks they would sit, and those they have already.

    `here` tells whether they are on contract at the site that day; who is not has been here before and sits again.
    """

    person_id: int
    person: UUID
    name: str
    here: bool
    sits: tuple[str, ...]
    acquired: tuple[str, ...]
    awaited: frozenset[str] = frozenset()

    @property
    def words(self) -> str:
        """What is to be known before ticking the name."""
        said = [] if self.here else ["n’est plus en contrat ici"]
        if self.acquired:
            said += [f"a déjà {', '.join(self.acquired)}", f"passe {', '.join(self.sits)}"]
        return "\u00a0; ".join(said)

    @property
    def proposed(self) -> bool:
        """Whether this is for missing blocks of theirs that nothing else is planned for."""
        return bool(self.acquired) and bool(set(self.sits) - self.awaited - set(self.acquired))


@dataclass(frozen=True)
class Resit:
    """Somebody of a title with some blocks acquired, and the missing ones that no session is planned for."""

    person_id: int
    person: UUID
    name: str
    title_id: int
    missing: tuple[str, ...]

    @property
    def words(self) -> str:
        """What is left."""
        return f"il manque {', '.join(self.missing)}"


def list_applicants(exam: ExamSession) -> list[Applicant]:
    """Returns who may be registered for an exam and is not, by name; three statements. Its blocks have been loaded.

    On contract at the site on the first day, or of the site before and once a candidate for this title; and in both
    cases without the title. For single blocks: who lacks one of them.
    """
    runs = (Contract.starts_on <= exam.first_day) & (Contract.ends_on >= exam.first_day)
    mine = (Contract.person_id == Person.id) & (Contract.site_id == exam.site_id)
    here = exists().where(mine, runs)
    before = exists().where(mine, Contract.ends_on < exam.first_day)
    candidacy = (
        exists()
        .where(ExamCandidate.person_id == Person.id, ExamCandidate.exam_id == ExamSession.id)
        .where(ExamSession.title_id == exam.title_id)
    )
    registered = exists().where(ExamCandidate.person_id == Person.id, ExamCandidate.exam_id == exam.id)
    wanted = select(Person, here.label("here")).where(or_(here, before & candidacy), ~registered)
    people = session.execute(wanted.order_by(Person.sort_name, Person.id)).all()
    standings = read_standings([row.Person.id for row in people], exam.title_id)
    examined = [block.code for block in (exam.title.blocks if exam.kind is ExamKind.WHOLE else exam.blocks)]
    applicants = [
        _applicant(row.Person, standings.get((row.Person.id, exam.title_id), NOTHING), exam.kind, examined, row.here)
        for row in people
    ]
    return [each for each in applicants if each is not None]


def list_resits(site_id: int) -> list[Resit]:
    """Returns who of a site has missing blocks to sit again, by name, for each title. Three statements.

    Of the site is who was a candidate here, or is on contract here today.
    """
    today = clock.today()
    candidate_here = (
        select(ExamCandidate.person_id)
        .join(ExamSession, ExamSession.id == ExamCandidate.exam_id)
        .where(ExamSession.site_id == site_id)
    )
    on_contract = select(Contract.person_id).where(
        Contract.site_id == site_id, Contract.starts_on <= today, Contract.ends_on >= today
    )
    of_here = candidate_here.union(on_contract)
    standings = read_standings(select(of_here.subquery().c.person_id))
    left = {key: standing.to_resit for key, standing in standings.items() if standing.to_resit}
    people = session.scalars(
        select(Person).where(Person.id.in_({person_id for person_id, _ in left})).order_by(Person.sort_name, Person.id)
    )
    return [
        Resit(person.id, person.public_id, person.full_name, title_id, left[person.id, title_id])
        for person in people
        for title_id in sorted(title for person_id, title in left if person_id == person.id)
    ]


def _applicant(
    person: Person,
    standing: Standing,
    kind: ExamKind,
    examined: Collection[str],
    here: bool,  # noqa: FBT001
) -> Applicant | None:
    if standing.obtained_on:
        return None
    sits = tuple(code for code in examined if kind is ExamKind.WHOLE or code not in standing.acquired)
    if kind is ExamKind.BLOCKS and not sits:
        return None
    acquired = tuple(standing.acquired)
    return Applicant(person.id, person.public_id, person.full_name, here, sits, acquired, standing.awaited)
