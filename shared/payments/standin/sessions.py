"""Checkout sessions: create, retrieve, list, expire, and their lines.

Only what a shop of fixed prices needs: `mode=payment`, euros, prices given inline. Everything else is refused as an
unknown parameter. Source: docs.stripe.com/api/checkout/sessions.
"""

from __future__ import annotations

from shared.payments.standin import errors, objects
from shared.payments.standin.forms import (
    AMOUNT_LIMIT,
    choice,
    email,
    fields,
    integer,
    many,
    metadata,
    text,
    web_address,
)
from shared.payments.standin.ledger import Ledger
from shared.payments.standin.lists import CREATED, PAGING, page
from shared.payments.standin.objects import Json

SHORTEST_SECONDS, LONGEST_SECONDS = 30 * 60, 24 * 60 * 60
SMALLEST_TOTAL_CENTS = 50
METHODS = ("card", "sepa_debit")
NOTHING = fields({})

_LINE = fields(
    {
        "metadata": metadata,
        "price_data": fields(
            {
                "currency": choice("eur"),
                "product_data": fields(
                    {"name": text(), "description": text(), "metadata": metadata},
                    required=("name",),
                ),
                "unit_amount": integer(),
            },
            required=("currency", "product_data", "unit_amount"),
        ),
        "quantity": integer(1, 999_999),
    },
    required=("price_data", "quantity"),
)
_WISH = fields(
    {
        "allowed_payment_method_types": many(choice(*METHODS)),
        "cancel_url": web_address,
        "client_reference_id": text(200),
        "customer_email": email,
        "excluded_payment_method_types": many(choice(*METHODS)),
        "expires_at": integer(0, 2**40),
        "line_items": many(_LINE),
        "locale": choice("auto", "en", "fr"),
        "metadata": metadata,
        "mode": choice("payment"),
        "payment_intent_data": fields({"description": text(1000), "metadata": metadata}),
        "submit_type": choice("auto", "book", "donate", "pay"),
        "success_url": web_address,
        "ui_mode": choice("hosted_page"),
    },
    required=("mode", "line_items", "success_url"),
)
_FILTER = fields(PAGING | CREATED | {"payment_intent": text(), "status": choice("open", "complete", "expired")})


def create(ledger: Ledger, params: Json) -> Json:
    """Opens a session; it closes by itself at `expires_at`, 24 hours later by default."""
    wish = _WISH(params, "")
    expires_at = _expiry(wish, ledger.now())
    lines = [objects.line_item(line, created=ledger.now()) for line in wish["line_items"]]
    session = objects.checkout_session(
        wish,
        address=ledger.address,
        created=ledger.now(),
        expires_at=expires_at,
        total_cents=_total(lines),
        methods=_methods(wish),
    )
    ledger.baskets[session["id"]] = {"lines": lines, "intent": wish.get("payment_intent_data", {})}
    ledger.later(expires_at, "session_expires", session["id"])
    return ledger.add(session)


def retrieve(ledger: Ledger, params: Json, identifier: str) -> Json:
    """Returns the session."""
    NOTHING(params, "")
    return find(ledger, identifier)


def list_sessions(ledger: Ledger, params: Json) -> Json:
    """Returns a page of sessions, the newest first."""
    wish = _FILTER(params, "")
    chosen = [
        session
        for session in ledger.list_all("checkout.session")
        if all(session[name] == wish[name] for name in ("payment_intent", "status") if name in wish)
    ]
    return page(chosen, wish, "/v1/checkout/sessions")


def list_lines(ledger: Ledger, params: Json, identifier: str) -> Json:
    """Returns a page of the lines of the session."""
    wish = fields(PAGING)(params, "")
    session = find(ledger, identifier)
    return page(ledger.baskets[session["id"]]["lines"], wish, f"/v1/checkout/sessions/{session['id']}/line_items")


def expire(ledger: Ledger, params: Json, identifier: str) -> Json:
    """Closes an open session before its time, at the shop's request."""
    NOTHING(params, "")
    session = find(ledger, identifier)
    if session["status"] != "open":
        message = (
            'Only Checkout Sessions with a status in ["open"] can be expired. '
            f"This Checkout Session has a status of `{session['status']}`."
        )
        raise errors.impossible(message, param="session")
    expire_if_open(ledger, identifier)
    return session


def expire_if_open(ledger: Ledger, identifier: str) -> None:
    """Closes the session when its time has come, unless it has been paid or closed before."""
    session = find(ledger, identifier)
    if session["status"] == "open":
        ledger.change(session, status="expired", url=None)
        ledger.emit("checkout.session.expired", session)


def find(ledger: Ledger, identifier: str) -> Json:
    """Returns the session of this identifier; raises Stripe's `resource_missing` when there is none."""
    return ledger.find("checkout.session", identifier, "session")


def _expiry(wish: Json, now: int) -> int:
    expires_at = int(wish.get("expires_at", now + LONGEST_SECONDS))
    if expires_at < now + SHORTEST_SECONDS:
        message = "The `expires_at` timestamp must be at least 30 minutes from Checkout Session creation."
        raise errors.invalid(message, "expires_at")
    if expires_at > now + LONGEST_SECONDS:
        message = "The `expires_at` timestamp must be less than 24 hours from Checkout Session creation."
        raise errors.invalid(message, "expires_at")
    return expires_at


def _total(lines: list[Json]) -> int:
    total_cents: int = sum(line["amount_total"] for line in lines)
    if total_cents < SMALLEST_TOTAL_CENTS:
        message = "The Checkout Session's total amount due must add up to at least €0.50 eur"
        raise errors.invalid(message, "line_items", "amount_too_small")
    if total_cents > AMOUNT_LIMIT:
        message = "The Checkout Session's total amount must be no more than €999,999.99 eur"
        raise errors.invalid(message, "line_items", "amount_too_large")
    return total_cents


def _methods(wish: Json) -> list[str]:
    allowed = wish.get("allowed_payment_method_types", METHODS)
    excluded = wish.get("excluded_payment_method_types", ())
    methods = [method for method in METHODS if method in allowed and method not in excluded]
    if not methods:
        raise errors.invalid("No payment method is left for this Checkout Session.", "excluded_payment_method_types")
    return methods
