"""What an event of Stripe means: every pair of attempt status and event, and everything that does not fit."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import product
from uuid import UUID

import pytest

from shared.orders.models import Order, OrderStatus
from shared.payments.gateway import SessionState, StripeNews
from shared.payments.models import ATTEMPT_TRANSITIONS, AttemptAction, AttemptStatus, PaymentAttempt
from shared.payments.verdict import Outcome, Verdict, action_of, judge

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
ORDER_ID = UUID("01a20000-0000-7000-8000-000000000001")
ATTEMPT_ID = UUID("01a20000-0000-7000-8000-000000000002")

SESSION = SessionState(
    id="cs_test_1",
    payment_status="paid",
    amount_cents=8900,
    currency="eur",
    order_reference=str(ORDER_ID),
    attempt_reference=str(ATTEMPT_ID),
    payment_intent="pi_1",
)
COMPLETED = StripeNews(id="evt_1", type="checkout.session.completed", created_at=NOW, live=False, session=SESSION)

EVENTS = {
    "paid": COMPLETED,
    "unpaid": replace(COMPLETED, session=replace(SESSION, payment_status="unpaid")),
    "succeeded later": replace(COMPLETED, type="checkout.session.async_payment_succeeded"),
    "failed later": replace(COMPLETED, type="checkout.session.async_payment_failed"),
    "expired": replace(COMPLETED, type="checkout.session.expired"),
}
PAY, WAIT, FAIL, EXPIRE = AttemptAction.PAY, AttemptAction.AWAIT_FUNDS, AttemptAction.FAIL, AttemptAction.EXPIRE

# An attempt that is only prepared is judged as an open one: Stripe's word may overtake its own answer to us.
EXPECTED: dict[tuple[str, str], AttemptAction | str] = {
    **{("prepared", event): action for event, action in zip(EVENTS, (PAY, WAIT, PAY, FAIL, EXPIRE), strict=True)},
    **{("open", event): action for event, action in zip(EVENTS, (PAY, WAIT, PAY, FAIL, EXPIRE), strict=True)},
    **{("processing", event): action for event, action in zip(EVENTS, (PAY, "late", PAY, FAIL, "late"), strict=True)},
    **{("paid", event): "late" for event in EVENTS},
    **{("failed", event): "late" for event in EVENTS},
    **{("expired", event): "late" for event in EVENTS},
    **{(ended, event): "paid_after_end" for ended in ("failed", "expired") for event in ("paid", "succeeded later")},
}


def attempt(status: AttemptStatus = AttemptStatus.OPEN, session_id: str | None = "cs_test_1") -> PaymentAttempt:
    if status is AttemptStatus.PREPARED:
        session_id = None
    return PaymentAttempt(
        public_id=ATTEMPT_ID,
        number=1,
        amount_cents=8900,
        currency="eur",
        status=status,
        session_id=session_id,
        created_at=NOW,
        expires_at=NOW + timedelta(hours=2),
    )


def order(status: OrderStatus = OrderStatus.PLACED) -> Order:
    return Order(public_id=ORDER_ID, status=status, gross_cents=8900)


def verdict(news: StripeNews, of: PaymentAttempt | None = None, about: Order | None = None) -> Verdict:
    return judge(news, attempt=of or attempt(), order=about or order(), due_cents=8900, real_money=False)


@pytest.mark.parametrize(("status", "event"), list(product(AttemptStatus, EVENTS)))
def test_an_event_moves_an_attempt_as_the_table_says(status: AttemptStatus, event: str) -> None:
    found = verdict(EVENTS[event], attempt(status))
    assert (found.action or found.kind or found.outcome.value) == EXPECTED[status.value, event]


@pytest.mark.parametrize(("status", "action"), list(product(AttemptStatus, AttemptAction)))
def test_no_attempt_ever_comes_back_from_its_end(status: AttemptStatus, action: AttemptAction) -> None:
    ended = {AttemptStatus.PAID, AttemptStatus.FAILED, AttemptStatus.EXPIRED}
    assert not (status in ended and ATTEMPT_TRANSITIONS.allows(status, action))


def test_money_for_an_order_that_was_cancelled_is_an_anomaly() -> None:
    found = verdict(COMPLETED, about=order(OrderStatus.CANCELLED))
    assert (found.outcome, found.kind) == (Outcome.ANOMALY, "order_not_payable")
    assert "annulée" in found.sentence


@pytest.mark.parametrize("due_cents", [0, 1, 8899, -1])
def test_money_for_an_order_that_owes_less_by_now_is_an_anomaly(due_cents: int) -> None:
    found = judge(
        COMPLETED, attempt=attempt(), order=order(OrderStatus.CONFIRMED), due_cents=due_cents, real_money=False
    )
    assert (found.outcome, found.kind) == (Outcome.ANOMALY, "order_not_payable")


@pytest.mark.parametrize("status", [OrderStatus.CONFIRMED, OrderStatus.STARTED, OrderStatus.READY, OrderStatus.DONE])
def test_an_order_that_is_worked_on_already_may_still_be_paid(status: OrderStatus) -> None:
    assert verdict(COMPLETED, about=order(status)).action is PAY


@pytest.mark.parametrize(
    ("kind", "told"),
    [
        ("other_amount", replace(SESSION, amount_cents=8899)),
        ("other_amount", replace(SESSION, amount_cents=0)),
        ("other_currency", replace(SESSION, currency="usd")),
        ("other_order", replace(SESSION, order_reference=str(ATTEMPT_ID))),
        ("other_order", replace(SESSION, order_reference="")),
        ("other_session", replace(SESSION, id="cs_test_2")),
    ],
)
@pytest.mark.parametrize("event", EVENTS)
def test_an_event_that_says_something_else_than_we_know_is_an_anomaly(
    event: str, kind: str, told: SessionState
) -> None:
    found = verdict(replace(EVENTS[event], session=told))
    assert (found.outcome, found.kind, found.action) == (Outcome.ANOMALY, kind, None)


@pytest.mark.parametrize(("live", "real_money"), [(True, False), (False, True)])
def test_real_money_and_trial_money_do_not_mix(live: bool, real_money: bool) -> None:  # noqa: FBT001
    found = judge(
        replace(COMPLETED, live=live), attempt=attempt(), order=order(), due_cents=8900, real_money=real_money
    )
    assert found.kind == "other_mode"


def test_a_session_that_is_not_ours_is_an_anomaly() -> None:
    assert judge(COMPLETED, attempt=None, order=None, due_cents=0, real_money=False).kind == "unknown_session"


@pytest.mark.parametrize("kind", ["charge.succeeded", "payment_intent.created", "customer.created", "x"])
def test_events_that_we_do_not_follow_are_ignored(kind: str) -> None:
    news = replace(COMPLETED, type=kind)
    assert action_of(news) is None
    assert judge(news, attempt=None, order=None, due_cents=0, real_money=False).outcome is Outcome.IGNORED
