"""The way in: the WSGI application, the server behind `ateliers stripe-standin`, and `StandIn` for tests."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from socketserver import TCPServer, ThreadingMixIn
from types import TracebackType
from typing import TYPE_CHECKING, Self
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

from shared.payments.standin import api, control, errors, pages, payments, refunds, sessions, webhooks
from shared.payments.standin.http_io import Response, json_response, read_request
from shared.payments.standin.ledger import Deed, Ledger
from shared.payments.standin.webhooks import LIVELY, TIDY, Courier, Manners, Transport

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

_DEEDS: dict[str, Deed] = {
    "session_expires": sessions.expire_if_open,
    "debit_succeeds": payments.debit_succeeds,
    "debit_fails": payments.debit_fails,
    "refund_arrives": refunds.refund_arrives,
}


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What a stand-in is told at start.

    `public_url` is where browsers find it. `delay_seconds` is how long a SEPA debit or refund takes. `now` gives epoch
    seconds. With a `state_file`, open sessions survive a restart. `transport` replaces HTTP for webhooks.
    """

    public_url: str
    webhook_url: str | None = None
    webhook_secrets: Sequence[str] = ()
    manners: Manners = LIVELY
    delay_seconds: int = 20
    now: Callable[[], float] = time.time
    state_file: Path | None = None
    transport: Transport = webhooks.post


class Application:
    """The stand-in as a WSGI application; between `start` and `stop` it also acts by itself."""

    def __init__(self, settings: Settings) -> None:
        self.courier = Courier(
            settings.webhook_url,
            settings.webhook_secrets,
            manners=settings.manners,
            transport=settings.transport,
            heard=self._note_heard,
        )
        self.ledger = Ledger(
            address=settings.public_url.rstrip("/"),
            now=settings.now,
            delay_seconds=settings.delay_seconds,
            deeds=_DEEDS,
            publish=self.courier.accept,
            file=settings.state_file,
        )
        self.controls = control.Controls(self.ledger, self.courier)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answers one request."""
        return self._answer(environ).send(start_response)

    def start(self) -> None:
        """Begins to deliver webhooks, first those that nobody heard before a restart, and to expire sessions."""
        with self.ledger.turn():
            unheard = [event for event in self.ledger.list_all("event") if event["pending_webhooks"]]
            self.courier.accept(unheard[::-1])
        self.courier.start(self.ledger.catch_up)

    def stop(self) -> None:
        """Ends what `start` began."""
        self.courier.stop()

    def _answer(self, environ: WSGIEnvironment) -> Response:
        try:
            request = read_request(environ)
        except errors.ApiError as refusal:
            return json_response(refusal.body(), refusal.status)
        if request.path.startswith("/c/"):
            return pages.answer(self.ledger, request)
        if request.path.startswith(control.PATH):
            return control.answer(self.controls, request)
        return api.answer(self.ledger, request)

    def _note_heard(self, event_id: str) -> None:
        with self.ledger.turn():
            self.ledger.mark_heard(event_id)


def make_app(settings: Settings) -> Application:
    """Returns a stand-in that is not started yet."""
    return Application(settings)


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True
    request_queue_size = 64

    def server_bind(self) -> None:
        """Binds without asking the name service who we are, as the parent does."""
        TCPServer.server_bind(self)
        self.server_name, self.server_port = str(self.server_address[0]), int(self.server_address[1])
        self.setup_environ()


class _QuietHandler(WSGIRequestHandler):
    def log_message(self, *_: object) -> None:
        """Says nothing: the shop logs what matters."""


def _bind(host: str, port: int) -> _Server:
    if not webhooks.is_loopback(host):
        message = f"The stand-in listens on this machine only, not on {host}"
        raise ValueError(message)
    return _Server((host, port), _QuietHandler)


def serve(
    host: str,
    port: int,
    *,
    webhook_url: str,
    webhook_secrets: Sequence[str],
    public_url: str | None = None,
    state_file: Path | None = None,
    manners: Manners = LIVELY,
) -> None:
    """Serves until interrupted; raises ValueError for a host or webhook address beyond this machine."""
    with _bind(host, port) as server:
        settings = Settings(
            public_url=public_url or f"http://{host}:{port}",
            webhook_url=webhook_url,
            webhook_secrets=webhook_secrets,
            state_file=state_file,
            manners=manners,
        )
        application = make_app(settings)
        server.set_app(application)
        application.start()
        try:
            server.serve_forever()
        finally:
            application.stop()


class StandIn:
    """A stand-in for the length of a `with` block, on a free port of this machine, in threads of this process.

    Tidy by default: webhooks come once, in order and at once. Pass `manners=LIVELY` for the disorder of real life, or
    `by_hand=True` to let webhooks, expiries and debits wait for `controls.deliver()`.
    """

    def __init__(
        self,
        *,
        webhook_url: str | None = None,
        webhook_secrets: Sequence[str] = ("whsec_stand_in",),
        manners: Manners = TIDY,
        by_hand: bool = False,
        delay_seconds: int = 20,
        now: Callable[[], float] = time.time,
        state_file: Path | None = None,
        transport: Transport = webhooks.post,
    ) -> None:
        self._server = _bind("127.0.0.1", 0)
        self._by_hand = by_hand
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self._application = make_app(
            Settings(
                public_url=self.url,
                webhook_url=webhook_url,
                webhook_secrets=webhook_secrets,
                manners=manners,
                delay_seconds=delay_seconds,
                now=now,
                state_file=state_file,
                transport=transport,
            )
        )
        self.controls = self._application.controls
        self._server.set_app(self._application)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True)

    def __enter__(self) -> Self:
        """Starts to listen."""
        self._thread.start()
        if not self._by_hand:
            self._application.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stops listening and delivering."""
        self._server.shutdown()
        self._server.server_close()
        self._application.stop()
        self._thread.join()
