"""Attempts to pay, events from Stripe, money received, and what did not fit."""

from __future__ import annotations

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

    @property
    def label(self) -> str:
        """The French name."""
        return {"card_online": "Paiement en ligne"}[self.value]


class Payment(Base):
    """Money received for an order; signed cents."""

    __tablename__ = "payments"
    __table_args__ = ({"info": APPEND_ONLY},)

    id: Mapped[Pk]
    public_id: Mapped[PublicId]
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"), index=True)
    attempt_id: Mapped[int | None] = mapped_column(ForeignKey("payment_attempts.id"), unique=True)
    means: Mapped[PaymentMeans] = mapped_column(choice(PaymentMeans))
    amount_cents: Mapped[Cents]
    received_at: Mapped[Instant]
    provider_reference: Mapped[str | None] = mapped_column(
        String(STRIPE_ID_LENGTH), info=personal("retrouver le paiement chez Stripe", 0)
    )


class PaymentAllocation(Base):
    """The part of a payment that settles an invoice; signed cents."""

    __tablename__ = "payment_allocations"
    __table_args__ = (UniqueConstraint("payment_id", "invoice_id"), {"info": APPEND_ONLY})

    id: Mapped[Pk]
    payment_id: Mapped[int] = mapped_column(ForeignKey("payments.id"))
    invoice_id: Mapped[int] = mapped_column(ForeignKey("invoices.id"), index=True)
    amount_cents: Mapped[Cents]


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
