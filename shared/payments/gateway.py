"""The one door to Stripe: payment pages, refunds, and whether a message is really Stripe's.

Stripe's library is loaded on the first call, and no call happens inside a unit: a slow network would hold the
database.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from flask import current_app

from shared.config import Settings
from shared.db import UnitError, in_unit

if TYPE_CHECKING:
    from stripe import StripeClient

API_VERSION = "2026-10-28.endive"
CONNECT_SECONDS, READ_SECONDS = 3, 8
RETRIES = 2
TOLERANCE_SECONDS = 300

FOLLOWED = (
    *("checkout.session.completed", "checkout.session.expired"),
    *("checkout.session.async_payment_succeeded", "checkout.session.async_payment_failed"),
    *("refund.created", "refund.updated", "refund.failed"),
    *("charge.dispute.created", "charge.dispute.updated", "charge.dispute.closed"),
)
"""The events that mean something to us; the endpoint at Stripe is set up for these."""


class PaymentUnavailableError(Exception):
    """Stripe cannot be reached, or refuses; whether it acted is unknown, so the same request may be sent again."""


class ForgedEventError(Exception):
    """A message that Stripe has not signed, or signed too long ago; `reason` is a word for the log."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class CheckoutLine(NamedTuple):
    """What the payment page lists; cents, VAT included."""

    label: str
    amount_cents: int


@dataclass(frozen=True, kw_only=True)
class CheckoutRequest:
    """A payment page to open. All of it is stored or derived from what is stored: a repeat is the very same request."""

    idempotency_key: str
    order_reference: str
    attempt_reference: str
    currency: str
    lines: tuple[CheckoutLine, ...]
    expires_at: datetime
    email: str | None
    return_url: str
    cancel_url: str


class HostedPage(NamedTuple):
    """A Checkout session and the address where the customer pays."""

    session_id: str
    url: str


@dataclass(frozen=True, kw_only=True)
class SessionState:
    """A Checkout session as Stripe shows it; texts are empty where Stripe says nothing."""

    id: str
    payment_status: str
    amount_cents: int
    currency: str
    order_reference: str
    attempt_reference: str
    payment_intent: str
    status: str = ""


@dataclass(frozen=True, kw_only=True)
class RefundState:
    """A refund as Stripe shows it; `reference` is ours, empty for one that somebody made on Stripe's own page."""

    id: str
    status: str
    amount_cents: int
    currency: str
    payment_intent: str
    reference: str


@dataclass(frozen=True, kw_only=True)
class DisputeState:
    """A payment that a bank contests, as Stripe shows it."""

    id: str
    status: str
    reason: str
    amount_cents: int
    payment_intent: str


@dataclass(frozen=True, kw_only=True)
class FeeState:
    """What Stripe kept of a charge, in cents; `id` is its balance transaction."""

    id: str
    amount_cents: int
    payment_intent: str


@dataclass(frozen=True, kw_only=True)
class StripeNews:
    """An event that Stripe has signed; it is about a Checkout session, a refund or a dispute, or nothing of ours."""

    id: str
    type: str
    created_at: datetime
    live: bool
    session: SessionState | None = None
    refund: RefundState | None = None
    dispute: DisputeState | None = None


@dataclass(frozen=True, kw_only=True)
class RefundRequest:
    """Money to send back: the payment it came by, cents, and our own reference, from which the key is made."""

    reference: str
    payment_intent: str
    amount_cents: int


class RefundRefusedError(Exception):
    """Stripe says no to a refund for good; the text is its own word for why."""


def open_checkout(request: CheckoutRequest) -> HostedPage:
    """Asks Stripe for a payment page; raises PaymentUnavailableError when none is to be had now."""
    with _asking() as client:
        session = client.v1.checkout.sessions.create(
            _parameters(request),  # type: ignore[arg-type]
            {"idempotency_key": request.idempotency_key},
        )
    if session.url is None:
        raise PaymentUnavailableError("session without address")
    return HostedPage(session.id, session.url)


def close_checkout(session_id: str) -> SessionState:
    """Closes a payment page unless it has ended, and returns how it ended: `expired`, or `complete` when it was paid.

    Raises PaymentUnavailableError when Stripe is out of reach.
    """
    import stripe

    with _asking() as client:
        try:
            session = client.v1.checkout.sessions.expire(session_id)
        except stripe.InvalidRequestError:
            session = client.v1.checkout.sessions.retrieve(session_id)
    return _session(session.to_dict())


def send_refund(request: RefundRequest) -> RefundState:
    """Asks Stripe to send money back; the same request sent twice is one refund.

    Raises RefundRefusedError when Stripe refuses it for good, PaymentUnavailableError when it is out of reach.
    """
    import stripe

    with _asking() as client:
        try:
            refund = client.v1.refunds.create(
                {
                    "payment_intent": request.payment_intent,
                    "amount": request.amount_cents,
                    "metadata": {"refund": request.reference},
                },
                {"idempotency_key": f"refund-{request.reference}"},
            )
        except stripe.InvalidRequestError as error:
            raise RefundRefusedError(error.code or "invalid_request") from None
    return _refund(refund.to_dict())


def list_news(since: datetime) -> Iterator[StripeNews]:
    """Yields what Stripe has told since an instant, the oldest first, whether we heard it or not.

    Raises PaymentUnavailableError when Stripe is out of reach.
    """
    with _asking() as client:
        page = client.v1.events.list({"created": {"gte": int(since.timestamp())}, "types": [*FOLLOWED], "limit": 100})
        events = [event.to_dict() for event in page.auto_paging_iter()]
    return (_news(event) for event in reversed(events))


