"""Where Stripe tells its news. An order is paid here, and never because a browser came back."""

from __future__ import annotations

from http import HTTPStatus

from flask import Blueprint, Response, abort, request

from shared.accounts.entrance import VISITOR
from shared.accounts.permissions import public
from shared.audit.services import record_event
from shared.db import atomic
from shared.payments.events import receive_event
from shared.payments.gateway import ForgedEventError, read_event
from shared.payments.verdict import Outcome
from shared.web.csrf import exempt
from shared.web.logs import log

webhook = Blueprint("stripe", __name__)

ACTOR = "stripe"
LARGEST_EVENT_BYTES = 256 * 1024


@webhook.post("/paiements/stripe")
@public
@exempt
def receive() -> Response:
    """Applies an event of Stripe: 200 when it is dealt with, whatever came of it; 400 when Stripe has not signed it.

    409 asks Stripe to tell again later what has overtaken something else.
    """
    # The signature covers the bytes as they came, read in full before the unit began.
    body = request.get_data()
    if len(body) > LARGEST_EVENT_BYTES:
        abort(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    try:
        news = read_event(body, request.headers.get("Stripe-Signature", ""))
    except ForgedEventError as forgery:
        return _refuse(forgery.reason)
    with atomic():
        outcome = receive_event(news=news, actor=ACTOR)
    log.info("stripe event", event_type=news.type, outcome=outcome.value)
    status = HTTPStatus.CONFLICT if outcome is Outcome.EARLY else HTTPStatus.OK
    return Response(outcome.value, status, mimetype="text/plain")


def _refuse(reason: str) -> Response:
    """Records that somebody spoke in Stripe's name, and nothing of what was said."""
    with atomic():
        record_event(actor=VISITOR, action="webhook.refused", subject="stripe", detail={"reason": reason})
    log.warning("stripe event refused", reason=reason)
    return Response("refused", HTTPStatus.BAD_REQUEST, mimetype="text/plain")
