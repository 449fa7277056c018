"""A long list one page at a time; the page is asked for in the address."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import request, url_for


@dataclass(frozen=True)
class Page:
    """Page `number` of `last`, both from 1, of a list of `total` rows."""

    number: int
    last: int
    total: int
    endpoint: str

    @property
    def previous_url(self) -> str | None:
        """The page before, with everything else that the address asks."""
        return self._link(self.number - 1) if self.number > 1 else None

    @property
    def next_url(self) -> str | None:
        """The page after."""
        return self._link(self.number + 1) if self.number < self.last else None

    def _link(self, number: int) -> str:
        asked: dict[str, Any] = request.args.to_dict(flat=False) | {"page": str(number)}
        return url_for(self.endpoint, **asked)


def page_asked_for(endpoint: str, total: int, size: int) -> Page:
    """Returns the page that the address asks for, the nearest there is; an empty list has one page."""
    last = max(1, -(-total // size))
    return Page(min(max(1, request.args.get("page", 1, int)), last), last, total, endpoint)
