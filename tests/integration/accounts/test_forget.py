"""Every night: links that were used or are too old, and counters of tries that are over, are forgotten."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from shared.accounts.customers import send_link, use_link
from shared.accounts.jobs import forget
from shared.accounts.models import MailLink, Throttle
from shared.accounts.throttles import CODE_FOR_ACCOUNT, LINK_TO_MAIL, TooManyTries, count_try
from shared.db import atomic, session
from shared.kernel import clock
from shared.kernel.errors import Refused
from shared.kernel.identifiers import fingerprint

pytestmark = pytest.mark.usefixtures("context")

NOON = datetime(2026, 11, 27, 11, 0, tzinfo=UTC)
SECRET = "une-phrase-secrete"


def link(secret: str, expires_at: datetime, used_at: datetime | None = None) -> None:
    with atomic():
        session.add(
            MailLink(
                secret_sha256=fingerprint(secret),
                email="sacha@exemple.test",
                purpose="customer_space",
                created_at=NOON,
                expires_at=expires_at,
                used_at=used_at,
            )
        )


def forget_at(moment: datetime) -> None:
    with clock.at(moment):
        forget(day=moment.date().isoformat())


def test_a_link_that_was_used_or_is_too_old_goes_and_an_open_one_stays() -> None:
    link("ouvert", NOON + timedelta(minutes=1))
    link("vieux", NOON)
    link("servi", NOON + timedelta(minutes=1), used_at=NOON)

    forget_at(NOON)

    assert session.scalars(select(MailLink.secret_sha256)).all() == [fingerprint("ouvert")]


def test_who_opens_a_forgotten_link_is_told_the_same() -> None:
    link(SECRET, NOON)
    sentences = []
    for moment in (NOON, NOON + timedelta(days=1)):
        with clock.at(moment), pytest.raises(Refused) as refusal, atomic():
            use_link(secret=SECRET)
        sentences.append(refusal.value.sentence)
        forget_at(moment)

    assert len(set(sentences)) == 1


def test_a_counter_goes_when_its_own_window_is_over() -> None:
    with clock.at(NOON), atomic():
        count_try(CODE_FOR_ACCOUNT, "noe")
        count_try(LINK_TO_MAIL, "noe")

    forget_at(NOON + timedelta(minutes=15))

    assert session.scalars(select(Throttle.scope)).all() == [LINK_TO_MAIL.scope]
    forget_at(NOON + timedelta(hours=1))
    assert session.scalar(select(func.count()).select_from(Throttle)) == 0


def test_who_has_tried_too_often_is_not_forgotten_early() -> None:
    with clock.at(NOON):
        for _ in range(LINK_TO_MAIL.tries):
            with atomic():
                send_link(email="sacha@exemple.test", address=None, actor="visitor")

    late = NOON + timedelta(minutes=59)
    forget_at(late)

    with clock.at(late), pytest.raises(TooManyTries), atomic():
        send_link(email="sacha@exemple.test", address=None, actor="visitor")
