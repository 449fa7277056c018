"""What expires at some sites, counted from contracts, PASS, people, exams and exits; nothing of it is stored."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from uuid import UUID

from flask import current_app
from sqlalchemy import select

from shared.accounts.models import User
from shared.config import Settings
from shared.db import session
from shared.followup.contacts.milestones import subject_of
from shared.followup.contacts.queries import list_awaited
from shared.followup.models import DeadlineKind, DeadlineMark
from shared.kernel import clock
from shared.people.contracts.judging import trial_end
from shared.people.models import NO_TERM, Contract, ContractDerogation, Person
from shared.people.passes.queries import PassCard, list_passes
from shared.training.models import ExamSession, Title

A_DAY = timedelta(days=1)
LONGEST_TRIAL = timedelta(days=62)
"""Contracts that ended longer ago say nothing of a trial that still runs."""

VERY_SOON, SOON = 7, 30
"""Days before a deadline from which it presses."""


@dataclass(frozen=True)
class Mark:
    """What was said of a deadline: who sees to it, and until when it was put off, for which reason; the last word."""

    noted_on: date = date.min
    owner_id: int | None = None
    owner: str = ""
    snoozed_until: date | None = None
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class Deadline:
    """Something that ends on `day`; `subject` is the contract, PASS or exam that it is about, `person` whose it is."""

    kind: DeadlineKind
    subject: UUID
    site_id: int
    who: str
    words: str
    day: date
    person: UUID | None = None
    # The exit, where it is about one.
    departure: UUID | None = None
    # What a screen shows that colleagues see too.
    short_who: str = ""
    mark: Mark = Mark()
    # Whether nobody has seen to it for so long that it is told.
    is_forgotten: bool = False

    @property
    def days_left(self) -> int:
        """How many days away it is; negative when it is over."""
        return (self.day - clock.today()).days

    @property
    def tone(self) -> str:
        """How much it presses."""
        if self.kind in {DeadlineKind.UNCOVERED, DeadlineKind.TITLE} or self.days_left <= VERY_SOON:
            return "danger"
        return "warning" if self.days_left <= SOON else "neutral"

    @property
    def when(self) -> str:
        """How far away it is, in words."""
        if self.days_left < 0:
            return f"depuis le {self.day:%d/%m/%Y}"
        near = {0: "aujourd’hui", 1: "demain"}
        return near.get(self.days_left, f"dans {self.days_left} jours")

    @property
    def due_on(self) -> date:
        """From when on it is due: a month before its day, or when it appears."""
        return self.day - min(self.kind.horizon, timedelta(days=SOON))

    @property
    def is_due(self) -> bool:
        """Whether it is time; a contract that outlives the PASS is always."""
        return not self.is_snoozed and (self.kind is DeadlineKind.UNCOVERED or self.due_on <= clock.today())

    @property
    def alone_since(self) -> date | None:
        """Since when it is due and nobody sees to it, counted from anybody's last word; None where somebody does."""
        since = max(self.due_on, self.mark.noted_on, self.mark.snoozed_until or date.min)
        return since if self.mark.owner_id is None and since <= clock.today() else None

    @property
    def alone_days(self) -> int:
        """How many days nobody has seen to it; 0 where somebody does."""
        return (clock.today() - self.alone_since).days if self.alone_since else 0

    @property
    def is_snoozed(self) -> bool:
        """Whether it was put off to a later day."""
        return self.mark.snoozed_until is not None and self.mark.snoozed_until > clock.today()


@dataclass(frozen=True)
class _Path:
    """The contracts of somebody at a site, the first of them first."""

    person: Person
    contracts: Sequence[Contract]

    @property
    def short_name(self) -> str:
        """First name and initial."""
        return f"{self.person.first_name} {self.person.last_name[:1]}."

    @property
    def last(self) -> Contract:
        """The contract that ends last."""
        return max(self.contracts, key=lambda each: each.ends_on)


