"""Attempts to pay, events from Stripe, money received, and what did not fit."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from shared.db import Base, Cents, Instant, Pk, PublicId, ShortText, choice, personal
from shared.db.triggers import APPEND_ONLY
from shared.kernel.states import Transitions

STRIPE_ID_LENGTH = 255


class AttemptStatus(StrEnum):
    """How far an attempt to pay online has come."""

    PREPARED = "prepared"
    OPEN = "open"
    PROCESSING = "processing"
    PAID = "paid"
    FAILED = "failed"
    EXPIRED = "expired"


class AttemptAction(StrEnum):
    """What can happen to an attempt."""

    OPEN = "open"
    AWAIT_FUNDS = "await_funds"
    PAY = "pay"
    FAIL = "fail"
    EXPIRE = "expire"


# Events arrive late, twice and out of order: from PREPARED on everything may come before the session is stored.
ATTEMPT_TRANSITIONS = Transitions(
    AttemptStatus,
    AttemptAction,
    {
        (AttemptStatus.PREPARED, AttemptAction.OPEN): AttemptStatus.OPEN,
        (AttemptStatus.PREPARED, AttemptAction.EXPIRE): AttemptStatus.EXPIRED,
        (AttemptStatus.OPEN, AttemptAction.AWAIT_FUNDS): AttemptStatus.PROCESSING,
        (AttemptStatus.OPEN, AttemptAction.PAY): AttemptStatus.PAID,
        (AttemptStatus.OPEN, AttemptAction.FAIL): AttemptStatus.FAILED,
        (AttemptStatus.OPEN, AttemptAction.EXPIRE): AttemptStatus.EXPIRED,
        (AttemptStatus.PROCESSING, AttemptAction.PAY): AttemptStatus.PAID,
        (AttemptStatus.PROCESSING, AttemptAction.FAIL): AttemptStatus.FAILED,
    },
    "Ce paiement a déjà changé d’étape.",
)


class PaymentAttempt(Base):
    """One Checkout session for an order, stored before Stripe is called: a repeat sends the very same request."""

    __tablename__ = "payment_attempts"
    __table_args__ = (
        UniqueConstraint("order_id", "number"),
        CheckConstraint("amount_cents > 0", name="amount_positive"),
    )

    id: Mapped[Pk]
    public_id: Mapped[PublicId]
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"))
    number: Mapped[int]
    idempotency_key: Mapped[str] = mapped_column(String(255), unique=True)
    amount_cents: Mapped[Cents]
    currency: Mapped[str] = mapped_column(String(3))
    status: Mapped[AttemptStatus] = mapped_column(choice(AttemptStatus), default=AttemptStatus.PREPARED)
    session_id: Mapped[str | None] = mapped_column(String(STRIPE_ID_LENGTH), unique=True)
    session_url: Mapped[str | None] = mapped_column(String(2000))
    created_at: Mapped[Instant]
    expires_at: Mapped[Instant]


class StripeEvent(Base):
    """An event received, inserted in the unit of its effect: the key makes a second delivery do nothing."""

    __tablename__ = "stripe_events"
    __table_args__ = ({"info": APPEND_ONLY},)

    id: Mapped[str] = mapped_column(String(STRIPE_ID_LENGTH), primary_key=True)
    type: Mapped[str] = mapped_column(String(100))
    created_at: Mapped[Instant]
    received_at: Mapped[Instant]
    outcome: Mapped[str] = mapped_column(String(60))


class PaymentMeans(StrEnum):
    """How money came."""

    CARD_ONLINE = "card_online"
    CARD_COUNTER = "card_counter"
    CASH = "cash"
    CHEQUE = "cheque"
    TRANSFER = "transfer"

    @property
    def label(self) -> str:
        """The French name."""
        return _MEANS_LABELS[self]

    @property
    def is_online(self) -> bool:
        """Whether the money went through Stripe, and goes back the same way."""
        return self is PaymentMeans.CARD_ONLINE


_MEANS_LABELS = {
    PaymentMeans.CARD_ONLINE: "Paiement en ligne",
    PaymentMeans.CARD_COUNTER: "Carte, au comptoir",
    PaymentMeans.CASH: "Espèces",
    PaymentMeans.CHEQUE: "Chèque",
    PaymentMeans.TRANSFER: "Virement",
}


class Payment(Base):
    """Money received for an order, in cents; what goes back stands in `refunds`."""

    __tablename__ = "payments"
    __table_args__ = (
        CheckConstraint("amount_cents > 0", name="amount_positive"),
        Index("ix_payments_order_id", "order_id", "amount_cents"),
        {"info": APPEND_ONLY},
    )

    id: Mapped[Pk]
    public_id: Mapped[PublicId]
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"))
    attempt_id: Mapped[int | None] = mapped_column(ForeignKey("payment_attempts.id"), unique=True)
    means: Mapped[PaymentMeans] = mapped_column(choice(PaymentMeans))
    amount_cents: Mapped[Cents]
    received_at: Mapped[Instant]
    provider_reference: Mapped[str | None] = mapped_column(
        String(STRIPE_ID_LENGTH), info=personal("retrouver le paiement chez Stripe", 0), index=True
    )
    # What tells one cheque or transfer from another at the bank.
    note: Mapped[str | None] = mapped_column(String(80), info=personal("retrouver le chèque ou le virement", 0))


class PaymentAllocation(Base):
    """The part of a payment that settles an invoice; signed cents."""

    __tablename__ = "payment_allocations"
    __table_args__ = (UniqueConstraint("payment_id", "invoice_id"), {"info": APPEND_ONLY})

    id: Mapped[Pk]
    payment_id: Mapped[int] = mapped_column(ForeignKey("payments.id"))
    invoice_id: Mapped[int] = mapped_column(ForeignKey("invoices.id"), index=True)
    amount_cents: Mapped[Cents]


class RefundStatus(StrEnum):
    """How far a refund has come."""

    PREPARED = "prepared"
    PENDING = "pending"
    SUCCEEDED = "succeeded"
    FAILED = "failed"

    @property
    def label(self) -> str:
        """The French name."""
        return _REFUND_LABELS[self]


_REFUND_LABELS = {
    RefundStatus.PREPARED: "Demandé",
    RefundStatus.PENDING: "En route",
    RefundStatus.SUCCEEDED: "Rendu",
    RefundStatus.FAILED: "N’a pas abouti",
}


class RefundAction(StrEnum):
    """What can happen to a refund."""

    SEND = "send"
    SUCCEED = "succeed"
    FAIL = "fail"


# A refund that has arrived may come back: the customer's account is closed. Nothing comes back from a failure.
REFUND_TRANSITIONS = Transitions(
    RefundStatus,
    RefundAction,
    {
        (RefundStatus.PREPARED, RefundAction.SEND): RefundStatus.PENDING,
        (RefundStatus.PREPARED, RefundAction.SUCCEED): RefundStatus.SUCCEEDED,
        (RefundStatus.PREPARED, RefundAction.FAIL): RefundStatus.FAILED,
        (RefundStatus.PENDING, RefundAction.SUCCEED): RefundStatus.SUCCEEDED,
        (RefundStatus.PENDING, RefundAction.FAIL): RefundStatus.FAILED,
        (RefundStatus.SUCCEEDED, RefundAction.FAIL): RefundStatus.FAILED,
    },
    "Ce remboursement a déjà changé d’étape.",
)


class Refund(Base):
    """Money that goes back to a customer, in cents; one that goes through Stripe is stored before Stripe is asked."""

    __tablename__ = "refunds"
    __table_args__ = (CheckConstraint("amount_cents > 0", name="amount_positive"),)

    id: Mapped[Pk]
    public_id: Mapped[PublicId]
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"), index=True)
    payment_id: Mapped[int] = mapped_column(ForeignKey("payments.id"), index=True)
    means: Mapped[PaymentMeans] = mapped_column(choice(PaymentMeans, "refund_means"))
    amount_cents: Mapped[Cents]
    status: Mapped[RefundStatus] = mapped_column(choice(RefundStatus))
    reason: Mapped[str] = mapped_column(String(200), info=personal("pourquoi le client est remboursé", 0))
    requested_by: Mapped[ShortText] = mapped_column(info=personal("qui a remboursé"))
    requested_at: Mapped[Instant]
    provider_reference: Mapped[str | None] = mapped_column(
        String(STRIPE_ID_LENGTH), unique=True, info=personal("retrouver le remboursement chez Stripe", 0)
    )
    # The credit note that this refund needed; none when the order had been credited before.
    credit_note_id: Mapped[int | None] = mapped_column(ForeignKey("invoices.id"), unique=True)


class DisputeStatus(StrEnum):
    """Where a dispute of a customer's bank stands."""

    OPEN = "open"
    WON = "won"
    LOST = "lost"

    @property
    def label(self) -> str:
        """The French name."""
        return {"open": "Contesté", "won": "Contestation rejetée", "lost": "Contestation perdue"}[self.value]


