"""What Stripe tells, applied once and in whatever order it comes."""

from __future__ import annotations

from datetime import timedelta
from typing import cast
from uuid import UUID

from sqlalchemy import bindparam, select, text

from shared.audit.services import record_event
from shared.db import session
from shared.db.types import UtcDateTime
from shared.kernel import clock
from shared.orders.models import ORDER_TRANSITIONS, Order, OrderAction
from shared.orders.services import lock_order, move_order
from shared.payments.balance import find_balance
from shared.payments.disputes import hear_dispute
from shared.payments.gateway import FOLLOWED, DisputeState, SessionState, StripeNews, takes_real_money
from shared.payments.models import (
    ATTEMPT_TRANSITIONS,
    AttemptAction,
    PaymentAnomaly,
    PaymentAttempt,
    PaymentMeans,
)
from shared.payments.refunds import hear_refund
from shared.payments.services import adopt_session, awaits_funds, receive_payment
from shared.payments.verdict import OTHER_MODE, Outcome, Verdict, judge

PATIENCE = timedelta(hours=1)
"""How long news of money that we do not know may have overtaken the news that it came."""

_OF_UNKNOWN_MONEY = {"unknown_refund", "unknown_dispute"}


def receive_event(*, news: StripeNews, actor: str) -> Outcome:
    """Applies what Stripe tells, once: the event's row and its effect belong to the same unit.

    Returns DUPLICATE for an event received before, LATE for one that comes after its time, EARLY for one that has to be
    told again, ANOMALY for one that does not fit what we know: then a person has something to look at, and nothing else
    changes.
    """
    if news.type in FOLLOWED and (news.refund or news.dispute):
        return _receive_of_payment(news, actor)
    attempt, order = _lock_subject(news.session)
    due_cents = find_balance(order.id).due_cents if order else 0
    verdict = judge(news, attempt=attempt, order=order, due_cents=due_cents, real_money=takes_real_money())
    if not _is_first(news, verdict.outcome):
        return Outcome.DUPLICATE
    if verdict.outcome is Outcome.ANOMALY:
        _note_anomaly(news, verdict, order, actor)
    elif verdict.action and attempt and news.session:
        adopt_session(attempt, news.session.id)
        _move_attempt(attempt, verdict.action, news.session, actor)
    session.flush()
    return verdict.outcome


def _receive_of_payment(news: StripeNews, actor: str) -> Outcome:
    """Applies news of money that had come in: it goes back, or a bank contests it.

    News that overtakes that of its payment is EARLY and leaves no trace: Stripe tells it again.
    """
    if news.live is not takes_real_money():
        verdict = Verdict(outcome=Outcome.ANOMALY, kind="other_mode", sentence=OTHER_MODE)
    elif news.refund:
        verdict = hear_refund(news.refund)
    else:
        verdict = hear_dispute(cast("DisputeState", news.dispute))
    if verdict.kind in _OF_UNKNOWN_MONEY and clock.now() - news.created_at < PATIENCE:
        return Outcome.EARLY
    # Told at once by two deliveries, the second waited for the order and found nothing left to do.
    if not _is_first(news, verdict.outcome):
        return Outcome.DUPLICATE
    if verdict.outcome is Outcome.ANOMALY:
        _note_anomaly(news, verdict, None, actor)
    return verdict.outcome


def _move_attempt(attempt: PaymentAttempt, action: AttemptAction, told: SessionState, actor: str) -> None:
    attempt.status = ATTEMPT_TRANSITIONS.after(attempt.status, action)
    session.flush()
    match action:
        case AttemptAction.PAY:
            receive_payment(
                order_id=attempt.order_id,
                means=PaymentMeans.CARD_ONLINE,
                amount_cents=attempt.amount_cents,
                attempt_id=attempt.id,
                provider_reference=told.payment_intent or None,
                actor=actor,
            )
        case AttemptAction.AWAIT_FUNDS:
            _move_if_possible(attempt.order_id, OrderAction.AWAIT_FUNDS, actor)
        case AttemptAction.FAIL if not awaits_funds(attempt.order_id):
            _move_if_possible(attempt.order_id, OrderAction.LOSE_FUNDS, actor)
        case _:
            # A page that closed unused leaves the order as it is: still to be paid, until its place is freed.
            pass


def _move_if_possible(order_id: int, action: OrderAction, actor: str) -> None:
    if ORDER_TRANSITIONS.allows(lock_order(order_id).status, action):
        move_order(order_id=order_id, action=action, actor=actor)


def _lock_subject(told: SessionState | None) -> tuple[PaymentAttempt | None, Order | None]:
    """Returns the attempt that a session belongs to, and its order, held until the unit ends."""
    if told is None:
        return None, None
    attempt_id, order_id = _find_attempt(told) or (None, None)
    if attempt_id is None or order_id is None:
        return None, None
    order = lock_order(order_id)
    return session.get_one(PaymentAttempt, attempt_id, populate_existing=True), order


def _find_attempt(told: SessionState) -> tuple[int, int] | None:
    """Returns the keys of the attempt and its order: found by the session, else by our own reference in it."""
    keys = select(PaymentAttempt.id, PaymentAttempt.order_id)
    found = session.execute(keys.where(PaymentAttempt.session_id == told.id)).one_or_none()
    if found is None:
        try:
            reference = UUID(told.attempt_reference)
        except ValueError:
            return None
        found = session.execute(keys.where(PaymentAttempt.public_id == reference)).one_or_none()
    return (found.id, found.order_id) if found else None


def _is_first(news: StripeNews, outcome: Outcome) -> bool:
    """Writes the event's row; False when there is one already, also when it is being written at this very moment."""
    row = {"id": news.id, "type": news.type, "created": news.created_at, "now": clock.now(), "outcome": outcome.value}
    return session.execute(_INSERT_EVENT, row).scalar() is not None


_INSERT_EVENT = text(
    "INSERT INTO stripe_events (id, type, created_at, received_at, outcome) "
    "VALUES (:id, :type, :created, :now, :outcome) ON CONFLICT (id) DO NOTHING RETURNING id"
).bindparams(bindparam("created", type_=UtcDateTime), bindparam("now", type_=UtcDateTime))


def _note_anomaly(news: StripeNews, verdict: Verdict, order: Order | None, actor: str) -> None:
    told = news.session
    detail: dict[str, object] = {"type": news.type}
    if told is not None:
        detail |= {"session": told.id, "amount_cents": told.amount_cents, "currency": told.currency, "live": news.live}
    elif about := news.refund or news.dispute:
        detail |= {"object": about.id, "amount_cents": about.amount_cents, "live": news.live}
    session.add(
        PaymentAnomaly(
            found_at=clock.now(),
            kind=verdict.kind,
            sentence=verdict.sentence,
            event_id=news.id,
            order_id=order.id if order else None,
            detail=detail,
        )
    )
    subject = f"order:{order.public_id}" if order else f"event:{news.id}"
    record_event(actor=actor, action="payment.anomaly", subject=subject[:120], detail={"kind": verdict.kind})
