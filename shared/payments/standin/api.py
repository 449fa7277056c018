"""Stripe's API: who may ask, which act a path names, and answers given once per idempotency key."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable
from http import HTTPStatus

from shared.payments.standin import errors, events, payments, refunds, sessions
from shared.payments.standin.forms import many, text
from shared.payments.standin.http_io import Request, Response, json_response
from shared.payments.standin.ledger import Ledger
from shared.payments.standin.lists import expanded
from shared.payments.standin.objects import API_VERSION, Json, new_id

Act = Callable[..., Json]

LONGEST_KEY = 255
ANSWER_KEPT_SECONDS = 24 * 60 * 60

_ROUTES: list[tuple[str, str, Act]] = [
    ("POST", "/v1/checkout/sessions", sessions.create),
    ("GET", "/v1/checkout/sessions", sessions.list_sessions),
    ("GET", "/v1/checkout/sessions/{}", sessions.retrieve),
    ("GET", "/v1/checkout/sessions/{}/line_items", sessions.list_lines),
    ("POST", "/v1/checkout/sessions/{}/expire", sessions.expire),
    ("GET", "/v1/payment_intents/{}", payments.retrieve_intent),
    ("GET", "/v1/charges", payments.list_charges),
    ("GET", "/v1/charges/{}", payments.retrieve_charge),
    ("GET", "/v1/balance_transactions", payments.list_moves),
    ("POST", "/v1/refunds", refunds.create_refund),
    ("GET", "/v1/refunds", refunds.list_refunds),
    ("GET", "/v1/refunds/{}", refunds.retrieve_refund),
    ("GET", "/v1/disputes", refunds.list_disputes),
    ("GET", "/v1/disputes/{}", refunds.retrieve_dispute),
    ("GET", "/v1/events", events.list_events),
    ("GET", "/v1/events/{}", events.retrieve_event),
]
_COMPILED = [(method, re.compile(path.replace("{}", "([^/]+)")), act) for method, path, act in _ROUTES]


def answer(ledger: Ledger, request: Request) -> Response:
    """Answers one API request."""
    request_id = new_id("req")
    headers = {"Request-Id": request_id, "Stripe-Version": API_VERSION}
    try:
        _check_key(request.header("Authorization"))
        _check_version(request.header("Stripe-Version"))
        key = request.header("Idempotency-Key") if request.method == "POST" else ""
        with ledger.turn({"id": request_id, "idempotency_key": key or None}):
            if not key:
                return json_response(_perform(ledger, request), headers=headers)
            return _answer_once(ledger, request, key, headers)
    except errors.ApiError as refusal:
        return json_response(refusal.body(), refusal.status, headers)


def _check_key(authorization: str) -> None:
    key = authorization.removeprefix("Bearer ").strip()
    if not key:
        raise errors.unauthorized("You did not provide an API key in the Authorization header (Bearer sk_test_…).")
    if key.startswith(("sk_live_", "rk_live_")):
        raise errors.unauthorized("This is a stand-in for Stripe where no money moves: it refuses live keys.")
    if not key.startswith(("sk_test_", "rk_test_")):
        raise errors.unauthorized(f"Invalid API Key provided: {key[:3]}***{key[-4:]}")


def _check_version(version: str) -> None:
    if version and version != API_VERSION:
        message = f"The stand-in speaks Stripe's API version {API_VERSION} only, not {version}."
        raise errors.invalid(message, "Stripe-Version")


def _perform(ledger: Ledger, request: Request) -> Json:
    for method, pattern, act in _COMPILED:
        if method == request.method and (match := pattern.fullmatch(request.path)):
            params = dict(request.params)
            paths = many(text())(params.pop("expand", {}), "expand")
            return expanded(ledger, act(ledger, params, *match.groups()), paths)
    message = f"Unrecognized request URL ({request.method}: {request.path})."
    raise errors.ApiError(message, status=HTTPStatus.NOT_FOUND)


def _answer_once(ledger: Ledger, request: Request, key: str, headers: dict[str, str]) -> Response:
    """Performs the request unless its key has served before: then replays the answer, a failed act's included.

    A request that did not pass validation leaves no trace. Source: docs.stripe.com/api/idempotent_requests.
    """
    if len(key) > LONGEST_KEY:
        raise errors.idempotency(f"Idempotency keys can have at most {LONGEST_KEY} characters.")
    fingerprint = hashlib.sha256(json.dumps(request.params, sort_keys=True).encode()).hexdigest()
    kept = ledger.answers.get(key)
    if kept is not None and kept["at"] > ledger.now() - ANSWER_KEPT_SECONDS:
        _check_same(kept, request.path, fingerprint, key)
        replayed = {"Idempotent-Replayed": "true", "Original-Request": kept["request"]}
        return json_response(kept["body"], kept["status"], headers | replayed)
    try:
        body, status = _perform(ledger, request), int(HTTPStatus.OK)
    except errors.ApiError as refusal:
        if not refusal.executed:
            raise
        body, status = refusal.body(), refusal.status
    kept = {"path": request.path, "fingerprint": fingerprint, "body": body, "status": status, "at": ledger.now()}
    ledger.remember_answer(key, kept | {"request": headers["Request-Id"]})
    return json_response(body, status, headers)


def _check_same(kept: Json, path: str, fingerprint: str, key: str) -> None:
    advice = f"Try using a key other than '{key}' if you meant to execute a different request."
    if kept["path"] != path:
        message = "Keys for idempotent requests can only be used for the same endpoint they were first used for"
        raise errors.idempotency(f"{message} ('{kept['path']}'). {advice}")
    if kept["fingerprint"] != fingerprint:
        message = "Keys for idempotent requests can only be used with the same parameters they were first used with"
        raise errors.idempotency(f"{message}. {advice}")