def list_deadlines(
    sites: Collection[int], with_passes: Collection[int], with_permits: Collection[int] = ()
) -> list[Deadline]:
    """Returns what expires soon at `sites`, the nearest first, before them what nobody has seen to for too long.

    PASS of those sites alone that `with_passes` has, residence permits of those in `with_permits`. Thirteen
    statements, whatever the number of people.
    """
    paths = _read_paths(sites)
    covered = [path.person.id for path in paths if path.last.site_id in with_passes]
    passes = list_passes(covered) if covered else {}
    found = [
        *(each for path in paths for each in _of_contracts(path)),
        *(each for path in paths for each in _of_medical_visit(path)),
        *(each for path in paths if path.last.site_id in with_permits for each in _of_permit(path)),
        *(each for path in paths if (card := passes.get(path.person.id)) for each in _of_pass(path, card)),
        *_of_derogations(paths),
        *_of_exams(sites),
        *_of_exits(sites),
    ]
    marks = _read_marks(found)
    patience = patience_days()
    marked = [_with(each, marks, patience) for each in found]
    return sorted(marked, key=lambda each: (not each.is_forgotten, each.day, each.who, each.kind))


def list_work_deadlines(sites: Collection[int]) -> list[Deadline]:
    """Returns what a team's supervisor plans with: contracts, trials, medical visits, the nearest first.

    Nothing of it tells more than work does. One statement.
    """
    found = [each for path in _read_paths(sites) for each in (*_of_contracts(path), *_of_medical_visit(path))]
    return sorted(found, key=lambda each: (each.day, each.who, each.kind))


def patience_days() -> int:
    """Returns after how many days without anybody a deadline is told."""
    settings: Settings = current_app.extensions["ateliers_settings"]
    return settings.deadlines_alone_days


def _read_paths(sites: Collection[int]) -> list[_Path]:
    today = clock.today()
    rows = session.execute(
        select(Person, Contract)
        .join(Contract, Contract.person_id == Person.id)
        .where(Contract.site_id.in_(sites), Contract.ends_on >= today - LONGEST_TRIAL)
        .order_by(Person.sort_name, Contract.starts_on)
    ).all()
    by_person: dict[int, list[tuple[Person, Contract]]] = defaultdict(list)
    for person, contract in rows:
        by_person[person.id].append((person, contract))
    paths = [_Path(each[0][0], [contract for _, contract in each]) for each in by_person.values()]
    return [path for path in paths if path.last.ends_on >= today]


def _of_contracts(path: _Path) -> Iterator[Deadline]:
    today, last = clock.today(), path.last
    if last.ends_on < NO_TERM and last.ends_on <= today + DeadlineKind.CONTRACT.horizon:
        yield Deadline(
            kind=DeadlineKind.CONTRACT,
            subject=last.public_id,
            site_id=last.site_id,
            words="Le contrat finit, et rien n’est signé pour la suite.",
            day=last.ends_on,
            who=path.person.full_name,
            short_who=path.short_name,
            person=path.person.public_id,
        )
    first = path.contracts[0]
    follows = any(each.ends_on == first.starts_on - A_DAY for each in path.contracts)
    # The trial of a contract without end is what the collective agreement says.
    begun = first.starts_on <= today and first.ends_on < NO_TERM and not follows
    ends = trial_end(first.starts_on, first.ends_on)
    if begun and today <= ends <= today + DeadlineKind.TRIAL.horizon:
        yield Deadline(
            kind=DeadlineKind.TRIAL,
            subject=first.public_id,
            site_id=first.site_id,
            words="L’essai finit au plus tard ce jour-là.",
            day=ends,
            who=path.person.full_name,
            short_who=path.short_name,
            person=path.person.public_id,
        )


def _of_pass(path: _Path, card: PassCard) -> Iterator[Deadline]:
    ends, last = card.dates.ends_on, path.last
    uncovered = last.ends_on < NO_TERM and ends < last.ends_on
    if uncovered or ends <= clock.today() + DeadlineKind.PASS.horizon:
        yield Deadline(
            kind=DeadlineKind.UNCOVERED if uncovered else DeadlineKind.PASS,
            subject=card.public_id,
            site_id=last.site_id,
            who=path.person.full_name,
            words=(
                f"Le PASS IAE finit avant le contrat, qui va jusqu’au {last.ends_on:%d/%m/%Y}."
                if uncovered
                else "Le PASS IAE finit\u00a0: demandez la prolongation à temps."
            ),
            day=ends,
            person=path.person.public_id,
        )


