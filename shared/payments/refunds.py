"""Giving money back: through Stripe where it came through Stripe, by hand where it was handed over. Cents.

A refund is stored before Stripe is asked, and what Stripe says of it afterwards, also of one that somebody made on
Stripe's own page, moves it on and never back. What was not credited before gets one credit note for each refund.
"""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import func, select

from shared.audit.services import record_event
from shared.db import atomic, session, stop_reading
from shared.invoicing.credit_notes import issue_credit_note, list_creditable, share_out
from shared.invoicing.journal.booking import book_money
from shared.invoicing.models import EntryKind, Invoice, InvoiceKind
from shared.invoicing.queries import list_documents
from shared.jobs.services import enqueue
from shared.kernel import clock
from shared.kernel.errors import InvalidInput, NotFound
from shared.kernel.money import euros
from shared.orders.models import Order
from shared.orders.services import lock_order
from shared.payments.balance import find_balance
from shared.payments.gateway import RefundRefusedError, RefundRequest, RefundState, send_refund
from shared.payments.models import (
    REFUND_TRANSITIONS,
    Payment,
    Refund,
    RefundAction,
    RefundStatus,
)
from shared.payments.services import ACCOUNTS
from shared.payments.verdict import Outcome, Verdict
from shared.signals import money_sent_back

SEND = "payments.send_refund"
STRIPE = "stripe"
ON_STRIPES_PAGE = "Remboursement fait sur la page de Stripe"
REASON_LENGTH = 200

_ACTIONS = {
    "succeeded": RefundAction.SUCCEED,
    "pending": RefundAction.SEND,
    "requires_action": RefundAction.SEND,
    "failed": RefundAction.FAIL,
    "canceled": RefundAction.FAIL,
}
"""What Stripe's words for the status of a refund mean for ours."""


def refund_payment(*, payment: UUID, order_id: int, amount_cents: int, reason: str, actor: str) -> Refund:
    """Gives back all or a part of a payment; one that came online goes back through Stripe a moment later.

    Raises NotFound for a payment of another order, InvalidInput (field `amount` or `reason`) for more than is left of
    it or without a reason.
    """
    lock_order(order_id)
    found = session.scalar(select(Payment).where(Payment.public_id == payment, Payment.order_id == order_id))
    if found is None:
        raise NotFound("Ce paiement n’est pas de cette commande.")
    reason = " ".join(reason.split())
    if not reason or len(reason) > REASON_LENGTH:
        raise InvalidInput("reason", f"Écrivez pourquoi, en {REASON_LENGTH} caractères au plus.")
    left = left_of_payment(found)
    if not 0 < amount_cents <= left:
        raise InvalidInput("amount", f"Il reste {euros(left)} à rembourser sur ce paiement.")
    refund = _store(found, amount_cents=amount_cents, reason=reason, actor=actor)
    if found.means.is_online:
        enqueue(SEND, unique_key=f"refund-{refund.public_id}", refund_id=refund.id)
    else:
        _move(refund, RefundAction.SUCCEED, actor)
    return refund


def left_of_payment(payment: Payment) -> int:
    """Returns what of a payment has not gone back."""
    counted = select(func.coalesce(func.sum(Refund.amount_cents), 0)).where(
        Refund.payment_id == payment.id, Refund.status != RefundStatus.FAILED
    )
    return payment.amount_cents - int(session.scalars(counted).one())


def send_prepared(refund_id: int) -> None:
    """Asks Stripe for a refund that is only prepared, and notes its answer; opens its own units, the network between.

    Raises PaymentUnavailableError when Stripe is out of reach: asking again is safe.
    """
    refund = session.get_one(Refund, refund_id)
    if refund.status is not RefundStatus.PREPARED:
        return
    intent = session.scalars(select(Payment.provider_reference).where(Payment.id == refund.payment_id)).one()
    request = RefundRequest(
        reference=str(refund.public_id), payment_intent=intent or "", amount_cents=refund.amount_cents
    )
    order_id = refund.order_id
    stop_reading()
    try:
        answer: RefundState | RefundRefusedError = send_refund(request)
    except RefundRefusedError as refusal:
        answer = refusal
    with atomic():
        lock_order(order_id)
        refund = session.get_one(Refund, refund_id, populate_existing=True)
        if isinstance(answer, RefundState):
            _follow(refund, answer)
        elif REFUND_TRANSITIONS.allows(refund.status, RefundAction.FAIL):
            subject, detail = f"refund:{refund.public_id}", {"word": str(answer)}
            record_event(actor=STRIPE, action="refund.refused", subject=subject, detail=dict(detail))
            _move(refund, RefundAction.FAIL, STRIPE)


