"""Making, changing and closing accounts."""

from __future__ import annotations

import secrets

from sqlalchemy import select

from shared.accounts import passwords, second_factor
from shared.accounts.demonstration import DOMAIN
from shared.accounts.entrance import confirm_code, confirm_password
from shared.accounts.models import NAME_LENGTH, Grant, RoleRow, User
from shared.accounts.permissions import Role
from shared.accounts.queries import find_user_by_email, normal_email
from shared.audit.services import record_event
from shared.db import session
from shared.kernel import clock
from shared.kernel.errors import InvalidInput, NotFound, Refused
from shared.notifications.services import write_mail
from shared.workshop import Site


def create_user(*, email: str, display_name: str, password: str, actor: str) -> User:
    """Creates an account without any role; raises InvalidInput for an address that is taken or a weak password."""
    address, name = normal_email(email), display_name.strip()
    local, _, domain = address.partition("@")
    if not local or "." not in domain:
        raise InvalidInput("email", "Cette adresse de courriel n’est pas complète.")
    if address.endswith(DOMAIN) and not passwords.is_demonstration():
        raise InvalidInput("email", "Les adresses example.org ne servent qu’à la démonstration.")
    if not 0 < len(name) <= NAME_LENGTH:
        raise InvalidInput("display_name", f"Il faut un nom, de {NAME_LENGTH} caractères au plus.")
    if find_user_by_email(address) is not None:
        raise InvalidInput("email", "Cette adresse a déjà un compte.")
    passwords.check_new_password(password, email=address)
    user = User(
        email=address,
        display_name=name,
        password=passwords.hash_of(password),
        fs_uniquifier=_new_session_key(),
        created_at=clock.now(),
    )
    session.add(user)
    session.flush()
    record_event(actor=actor, action="user.created", subject=_subject(user))
    return user


def disable_user(*, user: User, actor: str) -> None:
    """Closes an account: its sessions end at their next request, and nobody signs in with it again."""
    if not user.active:
        raise Refused("Ce compte est déjà fermé.")
    user.active = False
    user.fs_uniquifier = _new_session_key()
    record_event(actor=actor, action="user.disabled", subject=_subject(user))


def grant_role(*, user: User, role: Role, site: Site | None, everywhere: bool = False, actor: str) -> Grant:
    """Gives `role` at `site`; without a site for the whole house, which a role of one site must ask for.

    Returns the grant, the present one when there is one; it counts from the next request on. Raises InvalidInput.
    """
    if site is None and not (role.covers_all_sites or everywhere):
        raise InvalidInput("site", f"Le rôle « {role.label} » se donne pour un site.")
    present = _find_grant(user, role, site)
    if present is not None:
        return present
    row = session.scalars(select(RoleRow).where(RoleRow.name == role)).one()
    grant = Grant(user_id=user.id, role=row, site=site, given_by=actor, given_at=clock.now())
    session.add(grant)
    session.flush()
    record_event(actor=actor, action="role.granted", subject=_subject(user), detail=_scope(role, site))
    return grant


def revoke_role(*, user: User, role: Role, site: Site | None, actor: str) -> None:
    """Takes `role` at `site` (or for the whole house) back, from the next request on; raises NotFound."""
    grant = _find_grant(user, role, site)
    if grant is None:
        raise NotFound("Cette personne n’a pas ce rôle ici.")
    session.delete(grant)
    session.flush()
    record_event(actor=actor, action="role.revoked", subject=_subject(user), detail=_scope(role, site))


def change_password(*, user: User, present: str, new: str, actor: str) -> bool:
    """Changes the password and ends all sessions of `user`; False when `present` is wrong, which is counted.

    Raises InvalidInput for a weak `new`, TooManyTries.
    """
    passwords.check_new_password(new, email=user.email, field="new")
    if not confirm_password(user=user, password=present):
        return False
    if present == new:
        raise InvalidInput("new", "C’est le mot de passe actuel. Choisissez-en un autre.")
    replace_password(user=user, new=new, field="new", actor=actor)
    return True


def replace_password(*, user: User, new: str, actor: str, field: str = "password") -> None:
    """Gives an account another password, ends its sessions and tells its owner; raises InvalidInput for a weak one."""
    passwords.check_new_password(new, email=user.email, field=field)
    user.password = passwords.hash_of(new)
    user.fs_uniquifier = _new_session_key()
    record_event(actor=actor, action="password.changed", subject=_subject(user))
    _tell(user, "Votre mot de passe a changé", "password_changed")


def set_second_factor(*, user: User, secret: str, code: str, actor: str) -> list[str]:
    """Sets up the second factor with the first code of a new `secret`; returns the recovery codes, in clear.

    Raises InvalidInput when the code is wrong, Refused when there is a second factor already.
    """
    if user.has_second_factor:
        raise Refused("La double authentification est déjà active sur ce compte.")
    if not second_factor.is_first_code(secret, code, user):
        raise InvalidInput("code", "Ce code n’est pas le bon. Attendez le suivant, puis recopiez-le.")
    user.totp_secret = secret
    recovery_codes = second_factor.renew_recovery_codes(user)
    record_event(actor=actor, action="second_factor.set", subject=_subject(user))
    return recovery_codes


def give_up_second_factor(*, user: User, password: str, code: str, actor: str) -> bool:
    """Removes the second factor of who proves to own it; False when password or code is wrong, which is counted.

    Raises TooManyTries.
    """
    if not (confirm_password(user=user, password=password) and confirm_code(user=user, typed=code)):
        return False
    remove_second_factor(user=user, actor=actor)
    return True


def remove_second_factor(*, user: User, actor: str) -> None:
    """Removes the second factor and ends all sessions; who must have one sets up another at the next sign-in."""
    if not user.has_second_factor:
        raise Refused("La double authentification n’est pas active sur ce compte.")
    user.totp_secret = user.totp_last_counter = None
    user.recovery_codes = []
    user.fs_uniquifier = _new_session_key()
    record_event(actor=actor, action="second_factor.removed", subject=_subject(user))
    _tell(user, "La double authentification a été retirée", "second_factor_removed")


def _tell(user: User, subject: str, template: str) -> None:
    write_mail(recipient=user.email, subject=subject, template=template, kind=template, name=user.display_name)


def _find_grant(user: User, role: Role, site: Site | None) -> Grant | None:
    here = Grant.site_id.is_(None) if site is None else Grant.site_id == site.id
    return session.scalar(select(Grant).join(Grant.role).where(Grant.user_id == user.id, RoleRow.name == role, here))


def _scope(role: Role, site: Site | None) -> dict[str, object]:
    return {"role": role.value, "site": str(site.public_id) if site else "all"}


def _subject(user: User) -> str:
    return f"user:{user.public_id}"


def _new_session_key() -> str:
    return secrets.token_hex(32)
