"""A customer without account: a link by mail, used once, opens the customer space."""

from __future__ import annotations

import re
from datetime import timedelta

from flask import Flask
from sqlalchemy import select

from shared.accounts.models import MailLink
from shared.audit.models import AuditEvent
from shared.db import session
from shared.kernel import clock
from shared.kernel.identifiers import fingerprint
from tests.support.client import Visitor
from tests.support.personas import SUPERVISOR, client_of, move_in

ADDRESS = "Sacha.Client@exemple.test"
OVER = "Ce lien ne sert plus."


def ask(visitor: Visitor, email: str = ADDRESS) -> tuple[int, str]:
    answer = visitor.submit("/mon-espace/lien", email=email)
    return answer.status_code, answer.location or answer.text


def mails(app: Flask) -> list[tuple[str, str]]:
    from shared.notifications.models import Mail  # noqa: PLC0415

    with app.app_context():
        return [(mail.recipient, mail.body) for mail in session.scalars(select(Mail).order_by(Mail.id))]


def link_in(body: str) -> str:
    (path,) = re.findall(r"https?://[^/\s]+(/mon-espace/lien/\S+)", body)
    return str(path)


def ask_and_read(app: Flask, visitor: Visitor) -> str:
    ask(visitor)
    return link_in(mails(app)[-1][1])


def is_in(visitor: Visitor) -> bool:
    return visitor.get("/mon-espace").status_code == 200


def test_link_opens_the_customer_space(app: Flask, client: Visitor) -> None:
    assert ask(client) == (302, "/mon-espace/lien/envoye")
    ((recipient, body),) = mails(app)
    assert recipient == "sacha.client@exemple.test"
    assert not is_in(client)
    assert client.submit(link_in(body)).location == "/mon-espace"
    assert is_in(client)


def test_opening_the_page_does_not_use_the_link(app: Flask, client: Visitor) -> None:
    link = ask_and_read(app, client)
    for _ in range(3):
        page = client.get(link)
        assert page.status_code == 200
        assert page.headers["Cache-Control"] == "no-store"
    assert not is_in(client)
    assert client.submit(link).status_code == 302


def test_link_works_once(app: Flask, client: Visitor) -> None:
    link = ask_and_read(app, client)
    second = Visitor(app, app.response_class)
    token = second.get("/mon-espace/lien").text.partition('name="csrf_token" value="')[2].partition('"')[0]
    client.submit(link)
    for answer in (second.get(link), second.post(link, data={"csrf_token": token})):
        assert answer.status_code == 410
        assert OVER in answer.text
        assert 'href="/mon-espace/lien"' in answer.text
    assert not is_in(second)


def test_link_ends_after_a_quarter_of_an_hour(app: Flask, client: Visitor) -> None:
    now = clock.now()
    with clock.at(now):
        link = ask_and_read(app, client)
    with clock.at(now + timedelta(minutes=14, seconds=59)):
        assert client.get(link).status_code == 200
    with clock.at(now + timedelta(minutes=15)):
        assert client.get(link).status_code == 410


def test_invented_link_is_answered_like_an_old_one(client: Visitor) -> None:
    answer = client.get("/mon-espace/lien/AAAAAAAAAAAAAAAAAAAAAA")
    assert answer.status_code == 410
    assert OVER in answer.text


def test_only_the_hash_of_the_link_is_stored(app: Flask, client: Visitor) -> None:
    secret = ask_and_read(app, client).rpartition("/")[2]
    with app.app_context():
        stored = session.scalars(select(MailLink)).one()
        assert stored.secret_sha256 == fingerprint(secret)
        events = {event.action: event for event in session.scalars(select(AuditEvent))}
    assert secret not in str(events["customer_link.sent"].__dict__)
    assert ADDRESS.lower() not in str(events["customer_link.sent"].__dict__)


def test_use_is_recorded(app: Flask, client: Visitor) -> None:
    client.submit(ask_and_read(app, client))
    with app.app_context():
        event = session.scalars(select(AuditEvent).where(AuditEvent.action == "customer_link.used")).one()
        assert event.actor.startswith("customer:")


def test_answer_does_not_say_who_is_known(app: Flask, client: Visitor) -> None:
    move_in(app, SUPERVISOR)
    answers = [ask(client, email) for email in (SUPERVISOR.email, "personne@exemple.test")]
    assert answers[0] == answers[1]


def test_fourth_mail_to_one_address_waits(app: Flask, client: Visitor) -> None:
    assert [ask(client)[0] for _ in range(4)] == [302, 302, 302, 429]
    assert len(mails(app)) == 3
    with clock.at(clock.now() + timedelta(minutes=61)):
        assert ask(client)[0] == 302


def test_eleventh_mail_from_one_place_waits(app: Flask, client: Visitor) -> None:
    answers = [ask(client, f"personne{number}@exemple.test") for number in range(11)]
    assert [status for status, _ in answers] == [302] * 10 + [429]
    assert "Trop d’essais." in answers[-1][1]
    assert len(mails(app)) == 10


def test_address_that_is_none_keeps_what_was_typed(app: Flask, client: Visitor) -> None:
    status, page = ask(client, "pas une adresse")
    assert status == 422
    assert 'value="pas une adresse"' in page
    assert "Elle ressemble à nom@exemple.fr." in page
    assert mails(app) == []


def test_customer_space_sends_a_visitor_to_the_link(client: Visitor) -> None:
    answer = client.get("/mon-espace")
    assert (answer.status_code, answer.location) == (302, "/mon-espace/lien")


def test_customer_session_opens_nothing_else(app: Flask, client: Visitor) -> None:
    client.submit(ask_and_read(app, client))
    for path in ("/bureau", "/mon-compte"):
        assert client.get(path).location.startswith("/connexion")


def test_customer_session_ends(app: Flask, client: Visitor) -> None:
    client.submit(ask_and_read(app, client))
    with clock.at(clock.now() + timedelta(hours=13)):
        assert not is_in(client)


def test_link_takes_the_place_of_another_session(app: Flask) -> None:
    visitor = client_of(app, SUPERVISOR)
    visitor.submit(ask_and_read(app, visitor))
    assert is_in(visitor)
    assert visitor.get("/bureau").status_code == 302


def test_button_without_token_is_refused(app: Flask, client: Visitor) -> None:
    link = ask_and_read(app, client)
    assert client.post(link).status_code == 400
    assert client.get(link).status_code == 200
