"""Stripe's objects as its API shows them: every documented field is present, null where nothing is to be said."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from typing import Any

Json = dict[str, Any]

API_VERSION = "2026-10-28.endive"

CARD_FEE_PER_MILLE, CARD_FEE_FIXED, DEBIT_FEE = 15, 25, 35
"""What Stripe keeps, as its public price list of Europe says: 1.5 % and 0.25 € for a card, 0.35 € for a debit."""

_CARD = {"brand": "visa", "country": "FR", "exp_month": 12, "exp_year": 2034, "funding": "debit", "last4": "4242"}
_DEBIT = {"bank_code": "37040", "country": "FR", "last4": "2606"}
_NOBODY = {"address": None, "email": None, "name": None, "phone": None, "tax_id": None}


def new_id(prefix: str) -> str:
    """Returns a fresh identifier in Stripe's manner, such as `pi_…`."""
    return f"{prefix}_{secrets.token_hex(12)}"


def _nulls(names: str) -> Json:
    return dict.fromkeys(names.split())


def checkout_session(
    wish: Json, *, address: str, created: int, expires_at: int, total_cents: int, methods: Sequence[str]
) -> Json:
    """Returns an open Checkout session for the parameters of `wish`; its page lies under `address`."""
    identifier = f"cs_test_{secrets.token_hex(29)}"
    return _nulls(
        "adaptive_pricing after_expiration allow_promotion_codes billing_address_collection branding_settings "
        "client_secret collected_information consent consent_collection currency_conversion customer customer_account "
        "customer_creation customer_details discounts integration_identifier invoice invoice_creation managed_payments "
        "name_collection optional_items origin_context payment_intent payment_link payment_method_collection "
        "payment_method_configuration_details permissions presentment_details recovered_from redirect_on_completion "
        "return_url saved_payment_method_options setup_intent shipping_address_collection shipping_cost subscription "
        "tax_id_collection wallet_options"
    ) | {
        "id": identifier,
        "object": "checkout.session",
        "allowed_payment_method_types": wish.get("allowed_payment_method_types"),
        "amount_subtotal": total_cents,
        "amount_total": total_cents,
        "automatic_tax": {"enabled": False, "liability": None, "provider": None, "status": None},
        "cancel_url": wish.get("cancel_url"),
        "client_reference_id": wish.get("client_reference_id"),
        "created": created,
        "currency": "eur",
        "custom_fields": [],
        "custom_text": _nulls("after_submit shipping_address submit terms_of_service_acceptance"),
        "customer_email": wish.get("customer_email"),
        "excluded_payment_method_types": wish.get("excluded_payment_method_types"),
        "expires_at": expires_at,
        "livemode": False,
        "locale": wish.get("locale"),
        "metadata": wish.get("metadata", {}),
        "mode": "payment",
        "payment_method_options": {},
        "payment_method_types": list(methods),
        "payment_status": "unpaid",
        "phone_number_collection": {"enabled": False},
        "shipping_options": [],
        "status": "open",
        "submit_type": wish.get("submit_type"),
        "success_url": wish["success_url"],
        "total_details": {"amount_discount": 0, "amount_shipping": 0, "amount_tax": 0},
        "ui_mode": "hosted_page",
        "url": f"{address}/c/pay/{identifier}",
    }


def line_item(wish: Json, *, created: int) -> Json:
    """Returns one line of a session, with the price made for it."""
    price, product = wish["price_data"], wish["price_data"]["product_data"]
    amount_cents = price["unit_amount"] * wish["quantity"]
    return {
        "id": new_id("li"),
        "object": "item",
        "adjustable_quantity": None,
        "amount_discount": 0,
        "amount_subtotal": amount_cents,
        "amount_tax": 0,
        "amount_total": amount_cents,
        "currency": "eur",
        "description": product["name"],
        "discounts": [],
        "metadata": wish.get("metadata", {}),
        "price": {
            "id": new_id("price"),
            "object": "price",
            "active": False,
            "billing_scheme": "per_unit",
            "created": created,
            "currency": "eur",
            "livemode": False,
            "lookup_key": None,
            "metadata": {},
            "nickname": None,
            "product": new_id("prod"),
            "recurring": None,
            "tax_behavior": "unspecified",
            "type": "one_time",
            "unit_amount": price["unit_amount"],
            "unit_amount_decimal": str(price["unit_amount"]),
        },
        "quantity": wish["quantity"],
        "taxes": [],
    }


def payment_intent(wish: Json, *, created: int, amount_cents: int, methods: Sequence[str]) -> Json:
    """Returns a payment intent that waits for a means of payment."""
    identifier = new_id("pi")
    return _nulls(
        "amount_details application application_fee_amount automatic_payment_methods canceled_at cancellation_reason "
        "customer customer_account hooks last_payment_error latest_charge managed_payments next_action on_behalf_of "
        "payment_details payment_method payment_method_configuration_details payment_record presentment_details "
        "processing receipt_email review setup_future_usage shipping source statement_descriptor "
        "statement_descriptor_suffix transfer_data transfer_group"
    ) | {
        "id": identifier,
        "object": "payment_intent",
        "allowed_payment_method_types": None,
        "amount": amount_cents,
        "amount_capturable": 0,
        "amount_received": 0,
        "capture_method": "automatic_async",
        "client_secret": f"{identifier}_secret_{secrets.token_hex(12)}",
        "confirmation_method": "automatic",
        "created": created,
        "currency": "eur",
        "description": wish.get("description"),
        "excluded_payment_method_types": None,
        "livemode": False,
        "metadata": wish.get("metadata", {}),
        "payment_method_options": {},
        "payment_method_types": list(methods),
        "status": "requires_payment_method",
    }


