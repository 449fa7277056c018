"""Catching up with Stripe: what was told while we were away is read in its journal and applied like other news."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from shared.db import atomic, session, stop_reading
from shared.payments.events import receive_event
from shared.payments.gateway import list_news
from shared.payments.models import StripeEvent
from shared.web.logs import log

ACTOR = "rapprochement"


def catch_up(*, since: datetime) -> int:
    """Applies Stripe's events since an instant that we have never received, and returns how many there were.

    Each in its own unit. Raises PaymentUnavailableError when Stripe is out of reach.
    """
    news = list(list_news(since))
    known = set(session.scalars(select(StripeEvent.id).where(StripeEvent.id.in_([each.id for each in news]))))
    stop_reading()
    missed = [each for each in news if each.id not in known]
    for each in missed:
        with atomic():
            outcome = receive_event(news=each, actor=ACTOR)
        log.warning("stripe event missed", event_type=each.type, outcome=outcome.value)
    return len(missed)
