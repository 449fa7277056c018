"""What an event means for us, judged without writing anything: which step of an attempt, or which anomaly."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from shared.kernel.money import euros
from shared.orders.models import Order, OrderStatus
from shared.payments.gateway import SessionState, StripeNews
from shared.payments.models import ATTEMPT_TRANSITIONS, AttemptAction, AttemptStatus, PaymentAttempt

OTHER_MODE = "Stripe mélange l’argent réel et les essais."


class Outcome(StrEnum):
    """What became of an event."""

    APPLIED = "applied"
    LATE = "late"
    IGNORED = "ignored"
    ANOMALY = "anomaly"
    DUPLICATE = "duplicate"
    EARLY = "early"


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What to do with an event. `action` is there when it is applied; `kind` and `sentence` when it does not fit."""

    outcome: Outcome
    action: AttemptAction | None = None
    kind: str = ""
    sentence: str = ""


def judge(
    news: StripeNews,
    *,
    attempt: PaymentAttempt | None,
    order: Order | None,
    due_cents: int,
    real_money: bool,
) -> Verdict:
    """Returns what `news` means for the attempt and order that it names; both are None when it names none of ours.

    `due_cents` is what the order still owes.

    A state never goes back: what comes after its time is LATE, except money, which is never passed over in silence.
    """
    action = action_of(news)
    if action is None or news.session is None:
        return Verdict(outcome=Outcome.IGNORED)
    if attempt is None or order is None:
        return _anomaly("unknown_session", "Stripe parle d’une page de paiement que nous n’avons pas ouverte.")
    misfit = _misfit(news.session, attempt, order, other_mode=news.live is not real_money)
    return misfit or _step(action, attempt, order, due_cents)


def action_of(news: StripeNews) -> AttemptAction | None:
    """Returns the step that an event stands for, None for events that we do not follow."""
    match news.type:
        case "checkout.session.completed" if news.session and news.session.payment_status == "unpaid":
            # SEPA and its like: the order is given, the money comes days later.
            return AttemptAction.AWAIT_FUNDS
        case "checkout.session.completed" | "checkout.session.async_payment_succeeded":
            return AttemptAction.PAY
        case "checkout.session.async_payment_failed":
            return AttemptAction.FAIL
        case "checkout.session.expired":
            return AttemptAction.EXPIRE
        case _:
            return None


def _step(action: AttemptAction, attempt: PaymentAttempt, order: Order, due_cents: int) -> Verdict:
    # The news may come before we have stored the session: it stands for both.
    status = AttemptStatus.OPEN if attempt.status is AttemptStatus.PREPARED else attempt.status
    if not ATTEMPT_TRANSITIONS.allows(status, action):
        if action is AttemptAction.PAY and status is not AttemptStatus.PAID:
            return _anomaly("paid_after_end", "Stripe annonce un paiement sur une page de paiement déjà close.")
        return Verdict(outcome=Outcome.LATE)
    if action is AttemptAction.PAY and (order.status is OrderStatus.CANCELLED or attempt.amount_cents > due_cents):
        sentence = f"Stripe a encaissé une commande qui n’attend plus de paiement ({order.status.label.lower()})."
        return _anomaly("order_not_payable", sentence)
    return Verdict(outcome=Outcome.APPLIED, action=action)


def _misfit(session: SessionState, attempt: PaymentAttempt, order: Order, *, other_mode: bool) -> Verdict | None:
    if other_mode:
        return _anomaly("other_mode", OTHER_MODE)
    if attempt.session_id not in {None, session.id}:
        return _anomaly("other_session", "Stripe parle d’une autre page de paiement que celle que nous avons ouverte.")
    if session.order_reference != str(order.public_id):
        return _anomaly("other_order", "Stripe rattache ce paiement à une autre commande.")
    if session.currency != attempt.currency:
        return _anomaly("other_currency", f"Stripe parle d’une autre monnaie\u00a0: {session.currency[:3]}.")
    if session.amount_cents != attempt.amount_cents:
        told, due = euros(session.amount_cents), euros(attempt.amount_cents)
        return _anomaly("other_amount", f"Stripe annonce {told} pour un paiement de {due}.")
    return None


def _anomaly(kind: str, sentence: str) -> Verdict:
    return Verdict(outcome=Outcome.ANOMALY, kind=kind, sentence=sentence)
