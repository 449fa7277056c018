"""What a page weighs on the wire: itself, and everything that a first visit fetches with it, compressed."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from flask import Flask
from lxml import html
from werkzeug.routing import Rule

from tests.load.place import Place
from tests.load.wsgi import Answer
from tests.support.client import Visitor
from tests.support.personas import ADMINISTRATOR, CUSTOMER, FINANCE, SUPERVISOR, client_of

MOST_BYTES = 100_000
WORKSHOP = "staff_auto_bleue"
"""Whose staff pages are weighed: those of the others are the same."""

FETCHED = (
    "//link[@rel='stylesheet' or @rel='preload' or @rel='modulepreload' or @rel='icon']/@href"
    " | //script/@src | //img/@src | //use/@href"
)
IN_STYLE = re.compile(r"url\(\s*[\"']?([^\"')]+)")


@dataclass(frozen=True)
class Weight:
    """A page in bytes as they travel, headers included: alone, and with all that the first visit fetches."""

    path: str
    page: int
    first_visit: int
    statements: int

    @property
    def is_light(self) -> bool:
        """Whether the first visit keeps to what the house allows itself."""
        return self.first_visit < MOST_BYTES


def list_weights(place: Place, *more: str) -> list[Weight]:
    """Weighs every page that needs nothing in its address, and the public pages at the addresses `more`."""
    stranger = Visitor(place.app, place.app.response_class)
    addresses = [*_pages(place.app), *((path, stranger) for path in more)]
    weights = [weight for path, client in addresses if (weight := _weigh(place, client, path))]
    return sorted(weights, key=lambda weight: weight.path)


def _pages(app: Flask) -> Iterator[tuple[str, Visitor]]:
    """Yields the address of each page without arguments, with somebody who may open it."""
    stranger = Visitor(app, app.response_class)
    people = {persona.role: client_of(app, persona) for persona in (SUPERVISOR, FINANCE, ADMINISTRATOR, CUSTOMER)}
    for rule in app.url_map.iter_rules():
        if not _is_weighed(rule):
            continue
        permission = getattr(app.view_functions[rule.endpoint], "required_permission", None)
        roles = app.extensions["ateliers_permissions"]
        able = [client for role, client in people.items() if permission in roles[role]]
        yield rule.rule, stranger if permission is None else able[0]


def _is_weighed(rule: Rule) -> bool:
    elsewhere = rule.endpoint.startswith("staff_") and not rule.endpoint.startswith(f"{WORKSHOP}.")
    return "GET" in (rule.methods or ()) and not rule.arguments and not elsewhere


def _weigh(place: Place, client: Visitor, path: str) -> Weight | None:
    """Returns the weight of a page; None when the address shows none, but leads elsewhere or gives a file."""
    exchange = place.ask(client, path)
    answer = exchange.answer
    if not answer.status.startswith("200") or "text/html" not in dict(answer.headers)["Content-Type"]:
        return None
    fetched = {address for address in _addresses(answer, path) if urlsplit(address).scheme != "data"}
    parts = sum(_bytes(place.ask(client, address).answer) for address in _with_those_of_styles(place, client, fetched))
    return Weight(path, _bytes(answer), _bytes(answer) + parts, len(exchange.statements))


def _addresses(answer: Answer, path: str) -> Iterator[str]:
    for address in html.fromstring(_text(answer)).xpath(FETCHED):
        yield urljoin(path, str(address)).partition("#")[0]


def _with_those_of_styles(place: Place, client: Visitor, addresses: set[str]) -> set[str]:
    styles = [address for address in addresses if address.endswith(".css")]
    inside = {
        urljoin(style, found)
        for style in styles
        for found in IN_STYLE.findall(_text(place.ask(client, style).answer))
        if urlsplit(found).scheme != "data"
    }
    return addresses | inside


def _text(answer: Answer) -> str:
    packed = dict(answer.headers).get("Content-Encoding") == "gzip"
    return (gzip.decompress(answer.body) if packed else answer.body).decode()


def _bytes(answer: Answer) -> int:
    head = len(f"HTTP/1.1 {answer.status}\r\n\r\n") + sum(len(f"{name}: {value}\r\n") for name, value in answer.headers)
    return head + len(answer.body)