def hear_refund(told: RefundState) -> Verdict:
    """Applies what Stripe says of a refund, ours or one made on its own page; returns what it means.

    A state never goes back; a refund of money that we never received is an anomaly.
    """
    payment = session.scalar(select(Payment).where(Payment.provider_reference == told.payment_intent))
    if payment is None or not told.payment_intent:
        return _anomaly("unknown_refund", "Stripe rend de l’argent que nous n’avons pas reçu.")
    lock_order(payment.order_id)
    refund = _find(told, payment)
    if refund is None:
        if told.amount_cents > left_of_payment(payment):
            return _anomaly("refund_too_large", f"Stripe rend {euros(told.amount_cents)}, plus que ce qui reste.")
        refund = _store(payment, amount_cents=told.amount_cents, reason=ON_STRIPES_PAGE, actor=STRIPE)
    if (refund.amount_cents, refund.payment_id) != (told.amount_cents, payment.id):
        return _anomaly(
            "other_refund", f"Stripe rend {euros(told.amount_cents)} au lieu de {euros(refund.amount_cents)}."
        )
    return Verdict(outcome=Outcome.APPLIED if _follow(refund, told) else Outcome.LATE)


def _find(told: RefundState, payment: Payment) -> Refund | None:
    """Returns the refund that Stripe speaks of: by its own name for it, else by ours."""
    mine = select(Refund).where(Refund.payment_id == payment.id).with_for_update()
    if found := session.scalar(mine.where(Refund.provider_reference == told.id)):
        return found
    try:
        reference = UUID(told.reference)
    except ValueError:
        return None
    return session.scalar(mine.where(Refund.public_id == reference))


def _store(payment: Payment, *, amount_cents: int, reason: str, actor: str) -> Refund:
    refund = Refund(
        order_id=payment.order_id,
        payment_id=payment.id,
        means=payment.means,
        amount_cents=amount_cents,
        status=RefundStatus.PREPARED,
        reason=reason,
        requested_by=actor,
        requested_at=clock.now(),
    )
    session.add(refund)
    session.flush()
    detail: dict[str, object] = {"cents": amount_cents}
    record_event(actor=actor, action="refund.prepared", subject=f"refund:{refund.public_id}", detail=detail)
    return refund


def _follow(refund: Refund, told: RefundState) -> bool:
    """Moves a refund to where Stripe says that it stands; False when it has come further already."""
    refund.provider_reference = refund.provider_reference or told.id
    action = _ACTIONS.get(told.status)
    if action is None or not REFUND_TRANSITIONS.allows(refund.status, action):
        return False
    _move(refund, action, STRIPE)
    return True


def _move(refund: Refund, action: RefundAction, actor: str) -> None:
    before, refund.status = refund.status, REFUND_TRANSITIONS.after(refund.status, action)
    session.flush()
    if refund.status is RefundStatus.FAILED and before is not RefundStatus.PREPARED:
        _book(EntryKind.REFUND_RETURNED, refund)
    if refund.status is not RefundStatus.FAILED and before is RefundStatus.PREPARED:
        _credit(refund, actor)
        _book(EntryKind.REFUND, refund)
        money_sent_back.send(refund_id=refund.id, order_id=refund.order_id)
    detail: dict[str, object] = {"status": refund.status.value}
    record_event(actor=actor, action="refund.moved", subject=f"refund:{refund.public_id}", detail=detail)


def _book(kind: EntryKind, refund: Refund) -> None:
    """Books what went, or what came back because it could not arrive."""
    order = session.get_one(Order, refund.order_id)
    book_money(
        kind,
        cause=str(refund.public_id),
        piece=order.reference,
        site_id=order.site_id,
        order_id=order.id,
        purpose=ACCOUNTS[refund.means],
        amount_cents=refund.amount_cents * (-1 if kind is EntryKind.REFUND else 1),
    )


def _credit(refund: Refund, actor: str) -> None:
    """Issues the credit note of a refund over what we did not owe before it; none without an invoice."""
    documents = {each.kind: each for each in list_documents(refund.order_id)}
    document = documents.get(InvoiceKind.INVOICE) or documents.get(InvoiceKind.DEPOSIT)
    owed_before = max(0, refund.amount_cents - find_balance(refund.order_id).due_cents)
    missing = refund.amount_cents - min(owed_before, refund.amount_cents)
    if document is None or not missing:
        return
    invoice = session.get_one(Invoice, document.id)
    if document.kind is InvoiceKind.DEPOSIT:
        # What was paid beyond the deposit has no document yet that could be credited.
        missing = min(missing, sum(line.left_cents for line in list_creditable(invoice)))
        if not missing:
            return
    note = issue_credit_note(
        invoice_id=invoice.id,
        parts=share_out(invoice, missing),
        reason=refund.reason,
        cause=f"refund-{refund.public_id}",
        actor=actor,
    )
    refund.credit_note_id = note.id
    session.flush()


def _anomaly(kind: str, sentence: str) -> Verdict:
    return Verdict(outcome=Outcome.ANOMALY, kind=kind, sentence=sentence)
