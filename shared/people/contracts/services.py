"""Signing contracts, and what becomes of them: renewed, corrected, amended, ended. Acts belong to a unit."""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import delete, select

from shared import signals
from shared.audit.services import record_event
from shared.db import session
from shared.kernel import clock
from shared.kernel.errors import InvalidInput, NotFound, Refused
from shared.people.contracts.drafts import Derogation, Draft, Finding
from shared.people.contracts.judging import judge
from shared.people.contracts.queries import list_spans, read_rules
from shared.people.limits import Limits
from shared.people.models import (
    NO_TERM,
    Contract,
    ContractDerogation,
    ContractKind,
    LimitCode,
    Person,
    TimetableSlot,
    VaultTopic,
)
from shared.people.names import bare_name
from shared.people.passes.queries import find_pass
from shared.people.passes.services import forget_passes
from shared.people.timetable import Slot, at_most, check_timetable
from shared.people.vault import forget_entries, lock_away, vault_is_on
from shared.workshop import Site

DESPITE_LENGTH = 200

_EVERY_FIELD = frozenset({"starts_on", "ends_on", "weekly_minutes", "hourly", "ground", "until"})
_OF_AN_AMENDMENT = frozenset({"weekly_minutes", "hourly", "until"})


@dataclass(frozen=True, kw_only=True)
class Hours:
    """Minutes a week and when, gross cents an hour (None where nobody said it or nothing changes), and who decided.

    `despite` says why a rule that refuses is set aside, and belongs to who has the right to do so.
    """

    weekly_minutes: int
    timetable: tuple[Slot, ...]
    hourly_cents: int | None = None
    derogations: tuple[Derogation, ...] = ()
    despite: str = ""


@dataclass(frozen=True, kw_only=True)
class Terms(Hours):
    """What a contract says; both dates are included, and the timetable lasts `weekly_minutes` in all.

    `ends_on` is NO_TERM for a CDI inclusion. `waived` is looked at and kept nowhere.
    """

    job: str
    starts_on: date
    ends_on: date
    waived: bool = False


