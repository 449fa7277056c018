"""The contacts of exits: those of one, and those that wait at some sites."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ScalarSelect, func, select
from sqlalchemy.orm import aliased

from shared.accounts.models import User
from shared.db import session
from shared.followup.contacts.milestones import Contact, Milestone, find_awaited, lay_out
from shared.followup.models import ContactRule, Exit, ExitCategory, ExitContact, ExitReason, Rhythm
from shared.kernel import clock
from shared.people.models import Contract, Person
from shared.workshop import Site

Rules = dict[Rhythm, list[ContactRule]]


@dataclass(frozen=True)
class AwaitedContact:
    """Somebody who has left and is to be called."""

    departure: UUID
    site_id: int
    person: UUID
    name: str
    milestone: Milestone


def back_on() -> ScalarSelect[Any]:
    """Returns the first day of a contract that begins after an exit, as part of a statement about exits."""
    later = aliased(Contract)
    begins = select(func.min(later.starts_on)).where(later.person_id == Exit.person_id, later.starts_on > Exit.left_on)
    return begins.correlate(Exit).scalar_subquery()


def read_contact_rules() -> Rules:
    """Returns the rules by rhythm, the latest first. One statement."""
    found: Rules = defaultdict(list)
    for row in session.scalars(select(ContactRule).order_by(ContactRule.valid_from.desc())):
        found[row.rhythm].append(row)
    return found


def rule_for(rules: Rules, *, sensitive: bool, left_on: date) -> ContactRule | None:
    """Returns the rule for an exit at a site, None for one before every rule."""
    known = rules.get(Rhythm.at(sensitive=sensitive), [])
    return next((each for each in known if each.valid_from <= left_on), None)


def read_contacts(exits: Collection[int]) -> dict[int, dict[int, Contact]]:
    """Returns by exit and months what was noted last. One statement."""
    rows = session.execute(
        select(ExitContact, User.display_name)
        .outerjoin(User, User.id == ExitContact.noted_by_id)
        .where(ExitContact.exit_id.in_(exits))
        .order_by(ExitContact.id)
    )
    found: dict[int, dict[int, Contact]] = defaultdict(dict)
    for row, noted_by in rows:
        found[row.exit_id][row.months] = Contact(row.contacted_on, row.reached, row.situation, noted_by or "")
    return found


def list_awaited(sites: Collection[int]) -> list[AwaitedContact]:
    """Returns who is to be called at some sites. Three statements, whatever the number of exits."""
    rows = session.execute(
        select(Exit.id, Exit.public_id, Exit.site_id, Exit.left_on, Site.sensitive, Person, back_on())
        .join(Person, Person.id == Exit.person_id)
        .join(Site, Site.id == Exit.site_id)
        .join(ExitReason, ExitReason.id == Exit.reason_id)
        .where(Exit.site_id.in_(sites), ExitReason.category != ExitCategory.WITHDRAWN)
        .order_by(Exit.left_on, Person.sort_name)
    ).all()
    rules, contacts, today = read_contact_rules(), read_contacts([row[0] for row in rows]), clock.today()
    found = []
    for exit_id, departure, site_id, left_on, sensitive, person, back in rows:
        rule = rule_for(rules, sensitive=sensitive, left_on=left_on)
        milestones = lay_out(left_on, rule.months if rule else (), contacts.get(exit_id, {}), back)
        is_back = back is not None and back <= today
        if (awaited := find_awaited(milestones, today)) and not is_back:
            found.append(AwaitedContact(departure, site_id, person.public_id, person.full_name, awaited))
    return found
