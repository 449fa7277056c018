"""Reading mails."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select

from shared.db import session
from shared.kernel.errors import NotFound
from shared.notifications.models import Mail


def list_mails(*, most: int) -> Sequence[Mail]:
    """Returns the `most` latest mails, newest first."""
    return session.scalars(select(Mail).order_by(Mail.id.desc()).limit(most)).all()


def find_mail(public_id: UUID) -> Mail:
    """Returns one mail; raises NotFound."""
    mail = session.scalar(select(Mail).where(Mail.public_id == public_id))
    if mail is None:
        raise NotFound("Ce courriel n’existe pas, ou plus.")
    return mail
