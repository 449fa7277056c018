"""The administrator sees the work that waits, and gives what was given up another chance."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from lxml import html
from sqlalchemy import select

from shared.audit.models import AuditEvent
from shared.db import atomic, session
from shared.jobs.models import OutboxJob
from shared.kernel import clock
from tests.support.client import Visitor
from tests.support.personas import ADMINISTRATOR, DIRECTION, FINANCE, SUPERVISOR, Persona
from tests.support.queries import statements

PAGE = "/gestion/exploitation"
SignIn = Callable[[Persona], Visitor]


def add_job(app: Flask, *, given_up: bool = True, minutes_old: int = 30) -> OutboxJob:
    """Puts a job that has failed into the outbox."""
    written = clock.now() - timedelta(minutes=minutes_old)
    job = OutboxJob(
        kind="mail.send",
        payload={},
        created_at=written,
        due_at=written,
        attempts=5 if given_up else 1,
        given_up_at=written if given_up else None,
        last_error="MailNotSentError: ConnectionRefusedError (mail.example.org)",
    )
    with app.app_context(), atomic():
        session.add(job)
    return job


def test_a_house_in_order_says_so(sign_in: SignIn) -> None:
    assert "Rien n’est en difficulté" in sign_in(ADMINISTRATOR).get(PAGE).text


def test_trouble_is_shown_with_its_reason(app: Flask, sign_in: SignIn) -> None:
    add_job(app)
    add_job(app, given_up=False)

    page = sign_in(ADMINISTRATOR).get(PAGE).text

    assert page.count("Envoyer un courriel") == 2
    assert page.count("MailNotSentError") == 2
    assert "Abandonné" in page
    assert "en retard" in page


def test_retrying_puts_the_job_back_and_is_recorded(app: Flask, sign_in: SignIn) -> None:
    job = add_job(app)
    client = sign_in(ADMINISTRATOR)

    answer = client.submit(PAGE, action=f"{PAGE}/travaux/{job.public_id}/reessayer")

    assert answer.headers["Location"] == PAGE
    with app.app_context():
        again = session.get_one(OutboxJob, job.id)
        assert (again.given_up_at, again.attempts) == (None, 0)
        event = session.scalars(select(AuditEvent).where(AuditEvent.action == "job.retried")).one()
        assert event.actor.startswith("user:")
        assert event.subject == f"job:{job.public_id}"


def test_retrying_twice_is_refused(app: Flask, sign_in: SignIn) -> None:
    job = add_job(app)
    client = sign_in(ADMINISTRATOR)
    form = html.fromstring(client.get(PAGE).text).xpath("//main//form")[0]
    target, fields = form.action, dict(form.form_values())

    answers = [client.post(target, data=fields).status_code for _ in range(2)]

    assert target.endswith(f"{job.public_id}/reessayer")
    assert answers == [302, 409]


@pytest.mark.parametrize("persona", [SUPERVISOR, FINANCE, DIRECTION], ids=str)
def test_nobody_else_sees_it(sign_in: SignIn, persona: Persona) -> None:
    assert sign_in(persona).get(PAGE).status_code == 403


def test_a_visitor_is_asked_who_it_is(client: Visitor) -> None:
    assert client.get(PAGE).status_code == 302


def test_the_page_costs_the_same_however_much_waits(app: Flask, sign_in: SignIn) -> None:
    client = sign_in(ADMINISTRATOR)
    client.get(PAGE)
    with statements(app) as few:
        client.get(PAGE)
    for _ in range(20):
        add_job(app)

    with statements(app) as many:
        client.get(PAGE)

    assert len(many) == len(few)
