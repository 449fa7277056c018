"""Attempts to pay, and money received. Amounts are cents.

Whatever touches the attempts or payments of an order holds the order first (`lock_order`), so that a click and an event
that come at the same time wait for each other.
"""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select

from shared.audit.services import record_event
from shared.db import session
from shared.invoicing.composition import find_seller
from shared.invoicing.credit_notes import credit_whole
from shared.invoicing.document import PaymentMeans as MeansOnPaper
from shared.invoicing.journal.booking import book_money
from shared.invoicing.models import AccountPurpose, EntryKind, Invoice, InvoiceKind
from shared.invoicing.queries import find_invoice_of_order, list_documents
from shared.invoicing.services import issue_deposit, issue_invoice, issue_paid_invoice
from shared.jobs.services import enqueue
from shared.kernel import clock
from shared.kernel.errors import InvalidInput, NotFound, Refused
from shared.kernel.money import euros
from shared.orders.models import ORDER_TRANSITIONS, Order, OrderAction, OrderStatus
from shared.orders.services import lock_order, move_order
from shared.payments.balance import find_balance
from shared.payments.gateway import HostedPage
from shared.payments.models import (
    ATTEMPT_TRANSITIONS,
    AttemptAction,
    AttemptStatus,
    CashLimit,
    Payment,
    PaymentAllocation,
    PaymentAnomaly,
    PaymentAttempt,
    PaymentMeans,
)
from shared.payments.places import CLOSE_PAGES, keep_place
from shared.signals import order_moved, order_paid

CURRENCY = "eur"
HAND_OVER = "remise"
"""Who issues the invoice of what leaves the workshop unpaid, in the records."""

NOT_PAID = "Acompte non payé, remplacé par la facture"

OPEN_FOR = timedelta(hours=2)
LEAST_OPEN = timedelta(minutes=31)
"""Stripe opens no page for less than 30 minutes; one more for the way."""

LAST_MOMENT = timedelta(minutes=2)
"""A page that closes sooner than this is not worth sending somebody to."""


MEANS_ON_PAPER = {
    PaymentMeans.CARD_ONLINE: MeansOnPaper.CARD,
    PaymentMeans.CARD_COUNTER: MeansOnPaper.CARD,
    PaymentMeans.CASH: MeansOnPaper.CASH,
    PaymentMeans.CHEQUE: MeansOnPaper.CHEQUE,
    PaymentMeans.TRANSFER: MeansOnPaper.TRANSFER,
}
"""How an invoice names the means that money came by."""


ACCOUNTS = {
    PaymentMeans.CARD_ONLINE: AccountPurpose.STRIPE,
    PaymentMeans.CARD_COUNTER: AccountPurpose.CARD_TERMINAL,
    PaymentMeans.CASH: AccountPurpose.CASH,
    PaymentMeans.CHEQUE: AccountPurpose.CHEQUES,
    PaymentMeans.TRANSFER: AccountPurpose.BANK,
}
"""Where money lies until it is at the bank."""


def prepare_attempt(*, order_id: int) -> PaymentAttempt:
    """Returns the attempt through which what an order still owes is to be paid now, stored before Stripe hears of it.

    One that is still open is used again. One whose answer never came is sent again, with the same key and the same
    content, so that Stripe opens one page for both. Otherwise a new one begins, and the order keeps its place as long
    as its page is open. Raises Refused when the order awaits no payment.
    """
    order = lock_order(order_id)
    due_cents = find_balance(order_id).due_now_cents
    if order.status is OrderStatus.CANCELLED or due_cents <= 0 or awaits_funds(order_id):
        raise Refused("Cette commande n’attend pas de paiement.")
    now = clock.now()
    # No money is asked for that could not be invoiced.
    find_seller(clock.today())
    attempts = select(PaymentAttempt).where(PaymentAttempt.order_id == order_id)
    latest = session.scalar(attempts.order_by(PaymentAttempt.number.desc()).limit(1))
    if latest is not None and latest.amount_cents == due_cents and _still_good(latest, now):
        return latest
    number = latest.number + 1 if latest else 1
    attempt = PaymentAttempt(
        order_id=order_id,
        number=number,
        idempotency_key=f"order-{order.public_id}-checkout-v{number}",
        amount_cents=due_cents,
        currency=CURRENCY,
        created_at=now,
        # Stripe counts whole seconds, and a repeat must say the same.
        expires_at=(now + OPEN_FOR).replace(microsecond=0),
    )
    session.add(attempt)
    session.flush()
    if order.pay_by is not None:
        keep_place(order, attempt.expires_at)
    return attempt


def awaits_funds(order_id: int) -> bool:
    """Tells whether a bank has been asked for the money of an order and has not answered yet."""
    waiting = select(PaymentAttempt.id).where(PaymentAttempt.order_id == order_id)
    return session.scalar(waiting.where(PaymentAttempt.status == AttemptStatus.PROCESSING).limit(1)) is not None


