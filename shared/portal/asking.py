"""Asking a workshop for a price, with the questions of its trade."""

from __future__ import annotations

from typing import Protocol

from flask import redirect, url_for
from werkzeug.wrappers import Response

from shared.accounts.access import actor
from shared.db import atomic
from shared.kernel.identifiers import new_public_id
from shared.orders.links import secret_of
from shared.orders.quotes.services import LINK, request_quote
from shared.orders.services import CustomerDetails, register_customer
from shared.workshop import find_site


class Request(Protocol):
    """A form of a trade that asks for a price."""

    @property
    def title(self) -> str:
        """What it is about, in a few words."""

    def to_answers(self) -> list[tuple[str, str]]:
        """Returns the questions that were answered, in words."""

    def to_details(self) -> CustomerDetails:
        """Returns who asks."""


def ask_for_quote(slug: str, request: Request, *, purchase_order: str | None) -> Response:
    """Notes a request that has been validated, and leads to the page where its price will be."""
    with atomic():
        quote = request_quote(
            public_id=new_public_id(),
            site_id=find_site(slug).id,
            customer=register_customer(details=request.to_details(), actor=actor()),
            title=request.title,
            answers=request.to_answers(),
            purchase_order=purchase_order,
            actor=actor(),
        )
        secret = secret_of(quote.public_id, LINK)
    return redirect(url_for("portal.quote", secret=secret), 303)
