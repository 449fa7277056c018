"""What all of Stripe's lists share: pages with cursors, dates of creation, and objects expanded in place."""

from __future__ import annotations

import operator
from copy import deepcopy

from shared.payments.standin import errors
from shared.payments.standin.forms import Reader, fields, integer, text
from shared.payments.standin.ledger import Ledger
from shared.payments.standin.objects import Json

DEFAULT_LIMIT, LARGEST_LIMIT = 10, 100
_LATEST = 2**40
_COMPARE = {"gt": operator.gt, "gte": operator.ge, "lt": operator.lt, "lte": operator.le}


def _created(value: object, name: str) -> Json:
    instant = integer(0, _LATEST)
    if isinstance(value, str):
        exact = instant(value, name)
        return {"gte": exact, "lte": exact}
    bounds: Json = fields(dict.fromkeys(_COMPARE, instant))(value, name)
    return bounds


PAGING: dict[str, Reader] = {
    "limit": integer(1, LARGEST_LIMIT),
    "starting_after": text(),
    "ending_before": text(),
}
CREATED: dict[str, Reader] = {"created": _created}


def page(things: list[Json], params: Json, address: str) -> Json:
    """Returns one page of `things` (the newest first) that were created in time and stand on the right side."""
    for bound, instant in params.get("created", {}).items():
        things = [thing for thing in things if _COMPARE[bound](thing["created"], instant)]
    places = {thing["id"]: place for place, thing in enumerate(things)}
    limit = params.get("limit", DEFAULT_LIMIT)
    first, last = 0, limit
    if after := params.get("starting_after"):
        first = _place(places, after, "starting_after") + 1
        last = first + limit
    elif before := params.get("ending_before"):
        last = _place(places, before, "ending_before")
        things, first = things[:last], max(0, last - limit)
        return _list(things[first:], address, has_more=first > 0)
    return _list(things[first:last], address, has_more=last < len(things))


def _place(places: dict[str, int], identifier: str, param: str) -> int:
    if identifier not in places:
        raise errors.no_such("object", identifier, param)
    return places[identifier]


def _list(things: list[Json], address: str, *, has_more: bool) -> Json:
    return {"object": "list", "data": things, "has_more": has_more, "url": address}


def expanded(ledger: Ledger, thing: Json, paths: list[str]) -> Json:
    """Returns a copy of `thing` in which each of `paths`, such as `payment_intent.latest_charge`, shows the object."""
    shown = deepcopy(thing)
    for path in paths:
        _expand(ledger, shown, path.split("."), path)
    return shown


def _expand(ledger: Ledger, node: object, steps: list[str], path: str) -> None:
    if isinstance(node, list):
        for item in node:
            _expand(ledger, item, steps, path)
        return
    step, *rest = steps
    if not isinstance(node, dict) or (step not in node and step != "line_items"):
        raise errors.invalid(f"This property cannot be expanded ({path}).", "expand")
    if step == "line_items" and node.get("object") == "checkout.session":
        node[step] = page(ledger.baskets[node["id"]]["lines"], {}, f"/v1/checkout/sessions/{node['id']}/line_items")
    elif isinstance(node[step], str) and node[step] in ledger.things:
        node[step] = deepcopy(ledger.things[node[step]])
    if rest and node[step] is not None:
        _expand(ledger, node[step], rest, path)