def store_session(*, attempt_id: int, page: HostedPage, actor: str) -> None:
    """Stores the page that Stripe opened for an attempt; an event may have brought its identifier before."""
    order_id = session.scalars(select(PaymentAttempt.order_id).where(PaymentAttempt.id == attempt_id)).one()
    order = lock_order(order_id)
    attempt = session.get_one(PaymentAttempt, attempt_id, populate_existing=True)
    if attempt.session_id not in {None, page.session_id}:
        raise Refused("Une autre page de paiement est déjà ouverte pour cette commande.")
    adopt_session(attempt, page.session_id)
    attempt.session_url = page.url
    subject = f"order:{order.public_id}"
    record_event(actor=actor, action="payment.opened", subject=subject, detail={"attempt": attempt.number})


def adopt_session(attempt: PaymentAttempt, session_id: str) -> None:
    """Ties an attempt to its Checkout session, whoever brings the identifier first: Stripe's answer or an event."""
    attempt.session_id = session_id
    if attempt.status is AttemptStatus.PREPARED:
        attempt.status = ATTEMPT_TRANSITIONS.after(attempt.status, AttemptAction.OPEN)


def receive_payment(
    *,
    order_id: int,
    means: PaymentMeans,
    amount_cents: int,
    actor: str,
    attempt_id: int | None = None,
    provider_reference: str | None = None,
    note: str | None = None,
) -> Payment:
    """Books money for an order, all of what it owes or a part, in the caller's unit.

    The last cent moves an order on that waited for it, and issues its invoice unless it has one. Raises Refused when
    the order owes less than that, InvalidInput (field `amount`) when cash goes beyond what the law allows.
    """
    order = lock_order(order_id)
    balance = find_balance(order_id)
    if order.status is OrderStatus.CANCELLED or balance.due_cents <= 0:
        raise Refused("Cette commande n’attend pas de paiement.")
    if not 0 < amount_cents <= balance.due_cents:
        raise InvalidInput("amount", f"Il reste {euros(balance.due_cents)} à payer, pas {euros(amount_cents)}.")
    if not means.is_online and awaits_funds(order_id):
        raise Refused("Un prélèvement est déjà en route pour cette commande\u00a0: attendez la réponse de la banque.")
    if means is PaymentMeans.CASH:
        _check_cash(order_id, amount_cents)
    payment = Payment(
        order_id=order_id,
        attempt_id=attempt_id,
        means=means,
        amount_cents=amount_cents,
        received_at=clock.now(),
        provider_reference=provider_reference,
        note=note or None,
    )
    session.add(payment)
    session.flush()
    book_money(
        EntryKind.PAYMENT,
        cause=str(payment.public_id),
        piece=order.reference,
        site_id=order.site_id,
        order_id=order_id,
        purpose=ACCOUNTS[means],
        amount_cents=amount_cents,
    )
    subject, detail = f"order:{order.public_id}", {"cents": amount_cents, "means": means.value}
    record_event(actor=actor, action="payment.received", subject=subject, detail=dict(detail))
    if amount_cents == balance.due_cents:
        _complete(order, means, actor)
    else:
        _go_on(order, means, balance.kept_cents + amount_cents, actor)
    allocate_payments(order_id)
    return payment


def _go_on(order: Order, means: PaymentMeans, kept_cents: int, actor: str) -> None:
    """Does what a part of the money brings about: whoever has paid one keeps their place; a deposit has its invoice."""
    if kept_cents >= order.deposit_cents:
        _invoice_deposit(order, means, actor)
    if ORDER_TRANSITIONS.allows(order.status, OrderAction.CONFIRM):
        reason = "L’acompte est payé" if order.deposit_cents else "Une partie est payée"
        move_order(order_id=order.id, action=OrderAction.CONFIRM, actor=actor, reason=reason)
        order.pay_by = None


def _complete(order: Order, means: PaymentMeans, actor: str) -> None:
    """Does what the last cent of an order brings about; work that began with a deposit is invoiced when it is done."""
    _invoice_deposit(order, means, actor)
    if ORDER_TRANSITIONS.allows(order.status, OrderAction.PAY):
        move_order(order_id=order.id, action=OrderAction.PAY, actor=actor)
    order.pay_by = None
    if not means.is_online:
        # Nobody pays a second time on a page that was opened before.
        enqueue(CLOSE_PAGES, order_id=order.id)
    if not order.deposit_cents and find_invoice_of_order(order.id) is None:
        issue_paid_invoice(order_id=order.id, paid_on=clock.today(), means=MEANS_ON_PAPER[means], actor=actor)
    order_paid.send(order_id=order.id)


def _invoice_deposit(order: Order, means: PaymentMeans, actor: str) -> None:
    if order.deposit_cents and not list_documents(order.id):
        issue_deposit(order_id=order.id, paid_with=MEANS_ON_PAPER[means], actor=actor)


