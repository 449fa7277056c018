"""A mail is written with its cause, sent after it, and in the demonstration shown instead."""

from __future__ import annotations

import smtplib
from email.message import EmailMessage
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import SplitResult

import pytest
from flask import Flask, current_app
from jinja2 import FileSystemLoader
from jinja2.exceptions import UndefinedError
from sqlalchemy import select

from shared.db import UnitError, atomic, session
from shared.jobs.models import OutboxJob
from shared.jobs.runner import drain
from shared.notifications import jobs
from shared.notifications.models import Mail
from shared.notifications.services import write_mail
from tests.support.client import Visitor

TEXT = "Bonjour {{ name }},\n\nVoici l’accueil : {{ absolute_url('portal.home') }}.\n\n{{ organisation }}\n"


class Postman:
    """Stands in for the SMTP server; `broken` makes it refuse."""

    def __init__(self) -> None:
        self.carried: list[EmailMessage] = []
        self.login_with: tuple[str, str] | None = None
        self.broken = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        pass

    def connect(self, _host: str, _server: SplitResult) -> Self:
        return self

    def login(self, user: str, password: str) -> None:
        self.login_with = (user, password)

    def send_message(self, message: EmailMessage) -> None:
        if self.broken:
            raise smtplib.SMTPRecipientsRefused({"amarante@example.org": (550, b"amarante@example.org unknown")})
        self.carried.append(message)


@pytest.fixture
def postman(monkeypatch: pytest.MonkeyPatch) -> Postman:
    """The server that production reaches."""
    somebody = Postman()
    monkeypatch.setattr(jobs, "_connection", somebody.connect)
    return somebody


def with_text(app: Flask, folder: Path) -> Flask:
    """Gives an application the text of the mail that these tests write."""
    (folder / "mails").mkdir()
    (folder / "mails" / "essai.txt").write_text(TEXT, encoding="utf-8")
    app.jinja_env.loader = FileSystemLoader(folder)
    return app


@pytest.fixture
def demonstration(probed: Flask, tmp_path: Path) -> Flask:
    """The application of the demonstration."""
    return with_text(probed, tmp_path)


@pytest.fixture
def real(production: Flask, tmp_path: Path) -> Flask:
    """The application in production."""
    return with_text(production, tmp_path)


def write(subject: str = "Votre commande", unique_key: str | None = None, **context: object) -> None:
    """Writes a mail to somebody invented."""
    context = {"name": "Amarante"} | context
    write_mail(
        recipient="amarante@example.org",
        subject=subject,
        template="essai",
        kind="essai",
        unique_key=unique_key,
        **context,
    )


def write_and_fail() -> None:
    """Writes a mail in a unit that is given up."""
    with atomic():
        write()
        raise KeyError


def stored() -> Mail:
    """Returns the only mail, as it is now: a context that has read keeps seeing what it saw."""
    with current_app.app_context():
        return session.scalars(select(Mail)).one()


def test_text_is_written_in_the_unit_and_sent_after_it(demonstration: Flask) -> None:
    with demonstration.app_context():
        with atomic():
            write()
        assert stored().sent_at is None
        assert drain() == 1
        assert stored().sent_at is not None
        assert stored().body.startswith("Bonjour Amarante,\n")


def test_a_cause_that_fails_leaves_no_mail(demonstration: Flask) -> None:
    with demonstration.app_context():
        with pytest.raises(KeyError):
            write_and_fail()
        assert session.scalars(select(Mail)).all() == []
        assert session.scalars(select(OutboxJob)).all() == []


def test_a_second_mail_of_one_key_is_left_out(demonstration: Flask) -> None:
    with demonstration.app_context():
        for subject in ("La première", "La seconde"):
            with atomic():
                write(subject, unique_key="rappel-7")
        assert stored().subject == "La première"
        assert drain() == 1


def test_nothing_is_written_outside_a_unit(demonstration: Flask) -> None:
    with demonstration.app_context(), pytest.raises(UnitError):
        write()


def test_a_text_with_a_hole_is_refused(demonstration: Flask) -> None:
    with demonstration.app_context(), pytest.raises(UndefinedError), atomic():
        write_mail(recipient="amarante@example.org", subject="x", template="essai", kind="essai")


def test_production_hands_the_mail_over_and_forgets_its_text(real: Flask, postman: Postman) -> None:
    with real.app_context():
        with atomic():
            write(subject="Votre commande\r\nBcc: voleur@example.org")
        drain()
        mail = stored()

    (message,) = postman.carried
    assert message["To"] == "amarante@example.org"
    assert message["Subject"] == "Votre commande Bcc: voleur@example.org"
    assert message["Bcc"] is None
    assert "https://ateliers.example.org/" in message.get_content()
    assert mail.sent_at is not None
    assert mail.body == ""


def test_a_mail_is_sent_once_however_often_its_job_runs(real: Flask, postman: Postman) -> None:
    with real.app_context():
        with atomic():
            write()
        drain()
        jobs.send_mail(mail_id=stored().id)

    assert len(postman.carried) == 1


def test_a_mail_that_did_not_leave_is_tried_again_and_names_nobody(real: Flask, postman: Postman) -> None:
    postman.broken = True
    with real.app_context():
        with atomic():
            write()
        drain()
        job = session.scalars(select(OutboxJob)).one()
        assert stored().sent_at is None
        assert job.last_error is not None
        assert job.last_error.startswith("MailNotSentError: SMTPRecipientsRefused")
        assert "amarante" not in job.last_error


def test_the_demonstration_shows_each_mail_with_its_links(demonstration: Flask, client: Visitor, app: Flask) -> None:
    with demonstration.app_context(), atomic():
        write(name="<b>Amarante</b>")

    listed = client.get("/demonstration/courriels")
    with app.app_context():
        mail = stored()
    shown = client.get(f"/demonstration/courriels/{mail.public_id}")

    assert "Votre commande" in listed.text
    assert str(mail.public_id) in listed.text
    home = f"{demonstration.extensions['ateliers_settings'].public_url}/"
    assert f'<a href="{home}">{home}</a>.' in shown.text
    assert "<b>Amarante</b>" not in shown.text


def test_a_mail_that_is_not_there_is_not_found(client: Visitor) -> None:
    assert client.get("/demonstration/courriels/01890000-0000-7000-8000-000000000000").status_code == 404


def test_production_shows_no_mail(production: Flask) -> None:
    assert production.test_client().get("/demonstration/courriels").status_code == 404
