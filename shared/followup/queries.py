"""Who has left, for what as far as anybody may know it, and how many."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import aliased, contains_eager

from shared.db import session
from shared.followup.contacts.milestones import Milestone, find_awaited, lay_out
from shared.followup.contacts.queries import back_on, read_contact_rules, read_contacts, rule_for
from shared.followup.models import ContactRule, Exit, ExitCategory, ExitJob, ExitProof, ExitReason, ExitRule
from shared.followup.reference import TO_TRAINING
from shared.kernel import clock
from shared.kernel.errors import NotFound
from shared.people.documents.queries import DocumentLine, list_documents
from shared.people.models import Contract, DocumentWithdrawal, Person
from shared.people.overview import Sites, at_sites
from shared.workshop import Site

CONFIDENTIAL = "Motif confidentiel"


class ExitCount(NamedTuple):
    """Noted exits, and how many of them to a job or a training; the others may have a reason that nobody may read."""

    noted: int = 0
    placed: int = 0


def count_exits(sites: Sites, first: date, last: date) -> dict[int, ExitCount]:
    """Returns by site the exits from `first` to `last`, both included. One statement."""
    placed = func.count(ExitReason.id).filter(ExitReason.job_or_training)
    rows = session.execute(
        select(Exit.site_id, func.count(), placed)
        .outerjoin(ExitReason, ExitReason.id == Exit.reason_id)
        .where(at_sites(Exit.site_id, sites), Exit.left_on.between(first, last))
        .group_by(Exit.site_id)
    )
    return {site_id: ExitCount(noted, went) for site_id, noted, went in rows}


@dataclass(frozen=True)
class Departure:
    """Somebody whose last contract has ended; `reason` and `category` are empty as long as nobody has noted the exit.

    A confidential reason is called so: what it is, the vault alone says. `proofs` are the documents that count.
    """

    site_id: int
    person: UUID
    name: str
    job: str
    left_on: date
    reason: str = ""
    category: ExitCategory | None = None
    departure: UUID | None = None
    proofs: int = 0

    @property
    def is_confidential(self) -> bool:
        """Whether the reason is in the vault alone; no proof is asked for."""
        return self.reason == CONFIDENTIAL

    @property
    def proof_words(self) -> str:
        """What there is of proofs, in words."""
        if self.is_confidential:
            return "non demandée"
        return count_words(self.proofs)

    @property
    def lacks_proof(self) -> bool:
        """Whether a proof is still to be asked for."""
        return not self.proofs and not self.is_confidential

    @property
    def counts_as(self) -> str:
        """The French name of the category, empty before the exit is noted."""
        return self.category.label if self.category else ""


def count_words(proofs: int) -> str:
    """Returns how many proofs there are, in words."""
    return {0: "aucune", 1: "une"}.get(proofs, str(proofs))


def list_unnoted(sites: Sites) -> list[Departure]:
    """Returns those who have left and whose exit nobody has noted, the latest first. One statement."""
    later = aliased(Contract)
    goes_on = exists().where(later.person_id == Contract.person_id, later.ends_on > Contract.ends_on)
    noted = exists().where(Exit.person_id == Contract.person_id, Exit.left_on == Contract.ends_on)
    rows = session.execute(
        select(Contract.site_id, Person, Contract.job, Contract.ends_on)
        .join(Person, Person.id == Contract.person_id)
        .where(at_sites(Contract.site_id, sites), Contract.ends_on < clock.today(), ~goes_on, ~noted)
        .order_by(Contract.ends_on.desc(), Person.sort_name)
    )
    return [
        Departure(site_id, person.public_id, person.full_name, job, left_on) for site_id, person, job, left_on in rows
    ]


def list_exits(site_id: int) -> list[Departure]:
    """Returns the exits noted at a site, the latest first, with how many proofs each has. One statement."""
    withdrawn = exists().where(DocumentWithdrawal.document_id == ExitProof.document_id)
    proofs = select(func.count()).where(ExitProof.exit_id == Exit.id, ~withdrawn).correlate(Exit).scalar_subquery()
    last = (Contract.person_id == Exit.person_id) & (Contract.ends_on == Exit.left_on)
    rows = session.execute(
        select(Person, Contract.job, Exit.left_on, ExitReason.label, ExitReason.category, Exit.public_id, proofs)
        .select_from(Exit)
        .join(Person, Person.id == Exit.person_id)
        .join(Contract, last)
        .outerjoin(ExitReason, ExitReason.id == Exit.reason_id)
        .where(Exit.site_id == site_id)
        .order_by(Exit.left_on.desc(), Person.sort_name)
    )
    return [
        Departure(
            site_id,
            person.public_id,
            person.full_name,
            job,
            left_on,
            label or CONFIDENTIAL,
            category or ExitCategory.WITHDRAWN,
            departure,
            count,
        )
        for person, job, left_on, label, category, departure, count in rows
    ]


@dataclass(frozen=True)
class ExitSheet:
    """All that is known of an exit; `reason` is empty where it is confidential, `rule` where nobody is called."""

    departure: UUID
    person: UUID
    name: str
    left_on: date
    reason: ExitReason | None
    job: ExitJob | None
    proofs: Sequence[DocumentLine]
    milestones: Sequence[Milestone]
    rule: ContactRule | None

    @property
    def proved(self) -> int:
        """How many documents that count prove it."""
        return sum(not each.withdrawn for each in self.proofs)

    @property
    def proof_words(self) -> str:
        """What there is of proofs, in words."""
        return count_words(self.proved)

    @property
    def is_job(self) -> bool:
        """Whether the reason is a job."""
        return self.reason is not None and self.reason.job_or_training and self.reason.code != TO_TRAINING

    @property
    def category(self) -> ExitCategory:
        """What the exit counts as."""
        return self.reason.category if self.reason else ExitCategory.WITHDRAWN

    @property
    def awaited(self) -> Milestone | None:
        """The contact to see to, None where none is."""
        return find_awaited(self.milestones, clock.today())


def find_exit(site_id: int, departure: UUID) -> ExitSheet:
    """Returns an exit of a site; raises NotFound. Seven statements at most."""
    found = _list_sheets(Exit.site_id == site_id, Exit.public_id == departure)
    if not found:
        raise NotFound("Cette sortie n’est pas d’ici.")
    return found[0]


def list_exits_of(site_id: int, person: UUID) -> list[ExitSheet]:
    """Returns the exits of somebody from a site, the latest first. One statement for whoever has none."""
    return _list_sheets(Exit.site_id == site_id, Person.public_id == person)


def _list_sheets(*wanted: ColumnElement[bool]) -> list[ExitSheet]:
    rows = session.execute(
        select(Exit, Person, Site.sensitive, back_on())
        .join(Person, Person.id == Exit.person_id)
        .join(Site, Site.id == Exit.site_id)
        .outerjoin(Exit.reason)
        .options(contains_eager(Exit.reason))
        .where(*wanted)
        .order_by(Exit.left_on.desc())
    ).all()
    if not rows:
        return []
    ids = [row[0].id for row in rows]
    rules, contacts, jobs, proofs = read_contact_rules(), read_contacts(ids), _read_jobs(ids), _read_proofs(ids)
    sheets = []
    for entry, person, sensitive, back in rows:
        followed = entry.reason is not None and entry.reason.category is not ExitCategory.WITHDRAWN
        rule = rule_for(rules, sensitive=sensitive, left_on=entry.left_on) if followed else None
        sheets.append(
            ExitSheet(
                departure=entry.public_id,
                person=person.public_id,
                name=person.full_name,
                left_on=entry.left_on,
                reason=entry.reason,
                job=jobs.get(entry.id),
                proofs=list_documents(entry.site_id, person.public_id, proofs[entry.id]) if entry.id in proofs else [],
                milestones=lay_out(entry.left_on, rule.months if rule else (), contacts.get(entry.id, {}), back),
                rule=rule,
            )
        )
    return sheets


def _read_jobs(exits: Collection[int]) -> dict[int, ExitJob]:
    """Returns by exit the last that was told of the job. One statement."""
    rows = session.scalars(select(ExitJob).where(ExitJob.exit_id.in_(exits)).order_by(ExitJob.id))
    return {row.exit_id: row for row in rows}


def _read_proofs(exits: Collection[int]) -> dict[int, list[int]]:
    """Returns by exit the ids of the documents that prove it. One statement."""
    found: dict[int, list[int]] = defaultdict(list)
    for exit_id, document_id in session.execute(
        select(ExitProof.exit_id, ExitProof.document_id).where(ExitProof.exit_id.in_(exits))
    ):
        found[exit_id].append(document_id)
    return found


def list_reasons(day: date) -> list[ExitReason]:
    """Returns the reasons in force on a day, in the order of their categories. One statement."""
    newer = aliased(ExitReason)
    replaced = exists().where(
        newer.code == ExitReason.code, newer.valid_from <= day, newer.valid_from > ExitReason.valid_from
    )
    found = session.scalars(select(ExitReason).where(ExitReason.valid_from <= day, ~replaced)).all()
    order = list(ExitCategory)
    return sorted(found, key=lambda reason: (order.index(reason.category), reason.code))


def find_exit_rule(day: date) -> ExitRule | None:
    """Returns which exits the ASP counts on a day, None where nothing is known. One statement."""
    known = select(ExitRule).where(ExitRule.valid_from <= day)
    return session.scalar(known.order_by(ExitRule.valid_from.desc()).limit(1))
