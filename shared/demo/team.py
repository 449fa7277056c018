"""Bringing an invented team in through the services of the screens: hired, renewed, gone, each on its day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import partial
from uuid import UUID

from sqlalchemy import func, select

from shared.accounts.demonstration import ACCOUNTS
from shared.accounts.permissions import Role
from shared.accounts.queries import find_user_by_email
from shared.accounts.services import grant_role
from shared.db import session
from shared.demo.agenda import Agenda
from shared.demo.exits import leave_for_good
from shared.demo.passes import Holder, give_pass
from shared.demo.plan import Stay, TeamPlan, plan_successors, plan_team
from shared.kernel import clock
from shared.kernel.minutes import HOUR
from shared.people.accounts import tie_account
from shared.people.contracts.queries import list_wages
from shared.people.contracts.services import Terms, end_contract, sign_contract
from shared.people.models import Contract, Half, Person
from shared.people.services import hire_person
from shared.people.timetable import Slot, regular_week
from shared.people.vault import note_court_measure, vault_is_on
from shared.workshop import DemoSpan, Site

_FIRST_NAMES = (
    "Aïcha", "Bastien", "Célia", "Dorian", "Émilie", "Fatou", "Gabin", "Hawa", "Ilyes", "Jade", "Karim", "Léna",
    "Mamadou", "Nadia", "Oscar", "Prune", "Quentin", "Romane", "Sofiane", "Thaïs", "Ulysse", "Violette", "Wassim",
    "Yaël",
)  # fmt: skip
_LAST_NAMES = (
    "Bouleau", "Mésange", "Tilleul", "Pinson", "Charme", "Grive", "Érable", "Linotte", "Frêne", "Bruant", "Aulne",
    "Fauvette", "Cornouiller", "Rossignol", "Noisetier", "Roitelet", "Sorbier", "Verdier", "Saule", "Merle", "Peuplier",
    "Loriot", "Houx",
)  # fmt: skip
PAIRS = len(_FIRST_NAMES) * len(_LAST_NAMES)
"""So many people bear a name of their own; the next ones a double one."""

_WHY_BEYOND = "La prolongation du PASS IAE est demandée"
"""What the direction says where the last days of a path lie beyond the 730 days of the PASS."""

SIGNED_BEFORE = timedelta(weeks=3)
HIRED_BEFORE = timedelta(days=5)

AT_ONE_SITE = frozenset({Role.SUPERVISOR, Role.EMPLOYEE})
"""The roles of the demonstration that belong to the site that shows most."""


@dataclass(frozen=True)
class Colleague:
    """An invented person and the stay that the plan gave them."""

    person: UUID
    stay: Stay


def bring_in(*, site: Site, stays: Sequence[Stay], agenda: Agenda, actor: str) -> list[Colleague]:
    """Hires an invented person for each stay, with a PASS, and notes in the agenda the renewals, the end and the exit.

    Always the same people for the same house. Belongs inside a unit; returns them in the order of the stays.
    """
    known = session.scalars(select(func.count()).select_from(Person)).one()
    here = select(func.count(Contract.person_id.distinct())).where(Contract.site_id == site.id)
    numbered = 1 + session.scalars(here).one()
    team: dict[int, Colleague] = {}
    for place in sorted(range(len(stays)), key=lambda each: stays[each].begins):
        stay = stays[place]
        with clock.at(min(clock.at_paris(stay.begins - HIRED_BEFORE, 10), clock.now())):
            name = stay.name or invented_name(known + place)
            contract = _hire(site, stay, name, f"{site.id:02d}{numbered + place:03d}", actor)
            person = _person_of(contract)
            if vault_is_on():
                note_court_measure(person=person, under_measure=stay.under_measure, actor=actor)
        team[place] = Colleague(person, stay)
        holder = Holder(site, person, stay, known + place, actor)
        give_pass(holder, agenda)
        _note_what_follows(agenda, site, team[place], actor)
        leave_for_good(holder, agenda)
    return [team[place] for place in range(len(stays))]


def settle_team(*, site: Site, plan: TeamPlan, span: DemoSpan, actor: str) -> list[Colleague]:
    """Brings in the team of the plan's year and whoever has come since; returns the latter. Belongs inside a unit.

    Nobody comes with a later load: the visitor hires and renews from then on.
    """
    if not span.begins:
        return []
    agenda = Agenda()
    stays = plan_team(plan, span.year)
    for _ in range(span.scale):
        bring_in(site=site, stays=stays, agenda=agenda, actor=actor)
    successors = plan_successors(plan, stays, span.year, span.today)
    present = [bring_in(site=site, stays=successors, agenda=agenda, actor=actor) for _ in range(span.scale)]
    agenda.live(clock.now())
    return [colleague for each in present for colleague in each]


def place_accounts(*, site: Site, person: UUID, actor: str) -> None:
    """Gives the demonstration's supervisor and employee their place at a site; the employee is `person`."""
    for account in ACCOUNTS:
        if account.role in AT_ONE_SITE and (user := find_user_by_email(account.email)):
            grant_role(user=user, role=account.role, site=site, actor=actor)
            if account.role is Role.EMPLOYEE:
                # What the account holds is read anew: the grant has just been given.
                tie_account(person=person, user=find_user_by_email(account.email) or user, actor=actor)