def charge(intent: Json, *, method: str, status: str, created: int, email: str | None) -> Json:
    """Returns the attempt to take the money of `intent`: `status` is pending, succeeded or failed."""
    failed = status == "failed"
    return _nulls(
        "application application_fee application_fee_amount authorization_code balance_transaction customer "
        "failure_balance_transaction on_behalf_of presentment_details radar_options receipt_email receipt_number "
        "receipt_url refunds review shipping source source_transfer statement_descriptor statement_descriptor_suffix "
        "transfer transfer_data transfer_group"
    ) | {
        "id": new_id("ch"),
        "object": "charge",
        "amount": intent["amount"],
        "amount_captured": 0 if failed else intent["amount"],
        "amount_refunded": 0,
        "billing_details": _NOBODY | {"email": email},
        "calculated_statement_descriptor": "DEMONSTRATION",
        "captured": not failed,
        "created": created,
        "currency": intent["currency"],
        "description": intent["description"],
        "disputed": False,
        "failure_code": "card_declined" if failed else None,
        "failure_message": "Your card was declined." if failed else None,
        "fraud_details": {},
        "livemode": False,
        "metadata": dict(intent["metadata"]),
        "outcome": {"network_status": "declined_by_network" if failed else "approved_by_network"},
        "paid": status == "succeeded",
        "payment_intent": intent["id"],
        "payment_method": new_id("pm"),
        "payment_method_details": {"type": method, method: dict(_CARD if method == "card" else _DEBIT)},
        "refunded": False,
        "status": status,
    }


def balance_transaction(paid: Json, *, created: int) -> Json:
    """Returns what the charge `paid` brings to the shop's balance: its amount less the fee for cards or debits."""
    by_card = paid["payment_method_details"]["type"] == "card"
    fee = CARD_FEE_FIXED + -(-paid["amount"] * CARD_FEE_PER_MILLE // 1000) if by_card else DEBIT_FEE
    return {
        "id": new_id("txn"),
        "object": "balance_transaction",
        "amount": paid["amount"],
        "available_on": created + 7 * 24 * 60 * 60,
        "balance_type": "payments",
        "created": created,
        "currency": paid["currency"],
        "description": paid["description"],
        "exchange_rate": None,
        "fee": fee,
        "fee_details": [
            {"amount": fee, "application": None, "currency": "eur", "description": None, "type": "stripe_fee"}
        ],
        "net": paid["amount"] - fee,
        "reporting_category": "charge",
        "source": paid["id"],
        "status": "pending",
        "type": "charge",
    }


def refund(paid: Json, *, amount_cents: int, status: str, created: int, reason: str | None, metadata: Json) -> Json:
    """Returns money on its way back from the charge `paid`: `status` is pending or succeeded."""
    return _nulls(
        "balance_transaction customer customer_account description failure_balance_transaction failure_reason "
        "instructions_email next_action pending_reason presentment_details receipt_number source_transfer_reversal "
        "transfer_reversal"
    ) | {
        "id": new_id("re"),
        "object": "refund",
        "amount": amount_cents,
        "charge": paid["id"],
        "created": created,
        "currency": paid["currency"],
        "destination_details": {"type": paid["payment_method_details"]["type"]},
        "metadata": metadata,
        "payment_intent": paid["payment_intent"],
        "payment_method": paid["payment_method"],
        "reason": reason,
        "status": status,
    }


def dispute(paid: Json, *, reason: str, created: int, answer_by: int) -> Json:
    """Returns the contestation of the charge `paid` by its bank; `answer_by` is an instant in epoch seconds."""
    return {
        "id": new_id("du"),
        "object": "dispute",
        "amount": paid["amount"] - paid["amount_refunded"],
        "balance_transactions": [],
        "charge": paid["id"],
        "created": created,
        "currency": paid["currency"],
        "enhanced_eligibility_types": [],
        "evidence": {},
        "evidence_details": {"due_by": answer_by, "has_evidence": False, "past_due": False, "submission_count": 0},
        "intended_submission_method": None,
        "is_charge_refundable": False,
        "livemode": False,
        "metadata": {},
        "network_reason_code": "10.4",
        "payment_intent": paid["payment_intent"],
        "payment_method_details": {"type": paid["payment_method_details"]["type"]},
        "reason": reason,
        "status": "needs_response",
    }


def event(kind: str, subject: Json, *, created: int, request: Json) -> Json:
    """Returns the news that `kind` happened to `subject`, which it carries whole."""
    return {
        "id": new_id("evt"),
        "object": "event",
        "api_version": API_VERSION,
        "created": created,
        "data": {"object": subject},
        "livemode": False,
        "pending_webhooks": 1,
        "request": request,
        "type": kind,
    }
