"""Webhooks: signs events as Stripe does and brings them to the shop, by default late, twice and out of order.

The signature is an HMAC-SHA256 of `<timestamp>.<body>`, once per secret. Source: docs.stripe.com/webhooks/signature.
"""

from __future__ import annotations

import hashlib
import hmac
import http.client
import ipaddress
import json
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import urlsplit, urlunsplit

from shared.payments.standin.objects import Json

NO_ANSWER = 0
"""The status noted when the shop could not be reached."""

Transport = Callable[[str, bytes, dict[str, str]], int]
"""Posts a body with headers to an address and returns the HTTP status, or NO_ANSWER."""


@dataclass(frozen=True, kw_only=True)
class Manners:
    """How the courier behaves; all durations in seconds.

    An event is told `copies` times: first after `delay`, then each copy `echo` later. Events of one batch stand
    `spacing` apart, the last one first when `backwards`. What the shop refuses is told again after each of `retries`.
    """

    delay: float = 0.6
    copies: int = 2
    echo: float = 2.5
    spacing: float = 0.15
    backwards: bool = True
    retries: Sequence[float] = (1, 3, 10, 30, 60, 300, 900, 3600)


LIVELY = Manners()
TIDY = Manners(delay=0, copies=1, spacing=0, backwards=False, retries=(0.05, 0.1, 0.5))


@dataclass(order=True)
class Parcel:
    """One copy of an event on its way; `due` is an instant of the monotonic clock, in seconds."""

    due: float
    serial: int
    event: Json
    copy: int
    attempt: int = 1


def sign(body: bytes, secrets: Sequence[str], timestamp: int) -> str:
    """Returns the `Stripe-Signature` of `body`, with one `v1` per secret."""
    signed = b"%d.%s" % (timestamp, body)
    proofs = [hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest() for secret in secrets]
    return ",".join([f"t={timestamp}", *(f"v1={proof}" for proof in proofs)])


def encode(event: Json) -> bytes:
    """Returns the body of a webhook."""
    return json.dumps(event, ensure_ascii=False, indent=2).encode()


