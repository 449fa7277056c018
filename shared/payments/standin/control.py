"""What only tests and the demonstration may ask: to hurry, to fail, to lie, to move the clock.

The same acts are Python methods of `Controls` and POST addresses under `/_standin/`, with form parameters.
"""

from __future__ import annotations

import time
from copy import deepcopy
from enum import StrEnum
from http import HTTPStatus

from shared.payments.standin import errors, payments, refunds
from shared.payments.standin.forms import Reader, choice, fields, integer, many, text, web_address
from shared.payments.standin.http_io import Request, Response, json_response
from shared.payments.standin.ledger import Ledger
from shared.payments.standin.objects import Json, new_id
from shared.payments.standin.payments import Choice
from shared.payments.standin.webhooks import Courier, encode, sign

PATH = "/_standin/"
AN_HOUR = 3600


class Forgery(StrEnum):
    """A webhook that the shop must not believe: the first three are badly signed, the others only say untrue things."""

    TAMPERED = "tampered"
    OLD = "old"
    WRONG_SECRET = "wrong_secret"  # noqa: S105 - the name of a kind of lie
    UNKNOWN_SESSION = "unknown_session"
    WRONG_AMOUNT = "wrong_amount"
    WRONG_CURRENCY = "wrong_currency"
    LIVE = "live"


class Controls:
    """The levers of a stand-in."""

    def __init__(self, ledger: Ledger, courier: Courier) -> None:
        self._ledger = ledger
        self._courier = courier

    def pay(self, session_id: str, choice: Choice | str = Choice.CARD) -> None:
        """Presses a button of the payment page."""
        with self._ledger.turn():
            payments.pay(self._ledger, session_id, Choice(choice))

    def settle(self, session_id: str, outcome: str = "succeeded") -> None:
        """Lets the bank answer a SEPA debit now: `succeeded` or `failed`."""
        with self._ledger.turn():
            deed = payments.debit_succeeds if outcome == "succeeded" else payments.debit_fails
            deed(self._ledger, session_id)

    def fail_refund(self, refund_id: str) -> None:
        """Lets a refund fail after it was accepted."""
        with self._ledger.turn():
            refunds.refund_fails(self._ledger, refund_id)

    def dispute(self, charge_id: str, reason: str = "fraudulent") -> str:
        """Lets the customer's bank dispute a charge and returns the dispute's identifier."""
        with self._ledger.turn():
            return str(refunds.dispute_charge(self._ledger, charge_id, reason)["id"])

    def close_dispute(self, dispute_id: str, outcome: str) -> None:
        """Closes a dispute: `won` or `lost` by the shop."""
        with self._ledger.turn():
            refunds.close_dispute(self._ledger, dispute_id, outcome)

    def advance(self, seconds: int) -> None:
        """Moves the stand-in's clock forward; what falls due happens at once."""
        with self._ledger.turn():
            self._ledger.advance(seconds)

    def deliver(self) -> int:
        """Brings all waiting webhooks now and returns how many were brought."""
        self._ledger.catch_up()
        return self._courier.deliver_now()

    def wait_until_idle(self, timeout: float = 10) -> bool:
        """Waits until no webhook waits, at most `timeout` seconds, and says whether that came."""
        return self._courier.wait_until_idle(timeout)

    def redeliver(self, event_id: str) -> int:
        """Tells an event again, at once, and returns the shop's HTTP status."""
        with self._ledger.turn():
            event = self._ledger.find("event", event_id)
        return self._courier.send(event)

    def forge(self, kind: Forgery | str, event_id: str | None = None) -> int:
        """Tells a lie about an event, by default the last completed session, and returns the shop's HTTP status."""
        with self._ledger.turn():
            event = self._event(event_id)
        return self._tell_lie(Forgery(kind), deepcopy(event))

    def send_webhooks_to(self, address: str | None, secrets: list[str]) -> None:
        """Changes where webhooks go and which secrets sign them; several at once while a secret is being replaced."""
        self._courier.bring_to(address, secrets)

    def list_deliveries(self) -> list[Json]:
        """Returns every delivery so far: event, type, copy, attempt, and the status answered (0: no answer)."""
        return list(self._courier.log)

    def _event(self, event_id: str | None) -> Json:
        if event_id is not None:
            return self._ledger.find("event", event_id)
        for event in self._ledger.list_all("event"):
            if event["type"] == "checkout.session.completed":
                return event
        raise errors.no_such("event", "checkout.session.completed")

    def _tell_lie(self, kind: Forgery, event: Json) -> int:
        now, secrets, subject = int(time.time()), self._courier.secrets, event["data"]["object"]
        if kind is Forgery.OLD:
            return self._send(event, sign(encode(event), secrets, now - AN_HOUR))
        if kind is Forgery.WRONG_SECRET:
            return self._send(event, sign(encode(event), ("whsec_of_somebody_else",), now))
        if kind is Forgery.TAMPERED:
            signature = sign(encode(event), secrets, now)
            subject["created"] += 1
            return self._send(event, signature)
        event["id"] = new_id("evt")
        match kind:
            case Forgery.UNKNOWN_SESSION:
                subject["id"] = new_id("cs_test")
            case Forgery.WRONG_AMOUNT:
                subject["amount_total"] = subject["amount_total"] + 100
            case Forgery.WRONG_CURRENCY:
                subject["currency"] = "usd"
            case Forgery.LIVE:
                event["livemode"] = subject["livemode"] = True
        return self._send(event, sign(encode(event), secrets, now))

    def _send(self, event: Json, signature: str) -> int:
        return self._courier.send_raw(event, encode(event), signature)


_FORMS: dict[str, tuple[dict[str, Reader], tuple[str, ...]]] = {
    "pay": ({"session_id": text(), "choice": choice(*Choice)}, ("session_id",)),
    "settle": ({"session_id": text(), "outcome": choice("succeeded", "failed")}, ("session_id",)),
    "fail_refund": ({"refund_id": text()}, ("refund_id",)),
    "dispute": ({"charge_id": text(), "reason": text()}, ("charge_id",)),
    "close_dispute": (
        {"dispute_id": text(), "outcome": choice(*refunds.DISPUTE_OUTCOMES)},
        ("dispute_id", "outcome"),
    ),
    "advance": ({"seconds": integer(1)}, ("seconds",)),
    "deliver": ({}, ()),
    "wait_until_idle": ({"timeout": integer(1, 60)}, ()),
    "redeliver": ({"event_id": text()}, ("event_id",)),
    "forge": ({"kind": choice(*Forgery), "event_id": text()}, ("kind",)),
    "send_webhooks_to": ({"address": web_address, "secrets": many(text())}, ("address", "secrets")),
    "list_deliveries": ({}, ()),
}


def answer(controls: Controls, request: Request) -> Response:
    """Answers `/_standin/<act>` with `{"result": …}`; only reading goes without POST."""
    act = request.path.removeprefix(PATH)
    try:
        if act not in _FORMS or (request.method != "POST" and act != "list_deliveries"):
            raise errors.no_such("control", f"{request.method} {act}")
        readers, required = _FORMS[act]
        wish = fields(readers, required)(request.params, "")
        return json_response({"result": getattr(controls, act)(**wish)})
    except errors.ApiError as refusal:
        return json_response(refusal.body(), refusal.status)
    except ValueError as refusal:
        return json_response({"error": {"message": str(refusal)}}, HTTPStatus.BAD_REQUEST)
