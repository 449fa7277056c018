"""Sending mails: over SMTP in production; in the demonstration none leaves, a page shows them."""

from __future__ import annotations

import smtplib
import ssl
from email.message import EmailMessage
from email.utils import format_datetime
from urllib.parse import SplitResult, unquote, urlsplit

from flask import current_app

from shared.config import Settings
from shared.db import atomic, session, stop_reading
from shared.jobs.services import handles
from shared.kernel import clock
from shared.notifications.models import Mail

SEND_MAIL = "mail.send"
TIMEOUT_SECONDS = 20
SMTPS_PORT = 465
SUBMISSION_PORT = 587


class MailNotSentError(Exception):
    """The mail server refused or did not answer; says nothing about the person written to."""


@handles(SEND_MAIL, "Envoyer un courriel")
def send_mail(*, mail_id: int) -> None:
    """Sends one mail, unless it has been sent; the text of a sent mail is erased in production.

    A worker that dies between the server's yes and the note of it sends twice, under the same Message-ID.
    """
    settings: Settings = current_app.extensions["ateliers_settings"]
    mail = session.get_one(Mail, mail_id)
    if mail.sent_at is not None:
        return
    if not settings.demonstration:
        message = _message(mail, settings)
        stop_reading()
        _hand_over(message, urlsplit(settings.smtp_url))
    with atomic():
        mail = session.get_one(Mail, mail_id, populate_existing=True)
        mail.sent_at = clock.now()
        if not settings.demonstration:
            mail.body = ""


def _message(mail: Mail, settings: Settings) -> EmailMessage:
    message = EmailMessage()
    message["From"] = settings.mail_sender
    message["To"] = mail.recipient
    message["Subject"] = mail.subject
    message["Date"] = format_datetime(mail.created_at)
    message["Message-ID"] = f"<{mail.public_id}@{urlsplit(settings.public_url).hostname}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(mail.body)
    return message


def _hand_over(message: EmailMessage, server: SplitResult) -> None:
    """Gives the message to the SMTP server, always over TLS unless the server is this machine."""
    host = server.hostname or ""
    try:
        with _connection(host, server) as smtp:
            if server.username:
                smtp.login(unquote(server.username), unquote(server.password or ""))
            smtp.send_message(message)
    except (OSError, smtplib.SMTPException) as error:
        # The library's own message quotes the address.
        raise MailNotSentError(f"{type(error).__name__} ({host})") from None


def _connection(host: str, server: SplitResult) -> smtplib.SMTP:
    trust = ssl.create_default_context()
    if server.scheme == "smtps":
        return smtplib.SMTP_SSL(host, server.port or SMTPS_PORT, timeout=TIMEOUT_SECONDS, context=trust)
    smtp = smtplib.SMTP(host, server.port or SUBMISSION_PORT, timeout=TIMEOUT_SECONDS)
    if host not in {"127.0.0.1", "::1", "localhost"}:
        smtp.starttls(context=trust)
    return smtp
