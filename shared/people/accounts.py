"""Tying an account to the person whose own page it opens: one account a person, one person an account."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from shared.accounts.models import User
from shared.accounts.permissions import Role
from shared.audit.services import record_event
from shared.db import session
from shared.kernel.errors import NotFound, Refused
from shared.people.models import Contract, Person


def tie_account(*, person: UUID, user: User, actor: str) -> None:
    """Lets `user` read what is kept of `person`; the account is an employee's at a site where the person has worked.

    Raises NotFound for an unknown person, Refused when either is tied already or when the role is missing.
    """
    found = session.scalar(select(Person).where(Person.public_id == person).with_for_update())
    if found is None:
        raise NotFound("Cette personne n’existe pas.")
    if found.user_id == user.id:
        raise Refused("Ce compte est déjà rattaché à cette personne.")
    if found.user_id is not None:
        raise Refused("Cette personne a déjà un compte. Détachez-le d’abord.")
    # The account's row is locked too: two people tied to it at once wait for each other.
    session.execute(select(User.id).where(User.id == user.id).with_for_update())
    if session.scalar(select(Person.id).where(Person.user_id == user.id)) is not None:
        raise Refused("Ce compte est déjà rattaché à quelqu’un d’autre. Détachez-le d’abord.")
    sites = session.scalars(select(Contract.site_id).where(Contract.person_id == found.id)).all()
    if not any(user.holds_at({Role.EMPLOYEE}, site_id) for site_id in sites):
        raise Refused(
            f"Donnez d’abord à ce compte le rôle «\u00a0{Role.EMPLOYEE.label}\u00a0», "
            "sur un site où cette personne a ou a eu un contrat."
        )
    found.user_id = user.id
    _record("person.account_tied", found, user, actor)


def untie_account(*, user: User, actor: str) -> None:
    """Takes back what `tie_account` gave, from the next page on; raises Refused for an account tied to nobody."""
    found = session.scalar(select(Person).where(Person.user_id == user.id).with_for_update())
    if found is None:
        raise Refused("Ce compte n’est rattaché à personne.")
    found.user_id = None
    _record("person.account_untied", found, user, actor)


def find_person_by_matricule(matricule: str) -> UUID:
    """Returns the public id of the person with this payroll number; raises NotFound."""
    found = session.scalar(select(Person.public_id).where(Person.matricule == matricule.strip().upper()))
    if found is None:
        raise NotFound("Personne n’a ce matricule.")
    return found


def _record(action: str, person: Person, user: User, actor: str) -> None:
    session.flush()
    record_event(actor=actor, action=action, subject=f"person:{person.public_id}", detail={"user": str(user.public_id)})
