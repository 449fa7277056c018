"""Reminders of missing hours: who is written to, when, once; they count people and name nobody."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from shared.accounts.queries import find_user_by_email
from shared.accounts.services import disable_user, grant_role
from shared.db import atomic, session, stop_reading
from shared.jobs.daily import enqueue_daily_tasks
from shared.jobs.runner import drain
from shared.kernel import clock
from shared.notifications.models import Mail
from shared.payroll.jobs import remind_supervisors, tell_old_holes
from shared.workshop import find_site
from tests.support.personas import ADMINISTRATOR, CIP, DIRECTION, NEIGHBOUR, SUPERVISOR, Persona, move_in
from tests.support.sheets import fill, undo
from tests.support.team import MONDAY, NAMES, hire_team, terms

TUESDAY, WEDNESDAY, FRIDAY = MONDAY + timedelta(days=1), MONDAY + timedelta(days=2), MONDAY + timedelta(days=4)
ARMISTICE = date(2026, 11, 11)


@pytest.fixture(autouse=True)
def staff(app: Flask, context: None) -> None:
    """Everybody who could be written to, and some who are not."""
    for persona in (SUPERVISOR, NEIGHBOUR, CIP, DIRECTION, ADMINISTRATOR):
        move_in(app, persona)


def mails() -> list[Mail]:
    """Returns all mails, oldest first."""
    stop_reading()
    return list(session.scalars(select(Mail).order_by(Mail.id)))


def recipients() -> list[str]:
    """Returns to whom mails were written."""
    return [mail.recipient for mail in mails()]


def evening(day: date = MONDAY) -> None:
    """Lets the reminders of an evening run."""
    remind_supervisors(day=day.isoformat())


def give(persona: Persona, site: str) -> None:
    """Gives somebody the same role at one more site."""
    with atomic():
        user = find_user_by_email(persona.email)
        assert user
        grant_role(user=user, role=persona.role, site=find_site(site), actor="cli:test")


def test_the_supervisor_of_a_site_with_holes_is_written_to() -> None:
    hire_team(3)

    evening()

    (mail,) = mails()
    assert mail.recipient == SUPERVISOR.email
    assert mail.subject == "3 saisies manquent à la feuille du jour"
    assert "Auto Bleue, lundi 16 novembre : il manque la saisie de 3 personnes." in mail.body
    assert "/auto-bleue/atelier/heures/jour/2026-11-16" in mail.body
    assert not [name for name in NAMES if any(part in mail.body + mail.subject for part in name.split())]


def test_whoever_has_recorded_the_day_is_left_in_peace() -> None:
    hire_team(3)
    fill()

    evening()

    assert mails() == []


def test_one_person_is_counted_in_the_singular() -> None:
    hire_team(1)

    evening()

    (mail,) = mails()
    assert mail.subject.startswith("1 saisie manque à")
    assert "la saisie de 1 personne." in mail.body


def test_a_day_without_anybody_expected_writes_to_nobody() -> None:
    hire_team(3)

    evening(FRIDAY)
    evening(MONDAY - timedelta(days=1))

    assert mails() == []


def test_a_public_holiday_is_left_in_peace_in_the_evening_and_told_two_working_days_later() -> None:
    hire_team(2, contract=terms(first=ARMISTICE, last=ARMISTICE + timedelta(days=200)))

    evening(ARMISTICE)
    tell_old_holes(day="2026-11-12")
    assert mails() == []

    tell_old_holes(day="2026-11-13")
    assert recipients() == [CIP.email, DIRECTION.email]


def test_a_sensitive_site_bears_its_neutral_name_and_address() -> None:
    hire_team(2, "valorilot")
    give(SUPERVISOR, "valorilot")

    evening()

    (mail,) = mails()
    assert "Site V, lundi" in mail.body
    assert "/site-v/atelier/heures/jour/2026-11-16" in mail.body
    assert "valor" not in (mail.body + mail.subject).casefold()


def test_two_sites_of_one_supervisor_make_one_mail_and_the_others_are_not_told_of() -> None:
    hire_team(2)
    hire_team(1, "gourmand", terms())
    hire_team(1, "etapweb", terms())
    give(SUPERVISOR, "etapweb")

    evening()

    told = {mail.recipient: mail.body for mail in mails()}
    assert told.keys() == {SUPERVISOR.email, NEIGHBOUR.email}
    assert ("Auto Bleue" in told[SUPERVISOR.email], "Etap’Web" in told[SUPERVISOR.email]) == (True, True)
    assert "Auto Bleue" not in told[NEIGHBOUR.email]


def test_a_closed_account_gets_no_mail() -> None:
    hire_team(2)
    with atomic():
        user = find_user_by_email(SUPERVISOR.email)
        assert user
        disable_user(user=user, actor="cli:test")

    evening()

    assert mails() == []


def test_a_task_that_runs_twice_writes_once() -> None:
    hire_team(2)

    evening()
    evening()

    assert recipients() == [SUPERVISOR.email]


def test_two_working_days_later_adviser_and_direction_are_told_once() -> None:
    hire_team(2)

    for day in (TUESDAY, WEDNESDAY, WEDNESDAY, WEDNESDAY + timedelta(days=1)):
        tell_old_holes(day=day.isoformat())

    monday = [mail for mail in mails() if "lundi 16 novembre" in mail.body]
    assert [mail.recipient for mail in monday] == [CIP.email, DIRECTION.email]


def test_what_was_recorded_meanwhile_is_not_told() -> None:
    hire_team(2)
    fill()

    tell_old_holes(day=WEDNESDAY.isoformat())
    assert mails() == []

    undo()
    tell_old_holes(day=WEDNESDAY.isoformat())
    assert recipients() == [CIP.email, DIRECTION.email]


def test_thursday_is_told_on_monday_and_the_weekend_on_nobody_s_day() -> None:
    hire_team(2)

    tell_old_holes(day=(MONDAY + timedelta(days=5)).isoformat())
    tell_old_holes(day=(MONDAY + timedelta(days=6)).isoformat())
    assert mails() == []

    tell_old_holes(day=(MONDAY + timedelta(days=7)).isoformat())
    assert all("jeudi 19 novembre" in mail.body for mail in mails())
    assert recipients() == [CIP.email, DIRECTION.email]


def test_the_clock_of_the_worker_brings_the_reminder_at_eighteen() -> None:
    hire_team(2)
    written = []
    for hour, minute in ((17, 59), (18, 0), (18, 30)):
        with clock.at(clock.at_paris(MONDAY, hour, minute)):
            enqueue_daily_tasks()
            drain()
        written.append([mail.recipient for mail in mails() if mail.kind == "holes_today" and mail.sent_at])

    assert written == [[], [SUPERVISOR.email], [SUPERVISOR.email]]