class UnlawfulContractError(InvalidInput):
    """Rules refuse a contract: what each found, the first at its field."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        super().__init__(findings[0].field, findings[0].sentence)
        self.findings = findings


def sign_contract(*, person: UUID, site_id: int, terms: Terms, actor: str) -> UUID:
    """Adds a contract to a person's path and returns its public id; two contracts never run on the same day.

    Raises NotFound for an unknown person, InvalidInput naming the field that is wrong.
    """
    known = select(Contract.id).join(Person).where(Person.public_id == person)
    action = "contract.renewed" if session.scalar(known.limit(1)) else "contract.signed"
    return _sign(person, site_id, terms, actor=actor, action=action).public_id


def _sign(
    person: UUID, site_id: int, terms: Terms, *, actor: str, action: str, fields: Container[str] = _EVERY_FIELD
) -> Contract:
    site = session.get_one(Site, site_id)
    # Locked, so that two contracts signed at once see each other.
    found = session.scalar(select(Person).where(Person.public_id == person).with_for_update())
    if found is None:
        raise NotFound("Cette personne n’existe pas.")
    set_aside = _check_terms(found, site, terms, fields=fields)
    _refuse_overlap(found.id, terms)
    contract = Contract(
        person_id=found.id,
        site_id=site_id,
        kind=None if site.sensitive else ContractKind.at(site),
        job=bare_name("job", terms.job),
        starts_on=terms.starts_on,
        ends_on=terms.ends_on,
        weekly_minutes=terms.weekly_minutes,
        timetable=_slots(terms),
        hourly_cents=_pay_to_keep(site, terms),
        signed_despite=set_aside or None,
        derogations=_decisions(terms),
    )
    session.add(contract)
    session.flush()
    _lock_grounds_away(person, contract, terms, actor)
    detail: dict[str, object] = {"despite": set_aside} if set_aside else {}
    record_event(actor=actor, action=action, subject=f"contract:{contract.public_id}", detail=detail)
    return contract


def correct_contract(*, site_id: int, contract: UUID, terms: Terms, actor: str) -> None:
    """Writes a contract that has not begun anew; raises Refused once it has, InvalidInput naming the wrong field."""
    segment = _contract_to_come(site_id, contract)
    site, person = session.get_one(Site, site_id), session.get_one(Person, segment.person_id)
    set_aside = _check_terms(person, site, terms, beside=segment.id)
    _refuse_overlap(segment.person_id, terms, beside=segment.id)
    before = (segment.starts_on, segment.ends_on, segment.weekly_minutes)
    segment.job, segment.weekly_minutes = bare_name("job", terms.job), terms.weekly_minutes
    segment.starts_on, segment.ends_on = terms.starts_on, terms.ends_on
    for table in (TimetableSlot, ContractDerogation):
        session.execute(delete(table).where(table.contract_id == segment.id))
    segment.hourly_cents, segment.signed_despite = _pay_to_keep(site, terms), set_aside or None
    session.add_all(_slots(terms, contract_id=segment.id))
    session.add_all(_decisions(terms, contract_id=segment.id))
    session.flush()
    _lock_grounds_away(person.public_id, segment, terms, actor)
    _record_plan(actor, "contract.corrected", contract, before)


def withdraw_contract(*, site_id: int, contract: UUID, reason: str, actor: str) -> bool:
    """Takes back a contract that has not begun; somebody who never had another one is forgotten with it.

    Returns whether the person is still known. The audit keeps what was planned and why not. Raises Refused once it has
    begun, InvalidInput (field `reason`) without a reason.
    """
    if not reason.strip():
        raise InvalidInput("reason", "Écrivez pourquoi ce contrat est annulé.")
    segment = _contract_to_come(site_id, contract)
    before, person_id = (segment.starts_on, segment.ends_on, segment.weekly_minutes), segment.person_id
    for table in (TimetableSlot, ContractDerogation):
        session.execute(delete(table).where(table.contract_id == segment.id))
    session.execute(delete(Contract).where(Contract.id == segment.id))
    has_other = session.scalar(select(Contract.id).where(Contract.person_id == person_id).limit(1)) is not None
    if not has_other:
        forget_entries(person_id)
        forget_passes(person_id)
        session.execute(delete(Person).where(Person.id == person_id))
    _record_plan(actor, "contract.withdrawn", contract, before, reason=" ".join(reason.split()))
    return has_other


def amend_contract(*, site_id: int, contract: UUID, from_day: date, hours: Hours, actor: str) -> UUID:
    """Changes the hours of a contract from a day on: it ends the day before, and a new one goes on to the same end.

    What was decided for it goes on too. Returns the new contract. Raises InvalidInput naming the field that is wrong,
    UnlawfulContractError, NotFound.
    """
    segment = _locked_contract(site_id, contract)
    if not segment.starts_on < from_day <= segment.ends_on:
        raise InvalidInput(
            "from_day",
            f"Choisissez un jour après le {segment.starts_on:%d/%m/%Y}, au plus tard le {segment.ends_on:%d/%m/%Y}.",
        )
    terms = Terms(
        job=segment.job,
        starts_on=from_day,
        ends_on=segment.ends_on,
        weekly_minutes=hours.weekly_minutes,
        timetable=hours.timetable,
        hourly_cents=hours.hourly_cents or segment.hourly_cents,
        derogations=(*hours.derogations, *_decided_on_hours(segment)),
        despite=hours.despite or segment.signed_despite or "",
    )
    person = session.get_one(Person, segment.person_id)
    _shorten(segment, from_day - timedelta(days=1))
    record_event(actor=actor, action="contract.amended", subject=f"contract:{segment.public_id}")
    # How long it lasts was judged when it was signed, and does not change.
    amended = _sign(person.public_id, site_id, terms, actor=actor, action="contract.signed", fields=_OF_AN_AMENDMENT)
    _carry_decisions_over(segment, amended.id)
    return amended.public_id


def end_contract(*, site_id: int, contract: UUID, ends_on: date, actor: str) -> None:
    """Gives a contract an earlier last day; raises InvalidInput for any other, and when hours are recorded after it."""
    segment = _locked_contract(site_id, contract)
    if not segment.starts_on <= ends_on < segment.ends_on:
        raise InvalidInput(
            "ends_on", f"Choisissez un jour entre le {segment.starts_on:%d/%m/%Y} et le {segment.ends_on:%d/%m/%Y}."
        )
    _shorten(segment, ends_on)
    record_event(
        actor=actor,
        action="contract.ended",
        subject=f"contract:{segment.public_id}",
        detail={"ends_on": ends_on.isoformat()},
    )


def _locked_contract(site_id: int, contract: UUID) -> Contract:
    mine = select(Contract).where(Contract.public_id == contract, Contract.site_id == site_id)
    segment = session.scalar(mine.with_for_update())
    if segment is None:
        raise NotFound("Ce contrat n’est pas de cet atelier.")
    return segment


def _contract_to_come(site_id: int, contract: UUID) -> Contract:
    segment = _locked_contract(site_id, contract)
    if segment.starts_on <= clock.today():
        raise Refused("Ce contrat a commencé\u00a0: changez ses horaires ou mettez-y fin.")
    # Whoever signs another contract for the same person waits.
    session.execute(select(Person.id).where(Person.id == segment.person_id).with_for_update())
    return segment


def _slots(terms: Terms, **more: int) -> list[TimetableSlot]:
    return [
        TimetableSlot(weekday=slot.weekday, half=slot.half, starts_at=slot.starts_at, ends_at=slot.ends_at, **more)
        for slot in terms.timetable
    ]


def _record_plan(actor: str, action: str, contract: UUID, before: tuple[date, date, int], **more: str) -> None:
    starts_on, ends_on, weekly_minutes = before
    detail: dict[str, object] = {"was": [starts_on.isoformat(), ends_on.isoformat(), weekly_minutes], **more}
    record_event(actor=actor, action=action, subject=f"contract:{contract}", detail=detail)


def _shorten(segment: Contract, ends_on: date) -> None:
    segment.ends_on = ends_on
    session.flush()
    signals.contract_shortened.send(contract_id=segment.id, ends_on=ends_on)


def _check_terms(
    person: Person, site: Site, terms: Terms, *, beside: int | None = None, fields: Container[str] = _EVERY_FIELD
) -> str:
    """Raises InvalidInput for what no contract can be, UnlawfulContractError for what rules refuse.

    Returns why rules that refuse it are set aside, empty when none does.
    """
    kind, rules = ContractKind.at(site), read_rules(ContractKind.at(site), terms.starts_on)
    _check_facts(terms, rules.limits)
    draft = Draft(
        kind=kind,
        starts_on=terms.starts_on,
        ends_on=terms.ends_on,
        weekly_minutes=terms.weekly_minutes,
        hourly_cents=terms.hourly_cents,
        born_on=person.born_on,
        pass_ends_on=None if site.sensitive else _find_pass_end(person.id),
        before=list_spans(person.id, kind, beside),
        waived=terms.waived,
        derogations=terms.derogations,
    )
    refused = [finding for finding in judge(draft, rules) if finding.refuses and finding.field in fields]
    despite = " ".join(terms.despite.split())
    if refused and not despite:
        raise UnlawfulContractError(refused)
    return despite[:DESPITE_LENGTH] if refused else ""


def _find_pass_end(person_id: int) -> date | None:
    card = find_pass(person_id)
    return card.dates.ends_on if card else None


def _check_facts(terms: Terms, limits: Limits) -> None:
    if terms.ends_on < terms.starts_on:
        raise InvalidInput("ends_on", "Le contrat finit avant de commencer.")
    if terms.ends_on > NO_TERM or terms.starts_on >= NO_TERM:
        raise InvalidInput("ends_on", f"Ce jour est trop loin\u00a0: au plus tard le {NO_TERM:%d/%m/%Y}.")
    longest = limits[LimitCode.LONGEST_WEEK]
    if not 0 < terms.weekly_minutes <= longest.amount:
        raise InvalidInput("weekly_minutes", f"Une semaine a des heures, et {at_most(longest)}")
    check_timetable(terms.timetable, terms.weekly_minutes, limits[LimitCode.LONGEST_DAY])


def _pay_to_keep(site: Site, terms: Terms) -> int | None:
    """Returns the pay as it is kept: none at a sensitive site, where the amount would tell the kind of contract."""
    return None if site.sensitive else terms.hourly_cents


def _decisions(terms: Terms, **more: int) -> list[ContractDerogation]:
    return [
        ContractDerogation(
            ground=None if each.ground.confidential else each.ground,
            decided_on=each.decided_on,
            until=each.until,
            kept_at=bare_name("kept_at", each.kept_at),
            **more,
        )
        for each in terms.derogations
    ]


def _lock_grounds_away(person: UUID, contract: Contract, terms: Terms, actor: str) -> None:
    hidden = [each.ground.value for each in terms.derogations if each.ground.confidential]
    if hidden and vault_is_on():
        content = {"contract": str(contract.public_id), "ground": hidden[0]}
        lock_away(person=person, topic=VaultTopic.DEROGATION, content=content, actor=actor)


def _decided_on_hours(segment: Contract) -> tuple[Derogation, ...]:
    rows = session.scalars(select(ContractDerogation).where(ContractDerogation.contract_id == segment.id))
    return tuple(
        Derogation(row.ground, row.decided_on, row.kept_at, row.until)
        for row in rows
        if row.ground and row.ground.about_hours
    )


def _carry_decisions_over(segment: Contract, contract_id: int) -> None:
    """Keeps with a contract what was decided of the one that it goes on: why it may last so long."""
    for row in session.scalars(select(ContractDerogation).where(ContractDerogation.contract_id == segment.id)).all():
        if row.ground is None or not row.ground.about_hours:
            facts = {"decided_on": row.decided_on, "until": row.until, "kept_at": row.kept_at}
            session.add(ContractDerogation(contract_id=contract_id, ground=row.ground, **facts))
    session.flush()


def _refuse_overlap(person_id: int, terms: Terms, beside: int | None = None) -> None:
    others = session.execute(
        select(Contract.starts_on, Contract.ends_on)
        .where(Contract.person_id == person_id, Contract.id != (beside or 0))
        .where(Contract.starts_on <= terms.ends_on, Contract.ends_on >= terms.starts_on)
        .order_by(Contract.starts_on)
    ).all()
    if others:
        spans = ", ".join(f"du {each.starts_on:%d/%m/%Y} au {each.ends_on:%d/%m/%Y}" for each in others)
        raise InvalidInput("starts_on", f"Cette personne a déjà un contrat {spans}.")
