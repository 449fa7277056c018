"""Customers without account: a link sent by mail proves that they read the mails of the address they ordered with."""

from __future__ import annotations

from datetime import timedelta

from flask_login import current_user
from sqlalchemy import Select, delete, select

from shared.accounts import sessions, throttles
from shared.accounts.models import MailLink
from shared.accounts.permissions import Role
from shared.accounts.queries import normal_email
from shared.audit.services import record_event
from shared.db import session
from shared.kernel import clock
from shared.kernel.errors import Refused
from shared.kernel.identifiers import fingerprint, new_secret
from shared.notifications.services import write_mail

VALID_MINUTES = 15
PURPOSE = "customer_space"
LINK_OVER = "Ce lien ne sert plus. Demandez-en un nouveau, il arrive en une minute."


def send_link(*, email: str, address: str | None, actor: str) -> None:
    """Sends a link that opens the customer space of `email` once, within 15 minutes, whoever that is.

    The answer is the same for every address, so nobody learns from it who orders here. Raises TooManyTries.
    """
    recipient = normal_email(email)
    throttles.count_try(throttles.LINK_FROM_ADDRESS, throttles.household(address))
    throttles.count_try(throttles.LINK_TO_MAIL, recipient)
    secret, now = new_secret(), clock.now()
    session.add(
        MailLink(
            secret_sha256=fingerprint(secret),
            email=recipient,
            purpose=PURPOSE,
            created_at=now,
            expires_at=now + timedelta(minutes=VALID_MINUTES),
        )
    )
    write_mail(
        recipient=recipient,
        subject="Votre lien pour voir vos commandes",
        template="customer_link",
        kind="customer_link",
        secret=secret,
        minutes=VALID_MINUTES,
    )
    record_event(actor=actor, action="customer_link.sent", subject=f"mail:{throttles.hashed(recipient)}")


def is_open(secret: str) -> bool:
    """Tells whether a link can still be used; looking does not use it."""
    link = session.scalar(_link(secret))
    return link is not None and _can_be_used(link)


def use_link(*, secret: str) -> str:
    """Uses a link up and returns the mail address that it proves.

    Raises Refused for an unknown, old or used link, without saying which.
    """
    # Two taps on the button wait for each other here; the second finds the link used.
    link = session.scalar(_link(secret).with_for_update())
    if link is None or not _can_be_used(link):
        raise Refused(LINK_OVER)
    link.used_at = clock.now()
    marked = throttles.hashed(link.email)
    record_event(actor=f"customer:{marked[:32]}", action="customer_link.used", subject=f"mail:{marked}")
    return link.email


def forget_old_links() -> None:
    """Deletes the links that were used or are too old; who opens one is told the same as before."""
    session.execute(delete(MailLink).where(MailLink.used_at.is_not(None) | (MailLink.expires_at <= clock.now())))


def verified_email() -> str | None:
    """Returns the mail address whose orders the visitor may see: proved by a link, or that of a customer's account."""
    if current_user.is_authenticated:
        email: str = current_user.email
        return email if Role.CUSTOMER in current_user.held_roles else None
    return sessions.customer_session()


def _link(secret: str) -> Select[MailLink]:
    return select(MailLink).where(MailLink.secret_sha256 == fingerprint(secret), MailLink.purpose == PURPOSE)


def _can_be_used(link: MailLink) -> bool:
    return link.used_at is None and clock.now() < link.expires_at
