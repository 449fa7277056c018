"""Invented teams for the demonstration: names of trees and birds, contracts as insertion workshops sign them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import select

from shared.accounts.demonstration import ACCOUNTS
from shared.accounts.permissions import Role
from shared.accounts.queries import find_user_by_email
from shared.accounts.services import grant_role
from shared.db import session
from shared.kernel.minutes import HOUR
from shared.kernel.weeks import Month
from shared.people.accounts import tie_account
from shared.people.models import Contract, Half, Person
from shared.people.services import Terms, hire_person, sign_contract
from shared.people.timetable import Slot, regular_week
from shared.workshop import Site

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


FIRST_MONTHS, RENEWAL_MONTHS = 8, 4
LENGTHS = (8, 12, 16, 20, 24)
"""How long somebody may stay in all, in months: a contract of eight, then renewals of four."""

SIGNED_BEFORE = timedelta(weeks=3)
NAMES_A_SITE = 61
"""So many pairs of names belong to a site: nobody bears the same name at two."""

AT_ONE_SITE = frozenset({Role.SUPERVISOR, Role.EMPLOYEE})
"""The roles of the demonstration that belong to the site that shows most."""


@dataclass(frozen=True, kw_only=True)
class Post:
    """Somebody to hire: job, contracts (both dates included), hours a week (26, 28 or 30), a name where it matters."""

    job: str
    contracts: Sequence[tuple[date, date]]
    weekly_hours: int = 26
    name: tuple[str, str] | None = None


def plan_team(today: date, jobs: Mapping[str, tuple[int, int]], weekly_hours: Sequence[int] = (26,)) -> Iterator[Post]:
    """Yields the posts of a site whose people come one by one: for each job how many are here, how many left.

    Whoever is here began up to eleven months ago, whoever left did so within the year; `weekly_hours` take turns.
    """
    number = 0
    for job, (here, gone) in jobs.items():
        for place in range(here + gone):
            stays = place < here
            age = 1 + 3 * place % 11 if stays else FIRST_MONTHS + 1 + place % 4
            months = next(length for length in LENGTHS if length > age) if stays else FIRST_MONTHS
            begins = Month.of(today).shifted(-age).first + timedelta(days=1 + 3 * number % 18)
            yield Post(
                job=job,
                contracts=list(_contracts(begins, months, today)),
                weekly_hours=weekly_hours[number % len(weekly_hours)],
            )
            number += 1


def plan_group(today: date, job: str, *, months: int, here: int, gone: int) -> Iterator[Post]:
    """Yields the posts of a group that trains for a title: begun together half-way ago, `gone` have left before."""
    begins = Month.of(today).shifted(-(months // 2)).first + timedelta(days=3)
    for place in range(here + gone):
        stay = months if place < here else 1 + place % 2
        yield Post(job=job, contracts=[(begins, _last_day(begins, stay))], weekly_hours=30)


def _contracts(begins: date, months: int, today: date) -> Iterator[tuple[date, date]]:
    """Yields eight months, then renewals of four, as far as they are signed: three weeks before they begin."""
    starts, length, left = begins, FIRST_MONTHS, months
    while left > 0 and starts <= today + SIGNED_BEFORE:
        ends = _last_day(starts, length)
        yield starts, ends
        starts, left, length = ends + timedelta(days=1), left - length, RENEWAL_MONTHS


def _last_day(begins: date, months: int) -> date:
    return Month.of(begins).shifted(months).first + timedelta(days=begins.day - 2)


def hire_team(*, site: Site, posts: Iterable[Post], actor: str) -> list[UUID]:
    """Hires an invented person for each post, always the same ones for the same site; returns the people."""
    return [_hire(site, number, post, actor) for number, post in enumerate(posts, start=1)]


def place_accounts(*, site: Site, person: UUID, actor: str) -> None:
    """Gives the demonstration's supervisor and employee their place at a site; the employee is `person`."""
    for account in ACCOUNTS:
        if account.role in AT_ONE_SITE and (user := find_user_by_email(account.email)):
            grant_role(user=user, role=account.role, site=site, actor=actor)
            if account.role is Role.EMPLOYEE:
                # What the account holds is read anew: the grant has just been given.
                tie_account(person=person, user=find_user_by_email(account.email) or user, actor=actor)


def _hire(site: Site, number: int, post: Post, actor: str) -> UUID:
    start = site.id * NAMES_A_SITE + number
    first_name, last_name = post.name or (
        _FIRST_NAMES[start % len(_FIRST_NAMES)],
        _LAST_NAMES[start % len(_LAST_NAMES)],
    )
    first, *renewals = (_terms(post, *dates) for dates in post.contracts)
    contract = hire_person(
        site_id=site.id,
        first_name=first_name,
        last_name=last_name,
        matricule=f"{site.id:02d}{number:03d}",
        terms=first,
        actor=actor,
    )
    person = session.scalars(
        select(Person.public_id).join(Contract, Contract.person_id == Person.id).where(Contract.public_id == contract)
    ).one()
    for terms in renewals:
        sign_contract(person=person, site_id=site.id, terms=terms, actor=actor)
    return person


def _terms(post: Post, starts_on: date, ends_on: date) -> Terms:
    return Terms(
        job=post.job,
        starts_on=starts_on,
        ends_on=ends_on,
        weekly_minutes=post.weekly_hours * HOUR,
        timetable=TIMETABLES[post.weekly_hours],
    )


_MORNING = (8 * HOUR, 12 * HOUR)
_FRIDAY_MORNING = Slot(4, Half.MORNING, *_MORNING)
_MONDAY_TO_THURSDAY = range(4)

TIMETABLES: dict[int, tuple[Slot, ...]] = {
    26: (*regular_week(_MONDAY_TO_THURSDAY, _MORNING, (13 * HOUR, 14 * HOUR + 30)), _FRIDAY_MORNING),
    28: regular_week(_MONDAY_TO_THURSDAY, _MORNING, (13 * HOUR, 16 * HOUR)),
    30: (*regular_week(_MONDAY_TO_THURSDAY, _MORNING, (13 * HOUR, 15 * HOUR + 30)), _FRIDAY_MORNING),
}
