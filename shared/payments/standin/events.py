"""The journal of what happened, which a shop reads to catch up on the webhooks it has missed."""

from __future__ import annotations

from fnmatch import fnmatchcase

from shared.payments.standin.forms import choice, fields, many, text
from shared.payments.standin.ledger import Ledger
from shared.payments.standin.lists import CREATED, PAGING, page
from shared.payments.standin.objects import Json
from shared.payments.standin.sessions import NOTHING

_FILTER = fields(
    PAGING | CREATED | {"delivery_success": choice("true", "false"), "type": text(), "types": many(text())}
)


def retrieve_event(ledger: Ledger, params: Json, identifier: str) -> Json:
    """Returns the event."""
    NOTHING(params, "")
    return ledger.find("event", identifier)


def list_events(ledger: Ledger, params: Json) -> Json:
    """Returns a page of events, the newest first; `type` may hold a star, as in `charge.*`."""
    wish = _FILTER(params, "")
    chosen = ledger.list_all("event")
    if kinds := wish.get("types", [wish["type"]] if "type" in wish else []):
        chosen = [event for event in chosen if any(fnmatchcase(event["type"], kind) for kind in kinds)]
    if "delivery_success" in wish:
        heard = wish["delivery_success"] == "true"
        chosen = [event for event in chosen if (event["pending_webhooks"] == 0) == heard]
    return page(chosen, wish, "/v1/events")
