"""Refunds, whole or partial, and disputes. Source: docs.stripe.com/api/refunds and docs.stripe.com/api/disputes."""

from __future__ import annotations

from shared.payments.standin import errors, objects
from shared.payments.standin.forms import choice, fields, integer, metadata, text
from shared.payments.standin.ledger import Ledger
from shared.payments.standin.lists import CREATED, PAGING, page
from shared.payments.standin.objects import Json
from shared.payments.standin.sessions import NOTHING

ANSWER_SECONDS = 7 * 24 * 60 * 60
DISPUTE_OUTCOMES = ("won", "lost")

_PAID = {"charge": text(), "payment_intent": text()}
_FILTER = fields(PAGING | CREATED | _PAID)
_WISH = fields(
    _PAID
    | {
        "amount": integer(1),
        "metadata": metadata,
        "reason": choice("duplicate", "fraudulent", "requested_by_customer"),
    }
)


def create_refund(ledger: Ledger, params: Json) -> Json:
    """Sends money back, all that is left by default: at once to a card, `delay_seconds` later to a bank account."""
    wish = _WISH(params, "")
    charge = _paid_charge(ledger, wish)
    amount_cents = _refundable(charge, wish.get("amount"))
    by_card = charge["payment_method_details"]["type"] == "card"
    refund = ledger.add(
        objects.refund(
            charge,
            amount_cents=amount_cents,
            status="succeeded" if by_card else "pending",
            created=ledger.now(),
            reason=wish.get("reason"),
            metadata=wish.get("metadata", {}),
        )
    )
    total_cents = charge["amount_refunded"] + amount_cents
    ledger.change(charge, amount_refunded=total_cents, refunded=total_cents == charge["amount"])
    ledger.emit("charge.refunded", charge)
    ledger.emit("refund.created", refund)
    if by_card:
        ledger.emit("refund.updated", refund)
    else:
        ledger.later(ledger.now() + ledger.delay_seconds, "refund_arrives", refund["id"])
    return refund


def refund_arrives(ledger: Ledger, refund_id: str) -> None:
    """Ends a pending refund well, unless it has failed before."""
    refund = ledger.find("refund", refund_id)
    if refund["status"] == "pending":
        ledger.change(refund, status="succeeded")
        ledger.emit("refund.updated", refund)


def refund_fails(ledger: Ledger, refund_id: str) -> Json:
    """Brings the money of a refund back to the shop, as when the customer's account is closed."""
    refund = ledger.find("refund", refund_id)
    if refund["status"] == "failed":
        raise errors.impossible(f"Refund {refund_id} has already failed.")
    charge = ledger.find("charge", refund["charge"])
    ledger.change(refund, status="failed", failure_reason="lost_or_stolen_card")
    ledger.change(charge, amount_refunded=charge["amount_refunded"] - refund["amount"], refunded=False)
    ledger.emit("refund.updated", refund)
    ledger.emit("refund.failed", refund)
    return refund


def retrieve_refund(ledger: Ledger, params: Json, identifier: str) -> Json:
    """Returns the refund."""
    NOTHING(params, "")
    return ledger.find("refund", identifier)


def list_refunds(ledger: Ledger, params: Json) -> Json:
    """Returns a page of refunds, the newest first."""
    return _list_of(ledger, "refund", params, "/v1/refunds")


def dispute_charge(ledger: Ledger, charge_id: str, reason: str) -> Json:
    """Opens a dispute on what is left of a charge; its bank takes the money until the dispute is closed."""
    charge = _paid_charge(ledger, {"charge": charge_id})
    _refundable(charge, None)
    answer_by = ledger.now() + ANSWER_SECONDS
    dispute = ledger.add(objects.dispute(charge, reason=reason, created=ledger.now(), answer_by=answer_by))
    ledger.change(charge, disputed=True)
    ledger.emit("charge.dispute.created", dispute)
    ledger.emit("charge.dispute.funds_withdrawn", dispute)
    return dispute


def close_dispute(ledger: Ledger, dispute_id: str, outcome: str) -> Json:
    """Closes an open dispute, won or lost by the shop; a won one gives the money back."""
    dispute = ledger.find("dispute", dispute_id, "dispute")
    if dispute["status"] in DISPUTE_OUTCOMES:
        raise errors.impossible(f"This dispute is already closed: {dispute['status']}.")
    ledger.change(dispute, status=outcome)
    if outcome == "won":
        ledger.emit("charge.dispute.funds_reinstated", dispute)
    ledger.emit("charge.dispute.closed", dispute)
    return dispute


def retrieve_dispute(ledger: Ledger, params: Json, identifier: str) -> Json:
    """Returns the dispute."""
    NOTHING(params, "")
    return ledger.find("dispute", identifier, "dispute")


def list_disputes(ledger: Ledger, params: Json) -> Json:
    """Returns a page of disputes, the newest first."""
    return _list_of(ledger, "dispute", params, "/v1/disputes")


def _list_of(ledger: Ledger, kind: str, params: Json, address: str) -> Json:
    wish = _FILTER(params, "")
    chosen = [
        thing for thing in ledger.list_all(kind) if all(thing[name] == wish[name] for name in _PAID if name in wish)
    ]
    return page(chosen, wish, address)


def _paid_charge(ledger: Ledger, wish: Json) -> Json:
    if "charge" in wish:
        charge_id = wish["charge"]
    elif "payment_intent" in wish:
        charge_id = ledger.find("payment_intent", wish["payment_intent"], "payment_intent")["latest_charge"]
    else:
        message = "One of the following params should be provided for this request: payment_intent or charge."
        raise errors.ApiError(message)
    charge = ledger.find("charge", charge_id, "charge")
    if charge["status"] != "succeeded":
        message = f"This PaymentIntent ({charge['payment_intent']}) does not have a successful charge to refund."
        raise errors.impossible(message, param="payment_intent")
    return charge


def _refundable(charge: Json, amount_cents: int | None) -> int:
    if charge["disputed"]:
        message = f"Charge {charge['id']} has been charged back; cannot issue a refund."
        raise errors.impossible(message, "charge_disputed")
    left_cents = int(charge["amount"] - charge["amount_refunded"])
    if left_cents == 0:
        raise errors.impossible(f"Charge {charge['id']} has already been refunded.", "charge_already_refunded")
    wished_cents = left_cents if amount_cents is None else amount_cents
    if wished_cents > left_cents:
        whole = "charge amount" if charge["amount_refunded"] == 0 else "unrefunded amount on charge"
        message = f"Refund amount ({_euros(wished_cents)}) is greater than {whole} ({_euros(left_cents)})"
        raise errors.impossible(message, param="amount")
    return wished_cents


def _euros(cents: int) -> str:
    return f"€{cents // 100}.{cents % 100:02}"