def _of_medical_visit(path: _Path) -> Iterator[Deadline]:
    day = path.person.medical_visit_on
    if day and day <= clock.today() + DeadlineKind.MEDICAL_VISIT.horizon:
        words = "La visite médicale est prévue ce jour-là."
        yield _of_the_person(path, DeadlineKind.MEDICAL_VISIT, day, words)


def _of_permit(path: _Path) -> Iterator[Deadline]:
    day = path.person.permit_until
    if day and day <= clock.today() + DeadlineKind.PERMIT.horizon:
        words = "Le titre de séjour finit\u00a0: vérifiez que le renouvellement est demandé."
        yield _of_the_person(path, DeadlineKind.PERMIT, day, words)


def _of_the_person(path: _Path, kind: DeadlineKind, day: date, words: str) -> Deadline:
    return Deadline(
        kind=kind,
        subject=path.person.public_id,
        site_id=path.last.site_id,
        who=path.person.full_name,
        short_who=path.short_name,
        words=words,
        day=day,
        person=path.person.public_id,
    )


def _of_derogations(paths: Sequence[_Path]) -> Iterator[Deadline]:
    today = clock.today()
    running = {
        contract.id: (path, contract) for path in paths for contract in path.contracts if contract.ends_on >= today
    }
    ending = select(ContractDerogation).where(ContractDerogation.contract_id.in_(running))
    for row in session.scalars(
        ending.where(ContractDerogation.until.between(today, today + DeadlineKind.DEROGATION.horizon))
    ):
        path, contract = running[row.contract_id]
        if row.until and row.until < contract.ends_on:
            yield Deadline(
                kind=DeadlineKind.DEROGATION,
                subject=contract.public_id,
                site_id=contract.site_id,
                who=path.person.full_name,
                words="La dérogation finit avant le contrat\u00a0: faites le bilan.",
                day=row.until,
                person=path.person.public_id,
            )


def _of_exams(sites: Collection[int]) -> Iterator[Deadline]:
    today = clock.today()
    rows = session.execute(
        select(ExamSession.public_id, ExamSession.site_id, ExamSession.first_day, Title.label, Title.valid_until)
        .join(Title, Title.id == ExamSession.title_id)
        .where(ExamSession.site_id.in_(sites), ExamSession.first_day >= today)
    )
    for exam, site_id, first_day, title, valid_until in rows:
        if first_day <= today + DeadlineKind.EXAM.horizon:
            words = "L’examen commence\u00a0: les candidats, la convocation, le jury."
            yield Deadline(kind=DeadlineKind.EXAM, subject=exam, site_id=site_id, who=title, words=words, day=first_day)
        if valid_until and valid_until < first_day:
            words = f"Le titre expire avant l’examen du {first_day:%d/%m/%Y}."
            yield Deadline(
                kind=DeadlineKind.TITLE, subject=exam, site_id=site_id, who=title, words=words, day=valid_until
            )


def _of_exits(sites: Collection[int]) -> Iterator[Deadline]:
    for each in list_awaited(sites):
        months = each.milestone.months
        yield Deadline(
            kind=DeadlineKind.FOLLOW_UP,
            subject=subject_of(each.departure, months),
            site_id=each.site_id,
            who=each.name,
            words=f"{months} mois après la sortie\u00a0: appelez, puis notez où en est la personne.",
            day=each.milestone.day,
            person=each.person,
            departure=each.departure,
        )


def _read_marks(found: Sequence[Deadline]) -> dict[tuple[DeadlineKind, UUID], Mark]:
    rows = session.execute(
        select(DeadlineMark, User.display_name)
        .outerjoin(User, User.id == DeadlineMark.owner_id)
        .where(DeadlineMark.subject.in_([each.subject for each in found]))
    )
    return {
        (mark.kind, mark.subject): Mark(
            clock.local(mark.noted_at).date(), mark.owner_id, owner or "", mark.snoozed_until, mark.reason or ""
        )
        for mark, owner in rows
    }


def _with(deadline: Deadline, marks: Mapping[tuple[DeadlineKind, UUID], Mark], patience: int) -> Deadline:
    marked = replace(deadline, mark=marks.get((deadline.kind, deadline.subject), Mark()))
    return replace(marked, is_forgotten=marked.alone_days >= patience)
