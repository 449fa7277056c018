"""What the customer's bank does: pays by card, declines, debits an account days later, or refuses to."""

from __future__ import annotations

from enum import StrEnum

from shared.payments.standin import errors, objects
from shared.payments.standin.forms import fields, text
from shared.payments.standin.ledger import Ledger
from shared.payments.standin.lists import CREATED, PAGING, page
from shared.payments.standin.objects import Json
from shared.payments.standin.sessions import NOTHING, find

_MOVE_FILTER = fields(PAGING | CREATED | {"type": text(), "source": text()})
_CHARGE_FILTER = fields(PAGING | CREATED | {"payment_intent": text()})
_DECLINED: Json = {
    "code": "card_declined",
    "decline_code": "generic_decline",
    "message": "Your card was declined.",
    "type": "card_error",
}
_DEBIT_FAILED: Json = {
    "code": "payment_intent_payment_attempt_failed",
    "message": "The customer's bank refused the debit.",
    "type": "card_error",
}


class Choice(StrEnum):
    """What the customer may press on the payment page."""

    CARD = "card"
    DECLINED = "declined"
    SEPA = "sepa"
    SEPA_FAILED = "sepa_failed"

    @property
    def method(self) -> str:
        """Stripe's name of the means of payment."""
        return "sepa_debit" if self in {Choice.SEPA, Choice.SEPA_FAILED} else "card"


def pay(ledger: Ledger, session_id: str, choice: Choice) -> Json:
    """Does what the customer chose and returns the session: complete, or still open after a declined card.

    An account is debited `delay_seconds` later, as a bank does it days later. Raises `ApiError` when the session is no
    longer open or does not offer this means of payment.
    """
    session = find(ledger, session_id)
    if session["status"] != "open":
        raise errors.impossible(f"This Checkout Session has a status of `{session['status']}`.", param="session")
    if choice.method not in session["payment_method_types"]:
        raise errors.impossible(f"This Checkout Session does not offer {choice.method}.", param="choice")
    intent = _intent(ledger, session)
    match choice:
        case Choice.CARD:
            _take(ledger, session, intent)
        case Choice.DECLINED:
            _decline(ledger, session, intent)
        case Choice.SEPA | Choice.SEPA_FAILED:
            _begin_debit(ledger, session, intent)
            deed = "debit_succeeds" if choice is Choice.SEPA else "debit_fails"
            ledger.later(ledger.now() + ledger.delay_seconds, deed, session_id)
    return session


def debit_succeeds(ledger: Ledger, session_id: str) -> None:
    """Brings the money of a SEPA debit, unless its bank has answered before."""
    session, intent, charge = _debit(ledger, session_id)
    if intent["status"] == "processing":
        ledger.change(charge, status="succeeded", paid=True)
        _bring(ledger, charge)
        ledger.change(intent, status="succeeded", amount_received=intent["amount"])
        ledger.change(session, payment_status="paid")
        ledger.emit("charge.succeeded", charge)
        ledger.emit("payment_intent.succeeded", intent)
        ledger.emit("checkout.session.async_payment_succeeded", session)


def debit_fails(ledger: Ledger, session_id: str) -> None:
    """Says that the bank refuses a SEPA debit, unless it has answered before."""
    session, intent, charge = _debit(ledger, session_id)
    if intent["status"] == "processing":
        reason = {"failure_code": _DEBIT_FAILED["code"], "failure_message": _DEBIT_FAILED["message"]}
        ledger.change(charge, status="failed", captured=False, amount_captured=0, **reason)
        ledger.change(intent, status="requires_payment_method", last_payment_error=_DEBIT_FAILED)
        ledger.emit("charge.failed", charge)
        ledger.emit("payment_intent.payment_failed", intent)
        ledger.emit("checkout.session.async_payment_failed", session)


def retrieve_intent(ledger: Ledger, params: Json, identifier: str) -> Json:
    """Returns the payment intent."""
    NOTHING(params, "")
    return ledger.find("payment_intent", identifier, "intent")