def invented_name(number: int) -> tuple[str, str]:
    """Returns a first and a last name, of trees and birds; the same for the same number."""
    first, last = _FIRST_NAMES[number % len(_FIRST_NAMES)], _LAST_NAMES[number % len(_LAST_NAMES)]
    round_ = number // PAIRS
    return first, f"{last}-{_LAST_NAMES[(number + round_) % len(_LAST_NAMES)]}" if round_ else last


def _hire(site: Site, stay: Stay, name: tuple[str, str], matricule: str, actor: str) -> UUID:
    return hire_person(
        site_id=site.id,
        first_name=name[0],
        last_name=name[1],
        matricule=matricule,
        terms=_terms(stay, *stay.contracts[0]),
        born_on=stay.born_on,
        actor=actor,
    )


def _person_of(contract: UUID) -> UUID:
    hired = select(Person.public_id).join(Contract, Contract.person_id == Person.id)
    return session.scalars(hired.where(Contract.public_id == contract)).one()


def _note_what_follows(agenda: Agenda, site: Site, colleague: Colleague, actor: str) -> None:
    stay, person = colleague.stay, colleague.person
    for starts_on, ends_on in stay.contracts[1:]:
        terms = replace(_terms(stay, starts_on, ends_on), despite=_WHY_BEYOND)
        signed = clock.at_paris(starts_on - SIGNED_BEFORE, 11)
        agenda.note(signed, partial(sign_contract, person=person, site_id=site.id, terms=terms, actor=actor))
    if stay.left_on:
        agenda.note(clock.at_paris(stay.left_on, 16), partial(_leave_early, site, person, stay.left_on, actor))


def _leave_early(site: Site, person: UUID, last_day: date, actor: str) -> None:
    running = select(Contract.public_id).join(Person, Person.id == Contract.person_id)
    contract = session.scalars(running.where(Person.public_id == person, Contract.ends_on > last_day)).one()
    end_contract(site_id=site.id, contract=contract, ends_on=last_day, actor=actor)


def _terms(stay: Stay, starts_on: date, ends_on: date) -> Terms:
    wage = max((each for each in list_wages() if each.since <= starts_on), key=lambda each: each.since, default=None)
    return Terms(
        job=stay.job,
        starts_on=starts_on,
        ends_on=ends_on,
        weekly_minutes=stay.weekly_hours * HOUR,
        timetable=TIMETABLES[stay.weekly_hours],
        hourly_cents=wage.hourly_cents if wage else None,
    )


_MORNING = (8 * HOUR, 12 * HOUR)
_FRIDAY_MORNING = Slot(4, Half.MORNING, *_MORNING)
_MONDAY_TO_THURSDAY = range(4)

TIMETABLES: dict[int, tuple[Slot, ...]] = {
    26: (*regular_week(_MONDAY_TO_THURSDAY, _MORNING, (13 * HOUR, 14 * HOUR + 30)), _FRIDAY_MORNING),
    28: regular_week(_MONDAY_TO_THURSDAY, _MORNING, (13 * HOUR, 16 * HOUR)),
    30: (*regular_week(_MONDAY_TO_THURSDAY, _MORNING, (13 * HOUR, 15 * HOUR + 30)), _FRIDAY_MORNING),
}