def list_fees(since: datetime) -> Iterator[FeeState]:
    """Yields what Stripe has kept of charges since an instant.

    Raises PaymentUnavailableError when Stripe is out of reach.
    """
    wish = {"created": {"gte": int(since.timestamp())}, "type": "charge", "expand": ["data.source"], "limit": 100}
    with _asking() as client:
        page = client.v1.balance_transactions.list(wish)  # type: ignore[arg-type]
        moves = [move.to_dict() for move in page.auto_paging_iter()]
    return (
        FeeState(
            id=str(move["id"]),
            amount_cents=int(move["fee"]),
            payment_intent=str(move["source"]["payment_intent"] or ""),
        )
        for move in moves
        if int(move["fee"]) > 0
    )


@contextmanager
def _asking() -> Iterator[StripeClient]:
    """Gives Stripe's client; what goes wrong on the way becomes PaymentUnavailableError."""
    if in_unit():
        raise UnitError("no network call inside a unit")
    import stripe

    try:
        yield _client(_settings().stripe_key, _settings().stripe_api_base)
    except stripe.StripeError as error:
        # The library's message may quote what the customer typed; its class and code say enough.
        raise PaymentUnavailableError(f"{type(error).__name__} {error.code or ''}".strip()) from None


def read_event(body: bytes, signature: str) -> StripeNews:
    """Returns the event in the raw `body` of a webhook; raises ForgedEventError unless one of our secrets signed it."""
    import stripe

    reason = "no secret"
    for secret in _settings().stripe_webhook_secrets:
        try:
            event = stripe.Webhook.construct_event(body, signature, secret, TOLERANCE_SECONDS)
            return _news(event.to_dict())
        except stripe.SignatureVerificationError as error:
            reason = "old" if "tolerance" in str(error) else "signature"
            if reason == "old":
                break
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise ForgedEventError("unreadable") from error
    raise ForgedEventError(reason)


def takes_real_money() -> bool:
    """Tells whether our key is a live one: events of the other kind are not for us."""
    return "_live_" in _settings().stripe_key


def _settings() -> Settings:
    settings: Settings = current_app.extensions["ateliers_settings"]
    return settings


@cache
def _client(key: str, base: str) -> StripeClient:
    import stripe

    addresses: dict[str, Any] = {"api": base} if base else {}
    return stripe.StripeClient(
        key,
        stripe_version=API_VERSION,
        base_addresses=addresses,  # type: ignore[arg-type]
        max_network_retries=RETRIES,
        http_client=stripe.RequestsClient(timeout=(CONNECT_SECONDS, READ_SECONDS)),
    )


def _parameters(request: CheckoutRequest) -> dict[str, object]:
    """Returns Stripe's parameters. Metadata hold references only: names and trades have no business there."""
    references = {"order": request.order_reference, "attempt": request.attempt_reference}
    return {
        "mode": "payment",
        "locale": "fr",
        "submit_type": "pay",
        **({"customer_email": request.email} if request.email else {}),
        "client_reference_id": request.order_reference,
        "metadata": references,
        "payment_intent_data": {"metadata": references},
        "expires_at": int(request.expires_at.timestamp()),
        "success_url": request.return_url,
        "cancel_url": request.cancel_url,
        "line_items": [
            {
                "quantity": 1,
                "price_data": {
                    "currency": request.currency,
                    "unit_amount": line.amount_cents,
                    "product_data": {"name": line.label},
                },
            }
            for line in request.lines
        ],
    }


def _news(event: Mapping[str, Any]) -> StripeNews:
    subject = event["data"]["object"]
    kind = subject["object"]
    return StripeNews(
        id=str(event["id"]),
        type=str(event["type"]),
        created_at=datetime.fromtimestamp(int(event["created"]), UTC),
        live=bool(event["livemode"]),
        session=_session(subject) if kind == "checkout.session" else None,
        refund=_refund(subject) if kind == "refund" else None,
        dispute=_dispute(subject) if kind == "dispute" else None,
    )


def _session(subject: Mapping[str, Any]) -> SessionState:
    return SessionState(
        id=str(subject["id"]),
        payment_status=str(subject["payment_status"]),
        amount_cents=int(subject["amount_total"] or 0),
        currency=str(subject["currency"] or ""),
        order_reference=str(subject["client_reference_id"] or ""),
        attempt_reference=str((subject["metadata"] or {}).get("attempt") or ""),
        payment_intent=str(subject["payment_intent"] or ""),
        status=str(subject["status"] or ""),
    )


def _refund(subject: Mapping[str, Any]) -> RefundState:
    return RefundState(
        id=str(subject["id"]),
        status=str(subject["status"] or ""),
        amount_cents=int(subject["amount"]),
        currency=str(subject["currency"]),
        payment_intent=str(subject["payment_intent"] or ""),
        reference=str((subject["metadata"] or {}).get("refund") or ""),
    )


def _dispute(subject: Mapping[str, Any]) -> DisputeState:
    return DisputeState(
        id=str(subject["id"]),
        status=str(subject["status"]),
        reason=str(subject["reason"]),
        amount_cents=int(subject["amount"]),
        payment_intent=str(subject["payment_intent"] or ""),
    )