class PaymentDispute(Base):
    """A payment that the customer's bank takes back until the dispute is closed; cents."""

    __tablename__ = "payment_disputes"

    id: Mapped[Pk]
    provider_reference: Mapped[str] = mapped_column(String(STRIPE_ID_LENGTH), unique=True)
    payment_id: Mapped[int] = mapped_column(ForeignKey("payments.id"), index=True)
    amount_cents: Mapped[Cents]
    reason: Mapped[str] = mapped_column(String(60))
    status: Mapped[DisputeStatus] = mapped_column(choice(DisputeStatus))
    # Whether the bank has taken the money back meanwhile; a mere inquiry leaves it with us.
    withdrawn: Mapped[bool]
    opened_at: Mapped[Instant]
    closed_at: Mapped[Instant | None]


class PaymentFee(Base):
    """What Stripe kept of a payment for its service, in cents; the key is Stripe's balance transaction."""

    __tablename__ = "payment_fees"
    __table_args__ = (CheckConstraint("amount_cents > 0", name="amount_positive"), {"info": APPEND_ONLY})

    id: Mapped[str] = mapped_column(String(60), primary_key=True)
    payment_id: Mapped[int] = mapped_column(ForeignKey("payments.id"), index=True)
    amount_cents: Mapped[Cents]
    noted_at: Mapped[Instant]


class CashLimit(Base):
    """How much of one debt may be paid in cash, in cents, from `valid_from` on (included)."""

    __tablename__ = "cash_limits"

    id: Mapped[Pk]
    valid_from: Mapped[date] = mapped_column(unique=True)
    amount_cents: Mapped[Cents]
    source: Mapped[ShortText]


class PaymentAnomaly(Base):
    """Something Stripe said that does not fit what we know: kept for a person to look at, never applied."""

    __tablename__ = "payment_anomalies"
    __table_args__ = (Index("ix_payment_anomalies_open", "settled_at", "found_at"),)

    id: Mapped[Pk]
    public_id: Mapped[PublicId]
    found_at: Mapped[Instant]
    kind: Mapped[str] = mapped_column(String(60))
    sentence: Mapped[str] = mapped_column(String(500))
    event_id: Mapped[str | None] = mapped_column(String(STRIPE_ID_LENGTH))
    order_id: Mapped[int | None] = mapped_column(ForeignKey("orders.id"), index=True)
    detail: Mapped[dict[str, object]] = mapped_column(JSON)
    settled_at: Mapped[Instant | None]
    settled_by: Mapped[ShortText | None] = mapped_column(info=personal("qui a réglé l’anomalie"))
