"""Writing mails: the text is made in the unit that causes it, the sending is a job."""

from __future__ import annotations

from flask import current_app

from shared.config import Settings
from shared.db import session
from shared.jobs.services import enqueue
from shared.kernel import clock
from shared.notifications import jobs
from shared.notifications.models import Mail


def write_mail(
    *, recipient: str, subject: str, template: str, kind: str, unique_key: str | None = None, **context: object
) -> None:
    """Writes a mail of the given `kind` to one address, from `mails/<template>.txt`, inside the caller's unit.

    A second one with the same `unique_key` is left out. The template knows `context`, `organisation` and
    `absolute_url(endpoint, …)`; an undefined name raises.
    """
    settings: Settings = current_app.extensions["ateliers_settings"]
    text = current_app.jinja_env.get_template(f"mails/{template}.txt")
    mail = Mail(
        recipient=recipient,
        # A line break in a subject would be one more header.
        subject=" ".join(subject.split()),
        body=text.render(organisation=settings.organisation, **context).strip() + "\n",
        kind=kind,
        created_at=clock.now(),
    )
    session.add(mail)
    session.flush()
    if not enqueue(jobs.SEND_MAIL, unique_key=unique_key, mail_id=mail.id):
        session.delete(mail)
