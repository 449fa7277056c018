"""Noting what was seen of somebody's skill. Acts belong to the caller's unit."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import select

from shared.accounts.queries import find_user_id
from shared.audit.services import record_event
from shared.db import session
from shared.kernel import clock
from shared.kernel.errors import InvalidInput, NotFound
from shared.orders.queries import find_order
from shared.people.models import Contract, Person
from shared.training.models import SkillLevel, SkillObservation
from shared.workshop import Site, Skill, registry


def observe_skill(
    *,
    site_id: int,
    person: UUID,
    skill: str,
    level: int,
    observed_on: date,
    actor: str,
    own: bool = False,
    order: UUID | None = None,
) -> bool:
    """Notes the level of a skill that was seen on a day or, `own`, that somebody gives themselves.

    `order` is the order on which it was seen. Returns whether something was written: what was the day's last word
    already changes nothing, unless it is now seen on another order. Raises NotFound for whoever has no contract at the
    site that day and for an order of another site, InvalidInput (fields `skill`, `level`, `observed_on`).
    """
    site = session.get_one(Site, site_id)
    if skill not in {each.code for each in skills_of(site)}:
        raise InvalidInput("skill", "Choisissez une compétence de la liste.")
    if level not in set(SkillLevel):
        raise InvalidInput("level", "Choisissez un niveau de la liste.")
    if observed_on > clock.today():
        raise InvalidInput("observed_on", "Ce jour n’est pas encore arrivé.")
    person_id = _lock_person(site_id, person, observed_on)
    order_id = None if order is None else find_order(order, site_id=site_id).id
    before = _last_word(site_id, person_id, skill, observed_on, own=own)
    if before is not None and before[0] == level and order_id in {None, before[1]}:
        return False
    session.add(
        SkillObservation(
            person_id=person_id,
            site_id=site_id,
            skill=skill,
            level=int(level),
            observed_on=observed_on,
            own=own,
            order_id=order_id,
            noted_by=actor,
            noted_by_id=find_user_id(actor),
            noted_at=clock.now(),
        )
    )
    session.flush()
    record_event(actor=actor, action="skill.observed", subject=f"person:{person}")
    return True


def skills_of(site: Site) -> tuple[Skill, ...]:
    """Returns the skills that are observed at a site."""
    return next((place.skills for place in registry().places if place.slug == site.slug), ())


def _lock_person(site_id: int, person: UUID, day: date) -> int:
    """Returns the id of somebody on contract here that day; two screens note one after the other."""
    found = session.scalar(
        select(Person.id)
        .join(Contract, Contract.person_id == Person.id)
        .where(Person.public_id == person, Contract.site_id == site_id)
        .where(Contract.starts_on <= day, Contract.ends_on >= day)
        .with_for_update(of=Person, key_share=True)
    )
    if found is None:
        raise NotFound("Cette personne n’a pas de contrat ici ce jour-là.")
    return found


def _last_word(site_id: int, person_id: int, skill: str, day: date, *, own: bool) -> tuple[int, int | None] | None:
    """Returns the level that was noted last that day, and the order on which it was seen."""
    seen = SkillObservation
    found = session.execute(
        select(seen.level, seen.order_id)
        .where(seen.site_id == site_id, seen.person_id == person_id, seen.skill == skill)
        .where(seen.observed_on == day, seen.own.is_(own))
        .order_by(seen.id.desc())
        .limit(1)
    ).first()
    return None if found is None else (found.level, found.order_id)