def allocate_payments(order_id: int) -> None:
    """Books what was received for an order on its documents: a deposit takes no more than it asks, the invoice all."""
    documents = [each for each in list_documents(order_id) if each.kind is not InvoiceKind.CREDIT_NOTE]
    if not documents:
        return
    booked = select(PaymentAllocation).join(Payment).where(Payment.order_id == order_id)
    by_payment, by_document = Counter[int](), Counter[int]()
    known: dict[tuple[int, int], int] = {}
    for row in session.scalars(booked):
        by_payment[row.payment_id] += row.amount_cents
        by_document[row.invoice_id] += row.amount_cents
        known[row.payment_id, row.invoice_id] = row.amount_cents
    for payment in session.scalars(select(Payment).where(Payment.order_id == order_id).order_by(Payment.id)).all():
        for document in documents:
            left = payment.amount_cents - by_payment[payment.id]
            if document.kind is InvoiceKind.DEPOSIT:
                left = min(left, document.gross_cents - by_document[document.id])
            if left > 0 and (payment.id, document.id) not in known:
                session.add(PaymentAllocation(payment_id=payment.id, invoice_id=document.id, amount_cents=left))
                by_payment[payment.id] += left
                by_document[document.id] += left
    session.flush()


def invoice_what_is_owed(*, order_id: int, actor: str) -> Invoice:
    """Issues the invoice of an order as far as it is paid, less what was received; raises what it raises.

    A deposit that nobody has paid is taken back first: an invoice deducts only what it has.
    """
    lock_order(order_id)
    balance = find_balance(order_id)
    for document in list_documents(order_id):
        if document.kind is InvoiceKind.DEPOSIT and document.gross_cents > balance.kept_cents:
            credit_whole(document.id, reason=NOT_PAID, cause=f"unpaid-{document.number}", actor=actor)
    if balance.kept_cents and balance.kept_cents >= balance.asked_cents:
        latest = select(Payment.means).where(Payment.order_id == order_id).order_by(Payment.id.desc()).limit(1)
        means = MEANS_ON_PAPER[session.scalars(latest).one()]
        invoice = issue_paid_invoice(order_id=order_id, paid_on=clock.today(), means=means, actor=actor)
    else:
        invoice = issue_invoice(order_id=order_id, paid_cents=balance.kept_cents, actor=actor)
    allocate_payments(order_id)
    return invoice


@order_moved.connect
def ask_for_deposit(_sender: object, *, order_id: int, action: OrderAction) -> None:
    """Issues the invoice of the deposit of an order that is confirmed before anything is paid."""
    order = lock_order(order_id)
    if action is OrderAction.CONFIRM and order.deposit_cents and not list_documents(order_id):
        issue_deposit(order_id=order_id, paid_with=None, actor=HAND_OVER)


@order_moved.connect
def invoice_on_hand_over(_sender: object, *, order_id: int, action: OrderAction) -> None:
    """Issues the invoice of an order that leaves the workshop unpaid."""
    if action in {OrderAction.HAND_OVER, OrderAction.BILL} and find_invoice_of_order(order_id) is None:
        invoice_what_is_owed(order_id=order_id, actor=HAND_OVER)


def _check_cash(order_id: int, amount_cents: int) -> None:
    """Raises InvalidInput when cash for one debt goes beyond the limit. Source: CMF art. L112-6 and D112-3."""
    dated = select(CashLimit.amount_cents).where(CashLimit.valid_from <= clock.today())
    limit = session.scalar(dated.order_by(CashLimit.valid_from.desc()).limit(1))
    in_cash = (Payment.order_id == order_id) & (Payment.means == PaymentMeans.CASH)
    before = sum(session.scalars(select(Payment.amount_cents).where(in_cash)))
    if limit is not None and before + amount_cents > limit:
        left = max(0, limit - before)
        raise InvalidInput(
            "amount", f"En espèces, la loi permet {euros(limit)} par commande\u00a0: encore {euros(left)} ici."
        )


def settle_anomaly(*, public_id: UUID, actor: str) -> None:
    """Notes that somebody has dealt with what did not fit; raises NotFound, Refused when it was settled before."""
    anomaly = session.scalar(select(PaymentAnomaly).where(PaymentAnomaly.public_id == public_id).with_for_update())
    if anomaly is None:
        raise NotFound("Ce cas n’existe pas.")
    if anomaly.settled_at is not None:
        raise Refused("Ce cas est déjà réglé.")
    anomaly.settled_at = clock.now()
    anomaly.settled_by = actor
    record_event(actor=actor, action="payment.anomaly_settled", subject=f"anomaly:{public_id}")


def _still_good(attempt: PaymentAttempt, now: datetime) -> bool:
    if attempt.status is AttemptStatus.OPEN and attempt.session_url:
        return attempt.expires_at > now + LAST_MOMENT
    # Without an answer from Stripe the same request goes out again, as long as Stripe would still take it.
    return attempt.status in {AttemptStatus.PREPARED, AttemptStatus.OPEN} and attempt.expires_at > now + LEAST_OPEN
