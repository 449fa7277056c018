"""What a page weighs on the wire: itself, and everything that a first visit fetches with it, compressed."""

from __future__ import annotations

import gzip
import re
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from lxml import html
from werkzeug.exceptions import HTTPException
from werkzeug.routing import Rule

from tests.load.place import EMPTY_PAGE, Place
from tests.load.wsgi import Answer, Exchange
from tests.support.client import Visitor

MOST_BYTES = 100_000
STAFF, OUR_STAFF = "staff_", "staff_auto_bleue."
"""How the endpoints of staff pages begin, and those of the one workshop whose pages are weighed: all are alike."""

FETCHED = (
    "//link[@rel='stylesheet' or @rel='preload' or @rel='modulepreload' or @rel='icon']/@href"
    " | //script/@src | //img/@src | //use/@href"
)
IN_STYLE = re.compile(r"url\(\s*[\"']?([^\"')]+)")


@dataclass(frozen=True)
class Weight:
    """A page in bytes as they travel, headers included: alone, and with all that a first visit fetches."""

    rule: str
    page: int
    first_visit: int
    statements: int

    @property
    def is_light(self) -> bool:
        """Whether the first visit keeps to what the house allows itself."""
        return self.first_visit < MOST_BYTES


def list_weights(place: Place, visitors: Iterable[Visitor], more: Sequence[str] = ()) -> list[Weight]:
    """Weighs each page once, for the first of `visitors` who comes to it: by its plain address, by `more`, by links."""
    found: dict[str, Weight] = {}
    for visitor in visitors:
        paths = deque([*more, *(rule.rule for rule in place.app.url_map.iter_rules() if not rule.arguments)])
        while paths:
            path = paths.popleft()
            rule = _rule_of(place, path)
            if rule is None or rule.rule in found:
                continue
            exchange = place.ask(visitor, path)
            paths.extend(_ways_on(exchange, path))
            if _is_page(exchange.answer):
                found[rule.rule] = _weigh(place, visitor, rule, exchange)
    return sorted(found.values(), key=lambda weight: weight.rule)


def _rule_of(place: Place, path: str) -> Rule | None:
    """Returns the rule of a page that is to be weighed."""
    try:
        rule, _ = place.app.url_map.bind("127.0.0.1").match(path, method="GET", return_rule=True)
    except HTTPException:
        return None
    elsewhere = rule.endpoint.startswith(STAFF) and not rule.endpoint.startswith(OUR_STAFF)
    return None if elsewhere or path == EMPTY_PAGE else rule


def _ways_on(exchange: Exchange, path: str) -> Iterator[str]:
    """Yields where the page leads inside the house."""
    headers = dict(exchange.answer.headers)
    links = [headers["Location"]] if "Location" in headers else []
    if _is_page(exchange.answer):
        links += html.fromstring(_text(exchange.answer)).xpath("//a/@href")
    for link in links:
        target = urlsplit(urljoin(path, link))
        if not target.scheme and not target.netloc:
            yield target.path


def _is_page(answer: Answer) -> bool:
    return answer.status.startswith("200") and "text/html" in dict(answer.headers).get("Content-Type", "")


def _weigh(place: Place, visitor: Visitor, rule: Rule, exchange: Exchange) -> Weight:
    def answer_of(address: str) -> Answer:
        return place.ask(visitor, address).answer

    page = exchange.answer
    fetched = set(_addresses(html.fromstring(_text(page)).xpath(FETCHED), exchange.environ["PATH_INFO"]))
    for style in [address for address in fetched if address.endswith(".css")]:
        fetched |= set(_addresses(IN_STYLE.findall(_text(answer_of(style))), style))
    together = sum(_bytes(answer_of(address)) for address in fetched)
    return Weight(rule.rule, _bytes(page), _bytes(page) + together, len(exchange.statements))


def _addresses(links: Iterable[str], base: str) -> Iterator[str]:
    for link in links:
        if link.partition("#")[0] and urlsplit(link).scheme != "data":
            yield urljoin(base, link).partition("#")[0]


def _text(answer: Answer) -> str:
    packed = dict(answer.headers).get("Content-Encoding") == "gzip"
    return (gzip.decompress(answer.body) if packed else answer.body).decode()


def _bytes(answer: Answer) -> int:
    lines = [f"HTTP/1.1 {answer.status}", *(f"{name}: {value}" for name, value in answer.headers), ""]
    return sum(len(f"{line}\r\n") for line in lines) + len(answer.body)