def is_loopback(host: str) -> bool:
    """Says whether `host` is this machine itself."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def post(address: str, body: bytes, headers: dict[str, str]) -> int:
    """Posts a webhook over HTTP, follows no redirect, and returns the status of the answer or NO_ANSWER."""
    parts = urlsplit(address)
    target = urlunsplit(("", "", parts.path or "/", parts.query, ""))
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port or 80, timeout=10)
    try:
        connection.request("POST", target, body, headers)
        return connection.getresponse().status
    except (OSError, http.client.HTTPException):
        return NO_ANSWER
    finally:
        connection.close()


class Courier:
    """Brings events to one address, which must be on this machine; `heard` is called for each accepted event.

    Nothing moves by itself before `start`: then a thread delivers what is due and calls `tick` every second at least.
    """

    def __init__(
        self,
        address: str | None,
        secrets: Sequence[str],
        *,
        manners: Manners,
        transport: Transport = post,
        heard: Callable[[str], None],
    ) -> None:
        self.manners = manners
        self.log: deque[Json] = deque(maxlen=10_000)
        self._transport = transport
        self._heard = heard
        self._parcels: list[Parcel] = []
        self._serial = 0
        self._in_hand = 0
        self._stopping = False
        self._thread: threading.Thread | None = None
        self._condition = threading.Condition()
        self.bring_to(address, secrets)

    def bring_to(self, address: str | None, secrets: Sequence[str]) -> None:
        """Takes the shop's address (None: nowhere) and signing secrets; raises ValueError beyond this machine."""
        parts = urlsplit(address or "")
        if address is not None and (parts.scheme != "http" or not is_loopback(parts.hostname or "")):
            message = f"The stand-in brings webhooks to this machine only, not to {address}"
            raise ValueError(message)
        self.address = address
        self.secrets = tuple(secrets)

    def accept(self, batch: Sequence[Json]) -> None:
        """Takes the events of one turn and plans their copies."""
        if self.address is None:
            return
        start = time.monotonic() + self.manners.delay
        ordered = reversed(batch) if self.manners.backwards else batch
        with self._condition:
            for place, event in enumerate(ordered):
                for copy in range(self.manners.copies):
                    due = start + place * self.manners.spacing + copy * self.manners.echo
                    self._plan(event, due=due, copy=copy + 1)
            self._condition.notify_all()

    def deliver_now(self) -> int:
        """Brings everything that waits, retries included, once each in the planned order; returns how many."""
        with self._condition:
            waiting = sorted(self._parcels)
        brought = 0
        for parcel in waiting:
            if self._take(parcel):
                self._carry(parcel)
                brought += 1
        with self._condition:
            self._condition.wait_for(lambda: not self._in_hand, timeout=30)
        return brought

    def wait_until_idle(self, timeout: float) -> bool:
        """Waits until nothing is left to tell, at most `timeout` seconds, and says whether that came."""
        with self._condition:
            return self._condition.wait_for(lambda: not self._parcels and not self._in_hand, timeout=timeout)

    def send(self, event: Json, *, copy: int = 1, attempt: int = 1) -> int:
        """Brings one event at once, well signed, and returns the status of the answer."""
        body = encode(event)
        return self.send_raw(event, body, sign(body, self.secrets, int(time.time())), copy=copy, attempt=attempt)

    def send_raw(self, event: Json, body: bytes, signature: str, *, copy: int = 1, attempt: int = 1) -> int:
        """Brings a body with a signature, true or false, notes it in the log and returns the status of the answer."""
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            "Stripe-Signature": signature,
            "User-Agent": "Stripe/1.0 (stand-in)",
        }
        status = NO_ANSWER if self.address is None else self._transport(self.address, body, headers)
        delivery = {"event": event["id"], "type": event["type"], "copy": copy, "attempt": attempt, "status": status}
        self.log.append(delivery)
        return status

    def start(self, tick: Callable[[], None]) -> None:
        """Starts the thread that delivers."""
        self._stopping = False
        self._thread = threading.Thread(target=self._run, args=(tick,), name="standin-courier", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Stops the thread after the delivery in hand."""
        with self._condition:
            self._stopping = True
            self._condition.notify_all()
        if self._thread is not None:
            self._thread.join()

    def _run(self, tick: Callable[[], None]) -> None:
        while not self._stopping:
            tick()
            while (parcel := self._take_due()) is not None:
                self._carry(parcel)
            with self._condition:
                if not self._stopping:
                    next_due = min((parcel.due for parcel in self._parcels), default=float("inf"))
                    self._condition.wait(max(0, min(1, next_due - time.monotonic())))

    def _take_due(self) -> Parcel | None:
        with self._condition:
            first = min(self._parcels, default=None)
        if self._stopping or first is None or first.due > time.monotonic():
            return None
        return first if self._take(first) else None

    def _take(self, parcel: Parcel) -> bool:
        with self._condition:
            if parcel not in self._parcels:
                return False
            self._parcels.remove(parcel)
            self._in_hand += 1
            return True

    def _carry(self, parcel: Parcel) -> None:
        try:
            status = self.send(parcel.event, copy=parcel.copy, attempt=parcel.attempt)
            if HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
                self._heard(parcel.event["id"])
            elif parcel.attempt <= len(self.manners.retries):
                due = time.monotonic() + self.manners.retries[parcel.attempt - 1]
                with self._condition:
                    self._plan(parcel.event, due=due, copy=parcel.copy, attempt=parcel.attempt + 1)
        finally:
            with self._condition:
                self._in_hand -= 1
                self._condition.notify_all()

    def _plan(self, event: Json, *, due: float, copy: int, attempt: int = 1) -> None:
        self._serial += 1
        self._parcels.append(Parcel(due, self._serial, event, copy, attempt))