def retrieve_charge(ledger: Ledger, params: Json, identifier: str) -> Json:
    """Returns the charge."""
    NOTHING(params, "")
    return ledger.find("charge", identifier)


def list_charges(ledger: Ledger, params: Json) -> Json:
    """Returns a page of charges, the newest first."""
    wish = _CHARGE_FILTER(params, "")
    chosen = ledger.list_all("charge")
    if "payment_intent" in wish:
        chosen = [charge for charge in chosen if charge["payment_intent"] == wish["payment_intent"]]
    return page(chosen, wish, "/v1/charges")


def list_moves(ledger: Ledger, params: Json) -> Json:
    """Returns a page of balance transactions, the newest first."""
    wish = _MOVE_FILTER(params, "")
    chosen = ledger.list_all("balance_transaction")
    for name in ("type", "source"):
        if name in wish:
            chosen = [move for move in chosen if move[name] == wish[name]]
    return page(chosen, wish, "/v1/balance_transactions")


def _bring(ledger: Ledger, charge: Json) -> None:
    """Puts the money of a charge on the shop's balance, less the fee."""
    move = ledger.add(objects.balance_transaction(charge, created=ledger.now()))
    ledger.change(charge, balance_transaction=move["id"])


def _intent(ledger: Ledger, session: Json) -> Json:
    if session["payment_intent"] is None:
        intent = objects.payment_intent(
            ledger.baskets[session["id"]]["intent"],
            created=ledger.now(),
            amount_cents=session["amount_total"],
            methods=session["payment_method_types"],
        )
        ledger.change(session, payment_intent=ledger.add(intent)["id"])
    return ledger.find("payment_intent", session["payment_intent"])


def _attempt(ledger: Ledger, session: Json, intent: Json, *, method: str, status: str) -> Json:
    email = session["customer_email"]
    charge = ledger.add(objects.charge(intent, method=method, status=status, created=ledger.now(), email=email))
    ledger.change(intent, latest_charge=charge["id"], payment_method=charge["payment_method"])
    return charge


def _complete(ledger: Ledger, session: Json, payment_status: str) -> None:
    customer = {"address": None, "email": session["customer_email"], "name": None, "phone": None, "tax_ids": []}
    ledger.change(session, status="complete", payment_status=payment_status, customer_details=customer, url=None)
    ledger.emit("checkout.session.completed", session)


def _take(ledger: Ledger, session: Json, intent: Json) -> None:
    charge = _attempt(ledger, session, intent, method="card", status="succeeded")
    _bring(ledger, charge)
    ledger.change(intent, status="succeeded", amount_received=intent["amount"], last_payment_error=None)
    ledger.emit("charge.succeeded", charge)
    ledger.emit("payment_intent.succeeded", intent)
    _complete(ledger, session, "paid")


def _decline(ledger: Ledger, session: Json, intent: Json) -> None:
    charge = _attempt(ledger, session, intent, method="card", status="failed")
    ledger.change(intent, status="requires_payment_method", last_payment_error=_DECLINED)
    ledger.emit("charge.failed", charge)
    ledger.emit("payment_intent.payment_failed", intent)


def _begin_debit(ledger: Ledger, session: Json, intent: Json) -> None:
    charge = _attempt(ledger, session, intent, method="sepa_debit", status="pending")
    ledger.change(intent, status="processing", last_payment_error=None)
    ledger.emit("charge.pending", charge)
    ledger.emit("payment_intent.processing", intent)
    _complete(ledger, session, "unpaid")


def _debit(ledger: Ledger, session_id: str) -> tuple[Json, Json, Json]:
    session = find(ledger, session_id)
    if session["payment_intent"] is None:
        raise errors.impossible("This Checkout Session has no payment under way.", param="session")
    intent = ledger.find("payment_intent", session["payment_intent"])
    return session, intent, ledger.find("charge", intent["latest_charge"])
