"""A deadline that nobody takes for a week is told to the direction, once, in a mail that names nobody."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from shared.accounts.queries import find_user_by_email
from shared.db import atomic, session, stop_reading
from shared.followup.deadlines.services import leave_deadline, take_deadline
from shared.followup.jobs import tell_forgotten
from shared.followup.models import DeadlineKind, DeadlineNotice
from shared.jobs.daily import enqueue_daily_tasks
from shared.jobs.runner import drain
from shared.kernel import clock
from shared.notifications.models import Mail
from tests.support.office import hire
from tests.support.personas import ADMINISTRATOR, CIP, DIRECTION, SUPERVISOR, move_in
from tests.support.team import MONDAY, NAMES, site_id, terms

NEAR = terms(date(2026, 6, 1), MONDAY + timedelta(days=20))


@pytest.fixture(autouse=True)
def staff(app: Flask, context: None) -> None:
    """Everybody who could be written to."""
    for persona in (SUPERVISOR, CIP, DIRECTION, ADMINISTRATOR):
        move_in(app, persona)


@pytest.fixture(autouse=True)
def at_work() -> Iterator[None]:
    """Half past eight on Monday."""
    with clock.at(clock.at_paris(MONDAY, 8, 30)):
        yield


def mails() -> list[Mail]:
    """Returns the mails about deadlines, oldest first."""
    stop_reading()
    mine = select(Mail).where(Mail.kind == "deadlines_forgotten")
    return list(session.scalars(mine.order_by(Mail.id)))


def morning(day: date = MONDAY) -> None:
    """Lets the job of a day run."""
    with clock.at(clock.at_paris(day, 8, 30)):
        tell_forgotten(day=day.isoformat())


def test_the_direction_is_told_how_many_and_where_and_nothing_else() -> None:
    hire("Ada", "Bouleau", NEAR)
    hire("Bruno", "Mésange", NEAR, "gourmand")
    hire("Chloé", "Tilleul", NEAR, "valorilot")

    morning()

    (mail,) = mails()
    assert mail.recipient == DIRECTION.email
    assert mail.subject == "3 échéances attendent depuis 7 jours ou plus"
    assert "/echeances" in mail.body
    said = (mail.subject + mail.body).casefold()
    assert not [part for name in NAMES for part in name.split() if part.casefold() in said]
    assert not [word for word in ("valor", "site v", "pass", "séjour", "contrat") if word in said]


def test_one_deadline_is_told_in_the_singular_and_once() -> None:
    hire("Ada", "Bouleau", NEAR)

    for days in range(4):
        morning(MONDAY + timedelta(days=days))

    (mail,) = mails()
    assert mail.subject == "1 échéance attend depuis 7 jours ou plus"
    assert session.scalar(select(func.count()).select_from(DeadlineNotice)) == 1


def test_a_day_without_a_worker_loses_nothing() -> None:
    hire("Ada", "Bouleau", terms(date(2026, 6, 1), MONDAY + timedelta(days=25)))
    morning()
    assert mails() == []

    morning(MONDAY + timedelta(days=9))

    assert len(mails()) == 1


def test_what_somebody_takes_is_not_told_and_what_is_left_again_is_told_again() -> None:
    contract = hire("Ada", "Bouleau", NEAR)

    def act(*, leaves: bool = False) -> None:
        with atomic():
            user = find_user_by_email(CIP.email)
            assert user
            if leaves:
                leave_deadline(kind=DeadlineKind.CONTRACT, subject=contract, actor="test")
            else:
                take_deadline(kind=DeadlineKind.CONTRACT, subject=contract, owner_id=user.id, actor="test")

    act()
    morning()
    assert mails() == []
    act(leaves=True)
    morning(MONDAY + timedelta(days=6))
    assert mails() == []
    morning(MONDAY + timedelta(days=7))
    morning(MONDAY + timedelta(days=8))
    assert len(mails()) == 1


def test_nobody_to_tell_means_that_it_waits_for_somebody(app: Flask) -> None:
    with atomic():
        user = find_user_by_email(DIRECTION.email)
        assert user
        user.active = False
    hire("Ada", "Bouleau", NEAR)
    morning()
    assert mails() == []

    with atomic():
        user = find_user_by_email(DIRECTION.email)
        assert user
        user.active = True
    morning(MONDAY + timedelta(days=1))

    assert [mail.recipient for mail in mails()] == [DIRECTION.email]


def test_the_daily_clock_runs_it(app: Flask) -> None:
    assert site_id()
    hire("Ada", "Bouleau", NEAR)

    enqueue_daily_tasks()
    drain()

    assert len(mails()) == 1
